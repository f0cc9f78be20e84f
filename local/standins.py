"""Who is told what in the local stack: each stand-in refuses what the real one refuses, in its own words."""

import json
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from leadflow.adapters.signatures.standard import SHARED, StandardWebhooks
from leadflow.application.webhook import NotAuthenticated, Request, Webhook
from leadflow.domain.instant import MINUTE, SECOND, Duration, Instant
from leadflow.domain.lead_model import Channel
from leadflow.domain.sender import Sender
from local import blocks, cards, mails

CLICKED: Final = "actions/"
"""How the name begins of the address that a click comes with."""

USES: Final = 5
VALID: Final = Duration(30 * MINUTE)
"""So often, and for so long, that address can be used: https://docs.slack.dev/interactivity/handling-user-interaction"""


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered to a message, and whether it was taken."""

    status: int
    text: str
    taken: bool = False


@dataclass(frozen=True, slots=True)
class Post:
    """What was posted: where to, by what name beneath, with which headers, and when; so often before it was taken."""

    name: str
    headers: Mapping[str, str]
    body: bytes
    now: Instant
    before: int = 0


def slack(post: Post) -> Answer:
    """As an incoming webhook of Slack, or as the address at which a message that was clicked can be changed."""
    if post.name.startswith(CLICKED) and (spent := _spent(post)):
        return Answer(404, spent)
    try:
        reason = blocks.refusal(json.loads(post.body))
    except ValueError:
        reason = "invalid_payload"
    return Answer(400, reason) if reason else Answer(200, "ok", taken=True)


def _spent(post: Post) -> str | None:
    """Why the address of a click, which ends with when that was, is not valid any more; None where it is."""
    clicked_at = int(post.name.removeprefix(CLICKED)) * SECOND
    if post.now - clicked_at > VALID:
        return "expired_url"
    return "used_url" if post.before >= USES else None


def teams(post: Post) -> Answer:
    """As a workflow of Teams, which posts only after it has answered."""
    reason = cards.refusal(post.body)
    return Answer(400, json.dumps({"error": {"code": reason}})) if reason else Answer(202, "", taken=True)


def mail(post: Post) -> Answer:
    """As SES, of which any sender is known and no signature is checked."""
    reason = mails.refusal(post.headers, post.body)
    return Answer(400, json.dumps({"__type": reason})) if reason else Answer(200, '{"MessageId":"0"}', taken=True)


def webhook(post: Post) -> Answer:
    """As a receiver of Standard Webhooks that has the key of its name."""
    request = Request("POST", "/", "", post.headers, post.body, "127.0.0.1")
    try:
        StandardWebhooks().verify(Webhook(Sender(post.name, "standard"), request, post.now), [key(post.name)])
    except NotAuthenticated as error:
        return Answer(401, str(error))
    return Answer(204, "", taken=True)


STANDINS: Final[Mapping[str, Callable[[Post], Answer]]] = {
    "slack": slack,
    "teams": teams,
    "mail": mail,
    "webhook": webhook,
}
"""By the first word of the path."""


def key(name: str) -> str:
    """What a webhook of that name is signed with: no secret, since nobody listens but the stand-in."""
    return SHARED + b64encode(sha256(name.encode()).digest()).decode("ascii")


def secret(channel: Channel, place: str) -> str:
    """The secret with which the channel reaches its stand-in on that host and port."""
    address = f"http://{place}/{channel.kind}/{channel.secret}"
    return f"{address} {key(channel.secret)}" if channel.kind == "webhook" else address
