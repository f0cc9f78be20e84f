"""MailerSend's webhooks: one event a call.

https://developers.mailersend.com/api/v1/webhooks.html
"""

from collections.abc import Iterator, Mapping
from typing import Final

from leadflow.adapters.payloads import body, smtp
from leadflow.adapters.payloads.mailed import Mailed
from leadflow.adapters.signatures.macs import HmacSha256
from leadflow.application import answers
from leadflow.application.webhook import Unreadable, Webhook
from leadflow.domain.activity import Activity, Kind
from leadflow.domain.instant import SECOND
from leadflow.domain.json import Json
from leadflow.domain.sender import Words

SIGNATURE: Final = HmacSha256(header="signature")

KINDS: Final[Mapping[str, Kind]] = {
    "sent": Kind.EMAIL_SENT,
    "delivered": Kind.EMAIL_DELIVERED,
    "deferred": Kind.EMAIL_DEFERRED,
    "soft_bounced": Kind.EMAIL_BOUNCED,
    "hard_bounced": Kind.EMAIL_BOUNCED,
    "opened": Kind.EMAIL_OPENED,
    "opened_unique": Kind.EMAIL_OPENED,
    "clicked": Kind.EMAIL_CLICKED,
    "clicked_unique": Kind.EMAIL_CLICKED,
    "unsubscribed": Kind.EMAIL_UNSUBSCRIBED,
    "spam_complaint": Kind.EMAIL_COMPLAINED,
}

SENDS: Final = frozenset(KINDS.values())

WORDS: Final = Words()

accepted: Final = answers.taken

BOUNCES: Final[Mapping[str, str]] = {"hard_bounced": "hard", "soft_bounced": "soft"}

FAILURES: Final = frozenset({Kind.EMAIL_DEFERRED, Kind.EMAIL_BOUNCED})

TWICE: Final = frozenset({Kind.EMAIL_OPENED, Kind.EMAIL_CLICKED})
"""The first of its kind is told twice, under two ids, where both `opened` and `opened_unique` are ticked: those of
one second are one, since each has a time of its own, to the millisecond."""


def activities(webhook: Webhook) -> Iterator[Activity]:
    """The event's activity, if it is anybody's. Raises Unreadable."""
    record = body.record(body.document(webhook.request.body))
    event = record.get("type")
    if not isinstance(event, str):
        raise Unreadable("an event without its name")
    if kind := KINDS.get(event.removeprefix("activity.")):  # others are surveys, and the account's own affairs
        yield _told(webhook, record, kind).activity(webhook.sender.name, webhook.received_at)


def _told(webhook: Webhook, record: Mapping[str, Json], kind: Kind) -> Mailed:
    event = body.record(record.get("data"))
    mail, act = body.part(event.get("email")), body.part(event.get("morph"))
    to = body.text(body.part(mail.get("recipient")).get("email")) or ""
    email, url = body.email(to), body.text(act.get("url"))
    at, message = body.iso(event.get("created_at")), body.text(body.part(mail.get("message")).get("id"))
    if kind in TWICE and at and message:
        known_by = [message, email or to, str(at // SECOND), url or ""]
    elif id_ := body.text(event.get("id")):
        known_by = [id_]
    else:
        raise Unreadable("an event without its id")
    why = [text for name in ("readable_reason", "reason") if (text := body.text(act.get(name)))]
    return Mailed(
        kind=kind,
        at=at or body.iso(record.get("created_at")) or webhook.received_at,
        email=email,
        known_by=(kind, *known_by),
        properties={
            "url": url,
            "message_id": message,
            "bounce": BOUNCES.get(str(record["type"]).removeprefix("activity.")),
            "smtp_code": smtp.code(*why) if kind in FAILURES else None,
            "reason": next(iter(why), None),
            "user_agent": body.text(act.get("user_agent")),
            "ip": body.text(act.get("ip")),
            "tags": body.texts(mail.get("tags")),
        },
        raw=record,
    )
