"""What the CRM tells: who is believed of two, and what opportunities and purchases come to, from all that was said."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import fsum
from zoneinfo import ZoneInfo

from tests.oracle.clock import happened, written
from tests.oracle.matching import Document, number

Claim = tuple[int, int, str]  # when it was said, by whom, in which activity: the greatest is the last word
KEPT = 50
OPPORTUNITY = "crm.opportunity_"
PURCHASES = ("crm.last_purchase", "crm.total_purchases", "crm.purchases_count")


@dataclass(frozen=True)
class Word:
    """The last word on something."""

    claim: Claim
    text: str
    value: object

    @property
    def order(self) -> tuple[Claim, str]:
        return self.claim, self.text


Words = dict[tuple[str, bool], Word]  # by name, and whether it was the CRM that spoke of a term that it shares


@dataclass(frozen=True)
class Known:
    """Everything that was said of one lead, last words only."""

    model: Document
    zone: ZoneInfo
    words: Words

    @classmethod
    def of(cls, model: Document, zone: ZoneInfo, activities: Sequence[Document]) -> "Known":
        words: Words = {}
        for activity in activities:
            claim = (happened(activity), -rank(model, activity["source"]), activity["id"])
            for name, value in (*stated(activity), *on_track(activity, model)):
                key = (name, name in _shared(model) and activity["source"] == _speaker(model))
                word = Word(claim, json.dumps(value), value)
                words[key] = max(words.get(key, word), word, key=lambda one: one.order)
        return cls(model, zone, words)

    def value(self, name: str, *, every: bool = False) -> object:
        """What is known under the name; of every opportunity a list."""
        if name.startswith(OPPORTUNITY) and self.opportunities:
            field = name.removeprefix(OPPORTUNITY)
            if every:
                return [part for one in self.opportunities for part in _parts(one.get(field))] or None
            return self.opportunities[-1].get(field)
        if name in PURCHASES and self.purchases:
            return self._bought(name)
        return self._believed(name)

    def _believed(self, name: str) -> object:
        ours, theirs = self.words.get((name, False)), self.words.get((name, True))
        if ours is None or theirs is None:
            one = ours or theirs
            return None if one is None else one.value
        match _shared(self.model)[name]:
            case "us":
                return ours.value
            case "crm":
                return theirs.value
            case _:
                return max(ours, theirs, key=lambda one: one.order).value

    def _bought(self, name: str) -> object:
        if name == "crm.purchases_count":
            return len(self.purchases)
        if name == "crm.total_purchases":
            amounts = [number(one.get("amount")) for one in self.purchases]
            return round(fsum(amount for amount in amounts if amount is not None and abs(amount) < 1e15), 6) + 0.0
        dates = [
            (at, str(one["at"])) for one in self.purchases if (at := written(one.get("at"), self.zone)) is not None
        ]
        return max(dates)[1] if dates else None

    @cached_property
    def opportunities(self) -> list[Mapping[str, object]]:
        """Those that are there, the one changed last at the end."""
        names = _asked(self.model)
        fields = {name.removeprefix(OPPORTUNITY) for name in names if name.startswith(OPPORTUNITY)}
        return self._things("crm.opportunities.", fields | {"stage", "deleted"} if fields else set())

    @cached_property
    def purchases(self) -> list[Mapping[str, object]]:
        return self._things("crm.purchases.", {"amount", "at", "deleted"})

    def _things(self, kind: str, fields: set[str]) -> list[Mapping[str, object]]:
        """What was said of each, but nothing that was said before the 51st of them was last spoken of."""
        said: dict[str, dict[str, Word]] = {}
        for (name, _), word in self.words.items():
            which, dot, field = name.removeprefix(kind).partition(".")
            if name.startswith(kind) and dot and field in fields:
                said.setdefault(which, {})[field] = word
        last = sorted((max(word.claim for word in words.values()), which) for which, words in said.items())
        limit = last[-KEPT - 1] if len(last) > KEPT else None
        kept = [
            {field: word.value for field, word in said[which].items() if limit is None or (word.claim, which) >= limit}
            for _, which in last[-KEPT:]
        ]
        return [one for one in kept if one.get("deleted") is not True]


def rank(model: Document, source: str) -> int:
    """0 for the source that is listed first; those not listed come last."""
    ranks = list(model.get("sources", {}))
    return ranks.index(source) if source in ranks else len(ranks)


def _speaker(model: Document) -> str | None:
    """The source that speaks for the CRM: the first of its kind."""
    provider = model.get("crm", {}).get("provider")
    return next((name for name, one in model.get("sources", {}).items() if one["kind"] == provider), None)


def _shared(model: Document) -> Mapping[str, str]:
    """The terms of the map that both sides may state, and who wins."""
    fields = model.get("crm", {}).get("fields", {})
    return {term: one.get("wins", "latest") for term, one in fields.items() if one.get("on") != "opportunity"}


def _asked(model: Document) -> set[str]:
    """All that conditions and the map ask of opportunities by name."""
    fields = model.get("crm", {}).get("fields", {})
    mapped = {OPPORTUNITY + term for term, one in fields.items() if one.get("on") == "opportunity"}
    return mapped | set(fields) | set(_traits([model.get(name, {}) for name in ("scores", "segments", "classes")]))


def _traits(part: object) -> Iterator[str]:
    if isinstance(part, Mapping):
        if isinstance(part.get("trait"), str):
            yield part["trait"]
        part = list(part.values())
    if isinstance(part, list):
        for inner in part:
            yield from _traits(inner)


def stated(activity: Document) -> Iterator[tuple[str, object]]:
    """The traits that the activity's sender states; who is on a track nobody can state."""
    yield from ((name, value) for name, value in flat(activity.get("traits", {})) if not name.startswith("track."))


def on_track(activity: Document, model: Document) -> Iterator[tuple[str, object]]:
    """Whether its lead is on a track of the model, where an activity of a server says so."""
    says = {"track.enrolled": True, "track.withdrawn": False}
    track = activity.get("properties", {}).get("track")
    by_anybody = model.get("sources", {}).get(activity["source"], {}).get("kind") == "form"
    if activity["type"] in says and track in model.get("tracks", {}) and not by_anybody:
        yield f"track.{track}", says[activity["type"]]


def flat(traits: Document, prefix: str = "") -> Iterator[tuple[str, object]]:
    """Traits by dotted name; what is null was not said."""
    for name, value in traits.items():
        if isinstance(value, Mapping):
            yield from flat(value, f"{prefix}{name}.")
        elif value is not None:
            yield prefix + name, value


def _parts(value: object) -> Iterator[object]:
    if isinstance(value, list):
        yield from value
    elif value is not None:
        yield value
