"""Sums of fading exponentials and one straight line, and where in a stretch of time such a sum is 0.

A sum of n exponentials has at most one zero more than its derivative after division by its slowest term, which is a
sum of n - 1 exponentials; a sum with a straight line has at most one more than its derivative, a sum of exponentials.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import fsum, log


@dataclass(frozen=True)
class Curve:
    """The sum of coefficient * 2 ** (-rate * t), with rates per second, and of slope * t."""

    terms: Mapping[float, float]
    slope: float = 0.0

    def at(self, t: float) -> float:
        return fsum([*(coefficient * 2.0 ** (-rate * t) for rate, coefficient in self.terms.items()), self.slope * t])

    def above(self, level: float) -> "Curve":
        """By how much it is above the level."""
        return total([(1.0, self), (-level, ONE)])

    def extremes(self, width: float) -> list[float]:
        """Where in (0, width) it turns, and perhaps more."""
        slopes = {rate: -log(2) * rate * coefficient for rate, coefficient in self.terms.items() if rate}
        return _roots(_sorted(slopes | {0.0: self.slope}), width)

    def roots(self, width: float) -> list[float]:
        """Where in (0, width) it is 0, and perhaps more: between two of these it has one sign."""
        if not self.slope:
            return _roots(_sorted(self.terms), width)
        return _between(self, self.extremes(width), width)


ONE = Curve({0.0: 1.0})


def total(parts: Iterable[tuple[float, Curve]]) -> Curve:
    """The weighted sum."""
    terms: dict[float, float] = {}
    slope = 0.0
    for weight, curve in parts:
        slope += weight * curve.slope
        for rate, coefficient in curve.terms.items():
            terms[rate] = terms.get(rate, 0.0) + weight * coefficient
    return Curve(terms, slope)


Exponentials = list[tuple[float, float]]  # rate and coefficient, the slowest first


def _sorted(terms: Mapping[float, float]) -> Exponentials:
    return sorted((rate, coefficient) for rate, coefficient in terms.items() if coefficient)


def _roots(terms: Exponentials, width: float) -> list[float]:
    if all(coefficient > 0 for _, coefficient in terms) or all(coefficient < 0 for _, coefficient in terms):
        return []
    slowest = terms[0][0]
    shifted = [(rate - slowest, coefficient) for rate, coefficient in terms]
    extremes = _roots([(rate, -coefficient * rate) for rate, coefficient in shifted[1:]], width)
    return _between(Curve(dict(shifted)), extremes, width)


def _between(curve: Curve, extremes: list[float], width: float) -> list[float]:
    pieces = pairwise([0.0, *extremes, width])
    crossed = [_bisect(curve, a, b) for a, b in pieces if curve.at(a) * curve.at(b) < 0]
    return sorted(extremes + crossed)


def _bisect(curve: Curve, low: float, high: float) -> float:
    rises = curve.at(low) < 0
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if (curve.at(middle) < 0) is rises else (low, middle)
    return high
