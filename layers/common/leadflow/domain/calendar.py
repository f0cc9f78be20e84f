"""Calendar days in the model's time zone."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from leadflow.domain.instant import SECOND, Instant


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days of one time zone; `zone` is its name in the IANA database."""

    zone: str = "UTC"

    def day(self, at: Instant) -> int:
        """The calendar day on which the instant falls, counted from 1 January of the year 1."""
        return datetime.fromtimestamp(at // SECOND, ZoneInfo(self.zone)).toordinal()
