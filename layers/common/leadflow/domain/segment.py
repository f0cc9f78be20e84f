"""Segments: named conditions. A lead is in one or not."""

from dataclasses import dataclass

from leadflow.domain.condition import Condition, Facts
from leadflow.domain.instant import Instant


@dataclass(frozen=True, slots=True)
class Segment:
    """A lead is in it while `when` holds; with `until`, from when `when` holds for as long as `until` does not."""

    name: str
    when: Condition
    until: Condition | None = None

    def member(self, facts: Facts, *, was: bool) -> bool:
        if self.until is None:
            return self.when.holds(facts)
        return not self.until.holds(facts) and (was or self.when.holds(facts))

    def changes_at(self, facts: Facts, *, member: bool) -> Instant | None:
        """Before this instant the membership cannot change unless something new happens."""
        if self.until is None:
            return self.when.changes_at(facts)
        if member:
            return self.until.changes_at(facts)
        return self._enters_at(facts, self.until)

    def _enters_at(self, facts: Facts, until: Condition) -> Instant | None:
        hindrances = []
        if until.holds(facts):
            hindrances.append(until.changes_at(facts))
        if not self.when.holds(facts):
            hindrances.append(self.when.changes_at(facts))
        return None if None in hindrances else max(at for at in hindrances if at is not None)
