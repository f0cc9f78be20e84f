"""Which activities were a machine's: by its own flag, by what they say, and by the clicks round one message."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from tests.oracle.clock import duration, happened, receipt
from tests.oracle.matching import Document, address, glob, matches, signals

SECOND = 1_000_000
EARLY = 10 * SECOND
BURST = 2 * SECOND
BURST_OF = 3
MOST_CLICKS = 32


@dataclass
class Message:
    """When one message was delivered, and when and on what it was clicked."""

    deliveries: list[int] = field(default_factory=list)
    clicks: dict[str, tuple[int, str]] = field(default_factory=dict)


def machine_made(model: Document, activities: Sequence[Document]) -> set[str]:
    """The ids of all that some rule convicts, with all evidence in sight; what is no signal is not marked."""
    machine = model.get("machine", {})
    suspects = [one for one in activities if one.get("machine") or _listed(machine, one)]
    flagged = {one["id"] for one in suspects if any(matches(signal, one) for signal in signals(model).values())}
    return flagged | {click for message in _messages(activities).values() for click in _convicted(message)}


def settles(model: Document, activity: Document) -> int:
    """The instant from which a click counts: none are told from a machine's at once."""
    if activity["type"] != "email.clicked" or "settle" not in model.get("machine", {}):
        return 0
    return max(happened(activity), receipt(activity)) + duration(model["machine"]["settle"])


def _listed(machine: Document, activity: Document) -> bool:
    properties = activity.get("properties", {})
    agent, url = properties.get("user_agent"), properties.get("url")
    return (isinstance(agent, str) and any(glob(pattern, agent) for pattern in _several(machine, "user_agents"))) or (
        isinstance(url, str)
        and any(glob(pattern, address(url, pattern)) for pattern in _several(machine, "hidden_link"))
    )


def _several(machine: Document, word: str) -> list[str]:
    patterns = machine.get(word, [])
    return [patterns] if isinstance(patterns, str) else patterns


def _messages(activities: Sequence[Document]) -> Mapping[str, Message]:
    messages: dict[str, Message] = {}
    for activity in activities:
        name = activity.get("properties", {}).get("message_id")
        if isinstance(name, str) and name and activity["type"] in ("email.delivered", "email.clicked"):
            message = messages.setdefault(name, Message())
            if activity["type"] == "email.delivered":
                message.deliveries.append(happened(activity))
            else:
                url = activity["properties"].get("url")
                click = (happened(activity), url if isinstance(url, str) else "")
                message.clicks[activity["id"]] = min(click, message.clicks.get(activity["id"], click))
    return messages


def _convicted(message: Message) -> Iterator[str]:
    if len(message.clicks) > MOST_CLICKS:
        yield from message.clicks
    for name, (at, _) in message.clicks.items():
        if message.deliveries and at < min(message.deliveries) + EARLY:
            yield name
    for start, _ in message.clicks.values():
        window = {name: url for name, (at, url) in message.clicks.items() if start <= at < start + BURST}
        if len({url for url in window.values() if url}) >= BURST_OF:
            yield from window
