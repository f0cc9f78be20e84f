"""So many in a stretch of the calendar, as people write it."""

import re
from dataclasses import dataclass
from typing import Annotated, Final, TypeAlias

from pydantic import BeforeValidator

from leadflow.domain.calendar import Period

_WRITTEN: Final = re.compile(rf"([1-9]\d{{0,8}}) +per +({'|'.join(Period)})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Quota:
    """At most `count` in each `period`."""

    count: int
    period: Period


def quota(written: object) -> Quota:
    """The quota that a text such as `3 per day` states. Raises ValueError for all else."""
    found = _WRITTEN.fullmatch(written) if isinstance(written, str) else None
    if found is None:
        raise ValueError(f"so many per day, week or month is needed, such as 3 per day, not {written!r}")
    return Quota(int(found[1]), Period(found[2]))


PerPeriod: TypeAlias = Annotated[Quota, BeforeValidator(quota)]
