"""Postal's webhooks: one event a call, of one mail to one recipient.

https://docs.postalserver.io/developer/webhooks
"""

from collections.abc import Iterator, Mapping
from email.utils import parseaddr
from typing import Final

from leadflow.adapters.payloads import body, smtp
from leadflow.adapters.payloads.mailed import Mailed
from leadflow.adapters.signatures.postal import PostalRsa
from leadflow.application import answers
from leadflow.application.webhook import Unreadable, Webhook
from leadflow.domain.activity import Activity, Kind
from leadflow.domain.json import Json
from leadflow.domain.sender import Words

Part = Mapping[str, Json]

SIGNATURE: Final = PostalRsa()

KINDS: Final[Mapping[str, Kind]] = {
    "MessageSent": Kind.EMAIL_DELIVERED,
    "MessageDelayed": Kind.EMAIL_DEFERRED,
    "MessageDeliveryFailed": Kind.EMAIL_BOUNCED,
    "MessageHeld": Kind.EMAIL_QUEUED,  # until somebody lets it go
    "MessageBounced": Kind.EMAIL_BOUNCED,
    "MessageLinkClicked": Kind.EMAIL_CLICKED,
    "MessageLoaded": Kind.EMAIL_OPENED,
}

SENDS: Final = frozenset(KINDS.values())

WORDS: Final = Words()

accepted: Final = answers.taken

SENT: Final = "MessageSent"
FAILED: Final = "MessageDeliveryFailed"
"""Postal has given it up: refused for good, or put off too often. A bounce by mail says not how lasting it is."""

INCOMING: Final = "incoming"
"""The direction of a mail that comes to us; Postal tells of its way too."""


def activities(webhook: Webhook) -> Iterator[Activity]:
    """One activity an event. Raises Unreadable."""
    event = body.record(body.document(webhook.request.body))
    what = event.get("event")
    if not isinstance(what, str):
        raise Unreadable("an event without its name")
    if what in KINDS:  # others are about domains and limits
        told = body.record(event.get("payload"))
        mail = body.part(told.get("message")) or body.part(told.get("original_message"))
        if mail.get("direction") != INCOMING:
            yield _mailed(what, event, told, mail).activity(webhook.sender.name, webhook.received_at)


def _mailed(what: str, event: Part, told: Part, mail: Part) -> Mailed:
    at = body.unix(told.get("timestamp")) or body.unix(event.get("timestamp"))
    if at is None:
        raise Unreadable("an event without its time")
    to, named = body.text(mail.get("to")), body.text(event.get("uuid"))
    parts = [mail.get("message_id"), to, event.get("timestamp"), told.get("url")]
    return Mailed(
        KINDS[what],
        at,
        body.email(parseaddr(to)[1]) if to else None,
        ["event", named] if named else [what, *(str(part or "") for part in parts)],
        _properties(what, told, mail),
        event,
    )


def _bounce(what: str, told: Part, code: str | None) -> str:
    stated = body.part(told.get("bounce")).get("bounce_type")
    if stated in ("hard", "soft"):
        return str(stated)
    if what != FAILED:
        return "undetermined"
    return smtp.bounce(code) if code else "hard"


def _properties(what: str, told: Part, mail: Part) -> Part:
    tag, output = body.text(mail.get("tag")), body.text(told.get("output"))
    code = smtp.code(output)
    return {
        "message_id": body.text(mail.get("message_id")),
        "url": body.text(told.get("url")),
        "ip": body.text(told.get("ip_address")),
        "user_agent": body.text(told.get("user_agent")),
        "tags": [tag] if tag else [],
        "bounce": _bounce(what, told, code) if KINDS[what] is Kind.EMAIL_BOUNCED else None,
        "reason": None if what == SENT else output or body.text(told.get("details")),
        "smtp_code": code,
    }
