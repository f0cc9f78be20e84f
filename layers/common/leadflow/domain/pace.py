"""How fast sources that everybody can call tell of a lead: nobody may fill a timeline through a web page's key."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from leadflow.domain.instant import HOUR, Instant

LIMIT: Final = 500
"""So many new activities of one lead are taken from public sources in one hour; nobody reads so many pages."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How many new activities of one lead public sources have told of, in the latest hour in which they did.

    `hour` counts whole hours (UTC) since 1970, by when the activities were received.
    """

    hour: int = 0
    count: int = 0

    def full(self, received: Instant) -> bool:
        """Whether one more that was received then is too many."""
        return self.count >= LIMIT and received // HOUR <= self.hour

    def after(self, received: Iterable[Instant]) -> "Pace":
        """The pace once those are counted too; what comes late, of an earlier hour, counts to this one."""
        hour, count = self.hour, self.count
        for each in received:
            later = each // HOUR
            hour, count = (later, 1) if later > hour else (hour, count + 1)
        return Pace(hour, count)
