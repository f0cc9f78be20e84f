"""Dates as people and spreadsheets write them, and in which order they write day and month."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from enum import StrEnum
from typing import Final

_WRITTEN: Final = re.compile(
    r"(?P<first>\d{1,4})(?P<between>[./-])(?P<second>\d{1,2})(?P=between)(?P<third>\d{1,4})"
    r"(?:(?:T|,? +)(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second_of>\d{2})(?:[.,](?P<part>\d{1,9}))?)?"
    r"(?: ?(?P<half>[AaPp])\.?[Mm]\.?)?(?: ?(?P<offset>Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?))?)?",
    re.ASCII,
)
_YEAR_DIGITS: Final = 4
_NOON: Final = 12
_PIVOT: Final = 69
"""Years of two digits from here on are of the last century, as POSIX reads them."""


class Order(StrEnum):
    """What stands first, where the year stands last."""

    DMY = "dmy"
    MDY = "mdy"


ANY: Final = frozenset(Order)


def orders(texts: Iterable[str]) -> frozenset[Order] | None:
    """The orders in which all of these are dates; None where one is no date in any."""
    fitting = ANY
    for text in texts:
        one = frozenset(order for order in Order if read(text, order) is not None)
        if not one:
            return None
        fitting &= one
    return fitting


def depends(text: str) -> bool:
    """Whether the order decides how the text is read: it does not where the year stands first, or between dots."""
    found = _WRITTEN.fullmatch(text)
    return found is not None and _depends(found)


def _depends(found: re.Match[str]) -> bool:
    return len(found["first"]) < _YEAR_DIGITS and found["between"] != "."


def read(text: str, order: Order | None) -> date | datetime | None:
    """The day, or the moment where a time is stated (aware where an offset is); None where the text is no date.

    A year that stands first is followed by the month. Between dots the day always stands before the month. Where no
    order is known, what depends on it is no date.
    """
    found = _WRITTEN.fullmatch(text)
    if found is None or (order is None and _depends(found)):
        return None
    try:
        day = _day(found, order)
        clock = _clock(found)
        return day if clock is None else datetime.combine(day, clock, _offset(found["offset"]))
    except ValueError:  # such as 31 February, or 25 o'clock
        return None


def _day(found: re.Match[str], order: Order | None) -> date:
    first, second, third = found["first"], found["second"], found["third"]
    if len(first) == _YEAR_DIGITS:
        return date(int(first), int(second), _two(third))
    day, month = int(first), int(second)
    if order is Order.MDY and found["between"] != ".":
        day, month = month, day
    return date(_year(third), month, day)


def _two(text: str) -> int:
    if len(text) > len("31"):
        raise ValueError("a day has one digit or two")
    return int(text)


def _year(text: str) -> int:
    if len(text) == _YEAR_DIGITS:
        return int(text)
    if len(text) != len("25"):
        raise ValueError("a year has two digits or four")
    return int(text) + (1900 if int(text) >= _PIVOT else 2000)


def _clock(found: re.Match[str]) -> time | None:
    if found["hour"] is None:
        return None
    hour, half = int(found["hour"]), (found["half"] or "").lower()
    if half:
        if not 1 <= hour <= _NOON:
            raise ValueError("the twelve hours of half a day are meant")
        hour = hour % _NOON + (_NOON if half == "p" else 0)
    micro = (found["part"] or "").ljust(6, "0")[:6]
    return time(hour, int(found["minute"]), int(found["second_of"] or 0), int(micro))


def _offset(text: str | None) -> tzinfo | None:
    if text is None:
        return None
    if text in ("Z", "UTC", "GMT"):
        return UTC
    hours, minutes = int(text[1:3]), int(text[3:].lstrip(":") or 0)
    away = timedelta(hours=hours, minutes=minutes)
    return timezone(-away if text[0] == "-" else away)
