"""A tool that sends mail over time: how it is told to put somebody on one of its lists, or to take them off."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from leadflow.application.channel import OutboundRequest, Reply
from leadflow.application.circuit import Line
from leadflow.domain.identity import LeadId
from leadflow.domain.instant import Instant
from leadflow.domain.track import Track

_Told = TypeVar("_Told")


@dataclass(frozen=True, slots=True)
class Wish:
    """The lead with this address is to be on the track from now on, or not any more (`enrol`).

    `id` is the same for each attempt. `at` is the instant of the news, `told_at` when the tool was last told to put the
    lead on, `now` the time of this attempt. `secrets` are the track's, the current one first. `model` is the lead
    model's name.
    """

    id: str
    track: Track
    enrol: bool
    email: str
    lead: LeadId
    automation: str
    model: str
    at: Instant
    told_at: Instant
    now: Instant
    secrets: Sequence[str]


class Ask(Protocol):
    """How a tool is asked, as often as the wish needs it."""

    def __call__(self, request: OutboundRequest, read: Callable[[Reply], _Told]) -> _Told:
        """What `read` makes of the answer. Raises LeftAlone, what `read` raises, OutsideDown."""
        ...


class Tool(Protocol):
    """What a module under `adapters/tracks` is."""

    def tell(self, wish: Wish, ask: Ask) -> None:
        """Return where the tool has taken the wish, or has nothing to do for it.

        Raises TryAgain, RefusedForGood, Closed, and what `ask` raises.
        """
        ...


@dataclass(frozen=True, slots=True)
class Call:
    """The port `Ask`: calls to one destination at the time of one attempt."""

    line: Line
    destination: str
    now: Instant

    def __call__(self, request: OutboundRequest, read: Callable[[Reply], _Told]) -> _Told:
        return self.line.ask(self.destination, request, read, self.now)
