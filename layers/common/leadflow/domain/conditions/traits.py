"""Conditions about what is known: traits, and facts that can be used like them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from leadflow.domain.condition import Condition, Facts
from leadflow.domain.conditions.logic import All, Any, Not
from leadflow.domain.conditions.scores import Level, ScoreIsNone
from leadflow.domain.foresight import first_flip
from leadflow.domain.instant import Duration, Instant
from leadflow.domain.json import Json
from leadflow.domain.match import Test


@dataclass(frozen=True, slots=True)
class TraitIs:
    """`{ trait: title, like: "vp *" }`; an unknown trait never fits."""

    trait: str
    test: Test

    def holds(self, facts: Facts) -> bool:
        value = facts.trait(self.trait)
        return value is not None and self.test.holds(value)

    def changes_at(self, facts: Facts) -> Instant | None:
        if self.trait in facts.scores:
            course = facts.course(self.trait)
            return first_flip(Level(course, course.steps, self.test), facts.now, facts.horizon)
        return facts.label_changes_at(self.trait) if self.trait in facts.classes else None


@dataclass(frozen=True, slots=True)
class TraitExists:
    """`{ trait: owner, exists: true }`; an empty text is a value."""

    trait: str
    exists: bool

    def holds(self, facts: Facts) -> bool:
        return (facts.trait(self.trait) is not None) == self.exists

    def changes_at(self, facts: Facts) -> Instant | None:
        if self.trait in facts.scores:
            return ScoreIsNone(self.trait).changes_at(facts)
        return facts.label_changes_at(self.trait) if self.trait in facts.classes else None


@dataclass(frozen=True, slots=True)
class TraitDate:
    """`{ trait: crm.last_purchase, within: 90 days }`: a date, and where `now` or another date is beside it.

    `within`: no longer ago than that; `due_within`: no further ahead than that; `before` and `after`: strictly.
    """

    trait: str
    within: Duration | None = None
    due_within: Duration | None = None
    before: str | None = None
    after: str | None = None

    def holds(self, facts: Facts) -> bool:
        return self._fits(facts, self._dates(facts), facts.now)

    def changes_at(self, facts: Facts) -> Instant | None:
        held, dates = self.holds(facts), self._dates(facts)
        ahead = sorted(step for step in self.steps(facts) if step > facts.now)
        return next((at for at in ahead if self._fits(facts, dates, at) != held), None)

    def steps(self, facts: Facts) -> Iterable[Instant]:
        """The instants at which the answer may change."""
        for date in self._dates(facts):
            yield date
            yield Instant(date + 1)
            if self.within is not None:
                yield Instant(date + self.within)
            if self.due_within is not None:
                yield Instant(date - self.due_within + 1)

    def _fits(self, facts: Facts, dates: Sequence[Instant], now: Instant) -> bool:
        before, after = (None if each is None else facts.calendar.read(each) for each in (self.before, self.after))
        return any(
            (self.within is None or 0 <= now - date < self.within)
            and (self.due_within is None or 0 <= date - now < self.due_within)
            and (before is None or date < before)
            and (after is None or date > after)
            for date in dates
        )

    def _dates(self, facts: Facts) -> Sequence[Instant]:
        value = facts.trait(self.trait)
        values: Sequence[Json] = value if isinstance(value, list) else [value]
        read = [facts.calendar.read(each) for each in values if isinstance(each, str)]
        return [date for date in read if date is not None]


def steps(condition: Condition, facts: Facts) -> Iterable[Instant]:
    """The instants at which a condition about traits may change its answer."""
    match condition:
        case TraitDate():
            yield from condition.steps(facts)
        case All(conditions) | Any(conditions):
            for each in conditions:
                yield from steps(each, facts)
        case Not(condition):
            yield from steps(condition, facts)
        case _:
            pass
