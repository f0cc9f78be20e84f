"""Mandrill, now Mailchimp Transactional: up to a thousand events a call, as JSON in a field of a form.

https://mailchimp.com/developer/transactional/docs/webhooks/
"""

from collections.abc import Iterator, Mapping
from typing import Final

from leadflow.adapters.payloads import body, smtp
from leadflow.adapters.payloads.mailed import Mailed
from leadflow.adapters.signatures.mandrill import MandrillHmac, parameters
from leadflow.application import answers
from leadflow.application.webhook import Unreadable, Webhook
from leadflow.domain.activity import Activity, Kind
from leadflow.domain.json import Json
from leadflow.domain.sender import Words

SIGNATURE: Final = MandrillHmac()
"""Its test button may sign with `test-webhook`, a key that everybody knows: what is signed so is refused."""

KINDS: Final[Mapping[str, Kind]] = {
    "send": Kind.EMAIL_SENT,
    "delivered": Kind.EMAIL_DELIVERED,
    "deferral": Kind.EMAIL_DEFERRED,
    "hard_bounce": Kind.EMAIL_BOUNCED,
    "soft_bounce": Kind.EMAIL_BOUNCED,
    "open": Kind.EMAIL_OPENED,
    "click": Kind.EMAIL_CLICKED,
    "spam": Kind.EMAIL_COMPLAINED,
    "unsub": Kind.EMAIL_UNSUBSCRIBED,
    "reject": Kind.EMAIL_REJECTED,
}

SENDS: Final = frozenset(KINDS.values())

WORDS: Final = Words(needs=frozenset({"secret", "url"}))

accepted: Final = answers.taken

EVENTS: Final = b"mandrill_events"

BOUNCES: Final[Mapping[str, str]] = {"hard_bounce": "hard", "soft_bounce": "soft"}

FAILURES: Final = frozenset({Kind.EMAIL_DEFERRED, Kind.EMAIL_BOUNCED, Kind.EMAIL_REJECTED})

TEST: Final = "@mandrillapp.com"
"""The domain of those whom Mandrill's examples are about."""


def activities(webhook: Webhook) -> Iterator[Activity]:
    """One activity an event. Raises Unreadable."""
    form = parameters(webhook.request.body)
    if EVENTS not in form:
        raise Unreadable("a form without mandrill_events")
    for record in body.records(body.document(form[EVENTS])):
        # changes of Mandrill's lists have a type and no event; inbound mail is about no mail of ours
        event = record.get("event")
        if event is None and "type" not in record:
            raise Unreadable("an event without its name")
        if isinstance(event, str) and event in KINDS:
            yield _told(record, event).activity(webhook.sender.name, webhook.received_at)


def _told(record: Mapping[str, Json], event: str) -> Mailed:
    at = body.unix(record.get("ts"))
    if at is None:
        raise Unreadable("an event without its time")
    kind, mail = KINDS[event], body.part(record.get("msg"))
    message, url = body.text(record.get("_id")), body.text(record.get("url"))
    to = body.text(mail.get("email")) or ""
    email = body.email(to)
    return Mailed(
        kind=kind,
        at=at,
        email=email,
        known_by=(event, message or "", email or to, str(record["ts"]), url or ""),
        properties={
            "url": url,
            "message_id": message,
            "bounce": BOUNCES.get(event),
            **(_failure(mail) if kind in FAILURES else {}),
            "user_agent": body.text(record.get("user_agent")),
            "ip": body.text(record.get("ip")),
            "tags": body.texts(mail.get("tags")),
            "metadata": body.part(mail.get("metadata")),
            "template": body.text(mail.get("template")),
            "test": to.endswith(TEST) or None,
        },
        raw=record,
    )


def _failure(mail: Mapping[str, Json]) -> Mapping[str, Json]:
    last = body.part(next(reversed(body.items(mail.get("smtp_events"))), None))
    rejected = body.part(mail.get("reject")).get("reason")
    said = [
        text
        for each in (mail.get("diag"), last.get("diag"), mail.get("bounce_description"), rejected)
        if (text := body.text(each))
    ]
    return {"smtp_code": smtp.code(*said), "reason": next(iter(said), None)}
