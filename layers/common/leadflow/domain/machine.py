"""What the lead model says of machines: which activities are theirs at sight, and how long a click must settle."""

from dataclasses import dataclass
from typing import Final

from leadflow.domain.activity import Activity, Kind
from leadflow.domain.instant import Duration, Instant
from leadflow.domain.match import AnyOf, url_like

REASON_LIMIT: Final = 100
"""Letters that are kept of a sender's own reason."""

FLAGGED: Final = "flagged by its sender"


@dataclass(frozen=True, slots=True)
class Machine:
    """A link that no human sees, user agents (globs) that no human uses; how long a click waits until it counts."""

    settle: Duration = Duration(0)
    hidden_link: str | None = None
    user_agents: tuple[str, ...] = ()

    def reason(self, activity: Activity) -> str:
        """Why no human did this, empty where nothing says so."""
        if activity.machine is not None:
            return activity.machine[:REASON_LIMIT] or FLAGGED
        agent, url = activity.properties.get("user_agent"), activity.properties.get("url")
        if isinstance(agent, str) and AnyOf(self.user_agents, globs=True).holds(agent):
            return "a user agent that no human uses"
        if self.hidden_link is not None and isinstance(url, str) and url_like(self.hidden_link, url):
            return "a link that no human sees"
        return ""

    def heard(self, activity: Activity) -> Instant | None:
        """When a click begins to settle; None of anything else, and where nothing has to."""
        if not self.settle or activity.type != Kind.EMAIL_CLICKED:
            return None
        return max(activity.at, activity.received_at)
