"""What a channel was spared in one hour, told in one message."""

from collections.abc import Mapping

from leadflow.domain.automation import Change
from leadflow.domain.errand import NAME, NOBODY, Roundup
from leadflow.domain.instant import moment
from leadflow.domain.message import FACTS, Fact, Message, Person
from leadflow.domain.news import Evidence, News
from leadflow.domain.reasons import Reasons
from leadflow.domain.transition import Cause, Transition
from leadflow.domain.wording import counted, words


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
    return News(NOBODY, 0, happened, Evidence({}, {}, (), None))
