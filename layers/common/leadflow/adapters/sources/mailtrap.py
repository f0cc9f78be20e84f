"""Mailtrap's webhooks: batches of up to 500 events, as one document or one event a line.

https://docs.mailtrap.io/email-api-smtp/advanced/webhooks
https://docs.mailtrap.io/developers/webhooks/json-lines-handler
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from leadflow.adapters.payloads import body, smtp
from leadflow.adapters.payloads.mailed import Mailed
from leadflow.adapters.signatures.macs import HmacSha256
from leadflow.application import answers
from leadflow.application.webhook import Unreadable, Webhook
from leadflow.domain.activity import Activity, Kind
from leadflow.domain.json import Json
from leadflow.domain.sender import Words

Part = Mapping[str, Json]

SIGNATURE: Final = HmacSha256(header="mailtrap-signature")

KINDS: Final[Mapping[str, Kind]] = {
    "delivery": Kind.EMAIL_DELIVERED,
    "open": Kind.EMAIL_OPENED,
    "click": Kind.EMAIL_CLICKED,
    "bounce": Kind.EMAIL_BOUNCED,
    "soft bounce": Kind.EMAIL_DEFERRED,  # Mailtrap tries again
    "suspension": Kind.EMAIL_DEFERRED,
    "reject": Kind.EMAIL_REJECTED,
    "spam": Kind.EMAIL_COMPLAINED,
    "unsubscribe": Kind.EMAIL_UNSUBSCRIBED,
}

SENDS: Final = frozenset(KINDS.values())

WORDS: Final = Words()

accepted: Final = answers.taken

LINES: Final = "jsonl"
"""Part of the content type where each line is an event."""


def activities(webhook: Webhook) -> Iterator[Activity]:
    """One activity an event. Raises Unreadable."""
    for event in _events(webhook):
        what = event.get("event")
        if not isinstance(what, str):
            raise Unreadable("an event without its name")
        if kind := KINDS.get(what):  # others are about the account
            yield _mailed(kind, what, event).activity(webhook.sender.name, webhook.received_at)


def _events(webhook: Webhook) -> Sequence[Part]:
    request = webhook.request
    if LINES in request.headers.get("content-type", ""):
        return [body.record(body.document(line)) for line in request.body.splitlines() if line.strip()]
    return body.records(body.record(body.document(request.body)).get("events"))


def _mailed(kind: Kind, what: str, event: Part) -> Mailed:
    at = body.unix(event.get("timestamp"))
    if at is None:
        raise Unreadable("an event without its time")
    told = body.text(event.get("event_id"))
    parts = [event.get(name) or "" for name in ("message_id", "email", "timestamp", "url")]
    return Mailed(
        kind,
        at,
        body.email(event.get("email")),
        ["event", told] if told else [what, *map(str, parts)],
        _properties(kind, event),
        event,
    )


def _properties(kind: Kind, event: Part) -> Part:
    category, response = body.text(event.get("category")), body.text(event.get("response"))
    return {
        "message_id": body.text(event.get("message_id")),
        "url": body.text(event.get("url")),
        "ip": body.text(event.get("ip")),
        "user_agent": body.text(event.get("user_agent")),
        "stream": body.text(event.get("sending_stream")),
        "tags": [category] if category else [],
        "metadata": body.part(event.get("custom_variables")),
        "bounce_category": body.text(event.get("bounce_category")),
        "bounce": "hard" if kind is Kind.EMAIL_BOUNCED else None,
        "reason": None if kind is Kind.EMAIL_DELIVERED else response or body.text(event.get("reason")),
        "smtp_code": smtp.code(response, event.get("response_code")),
    }
