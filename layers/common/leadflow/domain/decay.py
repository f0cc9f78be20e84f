"""How points fade with age. Ages are in seconds, as floating point."""

import math
from dataclasses import dataclass
from typing import Final

from leadflow.domain.instant import SECOND, Duration

_NEGLIGIBLE: Final = 1e-9


@dataclass(frozen=True, slots=True)
class HalfLife:
    """2^(-age / half-life)."""

    span: Duration

    def left(self, age: int) -> float:
        """The share that is left after so many microseconds."""
        return math.exp2(-(age / SECOND) / (self.span / SECOND))

    def ends(self, points: float) -> float:
        """The age, in microseconds, at which nothing worth speaking of is left of the points."""
        return self.span * max(0.0, math.log2(abs(points) / _NEGLIGIBLE))


@dataclass(frozen=True, slots=True)
class Linear:
    """max(0, 1 - age / span)."""

    span: Duration

    def left(self, age: int) -> float:
        """The share that is left after so many microseconds."""
        return max(0.0, 1.0 - (age / SECOND) / (self.span / SECOND))

    def ends(self, points: float) -> float:  # noqa: ARG002 - all points end at once
        """The age, in microseconds, at which nothing is left."""
        return self.span


@dataclass(frozen=True, slots=True)
class Expires:
    """Everything while age < span, then nothing."""

    span: Duration

    def left(self, age: int) -> float:
        """The share that is left after so many microseconds."""
        return 1.0 if age < self.span else 0.0

    def ends(self, points: float) -> float:  # noqa: ARG002 - all points end at once
        """The age, in microseconds, at which nothing is left."""
        return self.span


Decay = HalfLife | Linear | Expires
