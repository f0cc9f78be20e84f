"""An errand is done once: claimed by one worker, ended by a receipt, and kept with its reason where it is refused."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from leadflow.application.channel import RefusedForGood, TryAgain
from leadflow.application.hold import Later
from leadflow.application.job import Erased, Noted, Skipped
from leadflow.application.ports import Claimed, DeadLetters, Deliveries, Outcome, OutsideDown
from leadflow.domain.errand import Errand
from leadflow.domain.instant import SECOND, Duration, Instant

LEASE: Final = Duration(60 * SECOND)
"""For how long an errand is claimed: longer than a worker may run, so that no two are at it."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """How an errand ended; `repeated`: it had before; `channel` is empty where the model has none."""

    outcome: Outcome
    channel: str = ""
    reason: str | None = None
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Once:
    """Does what `deed` is, unless the errand's receipt says that it was done. `letter` is what a person finds else."""

    deliveries: Deliveries
    dead_letters: DeadLetters

    def do(self, errand: Errand, channel: str, letter: str, now: Instant, deed: Callable[[], Outcome]) -> Delivery:
        """Claim the errand and do it. Raises TryAgain."""
        try:
            ended = self.deliveries.claim(errand, now, LEASE, channel)
        except Claimed as error:
            raise TryAgain("another worker is at it", LEASE) from error
        except OutsideDown as error:
            raise TryAgain("receipts cannot be reached") from error
        if ended is not None:
            return Delivery(ended, channel, repeated=True)
        try:
            return self._end(errand, channel, letter, now, deed)
        except TryAgain as error:
            self._release(errand, error.reason)
            raise
        except OutsideDown as error:
            self._release(errand, reason := "something of our own does not answer")
            raise TryAgain(reason) from error

    def _end(self, errand: Errand, channel: str, letter: str, now: Instant, deed: Callable[[], Outcome]) -> Delivery:
        try:
            outcome = deed()
        except RefusedForGood as error:
            self.dead_letters.bury(letter, error.reason)
            self.deliveries.end(errand, Outcome.FAILED, now, error.reason)
            return Delivery(Outcome.FAILED, channel, error.reason)
        except Noted as error:
            self.deliveries.end(errand, Outcome.DONE, now, error.reason)
            return Delivery(Outcome.DONE, channel, error.reason)
        except Skipped as error:
            self.deliveries.end(errand, Outcome.SKIPPED, now, error.reason)
            return Delivery(Outcome.SKIPPED, channel, error.reason)
        except Erased:
            self.deliveries.forget(errand)
            return Delivery(Outcome.SKIPPED, channel, "the lead was erased")
        except Later as error:
            self.deliveries.hold(errand, error.until)
            return Delivery(Outcome.HELD, channel)
        self.deliveries.end(errand, outcome, now)
        return Delivery(outcome, channel)

    def _release(self, errand: Errand, reason: str) -> None:
        with suppress(OutsideDown):  # the claim runs out by itself
            self.deliveries.release(errand, reason)
