"""Stretches of a score's values, in the smallest steps in which scores are compared, so that nothing lies between."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from leadflow.domain.match import Bounds
from leadflow.domain.trend import DECIMALS, Range

STEPS: Final = 10**DECIMALS


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """All values from `low` to `high`, both among them; none where `low` is greater."""

    low: float
    high: float

    @property
    def empty(self) -> bool:
        return self.low > self.high

    def meet(self, other: "Interval") -> "Interval":
        """What both have in common."""
        return Interval(max(self.low, other.low), min(self.high, other.high))

    def inside(self, other: "Interval") -> bool:
        """Whether the other has all of it."""
        return self.empty or (other.low <= self.low and self.high <= other.high)


def interval(bounds: Bounds) -> Interval:
    """The values inside the bounds."""
    low = max(_up(bounds.at_least), _down(bounds.above) + 1)
    return Interval(low, min(_down(bounds.at_most), _up(bounds.below) - 1))


def universe(held: Range) -> Interval:
    """All values that a score can have."""
    return Interval(_up(held.low), _down(held.high))


def value(step: float) -> float:
    """The value that a step is."""
    return step / STEPS


def left_over(whole: Interval, taken: Iterable[Interval]) -> Iterator[Interval]:
    """What is left of the whole, from the lowest on."""
    start = whole.low
    for each in sorted(taken):
        if each.meet(whole).empty:
            continue
        if each.low > start:
            yield Interval(start, each.low - 1)
        start = max(start, each.high + 1)
        if math.isinf(start) and start > 0:
            return
    rest = Interval(start, whole.high)
    if not rest.empty:
        yield rest


def _up(number: float) -> float:
    return number if math.isinf(number) else math.ceil(Fraction(repr(number)) * STEPS)


def _down(number: float) -> float:
    return number if math.isinf(number) else math.floor(Fraction(repr(number)) * STEPS)
