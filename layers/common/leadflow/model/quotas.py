"""So many in a stretch of the calendar, as people write it."""

import re
from typing import Annotated, Final, TypeAlias

from pydantic import BeforeValidator

from leadflow.domain.automation import Quota
from leadflow.domain.calendar import Period

__all__ = ["PerHour", "PerPeriod", "Quota", "quota"]

_WRITTEN: Final = re.compile(rf"([1-9]\d{{0,8}}) +per +({'|'.join(Period)})", re.ASCII)
_HOURLY: Final = re.compile(r"([1-9]\d{0,8}) +per +hour", re.ASCII)

MOST: Final = 1000
"""Of an hour's messages each is remembered by name, in one item."""


def quota(written: object) -> Quota:
    """The quota that a text such as `3 per day` states. Raises ValueError for all else."""
    found = _WRITTEN.fullmatch(written) if isinstance(written, str) else None
    if found is None:
        raise ValueError(f"so many per day, week or month is needed, such as 3 per day, not {written!r}")
    return Quota(int(found[1]), Period(found[2]))


def hourly(written: object) -> int:
    """How many an hour a text such as `20 per hour` allows. Raises ValueError for all else."""
    found = _HOURLY.fullmatch(written) if isinstance(written, str) else None
    if found is None or int(found[1]) > MOST:
        raise ValueError(f"so many per hour are needed, at most {MOST:,}, such as 20 per hour, not {written!r}")
    return int(found[1])


PerHour: TypeAlias = Annotated[int, BeforeValidator(hourly)]
PerPeriod: TypeAlias = Annotated[Quota, BeforeValidator(quota)]
