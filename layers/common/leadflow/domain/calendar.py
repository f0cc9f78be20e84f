"""Days, weeks, months and dates in the model's time zone."""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from leadflow.domain.instant import FIRST, LAST, SECOND, Instant, instant, parse


class Period(StrEnum):
    """A stretch of the calendar."""

    DAY = "day"
    WEEK = "week"  # from Monday on
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Calendar:
    """The calendar of one time zone; `zone` is its name in the IANA database."""

    zone: str = "UTC"

    def day(self, at: Instant) -> int:
        """The calendar day on which the instant falls, counted from 1 January of the year 1."""
        return self._there(at).toordinal()

    def dated(self, at: Instant) -> str:
        """The calendar day on which the instant falls, as ISO 8601 has it."""
        return self._there(at).date().isoformat()

    def period(self, at: Instant, period: Period) -> int:
        """The day, week or month in which the instant falls, counted so that no two are the same."""
        there = self._there(at)
        match period:
            case Period.DAY:
                return there.toordinal()
            case Period.WEEK:
                return (there.toordinal() - 1) // 7  # 1 January of the year 1 was a Monday
            case _:
                return 12 * there.year + there.month

    def read(self, text: str) -> Instant | None:
        """The instant that an ISO 8601 text states; None where it is none.

        A date alone is its midnight in the time zone, a time without an offset is UTC.
        """
        try:
            return self._midnight(date.fromisoformat(text))
        except ValueError:
            pass
        try:
            return parse(text)
        except ValueError:
            return None

    def _midnight(self, day: date) -> Instant:
        at = instant(datetime.combine(day, time(), ZoneInfo(self.zone)))
        if not FIRST <= at < LAST:
            raise ValueError(f"{day} is not in the years 2 to 9998")
        return at

    def _there(self, at: Instant) -> datetime:
        return datetime.fromtimestamp(at // SECOND, ZoneInfo(self.zone))
