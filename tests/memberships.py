"""Who is on which track, in memory, under the same contract tests as in the table."""

from dataclasses import dataclass, field, replace

from leadflow.application.ports import Outrun
from leadflow.domain.identity import LeadId
from leadflow.domain.instant import Instant
from leadflow.domain.membership import Membership


@dataclass(slots=True)
class MemoryMemberships:
    """The port `Memberships`."""

    kept: dict[tuple[LeadId, str], Membership] = field(default_factory=dict)

    def read(self, lead: LeadId, track: str) -> Membership | None:
        return self.kept.get((lead, track))

    def write(self, lead: LeadId, track: str, membership: Membership, now: Instant) -> Membership:
        known = self.kept.get((lead, track))
        if membership.revision != (0 if known is None else known.revision):
            raise Outrun
        self.kept[lead, track] = replace(membership, revision=membership.revision + 1)
        return self.kept[lead, track]
