"""When people work: from Monday to Friday, from one time of the day to another, by the clock of where they are."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from leadflow.domain.instant import SECOND, Instant, instant

_HOUR: Final = 60
_SATURDAY: Final = 5


@dataclass(frozen=True, slots=True)
class Hours:
    """From `start` up to `end`, both in minutes after midnight, Monday to Friday, in the time zone of that name."""

    start: int
    end: int
    zone: str = "UTC"

    def opens(self, at: Instant) -> Instant:
        """The instant itself where it lies in these hours, else when they next begin.

        Where the clock is set ahead over the beginning, they begin so much later on that day.
        """
        there = datetime.fromtimestamp(at // SECOND, ZoneInfo(self.zone))
        minute = there.hour * _HOUR + there.minute
        if there.weekday() < _SATURDAY and self.start <= minute < self.end:
            return at
        day = there.date() if minute < self.start else there.date() + timedelta(days=1)
        while day.weekday() >= _SATURDAY:
            day += timedelta(days=1)
        begin = datetime.combine(day, time(*divmod(self.start, _HOUR)), there.tzinfo)
        first = instant(begin)
        return first if first >= at else instant(begin.replace(fold=1))  # the clock shows that hour twice
