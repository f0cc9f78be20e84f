"""Brevo's webhooks, of transactional mail and of campaigns: an event a call, or up to 500 where it is told to batch.

https://developers.brevo.com/docs/transactional-webhooks
https://developers.brevo.com/docs/marketing-webhooks
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from leadflow.adapters.payloads import body, smtp
from leadflow.adapters.payloads.mailed import Mailed
from leadflow.adapters.signatures.basic import BasicOrBearer
from leadflow.application import answers
from leadflow.application.webhook import Unreadable, Webhook
from leadflow.domain.activity import Activity, Kind
from leadflow.domain.instant import MINUTE, Instant
from leadflow.domain.json import Json
from leadflow.domain.sender import Words

Part = Mapping[str, Json]

SIGNATURE: Final = BasicOrBearer()

KINDS: Final[Mapping[str, Kind]] = {
    "request": Kind.EMAIL_QUEUED,
    "delivered": Kind.EMAIL_DELIVERED,
    "deferred": Kind.EMAIL_DEFERRED,
    "soft_bounce": Kind.EMAIL_BOUNCED,
    "hard_bounce": Kind.EMAIL_BOUNCED,
    "blocked": Kind.EMAIL_REJECTED,
    "invalid_email": Kind.EMAIL_REJECTED,
    "error": Kind.EMAIL_REJECTED,
    "opened": Kind.EMAIL_OPENED,
    "unique_opened": Kind.EMAIL_OPENED,
    "proxy_open": Kind.EMAIL_OPENED,
    "unique_proxy_open": Kind.EMAIL_OPENED,
    "click": Kind.EMAIL_CLICKED,
    "spam": Kind.EMAIL_COMPLAINED,
    "complaint": Kind.EMAIL_COMPLAINED,
    "unsubscribe": Kind.EMAIL_UNSUBSCRIBED,
    "unsubscribed": Kind.EMAIL_UNSUBSCRIBED,
    "list_addition": Kind.EMAIL_SUBSCRIBED,
}

SENDS: Final = frozenset(KINDS.values())

WORDS: Final = Words()

accepted: Final = answers.taken

BOUNCES: Final[Mapping[str, str]] = {"soft_bounce": "soft", "hard_bounce": "hard"}

PROXY: Final = "proxy_open"
ONE_OPEN: Final[Mapping[str, str]] = {
    "opened": "opened",
    "unique_opened": "opened",
    PROXY: PROXY,
    "unique_proxy_open": PROXY,
}
"""The first open is told under two names where both are ticked; those of one minute are one."""

CLOCKS: Final = ("ts_epoch", "ts_event", "ts")
"""The first is of transactional mail only, and surely UTC; Brevo says that the second is. The last may not be."""


def activities(webhook: Webhook) -> Iterator[Activity]:
    """One activity an event. Raises Unreadable."""
    told = body.document(webhook.request.body)
    for event in body.records(told if isinstance(told, list) else [told]):
        what = event.get("event")
        if not isinstance(what, str):
            raise Unreadable("an event without its name")
        if kind := KINDS.get(what):
            yield _mailed(kind, what, event).activity(webhook.sender.name, webhook.received_at)


def _mailed(kind: Kind, what: str, event: Part) -> Mailed:
    at = next((at for clock in CLOCKS if (at := body.moment(event.get(clock)))), None)
    if at is None:
        raise Unreadable("an event without its time")
    return Mailed(
        kind,
        at,
        body.email(event.get("email")),
        _known_by(what, event, at),
        {**_properties(event), "bounce": BOUNCES.get(what)},
        event,
        "a privacy proxy's open" if ONE_OPEN.get(what) == PROXY else None,
    )


def _known_by(what: str, event: Part, at: Instant) -> Sequence[str]:
    # `id` is the webhook's own; no event has one
    message = event.get("message-id") or event.get("camp_id") or event.get("list_id")
    exactly = str(at // MINUTE) if what in ONE_OPEN else str(at)
    return [str(message), ONE_OPEN.get(what, what), str(event.get("email")), exactly, _link(event) or ""]


def _properties(event: Part) -> Part:
    custom = body.text(event.get("X-Mailin-custom"))
    metadata = body.embedded(custom)
    return {
        "message_id": (body.text(event.get("message-id")) or "").strip("<>"),
        "url": _link(event),
        "ip": body.text(event.get("ip")),
        "user_agent": body.text(event.get("user_agent")),
        "device": body.text(event.get("device_used")),
        "campaign": body.text(event.get("campaign name")),
        "campaign_id": body.text(event.get("camp_id")),
        "template": body.text(event.get("template_id")),
        "list": event.get("list_id"),
        "tags": _tags(event),
        "metadata": body.part(metadata),
        "custom": None if isinstance(metadata, dict) else custom,
        "reason": body.text(event.get("reason")),
        "smtp_code": smtp.code(event.get("reason")),
    }


def _link(event: Part) -> str | None:
    return body.text(event.get("link")) or body.text(event.get("URL"))


def _tags(event: Part) -> Sequence[str]:
    """The list, else the one tag, which may be such a list as text."""
    tag = body.text(event.get("tag"))
    return body.texts(event.get("tags")) or body.texts(body.items(body.embedded(tag))) or body.texts(tag)
