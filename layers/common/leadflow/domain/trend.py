"""How a score moves while nothing enters or leaves its sum: what falls only falls, what rises only rises."""

import math
from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Final

from leadflow.domain.decay import Decay, HalfLife
from leadflow.domain.instant import Duration, Instant

DECIMALS: Final = 6
"""Scores are compared and shown rounded to so many decimals, half to even, so that float noise never decides."""

_OFF: Final = 1e-12
"""What sums in another order can be off, of each point."""

_WIDE: Final = 16
"""Bounds that lie closer together, in times of what they can be off, are worth working out exactly."""


@dataclass(frozen=True, slots=True)
class Range:
    """What a score is held inside; infinite where it is unbounded."""

    low: float = 0.0
    high: float = 100.0

    def clamp(self, value: float) -> float:
        return min(max(value, self.low), self.high)


UNBOUNDED: Final = Range(-math.inf, math.inf)


@dataclass(frozen=True, slots=True)
class Term:
    """One term of a score's sum: an activity's worth, which may fade."""

    signal: str
    activity: str
    at: Instant
    points: float
    decay: Decay | None

    def value(self, now: Instant) -> float:
        """What is left of the points."""
        return self.points if self.decay is None else self.points * self.decay.left(now - self.at)

    @property
    def ends(self) -> float:
        """When nothing worth speaking of is left, in microseconds since 1970; minus infinity if it never moves."""
        if self.decay is None or not self.points:
            return -math.inf
        return self.at + self.decay.ends(self.points)


@dataclass(frozen=True, slots=True)
class Inactivity:
    """Silence counts against: `lose` points for each whole `every` since the last interaction, `at_most` so many."""

    lose: float
    every: Duration
    at_most: float = math.inf

    def lost(self, last: Instant | None, now: Instant) -> float:
        """The points lost by `now`; nothing before the first interaction."""
        return 0.0 if last is None else min(self.lose * ((now - last) // self.every), self.at_most)

    def ends(self, last: Instant | None) -> float:
        """When no more is lost, in microseconds since 1970."""
        if last is None:
            return -math.inf
        return last + self.every * (math.ceil(self.at_most / self.lose) if math.isfinite(self.at_most) else math.inf)


class Trend(ABC):
    """A score as a function of time between two knots: instants at which something enters or leaves its sum."""

    def __init__(self, limits: Range) -> None:
        self.limits = limits

    @property
    @abstractmethod
    def ends(self) -> float:
        """When the score has come to rest, in microseconds since 1970."""

    @abstractmethod
    def sum(self, now: Instant) -> float:
        """The sum before the range, unrounded."""

    @abstractmethod
    def reach(self, start: Instant, end: Instant) -> tuple[float, float]:
        """A lowest and a highest value that the sum cannot leave from `start` to `end`."""

    def clamped(self, now: Instant) -> float:
        """The score, unrounded."""
        return self.limits.clamp(self.sum(now))

    def value(self, now: Instant) -> float:
        """The score as it is compared and shown."""
        return shown(self.clamped(now))

    def spread(self, start: Instant, end: Instant) -> tuple[float, float]:
        """A lowest and a highest value that the unrounded score cannot leave from `start` to `end`."""
        low, high = self.reach(start, end)
        return self.limits.clamp(low), self.limits.clamp(high)


@dataclass(frozen=True, slots=True)
class Capped:
    """Terms with positive points of which only so much counts together."""

    name: str
    terms: tuple[Term, ...]
    at_most: float

    def value(self, now: Instant) -> float:
        return min(_total(self.terms, now), self.at_most)


@dataclass(frozen=True, slots=True)
class Parts:
    """All that a sum is made of: terms that stand free and those under caps, points for traits, and silence."""

    free: Sequence[Term] = ()
    capped: Sequence[Capped] = ()
    traits: float = 0.0
    inactivity: Inactivity | None = None
    last: Instant | None = None

    @property
    def terms(self) -> Iterable[Term]:
        """Free ones first, then cap by cap."""
        yield from self.free
        for cap in self.capped:
            yield from cap.terms

    def lost(self, now: Instant) -> float:
        """What silence costs by now."""
        return 0.0 if self.inactivity is None else self.inactivity.lost(self.last, now)

    @property
    def ends(self) -> float:
        """When all of it has come to rest."""
        silence = -math.inf if self.inactivity is None else self.inactivity.ends(self.last)
        return max(silence, *(term.ends for term in self.terms), -math.inf)


class Summed(Trend):
    """The sum of its parts."""

    def __init__(self, parts: Parts, limits: Range) -> None:
        super().__init__(limits)
        self.parts = parts
        self._steady = parts.traits + math.fsum(term.points for term in parts.free if term.decay is None)
        self._falling = [term for term in parts.free if term.decay is not None and term.points > 0]
        self._rising = [term for term in parts.free if term.decay is not None and term.points < 0]
        self._exactly, self._nearly = cache(self._exactly_at), cache(self._nearly_at)  # a search comes back to instants

    @cached_property
    def ends(self) -> float:
        return self.parts.ends

    def sum(self, now: Instant) -> float:
        falling, rising = self._exactly(now)
        return self._steady + falling + rising

    def reach(self, start: Instant, end: Instant) -> tuple[float, float]:
        (falling, rising), (fallen, risen) = self._nearly(start), self._nearly(end)
        low, high = self._steady + fallen + rising - self._slack, self._steady + falling + risen + self._slack
        if high - low > _WIDE * self._slack:
            return low, high
        (falling, rising), (fallen, risen) = self._exactly(start), self._exactly(end)
        return self._steady + fallen + rising, self._steady + falling + risen

    def _exactly_at(self, now: Instant) -> tuple[float, float]:
        """What is left of the part that falls, and of the part that rises."""
        return self._other(now, _total(self._falling, now)), _total(self._rising, now)

    def _other(self, now: Instant, falling: float) -> float:
        """All that falls: free terms, those under caps, and silence."""
        return falling - self.parts.lost(now) + sum(cap.value(now) for cap in self.parts.capped)

    def _nearly_at(self, now: Instant) -> tuple[float, float]:
        """About what is left of the part that falls, and of the part that rises, worked out quickly."""
        falling, rising = self._merged
        return self._other(now, _total(falling, now)), _total(rising, now)

    @cached_property
    def _merged(self) -> tuple[Sequence[Term], Sequence[Term]]:
        return _merge(self._falling), _merge(self._rising)

    @cached_property
    def _slack(self) -> float:
        """More than the quick way can be off."""
        return _OFF * (1.0 + math.fsum(abs(term.points) for term in self.parts.terms))


class Combined(Trend):
    """A weighted sum of other scores, each clamped and unrounded; one that is none counts as 0."""

    def __init__(self, parts: Sequence[tuple[float, Trend | None]], limits: Range) -> None:
        self.parts = [(weight, trend) for weight, trend in parts if trend is not None]
        super().__init__(limits)

    @property
    def ends(self) -> float:
        return max((trend.ends for _, trend in self.parts), default=-math.inf)

    def sum(self, now: Instant) -> float:
        return math.fsum(weight * trend.clamped(now) for weight, trend in self.parts)

    def reach(self, start: Instant, end: Instant) -> tuple[float, float]:
        spreads = [(weight, trend.spread(start, end)) for weight, trend in self.parts]
        lows = (weight * (low if weight > 0 else high) for weight, (low, high) in spreads)
        highs = (weight * (high if weight > 0 else low) for weight, (low, high) in spreads)
        return math.fsum(lows), math.fsum(highs)


def _merge(terms: Iterable[Term]) -> Sequence[Term]:
    """The terms with those of one half-life as one: as much as they are together at the latest of their instants."""
    merged: list[Term] = []
    alike: dict[HalfLife, list[Term]] = {}
    for term in terms:
        if isinstance(term.decay, HalfLife):
            alike.setdefault(term.decay, []).append(term)
        else:
            merged.append(term)
    for decay, those in alike.items():
        at = max(term.at for term in those)
        merged.append(Term("", "", at, _total(those, at), decay))
    return merged


def shown(value: float) -> float:
    """The value rounded as it is shown."""
    return round(value, DECIMALS) + 0.0  # + 0.0 makes of -0.0 what a person expects


def _total(terms: Iterable[Term], now: Instant) -> float:
    return math.fsum(term.value(now) for term in terms)
