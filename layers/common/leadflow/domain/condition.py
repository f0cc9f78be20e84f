"""Conditions: what can be asked of a lead, and until when the answer is certain.

Each class is one sentence of the lead model: `holds` answers it now, `changes_at` says before which instant the answer
cannot change unless something new happens (None: never). It may be early, never late.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from leadflow.domain.foresight import first_flip
from leadflow.domain.instant import Duration, Instant
from leadflow.domain.json import Json
from leadflow.domain.match import Bounds, Test
from leadflow.domain.occurrence import Sighting
from leadflow.domain.trend import Trend


class Facts(Protocol):
    """What conditions can see of a lead at one instant."""

    @property
    def now(self) -> Instant: ...
    @property
    def first_seen(self) -> Instant | None: ...
    def sightings(self, signal: str) -> Sequence[Sighting]: ...
    def trend(self, score: str) -> Trend | None: ...
    def score(self, name: str) -> float | None: ...
    def score_stands_until(self, name: str) -> Instant | None: ...
    def trait(self, name: str) -> Json: ...
    def label(self, name: str) -> str | None: ...
    def label_changes_at(self, name: str) -> Instant | None: ...
    def member(self, segment: str) -> bool: ...
    def member_changes_at(self, segment: str) -> Instant | None: ...


class Condition(Protocol):
    """One sentence of the lead model."""

    def holds(self, facts: Facts) -> bool: ...
    def changes_at(self, facts: Facts) -> Instant | None: ...


@dataclass(frozen=True, slots=True)
class ScoreIs:
    """`{ score: readiness, above: 75 }`: false where the score is none, unless none is to count as 0."""

    score: str
    bounds: Bounds
    none_is_zero: bool = False

    def holds(self, facts: Facts) -> bool:
        value = facts.score(self.score)
        if value is None:
            return self.none_is_zero and self.bounds.hold(0.0)
        return self.bounds.hold(value)

    def changes_at(self, facts: Facts) -> Instant | None:
        stands = facts.score_stands_until(self.score)
        trend = facts.trend(self.score)
        flip = None if trend is None else first_flip(trend, self.bounds, facts.now)
        return earliest(stands, flip)


@dataclass(frozen=True, slots=True)
class ScoreIsNone:
    """`{ score: readiness, is: none }`: no rule of it has anything to count. None is not 0."""

    score: str

    def holds(self, facts: Facts) -> bool:
        return facts.score(self.score) is None

    def changes_at(self, facts: Facts) -> Instant | None:
        return facts.score_stands_until(self.score)


@dataclass(frozen=True, slots=True)
class SignalCount:
    """`{ signal: blog, at_least: 5, within: 30 days }`: how many, of those younger than `within`."""

    signal: str
    bounds: Bounds
    within: Duration | None = None

    def holds(self, facts: Facts) -> bool:
        return self.bounds.hold(self._count(facts, facts.now))

    def changes_at(self, facts: Facts) -> Instant | None:
        if self.within is None:
            return None
        held = self.holds(facts)
        for sighting in facts.sightings(self.signal):
            leaves = Instant(sighting.at + self.within)
            if leaves > facts.now and self.bounds.hold(self._count(facts, leaves)) != held:
                return leaves
        return None

    def _count(self, facts: Facts, now: Instant) -> int:
        found = facts.sightings(self.signal)
        if self.within is None:
            return len(found)
        return sum(now - sighting.at < self.within for sighting in found)


@dataclass(frozen=True, slots=True)
class Without:
    """`{ without: interaction, for: 60 days }`: the last one, or else the first sight of the lead, is so long ago."""

    signal: str
    lasting: Duration

    def holds(self, facts: Facts) -> bool:
        since = self._since(facts)
        return since is not None and facts.now - since >= self.lasting

    def changes_at(self, facts: Facts) -> Instant | None:
        since = self._since(facts)
        return None if since is None or self.holds(facts) else Instant(since + self.lasting)

    def _since(self, facts: Facts) -> Instant | None:
        found = facts.sightings(self.signal)
        return found[-1].at if found else facts.first_seen


@dataclass(frozen=True, slots=True)
class TraitIs:
    """`{ trait: title, like: "vp *" }`; an unknown trait never fits."""

    trait: str
    test: Test

    def holds(self, facts: Facts) -> bool:
        value = facts.trait(self.trait)
        return value is not None and self.test.holds(value)

    def changes_at(self, facts: Facts) -> Instant | None:  # noqa: ARG002 - what is known does not change by itself
        return None


@dataclass(frozen=True, slots=True)
class TraitExists:
    """`{ trait: owner, exists: true }`; an empty text is a value."""

    trait: str
    exists: bool

    def holds(self, facts: Facts) -> bool:
        return (facts.trait(self.trait) is not None) == self.exists

    def changes_at(self, facts: Facts) -> Instant | None:  # noqa: ARG002 - what is known does not change by itself
        return None


@dataclass(frozen=True, slots=True)
class ClassIs:
    """`{ class: persona, is: [decision_maker, champion] }`; None among the labels is `none`."""

    name: str
    labels: tuple[str | None, ...]

    def holds(self, facts: Facts) -> bool:
        return facts.label(self.name) in self.labels

    def changes_at(self, facts: Facts) -> Instant | None:
        return facts.label_changes_at(self.name)


@dataclass(frozen=True, slots=True)
class In:
    """`{ in: off_limits }`: the lead is in that segment."""

    segment: str

    def holds(self, facts: Facts) -> bool:
        return facts.member(self.segment)

    def changes_at(self, facts: Facts) -> Instant | None:
        return facts.member_changes_at(self.segment)


@dataclass(frozen=True, slots=True)
class All:
    """Every one of them holds."""

    conditions: tuple[Condition, ...]

    def holds(self, facts: Facts) -> bool:
        return all(condition.holds(facts) for condition in self.conditions)

    def changes_at(self, facts: Facts) -> Instant | None:
        return _decided_until(self.conditions, facts, decisive=False)


@dataclass(frozen=True, slots=True)
class Any:
    """One of them holds."""

    conditions: tuple[Condition, ...]

    def holds(self, facts: Facts) -> bool:
        return any(condition.holds(facts) for condition in self.conditions)

    def changes_at(self, facts: Facts) -> Instant | None:
        return _decided_until(self.conditions, facts, decisive=True)


@dataclass(frozen=True, slots=True)
class Not:
    """It does not hold."""

    condition: Condition

    def holds(self, facts: Facts) -> bool:
        return not self.condition.holds(facts)

    def changes_at(self, facts: Facts) -> Instant | None:
        return self.condition.changes_at(facts)


def earliest(*instants: Instant | None) -> Instant | None:
    """The earliest of those that come at all."""
    return min((at for at in instants if at is not None), default=None)


def _decided_until(conditions: Sequence[Condition], facts: Facts, *, decisive: bool) -> Instant | None:
    """While one condition is decisive (false for all, true for any), the others cannot matter."""
    deciding = [condition for condition in conditions if condition.holds(facts) is decisive]
    changes = [condition.changes_at(facts) for condition in deciding or conditions]
    if deciding:
        return None if None in changes else max((at for at in changes if at is not None), default=None)
    return earliest(*changes)
