"""A click on a message that the stand-in for Slack has taken, told as the real one tells of it."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from leadflow.adapters.payloads.posted import URLENCODED
from leadflow.application.webhook import Request
from leadflow.domain.instant import SECOND, Instant, parse
from leadflow.domain.json import Json
from leadflow.domain.sender import Sender
from local.samples import signed
from local.sink import Message

CHANNEL: Final = "C0SALES"
TEAM: Final = "T0ACME"

Part = Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class Hand:
    """Somebody in front of Slack, by their id there.

    `sender` is the source that Slack tells, with its secret; `place` is where the stand-in is: host and port.
    """

    user: str
    sender: Sender
    secret: str
    place: str

    def click(self, message: Message, button: str, option: str = "", *, at: Instant) -> Request:
        """What Slack posts when a button is clicked, or an option of a list is chosen; both by what stands on them.

        Raises LookupError where the message has nothing of that name.
        """
        action = {**_action(message, button, option), "action_ts": _stamp(at)}
        payload = {
            "type": "block_actions",
            "user": {"id": self.user, "team_id": TEAM},
            "team": {"id": TEAM, "domain": "acme"},
            "container": {"type": "message", "message_ts": _stamp(parse(message.at)), "channel_id": CHANNEL},
            "channel": {"id": CHANNEL, "name": "sales"},
            "message": message.content,
            "response_url": f"http://{self.place}/slack/actions/{at // SECOND}",
            "actions": [action],
        }
        body = urlencode({"payload": json.dumps(payload)}).encode()
        plain = Request("POST", f"/hooks/{self.sender.name}", "", {"content-type": URLENCODED}, body, "127.0.0.1")
        return signed(self.sender, plain, self.secret, at)


def _action(message: Message, button: str, option: str) -> Part:
    for block in _parts(message.content, "blocks"):
        for element in _parts(block, "elements"):
            options = {_shown(each): each for each in _parts(element, "options")}
            if _shown(element).rstrip(" …") == button and option.capitalize() in (options or [""]):
                kind = {"type": element.get("type"), "action_id": element.get("action_id")}
                chosen = options.get(option.capitalize())
                return {**kind, "block_id": block.get("block_id"), "selected_option": chosen}
    raise LookupError(f"the message has no {button} {option}".rstrip())


def _parts(piece: Json, name: str) -> Iterator[Part]:
    held = piece.get(name) if isinstance(piece, Mapping) else None
    if isinstance(held, Sequence) and not isinstance(held, str):
        yield from (each for each in held if isinstance(each, Mapping))


def _shown(element: Part) -> str:
    """What stands on it."""
    text = element.get("text") or element.get("placeholder")
    return str(text.get("text", "")) if isinstance(text, Mapping) else ""


def _stamp(at: Instant) -> str:
    seconds, rest = divmod(at, SECOND)
    return f"{seconds}.{rest:06d}"
