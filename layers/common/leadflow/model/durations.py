"""Durations as people write them: a whole number and a unit that is always as long."""

import re
from collections.abc import Mapping
from typing import Final

from leadflow.domain.instant import DAY, HOUR, MINUTE, SECOND, Duration

_UNITS: Final[Mapping[str, int]] = {
    "second": SECOND,
    "minute": MINUTE,
    "hour": HOUR,
    "day": DAY,
    "week": 7 * DAY,
}
_WRITTEN: Final = re.compile(rf"([1-9]\d{{0,8}}) +({'|'.join(_UNITS)})s?", re.ASCII)


def duration(written: object) -> Duration:
    """The duration that a text such as `30 days` or `1 hour` states.

    Raises ValueError for all else: a bare number too, since nobody can see of what it counts.
    """
    found = _WRITTEN.fullmatch(written) if isinstance(written, str) else None
    if found is None:
        raise ValueError(f"a duration is needed, such as 30 days (or seconds, minutes, hours, weeks), not {written!r}")
    return Duration(int(found[1]) * _UNITS[found[2]])
