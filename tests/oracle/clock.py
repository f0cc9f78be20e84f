"""Instants and durations as whole microseconds, read from text with nothing but the calendar."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
TICK = timedelta(microseconds=1)
SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400, "week": 604800}
SKEW = 300 * 1_000_000


def instant(text: str) -> int:
    """Microseconds since 1970 in UTC; a text without offset is UTC."""
    moment = datetime.fromisoformat(text)
    return ((moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - EPOCH) // TICK


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
