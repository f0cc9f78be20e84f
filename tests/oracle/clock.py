"""Instants and durations as whole microseconds, read from text with nothing but the calendar."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
TICK = timedelta(microseconds=1)
SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400, "week": 604800}
SKEW = 300 * 1_000_000


def instant(text: str) -> int:
    """Microseconds since 1970 in UTC; a text without offset is UTC."""
    moment = datetime.fromisoformat(text)
    return ((moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - EPOCH) // TICK


def happened(activity: Mapping[str, Any]) -> int:
    """When it counts as having happened: more than five minutes after receipt is not believed."""
    occurred = instant(activity["occurred_at"])
    received = receipt(activity)
    return received if occurred > received + SKEW else occurred


def receipt(activity: Mapping[str, Any]) -> int:
    """When it was received; at once where nothing is said."""
    return instant(activity.get("received_at", activity["occurred_at"]))


def iso(at: int) -> str:
    """With `Z`; six fraction digits only where they are needed."""
    return (EPOCH + at * TICK).isoformat().replace("+00:00", "Z")


def duration(text: str) -> int:
    """Microseconds of "30 days", "1 hour", "90 seconds"."""
    number, unit = text.split()
    return int(number) * SECONDS[unit.removesuffix("s")] * 1_000_000


def day(at: int, zone: ZoneInfo) -> date:
    """The calendar day on which the instant falls there."""
    return (EPOCH + at * TICK).astimezone(zone).date()


def period(at: int, zone: ZoneInfo, name: str) -> date:
    """The first day of the calendar day, week (from Monday on) or month in which the instant falls there."""
    there = day(at, zone)
    if name == "week":
        return there - timedelta(days=there.weekday())
    return there.replace(day=1) if name == "month" else there


def written(value: object, zone: ZoneInfo) -> int | None:
    """The instant that a text writes; a date alone is its midnight in the zone, a time without offset is UTC."""
    if not isinstance(value, str):
        return None
    try:
        midnight = datetime.combine(date.fromisoformat(value), datetime.min.time(), zone)
    except ValueError:
        pass
    else:
        return (midnight - EPOCH) // TICK
    try:
        return instant(value)
    except ValueError:
        return None
