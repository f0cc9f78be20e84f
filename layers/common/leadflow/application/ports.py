"""What the use cases need of the outside world."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol, TypeAlias

from leadflow.application.fetch import Fetch
from leadflow.domain.activity import Activity
from leadflow.domain.decision import Decision
from leadflow.domain.errand import Errand, Roundup
from leadflow.domain.identity import LeadId
from leadflow.domain.instant import Duration, Instant

if TYPE_CHECKING:  # whoever only fills a queue does not load all that leads are made of, which takes as long again
    from leadflow.domain.news import News
    from leadflow.domain.state import State


class OutsideDown(Exception):
    """A store or queue that we depend on does not answer, or refuses for now; trying again later may help."""


class SecretMissing(Exception):
    """There is no secret of that name: whoever sent this cannot be authenticated."""


class Secrets(Protocol):
    """Where secrets are kept, by name."""

    def live(self, name: str) -> Sequence[str]:
        """The secrets of this name that are valid now, the current one first (two while one is being rotated).

        Raises SecretMissing, OutsideDown.
        """
        ...


@dataclass(frozen=True, slots=True)
class Parcel:
    """One message of the queue `intake`: activities to add, or leads to look at again because time has passed.

    `attempt` counts how often its content was sent again alone after a failure, `after` is the version of the leads to
    wake that must have been written before. `announce`: what a new model has changed is to be told too. `imported`: it
    tells of the past, and nobody is alerted of what follows from it. `trace` is the id of the webhook that told it.
    """

    activities: Sequence[Activity] = ()
    wakes: Sequence[LeadId] = ()
    attempt: int = 0
    after: int = 0
    announce: bool = False
    imported: bool = False
    trace: str = ""


class Intake(Protocol):
    """The queue that everything about leads comes through."""

    def send(self, parcels: Sequence[Parcel], delay: Duration = Duration(0)) -> None:
        """Put the parcels into the queue, all or OutsideDown; what was sent before a failure may arrive twice."""
        ...

    def waiting(self) -> int:
        """About how many messages wait or are in work, not those whose time is to come. Raises OutsideDown."""
        ...


class DeadLetters(Protocol):
    """Where messages end that cannot be worked on, until a person looks."""

    def bury(self, body: str, reason: str) -> None:
        """Keep a message that cannot be worked on, with the reason. Raises OutsideDown."""
        ...


class Timeline(Protocol):
    """All that leads did, for as long as it is kept."""

    def add(self, lead: LeadId, activity: Activity) -> bool:
        """Keep the activity, the first content winning; whether it was new. Raises OutsideDown."""
        ...

    def add_unidentified(self, activity: Activity) -> None:
        """Keep an activity that names nobody, under its source and day. Raises OutsideDown."""
        ...

    def remove(self, lead: LeadId, activity: Activity) -> None:
        """Keep the activity no longer, if it was. Raises OutsideDown."""
        ...

    def read(self, lead: LeadId, until: Instant | None = None) -> Iterator[Activity]:
        """The lead's activities, oldest first, up to and including `until`, none missing. Raises OutsideDown."""
        ...

    def latest(self, lead: LeadId, count: int) -> Sequence[Activity]:
        """The lead's most recent activities, latest first. Raises OutsideDown."""
        ...


class Outrun(Exception):
    """Another writer was faster: the lead has changed since it was loaded. `current` is what it is now, if known."""

    def __init__(self, current: "State | None" = None) -> None:
        super().__init__("the lead has changed since it was loaded")
        self.current = current


class TooBig(Exception):
    """What is to be kept of the lead does not fit into one item."""


class Leads(Protocol):
    """The leads, each one item under a version."""

    def load(self, ids: Collection[LeadId], *, fresh: bool = False) -> "Mapping[LeadId, State]":
        """The leads with these ids; one that was never written is missing. Raises OutsideDown.

        What is read may be a moment old, unless it is to be `fresh`, which costs twice as much.
        """
        ...

    def commit(self, state: "State", news: "Sequence[News]" = (), others: "Sequence[State]" = ()) -> None:
        """Write the state, and the others, as the next version after their own, and the news with them: all or nothing.

        Raises Outrun where a stored version is another one, TooBig, OutsideDown.
        """
        ...


class Wakes(Protocol):
    """When which lead is to be looked at again though nothing happened."""

    def disarm(self, lead: LeadId, until: Instant) -> None:
        """Let a lead that was due at or before `until` not be woken until it is next written. Raises OutsideDown."""
        ...

    def due(self, until: Instant) -> Iterator[tuple[Instant, LeadId]]:
        """The leads whose wake is at or before `until`, each with it. Raises OutsideDown."""
        ...


class Outbox(Protocol):
    """The news that were published, each the durable copy of what follows from it."""

    def load(self, lead: LeadId, news: str) -> "News | None":
        """The news of that id, or None where it has expired. Raises OutsideDown."""
        ...

    def told_before(self, news: "News") -> "News | None":
        """The latest earlier news of the lead that somebody was told, if it is still kept. Raises OutsideDown."""
        ...

    def finish(self, lead: LeadId, news: str) -> None:
        """Note that all that follows from the news is in the queue `actions`. Raises OutsideDown."""
        ...

    def pending(self, before: Instant) -> "Iterator[News]":
        """News older than `before` that sets something off, and may not have. Raises OutsideDown."""
        ...


Order: TypeAlias = Errand | Fetch | Roundup | Decision
"""What a message of the queue `actions` can be."""


class Actions(Protocol):
    """The queue of what is to be done outside."""

    def send(self, errands: Sequence[Order], delay: Duration = Duration(0)) -> None:
        """Put the errands into the queue, all or OutsideDown; what was sent before a failure may arrive twice."""
        ...


class Outcome(StrEnum):
    """How an errand ended."""

    DONE = "done"  # the destination took it
    OBSERVED = "observed"  # nothing was sent, since the mode is observe
    FAILED = "failed"  # the destination refuses it for good
    HELD = "held"  # no end: it comes again when the hours begin
    SKIPPED = "skipped"  # there was nothing to do, or it must not be done; the reason says which
    GUARDED = "guarded"  # the channel has had its share of this hour, and is told of the rest in one message


class Bus(Protocol):
    """The stack's event bus, for whoever else wants to know."""

    def tell(self, news: "News") -> None:
        """Put the news on the bus; after a failure in between it may be there twice. Raises OutsideDown."""
        ...


class Claimed(Exception):
    """Another worker is at this errand; it may be tried again when that claim runs out."""


class Deliveries(Protocol):
    """The receipts: what was done outside, so that a redelivered errand is one message."""

    def claim(self, errand: Errand, now: Instant, lease: Duration, channel: str = "") -> Outcome | None:
        """Take the errand, which is for the channel, for so long; returns its outcome where it has already ended.

        Raises Claimed, OutsideDown.
        """
        ...

    def release(self, errand: Errand, reason: str | None = None) -> None:
        """Give the claim back, so that a retry need not wait for it to run out, and note why. Raises OutsideDown."""
        ...

    def hold(self, errand: Errand, until: Instant) -> None:
        """Give the claim back, and let the errand come again at that instant. Raises OutsideDown."""
        ...

    def end(self, errand: Errand, outcome: Outcome, now: Instant, reason: str | None = None) -> None:
        """Note how the errand ended. Raises OutsideDown."""
        ...

    def forget(self, errand: Errand) -> None:
        """Keep nothing of the errand, as if it had never been claimed. Raises OutsideDown."""
        ...


class Endpoints(Protocol):
    """Which destinations have said that they want nothing any more, each under its address as it then was."""

    def close(self, channel: str, endpoint: str, now: Instant) -> None:
        """Note that the channel's destination is closed. Raises OutsideDown."""
        ...

    def closed(self, channel: str, endpoint: str) -> bool:
        """Whether it is; under another address the same channel is not. Raises OutsideDown."""
        ...
