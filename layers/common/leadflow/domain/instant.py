"""Instants and durations as whole microseconds, so that time is exact and two machines agree on it."""

from datetime import UTC, datetime, timedelta
from typing import Final, NewType

Instant = NewType("Instant", int)
"""Microseconds since 1970-01-01T00:00:00Z."""

Duration = NewType("Duration", int)
"""Microseconds."""

SECOND: Final = Duration(1_000_000)
MINUTE: Final = Duration(60 * SECOND)
HOUR: Final = Duration(60 * MINUTE)
DAY: Final = Duration(24 * HOUR)

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def instant(moment: datetime) -> Instant:
    """The instant of an aware datetime; a naive one is taken as UTC."""
    since = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - _EPOCH
    # Instant(...) is a call of its own, a tenth of what this takes
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds  # type: ignore[return-value]  # above


FIRST: Final = instant(datetime(2, 1, 1, tzinfo=UTC))
LAST: Final = instant(datetime(9999, 1, 1, tzinfo=UTC))


def moment(at: Instant) -> datetime:
    """The instant as a datetime in UTC."""
    return _EPOCH + timedelta(microseconds=at)


def parse(text: str) -> Instant:
    """An ISO 8601 instant; without an offset it is UTC, digits below the microsecond are cut.

    Raises ValueError where the text is no ISO 8601 date and time, or not in the years 2 to 9998, in which every
    calendar of every time zone has a day for it.
    """
    at = instant(datetime.fromisoformat(text))
    if not FIRST <= at < LAST:
        raise ValueError(f"{text!r} is not in the years 2 to 9998")
    return at


def from_seconds(seconds: float) -> Instant:
    """The instant of a Unix time in seconds."""
    return Instant(round(seconds * SECOND))


def iso(at: Instant) -> str:
    """ISO 8601 with `Z`; six fraction digits only where they are needed."""
    return moment(at).isoformat().replace("+00:00", "Z")


def minute(at: Instant) -> str:
    """The instant as people read it, to the minute: 2026-03-01 09:30 UTC."""
    return f"{moment(at):%Y-%m-%d %H:%M} UTC"
