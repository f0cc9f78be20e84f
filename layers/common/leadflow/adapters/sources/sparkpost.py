"""SparkPost's webhooks: batches of events, each wrapped in its class.

https://developers.sparkpost.com/api/webhooks/
"""

from collections.abc import Iterator, Mapping
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

CLASSES: Final = frozenset({"message_event", "track_event", "gen_event", "unsubscribe_event"})
"""Others tell of mail that comes in, and of SparkPost's own work."""

KINDS: Final[Mapping[str, Kind]] = {
    "injection": Kind.EMAIL_QUEUED,
    "delivery": Kind.EMAIL_DELIVERED,
    "delay": Kind.EMAIL_DEFERRED,
    "bounce": Kind.EMAIL_BOUNCED,
    "out_of_band": Kind.EMAIL_BOUNCED,
    "policy_rejection": Kind.EMAIL_REJECTED,
    "generation_failure": Kind.EMAIL_REJECTED,
    "generation_rejection": Kind.EMAIL_REJECTED,
    "spam_complaint": Kind.EMAIL_COMPLAINED,
    "open": Kind.EMAIL_OPENED,
    "initial_open": Kind.EMAIL_OPENED,
    "amp_open": Kind.EMAIL_OPENED,
    "amp_initial_open": Kind.EMAIL_OPENED,
    "click": Kind.EMAIL_CLICKED,
    "amp_click": Kind.EMAIL_CLICKED,
    "list_unsubscribe": Kind.EMAIL_UNSUBSCRIBED,
    "link_unsubscribe": Kind.EMAIL_UNSUBSCRIBED,
}

SENDS: Final = frozenset({*KINDS.values(), Kind.EMAIL_SUBSCRIBED})

WORDS: Final = Words()

accepted: Final = answers.taken

BOUNCES: Final[Mapping[str, str]] = {
    **dict.fromkeys(("10", "30"), "hard"),
    **dict.fromkeys(("20", "21", "22", "23", "24", "40", "70", "100"), "soft"),
    **dict.fromkeys(("25", "50", "51", "52", "53", "54"), "block"),
}
"""By `bounce_class`; 1 is undetermined."""

NO_BOUNCES: Final[Mapping[str, Kind | None]] = {
    "60": None,  # an automatic reply says nothing of the lead
    "80": Kind.EMAIL_SUBSCRIBED,
    "90": Kind.EMAIL_UNSUBSCRIBED,
}
"""What else comes back by mail, by `bounce_class`."""

HUMAN: Final = frozenset({Kind.EMAIL_OPENED, Kind.EMAIL_CLICKED, Kind.EMAIL_UNSUBSCRIBED})
"""Where `ip_address` is the recipient's; else it is the host that the mail went to."""

MACHINES: Final[Mapping[str, str]] = {
    "is_prefetched": "opened by a mail client's prefetch",
    "is_proxy": "a privacy proxy's open",
}


def activities(webhook: Webhook) -> Iterator[Activity]:
    """One activity an event; none for a ping, which holds no event. Raises Unreadable."""
    for wrapped in body.records(body.document(webhook.request.body)):
        for name, told in body.record(wrapped.get("msys")).items():
            if name in CLASSES:
                event = body.record(told)
                if kind := _kind(event):
                    yield _mailed(kind, event).activity(webhook.sender.name, webhook.received_at)


def _kind(event: Part) -> Kind | None:
    what = event.get("type")
    if not isinstance(what, str):
        raise Unreadable("an event without its type")
    kind = KINDS.get(what)
    return NO_BOUNCES.get(_class(event), kind) if kind is Kind.EMAIL_BOUNCED else kind


def _mailed(kind: Kind, event: Part) -> Mailed:
    at = body.moment(event.get("timestamp"))
    if at is None:
        raise Unreadable("an event without its time")
    parsed = body.part(event.get("user_agent_parsed"))
    machine = next((reason for flag, reason in MACHINES.items() if parsed.get(flag) is True), None)
    return Mailed(
        kind,
        at,
        body.email(event.get("rcpt_to")) or body.email(event.get("raw_rcpt_to")),
        _known_by(kind, event, at),
        _properties(kind, event),
        event,
        machine if kind is Kind.EMAIL_OPENED else None,
    )


def _known_by(kind: Kind, event: Part, at: Instant) -> list[str]:
    """A view of a mail loads a first and a last pixel, each an event of its own: opens of one minute are one."""
    told = body.text(event.get("event_id"))
    if told and kind is not Kind.EMAIL_OPENED:
        return ["event", told]
    message = event.get("message_id") or event.get("transmission_id")
    exactly = str(at // MINUTE) if kind is Kind.EMAIL_OPENED else str(event.get("timestamp"))
    link = event.get("target_link_url") or ""
    return [str(message), str(kind), str(event.get("rcpt_to")), exactly, str(link)]


def _properties(kind: Kind, event: Part) -> Part:
    reason = body.text(event.get("raw_reason")) or body.text(event.get("reason"))
    return {
        "message_id": body.text(event.get("message_id")),
        "url": body.text(event.get("target_link_url")),
        "link": body.text(event.get("target_link_name")),
        "ip": body.text(event.get("ip_address")) if kind in HUMAN else None,
        "user_agent": body.text(event.get("user_agent")),
        "campaign": body.text(event.get("campaign_id")),
        "template": body.text(event.get("template_id")),
        "tags": body.texts(event.get("rcpt_tags")),
        "metadata": body.part(event.get("rcpt_meta")),
        "bounce": BOUNCES.get(_class(event), "undetermined") if kind is Kind.EMAIL_BOUNCED else None,
        "smtp_code": smtp.code(reason, event.get("error_code")),
        "reason": reason,
    }


def _class(event: Part) -> str:
    return body.text(event.get("bounce_class")) or ""
