"""What people decide by the buttons under a message becomes an activity of its lead, and the message then says so.

No receipts are needed: what is done again is the same activity, and changes the message to what it is already.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol, runtime_checkable

from leadflow.application import family
from leadflow.application.channel import Channel, OutboundRequest, Post, RefusedForGood, Reply, TryAgain
from leadflow.application.ports import Intake, OutsideDown, Parcel
from leadflow.application.preview import Preview
from leadflow.domain.decision import Decision, told
from leadflow.domain.errand import Errand
from leadflow.domain.instant import MINUTE, Duration, Instant
from leadflow.domain.message import Message
from leadflow.domain.news import whose

CHANGEABLE: Final = Duration(30 * MINUTE)
"""For so long after a click the message can be changed."""


class Heard(StrEnum):
    """What became of a decision."""

    NOTED = "noted"  # it is an activity of its lead
    UNKNOWN = "unknown"  # there is no such lead
    ERASED = "erased"  # the lead has asked to be erased


@runtime_checkable
class Answering(Protocol):
    """A channel whose messages have buttons."""

    def answer(self, decision: Decision, heard: Heard, message: Message | None) -> OutboundRequest:
        """What says so where it was decided; in the message, if that is still known. Raises RefusedForGood."""
        ...

    def answered(self, reply: Reply) -> None:
        """Returns where that was taken. Raises TryAgain, RefusedForGood."""
        ...


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of the decision, and why it is not said where it was decided, if it is not."""

    heard: Heard
    unanswered: str | None = None


@dataclass(frozen=True, slots=True)
class Decider:
    """Takes decisions to their leads, and says so where they were made. `kinds` are the sources' kinds by name.

    `acting` is whether the outside world may be told; what people decide is taken in any case.
    """

    preview: Preview
    intake: Intake
    kinds: Mapping[str, str]
    channel: Callable[[str], Channel]
    post: Post
    acting: bool

    def decide(self, decision: Decision, now: Instant) -> Decided:
        """Send the activity on, then change the message. Raises TryAgain."""
        try:
            heard = self._heard(decision)
            message = self._message(decision) if heard is Heard.NOTED else None
        except OutsideDown as error:
            raise TryAgain("something of our own does not answer") from error
        try:
            self._answer(decision, heard, message, now)
        except RefusedForGood as error:
            return Decided(heard, error.reason)
        return Decided(heard)

    def _heard(self, decision: Decision) -> Heard:
        """Tell the lead that the news was of, under whichever key it lives by now. Raises OutsideDown."""
        state = family.whole(self.preview.leads, whose(decision.news), fresh=True)
        if state is None:
            return Heard.UNKNOWN
        if state.lead.erase_requested is not None:
            return Heard.ERASED
        self.intake.send([Parcel([told(decision, state.lead.keys, self.preview.model.team)], trace=decision.trace)])
        return Heard.NOTED

    def _message(self, decision: Decision) -> Message | None:
        """The message that was clicked, as of when it was sent; None where its news is not kept any more."""
        errand = Errand(whose(decision.news), decision.news, decision.automation, 0)
        return self.preview.of(errand, decision.shown_at)

    def _answer(self, decision: Decision, heard: Heard, message: Message | None, now: Instant) -> None:
        """Raises TryAgain, RefusedForGood."""
        if not self.acting:
            raise RefusedForGood("nothing is sent in mode observe")
        if now - decision.at > CHANGEABLE:
            raise RefusedForGood("the message could be changed for 30 minutes only")
        kind = self.kinds.get(decision.source)
        channel = None if kind is None else self.channel(kind)
        if not isinstance(channel, Answering):
            raise RefusedForGood(f"the lead model has no source {decision.source} any more")
        channel.answered(self.post(channel.answer(decision, heard, message)))
