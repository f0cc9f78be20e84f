"""Mailjet's Event API: an event a call, or a list of those of one second.

https://dev.mailjet.com/email/guides/webhooks/
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from leadflow.adapters.payloads import body, smtp
from leadflow.adapters.payloads.mailed import Mailed
from leadflow.adapters.signatures.basic import BasicAuth
from leadflow.application import answers
from leadflow.application.webhook import Unreadable, Webhook
from leadflow.domain.activity import Activity, Kind
from leadflow.domain.json import Json
from leadflow.domain.sender import Words

Part = Mapping[str, Json]

SIGNATURE: Final = BasicAuth()

KINDS: Final[Mapping[str, Kind]] = {
    "sent": Kind.EMAIL_DELIVERED,  # the recipient's server has taken it
    "open": Kind.EMAIL_OPENED,
    "click": Kind.EMAIL_CLICKED,
    "bounce": Kind.EMAIL_BOUNCED,
    "blocked": Kind.EMAIL_REJECTED,
    "spam": Kind.EMAIL_COMPLAINED,
    "unsub": Kind.EMAIL_UNSUBSCRIBED,
}

SENDS: Final = frozenset({*KINDS.values(), Kind.EMAIL_DEFERRED})

WORDS: Final = Words()

accepted: Final = answers.taken
"""Anything but exactly 200 is sent again."""

GREYLISTED: Final = "greylisted"
"""The error of a mail that the recipient's server wants to see a second time; Mailjet tries again by itself."""


def activities(webhook: Webhook) -> Iterator[Activity]:
    """One activity an event. Raises Unreadable."""
    told = body.document(webhook.request.body)
    for event in body.records(told if isinstance(told, list) else [told]):
        what = event.get("event")
        if not isinstance(what, str):
            raise Unreadable("an event without its name")
        if kind := KINDS.get(what):
            yield _mailed(_kind(kind, event), event).activity(webhook.sender.name, webhook.received_at)


def _kind(kind: Kind, event: Part) -> Kind:
    waits = event.get("error") == GREYLISTED and event.get("hard_bounce") is not True
    return Kind.EMAIL_DEFERRED if kind is Kind.EMAIL_BOUNCED and waits else kind


def _mailed(kind: Kind, event: Part) -> Mailed:
    at = body.unix(event.get("time"))
    if at is None:
        raise Unreadable("an event without its time")
    bounce = _bounce(event) if kind is Kind.EMAIL_BOUNCED else None
    return Mailed(
        kind, at, body.email(event.get("email")), _known_by(event), {**_properties(event), "bounce": bounce}, event
    )


def _known_by(event: Part) -> Sequence[str]:
    message = _message(event) or event.get("mj_campaign_id") or ""
    parts = [message, *(event.get(name) or "" for name in ("event", "time", "email", "url"))]
    return [str(part) for part in parts]


def _message(event: Part) -> str | None:
    return _unless_none(event.get("MessageID")) or _unless_none(event.get("mj_message_id"))


def _bounce(event: Part) -> str:
    if event.get("hard_bounce") is True:
        return "hard"
    return "block" if event.get("error_related_to") == "spam" else "soft"


def _properties(event: Part) -> Part:
    payload = body.text(event.get("Payload"))
    metadata = body.embedded(payload)
    return {
        "message_id": _message(event),
        "url": body.text(event.get("url")),
        "ip": body.text(event.get("ip")),
        "country": body.text(event.get("geo")),
        "user_agent": body.text(event.get("agent")),
        "campaign": body.text(event.get("customcampaign")),
        "campaign_id": _unless_none(event.get("mj_campaign_id")),
        "custom_id": body.text(event.get("CustomID")),
        "list": _unless_none(event.get("mj_list_id")),
        "metadata": body.part(metadata),
        "custom": None if isinstance(metadata, dict) else payload,
        "reason": body.text(event.get("error")) or body.text(event.get("source")),
        "comment": body.text(event.get("comment")),
        "smtp_code": smtp.code(event.get("comment"), event.get("smtp_reply")),
    }


def _unless_none(value: Json) -> str | None:
    """Mailjet's own numbers; 0 stands for none."""
    return body.text(value) if value else None
