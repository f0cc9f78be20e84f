"""Scores of one lead, as of one instant and at any earlier one, term by term."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from math import fsum, inf
from typing import Any, TypeVar

from tests.oracle.clock import duration, iso
from tests.oracle.company import domain, role
from tests.oracle.history import Lead, Occurrence
from tests.oracle.matching import Document
from tests.oracle.occurrences import begins, counted, ruled
from tests.oracle.traits import fits, holds

FADINGS = ("half_life", "linear", "expires", "decay")
Fading = tuple[str, int]  # the word and its duration
Found = TypeVar("Found")


@dataclass(frozen=True)
class Term:
    """One term of a score: an occurrence of a signal, the n-th rule about traits or a part of a combined score."""

    rule: str | int
    activity: str | None
    points: float


@dataclass(frozen=True)
class Stake:
    """An occurrence that a rule counts: its points while nothing has faded, and how they fade."""

    signal: str
    occurrence: Occurrence
    amount: float
    fading: Fading | None


@dataclass
class AsOf:
    """A lead as its occurrences were at an instant; `known` only saves time."""

    lead: Lead
    now: int
    known: dict[tuple[object, ...], Any] = field(default_factory=dict)

    def occurrences(self, name: str) -> list[Occurrence]:
        return self.once(("signal", name), lambda: counted(self.lead, name, self.now))

    def entrance(self) -> int | None:
        """The next instant at which an occurrence begins to count, or a set-back."""
        ahead = [begins(one) for one in self.lead.occurrences if one.counts]
        return min((at for at in [*ahead, *(at for at, *_ in self.lead.set_backs)] if at > self.now), default=None)

    def fact(self, test: Document) -> object:
        """What is known of what the test asks about: built-in facts hide stored traits."""
        name = test["trait"]
        if name == "first_seen":
            return iso(self.lead.first_seen)
        if name in ("last_interaction", "last_touch"):
            found = self.occurrences(name.removeprefix("last_"))
            return iso(found[-1].at) if found else None
        if name in ("company.domain", "company.role_address"):
            address = self.lead.email
            return None if address is None else domain(address) if name == "company.domain" else role(address)
        return self.lead.known.value(name, every=test.get("of") == "any")

    def terms(self, name: str, at: int) -> list[Term]:
        """What the occurrences known now and not later than `at` made it of then."""
        return self.once(("terms", name, at), lambda: list(self._terms(name, at)))

    def _terms(self, name: str, at: int) -> Iterator[Term]:
        score = self.lead.model["scores"][name]
        for part, weight in score.get("combine", {}).items():
            yield Term(part, None, weight * (self.exact(part, at) or 0.0))
        for stake in self.stakes(name, at):
            one = stake.occurrence
            yield Term(stake.signal, one.id, stake.amount * left(stake.fading, at - one.at))
        for index, rule in enumerate(score.get("traits", [])):
            if holds(rule["when"], lambda test: fits(test, self.fact(test), at, self.lead.zone)):
                yield Term(index, None, rule["points"])

    def stakes(self, name: str, at: int) -> Iterator[Stake]:
        """What the score's rules about signals count then."""
        score = self.lead.model["scores"][name]
        for signal, rule, fades in rules(score):
            found = [one for one in self.occurrences(signal) if one.at <= at]
            for one in self.once(("ruled", name, signal, len(found)), partial(ruled, found, rule, self.lead.zone)):
                yield Stake(signal, one, rule["each"] * one.measures.get(signal, 1.0), fades)

    def exact(self, name: str, at: int) -> float | None:
        """Clamped but not rounded; none without a term, and where all parts are none."""
        return self.once(("exact", name, at), lambda: self._exact(name, at))

    def _exact(self, name: str, at: int) -> float | None:
        score, terms = self.lead.model["scores"][name], self.terms(name, at)
        if not terms or ("combine" in score and all(self.exact(part, at) is None for part in score["combine"])):
            return None
        low, high = bounds(score)
        parts = [*(term.points for term in terms), *(-x for x in self._excesses(score, terms)), -self.lost(name, at)]
        return min(max(fsum(parts), low), high)

    def _excesses(self, score: Document, terms: list[Term]) -> Iterator[float]:
        for cap in score.get("caps", {}).values():
            positive = fsum(term.points for term in terms if term.rule in cap["of"] and term.points > 0)
            yield max(0.0, positive - cap["at_most"])

    def lost(self, name: str, at: int) -> float:
        """The points that silence has cost until then."""
        rule = self.lead.model["scores"][name].get("inactivity")
        found = [one for one in self.occurrences("interaction") if one.at <= at] if rule else []
        if rule is None or not found:
            return 0.0
        steps = (at - found[-1].at) // duration(rule["every"])
        return float(min(rule["lose"] * steps, rule.get("at_most", inf)))

    def once(self, key: tuple[object, ...], make: Callable[[], Found]) -> Found:
        """What `make` makes, made once."""
        if key not in self.known:
            self.known[key] = make()
        found: Found = self.known[key]
        return found


def rules(score: Document) -> Iterator[tuple[str, Document, Fading | None]]:
    """The rules about signals, in words whether or not they were written as a number alone, and how they fade."""
    for signal, written in score.get("points", {}).items():
        rule = written if isinstance(written, Mapping) else {"each": written}
        yield signal, rule, fading(score, rule)


def bounds(score: Document) -> tuple[float, float]:
    """The least and the greatest value."""
    low, high = score.get("range", [0, 100]) or (-inf, inf)
    return low, high


def fading(score: Document, rule: Document) -> Fading | None:
    """How points fade: by the rule's own word, or for positive points by the score's; none where they do not."""
    for words in (rule, score if rule["each"] > 0 else {}):
        for word in FADINGS:
            if word in words:
                return None if word == "decay" else (word, duration(words[word]))
    return None


def left(fades: Fading | None, age: int) -> float:
    """What is left of one point after the age."""
    if fades is None:
        return 1.0
    word, span = fades
    share = (age / 1e6) / (span / 1e6)
    if word == "half_life":
        return float(2.0**-share)
    return max(0.0, 1.0 - share) if word == "linear" else float(age < span)
