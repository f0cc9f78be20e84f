"""Conditions about conditions: all, any, not."""

from collections.abc import Sequence
from dataclasses import dataclass

from leadflow.domain.condition import Condition, Facts, earliest
from leadflow.domain.instant import Instant


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


def _decided_until(conditions: Sequence[Condition], facts: Facts, *, decisive: bool) -> Instant | None:
    """While one condition is decisive (false for all, true for any), the others cannot matter."""
    deciding = [condition for condition in conditions if condition.holds(facts) is decisive]
    changes = [condition.changes_at(facts) for condition in deciding or conditions]
    if deciding:
        return None if None in changes else max((at for at in changes if at is not None), default=None)
    return earliest(*changes)
