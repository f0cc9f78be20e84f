"""A destination that fails again and again is left alone, and asked from time to time whether it is back.

  closed: every errand calls        open: none does, but one at a time that finds out
---------- TRIES failures in a row ------> wait 30 s, 1 min, 2 min ... 15 min after each failure ----+
^------------------------------- an answer in time -------------------------------------------------+
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Final, Protocol, TypeVar

from leadflow.application.channel import Channel, Dispatch, OutboundRequest, Post, RefusedForGood, Reply, TryAgain
from leadflow.application.ports import OutsideDown
from leadflow.domain.instant import MINUTE, SECOND, Duration, Instant

_Told = TypeVar("_Told")

TRIES: Final = 5
"""After so many failures in a row the circuit is open."""

FIRST_WAIT: Final = Duration(30 * SECOND)
LONGEST_WAIT: Final = Duration(15 * MINUTE)
"""A destination that is back is found out about within this time."""

PROBE: Final = Duration(60 * SECOND)
"""For so long one worker has the only call: longer than it may run."""

SLOW: Final = Duration(4 * SECOND)
"""A call that takes longer counts as a failure for the circuit, so that slow destinations are called one at a time."""


class NotYet(TryAgain):
    """It is not the time: the errand comes again after exactly `after`, and nothing has failed."""


class LeftAlone(NotYet):
    """The destination has failed too often, and is not called for now."""


@dataclass(frozen=True, slots=True)
class Circuit:
    """How calls to a destination went: `failures` in a row; when they are too many none is made before `until`."""

    failures: int = 0
    until: Instant = Instant(0)

    @property
    def open(self) -> bool:
        return self.failures >= TRIES


class Circuits(Protocol):
    """The circuits of all destinations, as all workers see them. Every method raises OutsideDown."""

    def look(self, destination: str, now: Instant) -> Circuit:
        """The circuit, which may be some seconds old."""
        ...

    def enter(self, destination: str, now: Instant) -> Instant | None:
        """None where a call may be made now, else when to come again; of an open circuit one worker gets in."""
        ...

    def failed(self, destination: str, now: Instant, after: Duration | None) -> Circuit:
        """Count a failure; `after` is for how long the destination asks to be left alone, None where it was slow."""
        ...

    def close(self, destination: str) -> None:
        """Forget all failures."""
        ...


def wait(failures: int, asked: Duration | None) -> Duration:
    """For how long an open circuit stays shut: twice as long after each failure, and no less than was asked for."""
    if asked is None:
        return Duration(0)
    return Duration(max(asked, min(FIRST_WAIT * 2 ** min(max(failures - TRIES, 0), 10), LONGEST_WAIT)))


@dataclass(frozen=True, slots=True)
class Line:
    """The way to destinations, each with its circuit."""

    circuits: Circuits
    post: Post

    def check(self, destination: str, now: Instant) -> None:
        """Costs no call. Raises LeftAlone where the destination is for now, OutsideDown."""
        circuit = self.circuits.look(destination, now)
        if circuit.open and now < circuit.until:
            raise _shut(destination, circuit.until, now)

    def call(self, destination: str, channel: Channel, dispatch: Dispatch) -> None:
        """Send it. Raises LeftAlone, TryAgain, RefusedForGood as the channel does, OutsideDown."""
        self.ask(destination, channel.request(dispatch), channel.read, dispatch.now)

    def ask(self, destination: str, request: OutboundRequest, read: Callable[[Reply], _Told], now: Instant) -> _Told:
        """Make the request; what `read` makes of its answer. Raises LeftAlone, what `read` raises, OutsideDown."""
        return self.through(destination, lambda: self.post(request), read, now)

    def through(
        self, destination: str, call: Callable[[], Reply], read: Callable[[Reply], _Told], now: Instant
    ) -> _Told:
        """As `ask`, where `call` may take more than one request to an answer; they succeed or fail as one."""
        with self._noted(destination, now):
            reply = self._reply(destination, call, now)
            told = read(reply)
        self._went(destination, now, slow=reply.took > SLOW)
        return told

    def _reply(self, destination: str, call: Callable[[], Reply], now: Instant) -> Reply:
        until = self.circuits.enter(destination, now)
        if until is not None:
            raise _shut(destination, until, now)
        return call()

    @contextmanager
    def _noted(self, destination: str, now: Instant) -> Iterator[None]:
        try:
            yield
        except LeftAlone:
            raise
        except TryAgain as error:
            circuit = self.circuits.failed(destination, now, error.after)
            if circuit.open:
                raise LeftAlone(error.reason, Duration(circuit.until - now)) from error
            raise
        except RefusedForGood:
            self._went(destination, now, slow=False)
            raise

    def _went(self, destination: str, now: Instant, *, slow: bool) -> None:
        # It has arrived, or never will: whatever becomes of this note, the errand must not come again for it.
        with suppress(OutsideDown):
            if slow:
                self.circuits.failed(destination, now, None)
            elif self.circuits.look(destination, now).failures:
                self.circuits.close(destination)


def _shut(destination: str, until: Instant, now: Instant) -> LeftAlone:
    return LeftAlone(f"{destination} did not answer for a while, and is left alone", Duration(until - now))
