"""How a score moves as time passes: a sum of terms that fade, some falling, some rising."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from leadflow.domain.instant import SECOND, Duration, Instant

DECIMALS: Final = 6
"""Scores are compared and shown rounded to so many decimals, half to even, so that float noise never decides."""

_NEGLIGIBLE: Final = 1e-9


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
    half_life: Duration | None

    def value(self, now: Instant) -> float:
        """Points x 2^(-age / half-life)."""
        if self.half_life is None:
            return self.points
        return self.points * math.exp2(-((now - self.at) / SECOND) / (self.half_life / SECOND))

    @property
    def ends(self) -> float:
        """When nothing worth speaking of is left, in microseconds since 1970; minus infinity if it never moves."""
        if self.half_life is None or not self.points:
            return -math.inf
        return self.at + self.half_life * max(0.0, math.log2(abs(self.points) / _NEGLIGIBLE))


class Trend:
    """A score as a function of time, while nothing new happens."""

    def __init__(self, terms: Sequence[Term], steady: float, limits: Range) -> None:
        self._limits = limits
        self._steady = steady + math.fsum(term.points for term in terms if term.half_life is None)
        self._falling = [term for term in terms if term.half_life is not None and term.points > 0]
        self._rising = [term for term in terms if term.half_life is not None and term.points < 0]
        self.ends = max((term.ends for term in terms), default=-math.inf)
        """When the score has come to rest, in microseconds since 1970."""
        self._moving = cache(self._moving_at)  # a search comes back to the ends of its intervals

    def sum(self, now: Instant) -> float:
        """The sum before the range, unrounded."""
        falling, rising = self._moving(now)
        return self._steady + falling + rising

    def value(self, now: Instant) -> float:
        """The score as it is compared and shown."""
        return self._shown(self.sum(now))

    def between(self, start: Instant, end: Instant) -> tuple[float, float]:
        """A lowest and a highest value that the score cannot leave from `start` to `end`.

        The part that falls is greatest at the start, the part that rises is greatest at the end.
        """
        (falling, rising), (fallen, risen) = self._moving(start), self._moving(end)
        return self._shown(self._steady + fallen + rising), self._shown(self._steady + falling + risen)

    def _moving_at(self, now: Instant) -> tuple[float, float]:
        """What is left of the part that falls, and of the part that rises."""
        return _total(self._falling, now), _total(self._rising, now)

    def _shown(self, value: float) -> float:
        return round(self._limits.clamp(value), DECIMALS) + 0.0  # + 0.0 makes of -0.0 what a person expects


def _total(terms: Iterable[Term], now: Instant) -> float:
    return math.fsum(term.value(now) for term in terms)
