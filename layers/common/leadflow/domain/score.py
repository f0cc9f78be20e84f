"""Scores: sums of what a lead's occurrences and traits are worth."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from leadflow.domain.condition import Condition
from leadflow.domain.instant import Duration
from leadflow.domain.occurrence import Sighting
from leadflow.domain.trend import Range, Term


@dataclass(frozen=True, slots=True)
class Rule:
    """What each occurrence of a signal is worth: `points`, halved every `half_life`; the `at_most` latest count."""

    signal: str
    points: float
    at_most: int | None = None
    half_life: Duration | None = None

    def counts(self, found: Sequence[Sighting]) -> Sequence[Sighting]:
        """Which of the signal's sightings (oldest first) this rule counts."""
        return found if self.at_most is None else found[-self.at_most :]

    def terms(self, found: Sequence[Sighting]) -> Iterable[Term]:
        for sighting in self.counts(found):
            yield Term(self.signal, sighting.id, sighting.at, self.points * sighting.measure, self.half_life)


@dataclass(frozen=True, slots=True)
class TraitRule:
    """Points for what is known about the lead."""

    when: Condition
    points: float


@dataclass(frozen=True, slots=True)
class Score:
    """A named number per lead: the sum of its rules, held inside its range.

    It is none while no rule has anything to count and no trait rule holds: none is not 0.
    """

    name: str
    rules: tuple[Rule, ...] = ()
    traits: tuple[TraitRule, ...] = ()
    range: Range = field(default_factory=Range)
