"""Scores, classes and segments of one lead at one instant, straight from the definitions."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import fsum, inf
from typing import Any, TypedDict

from tests.oracle.clock import duration
from tests.oracle.history import Lead, Occurrence, counted, understand
from tests.oracle.matching import Document, in_words, like, number, same

Rule = float | Mapping[str, Any]  # points as a number, or in words


class Outcome(TypedDict):
    """What is said of a lead, in the order of the model."""

    scores: dict[str, float | None]
    segments: list[str]
    classes: dict[str, str | None]


@dataclass(frozen=True)
class Term:
    """One term of a score: an occurrence of a signal, or the n-th rule about traits."""

    rule: str | int
    activity: str | None
    points: float


@dataclass
class Moment:
    """A lead at an instant, given the segments that it was last in; `known` only saves time."""

    lead: Lead
    now: int
    standing: Collection[str] = ()
    known: dict[tuple[str, str], object] = field(default_factory=dict)

    def occurrences(self, name: str) -> list[Occurrence]:
        if ("signal", name) not in self.known:
            self.known["signal", name] = counted(self.lead, name, self.now)
        return self.known["signal", name]  # type: ignore[return-value] # stored two lines above

    def terms(self, name: str) -> Iterator[Term]:
        score = self.lead.model["scores"][name]
        for signal, rule in score.get("points", {}).items():
            each = rule["each"] if isinstance(rule, Mapping) else rule
            for one in most_recent(self.occurrences(signal), rule):
                yield Term(signal, one.id, each * faded(self.now - one.at, half_life(score, rule)))
        for index, rule in enumerate(score.get("traits", [])):
            if self.holds(rule["when"]):
                yield Term(index, None, rule["points"])

    def score(self, name: str) -> float | None:
        """Clamped but not rounded; none without a term."""
        terms = [term.points for term in self.terms(name)]
        low, high = self.lead.model["scores"][name].get("range", [0, 100]) or (-inf, inf)
        return min(max(fsum(terms), low), high) if terms else None

    def shown(self, name: str) -> float | None:
        """What is compared and shown."""
        if ("score", name) not in self.known:
            exact = self.score(name)
            self.known["score", name] = None if exact is None else round(exact, 6) + 0.0
        return self.known["score", name]  # type: ignore[return-value] # stored just above

    def segment(self, name: str) -> bool:
        if ("segment", name) not in self.known:
            self.known["segment", name] = self._segment(name, self.lead.model["segments"][name])
        return bool(self.known["segment", name])

    def _segment(self, name: str, segment: Document) -> bool:
        if "when" not in segment:
            return self.holds(segment)
        until = "until" in segment and self.holds(segment["until"], none_is_0=True)
        was = "until" in segment and name in self.standing
        return not until and (was or self.holds(segment["when"]))

    def value(self, name: str) -> str | None:
        """The class: the first value whose condition holds."""
        if ("class", name) not in self.known:
            values = self.lead.model["classes"][name].items()
            self.known["class", name] = next((value for value, when in values if self.holds(when)), None)
        return self.known["class", name]  # type: ignore[return-value] # stored just above

    def holds(self, condition: Document | str, *, none_is_0: bool = False) -> bool:
        """Whether the condition holds; in an `until` a score that is none counts as 0."""
        if isinstance(condition, str):
            return condition == "otherwise"
        if "all" in condition:
            return all(self.holds(one, none_is_0=none_is_0) for one in condition["all"])
        if "any" in condition:
            return any(self.holds(one, none_is_0=none_is_0) for one in condition["any"])
        if "not" in condition:
            return not self.holds(condition["not"], none_is_0=none_is_0)
        return self._test(condition, none_is_0=none_is_0)

    def _test(self, test: Document, *, none_is_0: bool) -> bool:
        if "in" in test:
            return self.segment(test["in"])
        if "score" in test:
            shown = self.shown(test["score"])
            if "is" in test:
                return shown is None
            return in_words(test, 0.0 if shown is None and none_is_0 else shown)
        if "class" in test:
            return (self.value(test["class"]) or "none") in (
                [test["is"]] if isinstance(test["is"], str) else test["is"]
            )
        if "signal" in test:
            return self._signal(test)
        return self._silence(test) if "without" in test else self._trait(test)

    def _silence(self, test: Document) -> bool:
        found = self.occurrences(test["without"])
        return self.now - (found[-1].at if found else self.lead.first_seen) >= duration(test["for"])

    def _signal(self, test: Document) -> bool:
        found = self.occurrences(test["signal"])
        if "within" in test:
            found = [one for one in found if self.now - one.at < duration(test["within"])]
        words = {word: test[word] for word in test if word not in ("signal", "within")} or {"at_least": 1}
        return in_words(words, len(found))

    def _trait(self, test: Document) -> bool:
        value = self.lead.traits.get(test["trait"])
        if "exists" in test:
            return (value is not None) is test["exists"]
        if "is" in test:
            return value is not None and same(test["is"], value)
        if "like" in test:
            return like(test["like"], value)
        return in_words(test, number(value))


def most_recent(found: Sequence[Occurrence], rule: Rule) -> Sequence[Occurrence]:
    """The occurrences that a rule counts."""
    return found[-rule["at_most"] :] if isinstance(rule, Mapping) and "at_most" in rule else found


def half_life(score: Document, rule: Rule) -> int | None:
    """The rule's own word, or for positive points the score's; none where nothing fades."""
    if isinstance(rule, Mapping) and ("half_life" in rule or "decay" in rule):
        return duration(rule["half_life"]) if "half_life" in rule else None
    each = rule["each"] if isinstance(rule, Mapping) else rule
    return duration(score["half_life"]) if "half_life" in score and each > 0 else None


def faded(age: int, half: int | None) -> float:
    """What is left of a point after the age."""
    return 1.0 if half is None else 2.0 ** -((age / 1e6) / (half / 1e6))


def outcome(moment: Moment) -> Outcome:
    """All of it at that moment."""
    model = moment.lead.model
    return {
        "scores": {name: moment.shown(name) for name in model.get("scores", {})},
        "segments": [name for name in model.get("segments", {}) if moment.segment(name)],
        "classes": {name: moment.value(name) for name in model.get("classes", {})},
    }


def evaluate(model: Document, activities: Sequence[Document], now: int, standing: Collection[str] = ()) -> Outcome:
    """Scores, segments and classes of one lead at `now`, having last been in the segments `standing`."""
    return outcome(Moment(understand(model, activities), now, standing))


def contributions(model: Document, activities: Sequence[Document], now: int) -> dict[str, list[Term]]:
    """The terms of each score; what the range cuts off is not among them."""
    moment = Moment(understand(model, activities), now)
    return {name: list(moment.terms(name)) for name in model.get("scores", {})}
