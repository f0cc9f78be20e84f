"""Occurrences: activities seen as signals, how two sightings of one merge, and which of them count."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Final

from leadflow.domain.calendar import Calendar
from leadflow.domain.instant import Instant
from leadflow.domain.signal import PER_DAY, Seen, Signal

EARLIEST: Final = 9
"""Of one calendar day only so many earliest count, and the latest: a flood is not a hundred interests."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One activity, with its instant and the signals that it is, or would be had a human done it.

    `machine` is the reason why no human did it, empty where there is none. `heard` is, of a click only, the later of
    when it happened and when it was received: from then on it settles.
    """

    id: str
    at: Instant
    signals: Mapping[str, Seen]
    machine: str = ""
    heard: Instant | None = None

    def merge(self, other: "Occurrence") -> "Occurrence":
        """Both sightings of one activity as one: signals united, the earlier instant and its keys, greater measures.

        What was once judged machine-made stays so.
        """
        if self == other:
            return self
        names = sorted(self.signals.keys() | other.signals.keys())
        signals = {name: self._seen(other, name) for name in names}
        heard = min((each.heard for each in (self, other) if each.heard is not None), default=None)
        return Occurrence(self.id, min(self.at, other.at), signals, max(self.machine, other.machine), heard)

    def _seen(self, other: "Occurrence", name: str) -> Seen:
        mine, theirs = self.signals.get(name), other.signals.get(name)
        if mine is None or theirs is None:
            return mine or theirs or Seen()
        key = min((self.at, mine.key), (other.at, theirs.key))[1]
        return Seen(key, max(mine.measure, theirs.measure))


@dataclass(frozen=True, slots=True)
class Sighting:
    """An occurrence as one signal."""

    at: Instant
    id: str
    key: str
    measure: float


def by_signal(occurrences: Iterable[Occurrence]) -> dict[str, list[Sighting]]:
    """The occurrences as sightings of each signal, oldest first."""
    found: dict[str, list[Sighting]] = defaultdict(list)
    for each in sorted(occurrences, key=attrgetter("at", "id")):
        for name, seen in each.signals.items():
            found[name].append(Sighting(each.at, each.id, seen.key, seen.measure))
    return found


def by_day(found: Iterable[Sighting], calendar: Calendar) -> dict[int, list[Sighting]]:
    """Sightings by calendar day, oldest day first, of each day only those that count."""
    days: dict[int, list[Sighting]] = defaultdict(list)
    for sighting in found:
        days[calendar.day(sighting.at)].append(sighting)
    return {day: those if len(those) <= EARLIEST else [*those[:EARLIEST], those[-1]] for day, those in days.items()}


def counting(found: list[Sighting], signal: Signal, calendar: Calendar) -> tuple[Sighting, ...]:
    """Which of a signal's sightings (oldest first) count, oldest first.

    Of each day the nine earliest and the latest; of those the `keep` most recent; of those, with `per`, one for each
    key: the one with the greatest measure, then the earliest, then the smallest id.
    """
    few = len(found) <= EARLIEST + 1
    daily = found if few else [sighting for day in by_day(found, calendar).values() for sighting in day]
    recent = daily[-signal.keep :]
    if signal.per is None:
        return tuple(recent)
    best: dict[str | int, Sighting] = {}
    for sighting in recent:
        key = calendar.day(sighting.at) if signal.per == PER_DAY else sighting.key
        if key not in best or sighting.measure > best[key].measure:
            best[key] = sighting
    return tuple(sorted(best.values(), key=lambda sighting: (sighting.at, sighting.id)))


def worth_keeping(found: list[Sighting], signal: Signal, calendar: Calendar) -> set[str]:
    """The ids of those sightings (oldest first, none later than now) that can still count, whatever else arrives.

    Whole days are kept, back to the one in which the `keep` most recent are reached: an earlier activity that arrives
    late can push another out of its own day, and so bring an older one of that day back among the most recent.
    """
    kept: set[str] = set()
    for _, those in sorted(by_day(found, calendar).items(), reverse=True):
        if len(kept) >= signal.keep:
            break
        kept.update(sighting.id for sighting in those)
    return kept
