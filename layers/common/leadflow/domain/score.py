"""Scores: sums of what a lead's occurrences and traits are worth, or of other scores."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from leadflow.domain.calendar import Calendar, Period
from leadflow.domain.condition import Condition
from leadflow.domain.decay import Decay
from leadflow.domain.instant import Duration
from leadflow.domain.occurrence import Sighting
from leadflow.domain.trend import Inactivity, Range, Term


@dataclass(frozen=True, slots=True)
class Rule:
    """What each occurrence of a signal is worth: `points`, which may fade.

    Of every window of `once_every` (counted from 1970 on) the earliest counts; of every `period` the `at_most`
    earliest, or, where there is no period, the `at_most` latest of all.
    """

    signal: str
    points: float
    at_most: int | None = None
    period: Period | None = None
    once_every: Duration | None = None
    decay: Decay | None = None

    def counts(self, found: Sequence[Sighting], calendar: Calendar) -> Sequence[Sighting]:
        """Which of the signal's sightings (oldest first) this rule counts."""
        if self.once_every is not None:
            found = self._spaced(found, self.once_every)
        if self.at_most is None:
            return found
        return found[-self.at_most :] if self.period is None else self._first(found, calendar, self.period)

    def terms(self, found: Sequence[Sighting], calendar: Calendar) -> Iterable[Term]:
        """The terms of those that the rule counts."""
        for sighting in self.counts(found, calendar):
            yield Term(self.signal, sighting.id, sighting.at, self.points * sighting.measure, self.decay)

    def _spaced(self, found: Iterable[Sighting], span: Duration) -> Sequence[Sighting]:
        first: dict[int, Sighting] = {}
        for sighting in found:
            first.setdefault(sighting.at // span, sighting)
        return list(first.values())

    def _first(self, found: Iterable[Sighting], calendar: Calendar, period: Period) -> Sequence[Sighting]:
        counted: dict[int, int] = defaultdict(int)
        kept = []
        for sighting in found:
            number = calendar.period(sighting.at, period)
            counted[number] += 1
            if counted[number] <= (self.at_most or 0):
                kept.append(sighting)
        return kept


@dataclass(frozen=True, slots=True)
class TraitRule:
    """Points for what is known about the lead."""

    when: Condition
    points: float


@dataclass(frozen=True, slots=True)
class Cap:
    """The positive contributions of these signals count up to `at_most` together."""

    name: str
    signals: tuple[str, ...]
    at_most: float


@dataclass(frozen=True, slots=True)
class Score:
    """A named number per lead: the sum of its rules, held inside its range, or the weighted sum of other scores.

    It is none while no rule has anything to count and no trait rule holds: none is not 0. A combined score is none
    while all its parts are.
    """

    name: str
    rules: tuple[Rule, ...] = ()
    traits: tuple[TraitRule, ...] = ()
    caps: tuple[Cap, ...] = ()
    inactivity: Inactivity | None = None
    combine: Mapping[str, float] = field(default_factory=dict)
    range: Range = field(default_factory=Range)
