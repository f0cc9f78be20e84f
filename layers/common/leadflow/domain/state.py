"""A lead as it is stored: the set, the standing, and what guards and wakes it."""

from dataclasses import dataclass, field

from leadflow.domain.identity import LeadId
from leadflow.domain.instant import Instant
from leadflow.domain.kin import Kin
from leadflow.domain.lead import Lead
from leadflow.domain.pace import Pace
from leadflow.domain.standing import Standing


@dataclass(frozen=True, slots=True)
class Tombstone:
    """What stands where a lead was that was erased at that instant: while it stands, nothing of the lead is taken in.

    `near` are the keys of other leads that may still name the lead's own, as long as the erasure is not `finished`.
    """

    at: Instant
    near: frozenset[LeadId] = frozenset()
    finished: bool = False


@dataclass(frozen=True, slots=True)
class State:
    """Everything kept of one lead under one version.

    `version` counts its writes (0: never written), `evaluated_at` is when it was judged for the latest of them,
    `wake_at` when the index brings it back though nothing happened, `returns_at` when a delayed message, which is on
    its way or has come, does. `model` is the fingerprint of the model that judged it, `pace` how fast sources that
    everybody can call have told of it, `kin` which other keys it has. The state of a key that has joined another keeps
    what was known of it by then.

    `tombstone` is all that is kept of an erased lead, beside the ids of its keys. Of one that was taken in again
    nothing counts that happened before `since`.
    """

    id: LeadId
    lead: Lead = field(default_factory=Lead)
    standing: Standing = field(default_factory=Standing)
    version: int = 0
    evaluated_at: Instant = Instant(0)
    wake_at: Instant | None = None
    returns_at: Instant | None = None
    model: str = ""
    pace: Pace = field(default_factory=Pace)
    kin: Kin = field(default_factory=Kin)
    tombstone: Tombstone | None = None
    since: Instant = Instant(0)

    @property
    def gone(self) -> bool:
        """Whether the lead was erased, and is still to be left alone."""
        return self.tombstone is not None

    def next_wake(self, now: Instant) -> Instant | None:
        """When it comes back next, if nothing happens after `now`."""
        return min((at for at in (self.wake_at, self.returns_at) if at is not None and now < at), default=None)

    def overdue(self, now: Instant) -> bool:
        """Whether it was to come back by then."""
        return any(at is not None and at <= now for at in (self.wake_at, self.returns_at))

    @property
    def family(self) -> tuple[LeadId, ...]:
        """The keys under which what this lead did is kept: its own and those that have joined it."""
        return (self.id, *sorted(self.kin.members))
