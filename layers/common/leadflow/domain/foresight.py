"""The first instant at which a moving score can cross a bound: found by halving, sure between, never late."""

import math
from typing import Final

from leadflow.domain.instant import LAST, Instant
from leadflow.domain.match import Bounds
from leadflow.domain.trend import Trend

_STEPS: Final = 2_000
"""After so many halvings the search stops at the latest instant of which it is sure."""


def first_flip(trend: Trend, bounds: Bounds, now: Instant) -> Instant | None:
    """The first instant after `now` at which the score's being inside the bounds changes; None if it never does.

    Over an interval the score lies between two values (`Trend.between`). Where those settle the matter nothing changes
    in between; elsewhere the interval is halved, earlier half first.
    """
    held = bounds.hold(trend.value(now))
    pending = [(now, Instant(math.ceil(min(max(trend.ends, now), LAST))))]
    for _ in range(_STEPS):
        if not pending:
            return None
        start, end = pending.pop()
        if end <= start or _certain(trend, bounds, start, end, held=held):
            continue
        if end - start == 1:
            if bounds.hold(trend.value(end)) != held:
                return end
            continue
        middle = Instant((start + end) // 2)
        pending += [(middle, end), (start, middle)]
    return Instant(max(pending[-1][0], now + 1)) if pending else None


def _certain(trend: Trend, bounds: Bounds, start: Instant, end: Instant, *, held: bool) -> bool:
    low, high = trend.between(start, end)
    return (bounds.hold(low) and bounds.hold(high)) if held else bounds.exclude(low, high)
