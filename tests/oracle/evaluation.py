"""Scores, classes and segments of one lead at one instant, straight from the definitions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypedDict

from tests.oracle.clock import duration
from tests.oracle.history import Lead, understand
from tests.oracle.knots import turns
from tests.oracle.matching import Document, in_words
from tests.oracle.scores import AsOf, Term
from tests.oracle.standing import NEW, Place, Standing, labels, move, newer
from tests.oracle.traits import fits, holds


class Outcome(TypedDict):
    """What is said of a lead, in the order of the model."""

    scores: dict[str, float | None]
    segments: list[str]
    classes: dict[str, str | None]


@dataclass
class Moment:
    """A lead at an instant, given its standing before; `found` only saves time."""

    lead: AsOf
    now: int
    standing: Standing = NEW
    found: dict[tuple[str, str], bool | Place] = field(default_factory=dict)

    @classmethod
    def of(cls, lead: Lead, now: int, standing: Standing = NEW) -> "Moment":
        return cls(AsOf(lead, now), now, standing)

    @property
    def model(self) -> Document:
        return self.lead.lead.model

    def shown(self, name: str, at: int | None = None) -> float | None:
        """What is compared and shown: the score now, or at an earlier instant."""
        exact = self.lead.exact(name, self.now if at is None else at)
        return None if exact is None else round(exact, 6) + 0.0

    def segment(self, name: str) -> bool:
        if ("segment", name) not in self.found:
            self.found["segment", name] = self._segment(name, self.model["segments"][name])
        return bool(self.found["segment", name])

    def _segment(self, name: str, segment: Document) -> bool:
        if "when" not in segment:
            return self.holds(segment)
        until = "until" in segment and self.holds(segment["until"], none_is_0=True)
        was = "until" in segment and name in self.standing.segments
        return not until and (was or self.holds(segment["when"]))

    def since(self, name: str) -> int:
        """When the segment that the lead is in was entered, as published: now where it enters now."""
        return self.standing.segments.get(name, self.now)

    def place(self, name: str) -> Place:
        if ("class", name) not in self.found:
            self.found["class", name] = self._place(name, self.model["classes"][name])
        place = self.found["class", name]
        assert isinstance(place, Place)
        return place

    def _place(self, name: str, values: Document) -> Place:
        if "sticky" not in values:
            return Place(next((value for value in values if self.holds(values[value])), None), frozenset())
        holding = [value for value in labels(values) if self.holds(values[value])]
        before = Place(self.standing.classes.get(name), self.standing.blocked.get(name, frozenset()))
        return move(values, holding, before, newer(self.lead.lead.set_backs, self.now, self.standing))

    def holds(self, condition: Document | str, *, none_is_0: bool = False) -> bool:
        """Whether the condition holds; in an `until` a score that is none counts as 0."""
        return holds(condition, lambda test: self._test(test, none_is_0=none_is_0))

    def _test(self, test: Document, *, none_is_0: bool) -> bool:
        if "in" in test:
            span = duration(test["for"]) if "for" in test else 0
            return self.segment(test["in"]) and self.now - self.since(test["in"]) >= span
        if "score" in test:
            return self._score(test, none_is_0=none_is_0)
        if "class" in test:
            wanted = [test["is"]] if isinstance(test["is"], str) else test["is"]
            return (self.place(test["class"]).label or "none") in wanted
        if "signal" in test:
            return self._signal(test)
        if "without" in test:
            found = self.lead.occurrences(test["without"])
            return self.now - (found[-1].at if found else self.lead.lead.first_seen) >= duration(test["for"])
        return fits(test, self.known(test), self.now, self.lead.lead.zone)

    def known(self, test: Document) -> object:
        """The value that is tested of a trait, where each class and score is one too."""
        name = test["trait"]
        if name in self.model.get("classes", {}):
            return self.place(name).label
        return self.shown(name) if name in self.model.get("scores", {}) else self.lead.fact(test)

    def _score(self, test: Document, *, none_is_0: bool) -> bool:
        name = test["score"]
        if "is" in test:
            return self.shown(name) is None
        if "rose" in test or "fell" in test:
            before = self.lead.exact(name, self.now - duration(test["within"])) or 0.0
            risen = round((self.lead.exact(name, self.now) or 0.0) - before, 6)
            return in_words({"at_least": test["rose"]} if "rose" in test else {"at_most": -test["fell"]}, risen)
        if "peaked" in test:
            return self._peaked(test, none_is_0=none_is_0)
        shown = self.shown(name)
        return in_words(test, 0.0 if shown is None and none_is_0 else shown)

    def _peaked(self, test: Document, *, none_is_0: bool) -> bool:
        """Between its turns and the ends of the window the score only rises or falls."""
        start = self.now - duration(test["within"])
        inside = [at for at in turns(self.lead, test["score"]) if start < at < self.now]
        values = [self.shown(test["score"], at) for at in (start, *inside, self.now)]
        return any(
            (0.0 if value is None else value) >= test["peaked"] for value in values if none_is_0 or value is not None
        )

    def _signal(self, test: Document) -> bool:
        found = self.lead.occurrences(test["signal"])
        if "within" in test:
            found = [one for one in found if self.now - one.at < duration(test["within"])]
        if "total" in test:
            total = round(sum(one.measures.get(test["signal"], 1.0) for one in found), 6)
            return in_words({"at_least": test["total"]}, total)
        words = {word: test[word] for word in test if word not in ("signal", "within")} or {"at_least": 1}
        return in_words(words, len(found))


def outcome(moment: Moment) -> Outcome:
    """All of it at that moment."""
    model = moment.model
    return {
        "scores": {name: moment.shown(name) for name in model.get("scores", {})},
        "segments": [name for name in model.get("segments", {}) if moment.segment(name)],
        "classes": {name: moment.place(name).label for name in model.get("classes", {})},
    }


def after(moment: Moment) -> Standing:
    """The standing once this moment is published."""
    had = newer(moment.lead.lead.set_backs, moment.now, moment.standing)
    model = moment.model
    return Standing(
        segments={name: moment.since(name) for name in model.get("segments", {}) if moment.segment(name)},
        classes={name: moment.place(name).label for name in model.get("classes", {})},
        blocked={name: blocked for name in model.get("classes", {}) if (blocked := moment.place(name).blocked)},
        set_back=had[-1][:2] if had else moment.standing.set_back,
        published={
            name: moment.standing.published.get(name, frozenset()) | {one.id for one in moment.lead.occurrences(name)}
            for name in told(model)
        },
    )


def told(model: Document) -> list[str]:
    """The signals of which every new occurrence is published: those that an automation waits for."""
    return [rule["when"]["signal"] for rule in model.get("automations", {}).values() if "signal" in rule["when"]]


def evaluate(model: Document, activities: Sequence[Document], now: int, standing: Standing = NEW) -> Outcome:
    """Scores, segments and classes of one lead at `now`, whose standing was this before."""
    return outcome(Moment.of(understand(model, activities), now, standing))


def contributions(model: Document, activities: Sequence[Document], now: int) -> Mapping[str, list[Term]]:
    """The terms of each score; what caps, silence and the range cut off is not among them."""
    lead = AsOf(understand(model, activities), now)
    return {name: lead.terms(name, now) for name in model.get("scores", {})}
