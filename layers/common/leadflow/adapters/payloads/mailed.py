"""What an email provider tells of one mail and one recipient, as an activity."""

from collections.abc import Mapping, Sequence

from leadflow.adapters.payloads import campaigns
from leadflow.domain.activity import Activity, Kind
from leadflow.domain.identity import Keys, digest
from leadflow.domain.instant import Instant
from leadflow.domain.json import Json
from leadflow.domain.value import value


@value(frozen=True, slots=True)
class Mailed:
    """One event of one mail.

    `email` is the recipient's normalised address, `known_by` what the provider repeats when it sends the event again,
    `properties` may hold what is empty: that was not stated. `machine` is the reason why the provider holds that no
    human did it.
    """

    kind: Kind
    at: Instant
    email: str | None
    known_by: Sequence[str]
    properties: Mapping[str, Json]
    raw: Json
    machine: str | None = None

    def activity(self, source: str, received_at: Instant) -> Activity:
        """The activity, told by that source."""
        properties = {name: said for name, said in self.properties.items() if said or isinstance(said, int)}
        url = properties.get("url")
        if isinstance(url, str) and "campaign" not in properties and (named := campaigns.named_in(url)):
            properties["campaign"] = named
        return Activity(
            id=digest(source, *self.known_by),
            lead=Keys(self.email),
            type=self.kind,
            occurred_at=self.at,
            received_at=received_at,
            source=source,
            properties=properties,
            machine=self.machine,
            raw=self.raw,
        )
