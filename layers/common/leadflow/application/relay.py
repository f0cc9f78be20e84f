"""Takes an event of EventBridge: which sources of the model hear it, and what it tells and raises, into the queues."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Protocol, runtime_checkable

from leadflow.application.fetch import Fetch
from leadflow.application.parcels import parcels
from leadflow.application.ports import Actions, Intake
from leadflow.application.trust import trusted
from leadflow.application.webhook import Source
from leadflow.domain.activity import Activity
from leadflow.domain.instant import Instant
from leadflow.domain.json import Json
from leadflow.domain.sender import Sender

Event = Mapping[str, Json]
"""An event as EventBridge gives it: whose account it comes from AWS has seen to."""


@runtime_checkable
class Relayed(Protocol):
    """A source whose provider speaks over EventBridge, too."""

    def hears(self, event: Event, sender: Sender) -> bool:
        """Whether the event is for this source."""
        ...

    def relayed(self, event: Event, sender: Sender, received_at: Instant) -> Iterator[Activity | Fetch]:
        """What an event that it hears tells, and what has to be asked for because of it. Raises Unreadable."""
        ...


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an event: the sources that heard it, how many activities it was, and how many questions."""

    sources: tuple[str, ...] = ()
    accepted: int = 0
    unidentified: int = 0
    asked: int = 0


@dataclass(frozen=True, slots=True)
class Relay:
    """The senders that the model names; `source` finds the module of a kind."""

    senders: Mapping[str, Sender]
    source: Callable[[str], Source]
    intake: Intake
    actions: Actions

    def relay(self, event: Event, now: Instant) -> Outcome:
        """Queue what the event tells. Raises Unreadable, OutsideDown: then it has to come again, or be kept."""
        hearing = list(self._hearing(event))
        told = [(sender, each) for sender, source in hearing for each in source.relayed(event, sender, now)]
        found = [
            activity
            for sender, each in told
            if isinstance(each, Activity)
            for activity in trusted([each], sender.trust)
        ]
        trace = str(event.get("id", ""))
        questions = [replace(each, trace=trace) for _, each in told if isinstance(each, Fetch)]
        if messages := list(parcels(found, trace=trace)):
            self.intake.send(messages)
        if questions:
            self.actions.send(questions)
        return Outcome(
            tuple(sender.name for sender, _ in hearing),
            len(found),
            sum(activity.lead.strongest is None for activity in found),
            len(questions),
        )

    def _hearing(self, event: Event) -> Iterator[tuple[Sender, Relayed]]:
        for sender in self.senders.values():
            source = self.source(sender.kind)
            if isinstance(source, Relayed) and source.hears(event, sender):
                yield sender, source
