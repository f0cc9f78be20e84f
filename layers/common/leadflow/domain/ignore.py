"""Who never becomes a lead: own staff, machines, providers' test events, by what an activity says of itself."""

from dataclasses import dataclass

from leadflow.domain.activity import Activity
from leadflow.domain.match import like
from leadflow.domain.properties import Where, fit


@dataclass(frozen=True, slots=True)
class Ignored:
    """Addresses of people and of machines (globs), and what properties may be: whatever fits any of it is nobody's."""

    emails: tuple[str, ...] = ()
    ips: tuple[str, ...] = ()
    wheres: tuple[Where, ...] = ()

    def matches(self, activity: Activity) -> bool:
        """Whether the activity is to be left out, as if nobody had told of it."""
        email, ip = activity.lead.email, activity.properties.get("ip")
        return (
            (email is not None and any(like(each, email) for each in self.emails))
            or (isinstance(ip, str) and any(like(each, ip) for each in self.ips))
            or any(fit(each, activity.properties) for each in self.wheres)
        )
