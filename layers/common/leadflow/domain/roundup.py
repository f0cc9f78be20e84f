"""What a channel was spared in one hour, told in one message."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from leadflow.domain.automation import Change
from leadflow.domain.identity import LeadId, digest
from leadflow.domain.instant import HOUR, Instant, moment
from leadflow.domain.message import FACTS, Fact, Message, Person
from leadflow.domain.news import Errand, Evidence, News
from leadflow.domain.reasons import Reasons
from leadflow.domain.transition import Cause, Transition
from leadflow.domain.wording import counted, words

NAME: Final = "roundup"

_NOBODY: Final = LeadId(NAME)
"""No lead's id: those are longer."""


@dataclass(frozen=True, slots=True)
class Roundup:
    """One message of the queue `actions`: the channel is to be told how much it was spared in the hour from `hour` on.

    `to` is the address of the one person who was spared it, where the channel writes to people.
    """

    channel: str
    hour: Instant
    to: str = ""

    @property
    def ends(self) -> Instant:
        """When the hour is over."""
        return Instant(self.hour + HOUR)

    @property
    def errand(self) -> Errand:
        """What its receipt is kept under."""
        return Errand(_NOBODY, f"{NAME}.{place(self.channel, self.to)}.{self.hour // HOUR}", NAME, 0)


def place(channel: str, to: str) -> str:
    """What is limited: the channel, or where it writes to people each of them."""
    return f"{channel}:{digest(to)}" if to else channel


def compose(roundup: Roundup, spared: Mapping[str, int]) -> Message:
    """The message; `spared` counts by automation."""
    total, since = sum(spared.values()), moment(roundup.hour)
    hour = f"{since:%H:%M} to {moment(roundup.ends):%H:%M} UTC"
    most = sorted(spared.items(), key=lambda each: (-each[1], each[0]))[:FACTS]
    return Message(
        id=roundup.errand.news,
        change=Change.OCCURRED,
        headline=f"And {total} more from {hour}",
        person=Person("", "", "", "", "", ""),
        facts=tuple(Fact(words(name).capitalize(), counted(count, "message")) for name, count in most),
        reasons=Reasons(),
        lately=(),
        next=f"See who: leadflow deliveries --guarded --channel {roundup.channel}",
        cause="More than this channel takes in an hour",
        at=roundup.ends,
    )


def news(roundup: Roundup) -> News:
    """The news that the message is of, which is no lead's."""
    happened = Transition(Change.OCCURRED, NAME, None, roundup.ends, Cause.TIME, activity=roundup.errand.news)
    return News(_NOBODY, 0, happened, Evidence({}, {}, (), None))
