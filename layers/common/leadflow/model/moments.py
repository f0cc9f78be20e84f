"""Moments as test cases write them: `day 3 09:00` from a Monday on, or a date and a time; in the model's time zone."""

import re
from datetime import date, datetime, time, timedelta
from typing import Annotated, Final, TypeAlias
from zoneinfo import ZoneInfo

from pydantic import PlainValidator

from leadflow.domain.instant import FIRST, LAST, Instant, instant, minute, moment

DAY_ONE: Final = date(2026, 3, 2)
"""A Monday."""

_WRITTEN: Final = re.compile(r"day ([1-9]\d{0,3}),? (\d\d):(\d\d)(?::(\d\d))?", re.ASCII)


def _read(written: object) -> datetime:
    """The date and time; without an offset they are the model's time zone's. Raises ValueError."""
    try:
        found = _dated(written) if isinstance(written, str) else None
    except ValueError:
        found = None
    if found is None:
        raise ValueError(f"a moment is needed, such as day 3 09:00 or 2026-03-04 09:00, not {written!r}")
    return found


def _dated(written: str) -> datetime:
    if day := _WRITTEN.fullmatch(written):
        count, hour, minute, second = (int(part or 0) for part in day.groups())
        return datetime.combine(DAY_ONE + timedelta(days=count - 1), time(hour, minute, second))
    found = datetime.fromisoformat(written)
    if not FIRST <= instant(found) < LAST or "T" not in written.replace(" ", "T"):
        raise ValueError(written)
    return found


Moment: TypeAlias = Annotated[datetime, PlainValidator(_read)]


def at(there: datetime, zone: str) -> Instant:
    """The instant that the moment is in that time zone, if it says no other."""
    return instant(there if there.tzinfo else there.replace(tzinfo=ZoneInfo(zone)))


def told(when: Instant, zone: str) -> str:
    """The instant as test cases write it, and as everybody does: day 3 09:00 (2026-03-04 08:00 UTC)."""
    there = moment(when).astimezone(ZoneInfo(zone))
    day = (there.date() - DAY_ONE).days + 1
    clock = f"{there:%H:%M}" if not there.second else f"{there:%H:%M:%S}"
    return f"{f'day {day}' if day >= 1 else there.date()} {clock} ({minute(when)})"
