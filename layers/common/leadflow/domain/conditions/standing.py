"""Conditions about where the lead stands: in which segments, with which labels, and for how long."""

from dataclasses import dataclass

from leadflow.domain.condition import Facts
from leadflow.domain.instant import Duration, Instant


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
class InFor:
    """`{ in: sales_ready, for: 5 days }`: in that segment, and published as entered so long ago."""

    segment: str
    lasting: Duration

    def holds(self, facts: Facts) -> bool:
        return facts.member(self.segment) and facts.now - facts.member_since(self.segment) >= self.lasting

    def changes_at(self, facts: Facts) -> Instant | None:
        leaves = facts.member_changes_at(self.segment)
        if not facts.member(self.segment) or self.holds(facts):
            return leaves
        return Instant(facts.member_since(self.segment) + self.lasting)
