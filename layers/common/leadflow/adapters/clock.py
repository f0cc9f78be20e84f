"""The clock. The local stack's can be set ahead, so that fading and waking need no waiting."""

import time
from pathlib import Path
from typing import Final

from leadflow.domain.instant import SECOND, Instant

_NANOSECONDS_PER_MICROSECOND: Final = 1_000


def now(ahead: Path | None = None) -> Instant:
    """The present instant; `ahead` is a file with the number of seconds to add, absent meaning none."""
    present = time.time_ns() // _NANOSECONDS_PER_MICROSECOND
    return Instant(present + offset(ahead))


def offset(ahead: Path | None) -> int:
    """By how many microseconds the clock is set ahead."""
    if ahead is None:
        return 0
    try:
        return round(float(ahead.read_text()) * SECOND)
    except FileNotFoundError:
        return 0
