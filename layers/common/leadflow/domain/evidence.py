"""What was clicked in which message and when: evidence of clicks that no human made.

Mail scanners follow the links of a message the moment it arrives, or all of them at once (the figures are measured
habits of theirs, chosen so that a hurried human is not among them).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Final

from leadflow.domain.activity import Activity, Kind
from leadflow.domain.identity import digest
from leadflow.domain.instant import SECOND, Duration, Instant

MESSAGES: Final = 20
"""So many of the most recent messages are remembered."""

CLICKS: Final = 32
"""No human clicks more often in one message."""

EARLY: Final = Duration(10 * SECOND)
"""A click so soon after the delivery, or before it, is a scanner's."""

BURST: Final = Duration(2 * SECOND)
LINKS: Final = 3
"""So many links of one message clicked in so short a time are a scanner's."""

_KEY = 12
_URL_LIMIT = 60


@dataclass(frozen=True, slots=True)
class Click:
    """A click in a message; `url` is empty where the sender did not say which link."""

    at: Instant
    url: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """One mail to the lead: when it was first known to be delivered, and its clicks by activity id."""

    delivered: Instant | None = None
    clicks: Mapping[str, Click] = field(default_factory=dict)

    @property
    def first(self) -> Instant:
        """When anything was first known of it."""
        known = [click.at for click in self.clicks.values()]
        return min(known if self.delivered is None else [self.delivered, *known])

    @property
    def machines(self) -> Mapping[str, str]:
        """The ids of the clicks that no human made, each with the reason."""
        if len(self.clicks) > CLICKS:
            return dict.fromkeys(self.clicks, f"more than {CLICKS} clicks in one mail")
        burst = f"{LINKS} links of one mail within {BURST // SECOND} seconds"
        early = f"within {EARLY // SECOND} seconds of the delivery"
        return {**dict.fromkeys(_bursts(self.clicks), burst), **dict.fromkeys(self._early(), early)}

    def merge(self, other: "Message") -> "Message":
        """Both as one: the earlier delivery, all clicks up to as many as can matter."""
        delivered = min((each.delivered for each in (self, other) if each.delivered is not None), default=None)
        clicks = dict(self.clicks)
        for name, click in other.clicks.items():
            clicks[name] = min(clicks.get(name, click), click, key=lambda each: (each.at, each.url))
        return Message(delivered, clicks)

    def trimmed(self) -> "Message":
        """Without the clicks after those that prove a flood."""
        if len(self.clicks) <= CLICKS + 1:
            return self
        earliest = sorted(self.clicks.items(), key=lambda each: (each[1].at, each[0]))
        return Message(self.delivered, dict(earliest[: CLICKS + 1]))

    def _early(self) -> Iterator[str]:
        if self.delivered is not None:
            yield from (name for name, click in self.clicks.items() if click.at < self.delivered + EARLY)


def evidence(activity: Activity) -> Mapping[str, Message]:
    """What the activity proves of the message that it names, by the message's key."""
    named = activity.properties.get("message_id")
    if not isinstance(named, str) or not named:
        return {}
    key = digest(named)[:_KEY]
    if activity.type == Kind.EMAIL_DELIVERED:
        return {key: Message(delivered=activity.at)}
    if activity.type == Kind.EMAIL_CLICKED:
        return {key: Message(clicks={activity.id: Click(activity.at, _url(activity))})}
    return {}


def latest(messages: Mapping[str, Message]) -> Mapping[str, Message]:
    """The most recent messages."""
    if len(messages) <= MESSAGES:
        return messages
    ordered = sorted(((message.first, key) for key, message in messages.items()), reverse=True)
    return {key: messages[key] for _, key in ordered[:MESSAGES]}


def machines(messages: Iterable[Message]) -> Mapping[str, str]:
    """The ids of the clicks that no human made, each with the reason."""
    found: dict[str, str] = {}
    for message in messages:
        for name, reason in message.machines.items():
            found[name] = max(found.get(name, ""), reason)
    return found


def _url(activity: Activity) -> str:
    """The link: a long one by its beginning and a digest, so that the order of texts is kept as far as it can be."""
    url = activity.properties.get("url")
    if not isinstance(url, str) or len(url) <= _URL_LIMIT:
        return url if isinstance(url, str) else ""
    return url[: _URL_LIMIT - _KEY] + digest(url)[:_KEY]


def _bursts(clicks: Mapping[str, Click]) -> Iterator[str]:
    """The ids of all clicks of every short time in which enough links were clicked."""
    ordered = sorted(((click.at, name, click.url) for name, click in clicks.items()), key=itemgetter(0))
    for start, (at, _, _) in enumerate(ordered):
        window = [(name, url) for later, name, url in ordered[start:] if later - at < BURST]
        if len({url for _, url in window if url}) >= LINKS:
            yield from (name for name, _ in window)
