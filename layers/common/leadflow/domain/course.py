"""A score at every instant, past and future, by what is known now."""

from abc import ABC, abstractmethod
from collections.abc import Sequence

from leadflow.domain.instant import Instant
from leadflow.domain.trend import Range, Trend


class Course(ABC):
    """A score over time. Between two knots it is one trend, or none."""

    limits: Range

    @property
    @abstractmethod
    def knots(self) -> Sequence[Instant]:
        """The instants, in order, at which something enters or leaves the sum."""

    @property
    @abstractmethod
    def steps(self) -> Sequence[Instant]:
        """Those of the knots that may lie ahead."""

    @property
    @abstractmethod
    def ends(self) -> float:
        """When the score has come to rest, in microseconds since 1970."""

    @abstractmethod
    def trend(self, at: Instant) -> Trend | None:
        """The trend that the score is in at that instant; None where it is none."""

    def clamped(self, at: Instant) -> float:
        """The unrounded score; 0 where it is none."""
        trend = self.trend(at)
        return 0.0 if trend is None else trend.clamped(at)

    def spread(self, start: Instant, end: Instant, *, whole: bool) -> tuple[float, float]:
        """A lowest and a highest value that the unrounded score, 0 for none, cannot leave from `start` to `end`.

        `whole` is whether no knot lies between.
        """
        if not whole:
            return min(self.limits.low, 0.0), max(self.limits.high, 0.0)
        trend = self.trend(start)
        return (0.0, 0.0) if trend is None else trend.spread(start, end)
