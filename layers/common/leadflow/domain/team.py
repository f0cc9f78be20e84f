"""The people to whom leads go."""

from dataclasses import dataclass

from leadflow.domain.hours import Hours
from leadflow.domain.instant import Instant


@dataclass(frozen=True, slots=True)
class Member:
    """What is known of one of them: the id in Slack, the hours, and what limits the leads that they get.

    `capacity` is how many rules that take turns give them in 30 days, `away_until` when they are back.
    """

    slack: str = ""
    hours: Hours | None = None
    capacity: int | None = None
    away_until: Instant | None = None

    def away(self, now: Instant) -> bool:
        """Whether they get no leads now."""
        return self.away_until is not None and now < self.away_until
