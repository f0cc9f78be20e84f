"""A flood of news does not become a flood of messages: so many an hour, then one that counts the rest."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from leadflow.application.channel import Dispatch
from leadflow.application.circuit import NotYet
from leadflow.application.ports import Actions
from leadflow.domain.errand import Errand, Roundup, place
from leadflow.domain.instant import HOUR, MINUTE, Duration, Instant
from leadflow.domain.lead_model import Channel

STRAGGLERS: Final = Duration(2 * MINUTE)
"""So long after its end nobody counts to an hour any more: longer than a worker may run."""


class Counters(Protocol):
    """How many messages were let through and spared, by place and hour. Every method raises OutsideDown."""

    def take(self, where: str, hour: Instant, errand: Errand, limit: int) -> bool:
        """Whether the errand is among the first so many of that hour; asked again, it still is."""
        ...

    def spare(self, where: str, hour: Instant, errand: Errand, now: Instant) -> None:
        """End the errand as guarded and count it, both or neither; where it has ended already, neither."""
        ...

    def spared(self, where: str, hour: Instant) -> Mapping[str, int]:
        """How many were spared in that hour, by automation."""
        ...


@dataclass(frozen=True, slots=True)
class Guard:
    """Lets messages through by the hour in which their news happened, and counts the others to the hour it is now.

    So what waited for a dead destination is no flood when that is back.
    """

    counters: Counters
    actions: Actions

    def passes(self, way: Channel, dispatch: Dispatch) -> bool:
        """Whether the message may go; where not, its errand has ended as guarded. Raises OutsideDown."""
        if way.at_most is None:
            return True
        where, now = place(way.name, dispatch.to), dispatch.now
        if self.counters.take(where, _hour(dispatch.message.at), dispatch.errand, way.at_most):
            return True
        if not self.counters.spared(where, _hour(now)):
            roundup = Roundup(way.name, _hour(now), dispatch.to)
            self.actions.send([roundup], Duration(_due(roundup) - now))
        self.counters.spare(where, _hour(now), dispatch.errand, now)
        return False

    def spared(self, roundup: Roundup, now: Instant) -> Mapping[str, int]:
        """How many the roundup is to tell of, by automation. Raises NotYet before its hour is over, OutsideDown."""
        if now < _due(roundup):
            raise NotYet("its hour is not over", Duration(_due(roundup) - now))
        return self.counters.spared(place(roundup.channel, roundup.to), roundup.hour)


def _hour(at: Instant) -> Instant:
    return Instant(at // HOUR * HOUR)


def _due(roundup: Roundup) -> Instant:
    return Instant(roundup.ends + STRAGGLERS)
