"""Postmark's webhooks: one event a call, and what leads write back, without what they wrote.

https://postmarkapp.com/developer/webhooks/webhooks-overview
"""

from collections.abc import Iterator, Mapping
from typing import Final

from leadflow.adapters.payloads import body, postmark_replies, smtp
from leadflow.adapters.payloads.mailed import Mailed
from leadflow.adapters.signatures.basic import BasicAuth
from leadflow.application import answers
from leadflow.application.webhook import Unreadable, Webhook
from leadflow.domain.activity import Activity, Kind
from leadflow.domain.json import Json
from leadflow.domain.sender import Words

SIGNATURE: Final = BasicAuth()

KINDS: Final[Mapping[str, Kind]] = {
    "Delivery": Kind.EMAIL_DELIVERED,
    "Bounce": Kind.EMAIL_BOUNCED,
    "SpamComplaint": Kind.EMAIL_COMPLAINED,
    "Open": Kind.EMAIL_OPENED,
    "Click": Kind.EMAIL_CLICKED,
    "SubscriptionChange": Kind.EMAIL_UNSUBSCRIBED,
}

TIMES: Final[Mapping[str, str]] = {
    "Delivery": "DeliveredAt",
    "Bounce": "BouncedAt",
    "SpamComplaint": "BouncedAt",
    "Open": "ReceivedAt",
    "Click": "ReceivedAt",  # when it was clicked
    "SubscriptionChange": "ChangedAt",
}

SENDS: Final = frozenset({*KINDS.values(), Kind.EMAIL_SUBSCRIBED, Kind.EMAIL_REJECTED, Kind.EMAIL_REPLIED})

WORDS: Final = Words()

accepted: Final = answers.taken

HARD: Final = "hard"

BOUNCES: Final[Mapping[str, str]] = {
    "HardBounce": HARD,
    "BadEmailAddress": HARD,
    "ManuallyDeactivated": HARD,
    "SoftBounce": "soft",
    "Transient": "soft",
    "DnsError": "soft",
    "Blocked": "block",
    "DMARCPolicy": "block",
    "SpamNotification": "block",
    "VirusNotification": "block",
}
"""By Postmark's types of bounce; what is of no type of these is undetermined."""

NO_BOUNCES: Final[Mapping[str, Kind]] = {
    "SpamComplaint": Kind.EMAIL_COMPLAINED,
    "Unsubscribe": Kind.EMAIL_UNSUBSCRIBED,
    "Subscribe": Kind.EMAIL_SUBSCRIBED,
    "Unconfirmed": Kind.EMAIL_REJECTED,
    "SMTPApiError": Kind.EMAIL_REJECTED,
    "TemplateRenderingFailed": Kind.EMAIL_REJECTED,
    "AutoResponder": Kind.EMAIL_REPLIED,
    "AddressChange": Kind.EMAIL_REPLIED,
    "ChallengeVerification": Kind.EMAIL_REPLIED,
}
"""What Postmark counts among the bounces, and is something else: a robot's answers have arrived."""

SUPPRESSED: Final[Mapping[str, tuple[Kind, str | None]]] = {
    "HardBounce": (Kind.EMAIL_BOUNCED, HARD),
    "SpamComplaint": (Kind.EMAIL_COMPLAINED, None),
}
"""Why nothing more is sent to an address, where nobody has unsubscribed."""

REASONED: Final = frozenset({"Bounce", "SpamComplaint", "SubscriptionChange"})

CONTENT: Final = frozenset({"Content"})
"""The mail itself, which some ask Postmark to send along with a bounce."""

WRITTEN: Final = CONTENT | {"Details", "Subject"}
"""What a robot has written back."""

AUTOMATIC: Final = "an automatic reply"


def activities(webhook: Webhook) -> Iterator[Activity]:
    """The event's activity, if it is anybody's. Raises Unreadable."""
    record = body.record(body.document(webhook.request.body))
    event = record.get("RecordType")
    if event == "Inbound" or (event is None and "FromFull" in record):
        told = postmark_replies.told(record, webhook.received_at)
    elif not isinstance(event, str):
        raise Unreadable("an event without its name")
    else:
        told = _told(record, event) if event in KINDS else None
    if told:
        yield told.activity(webhook.sender.name, webhook.received_at)


def _told(record: Mapping[str, Json], event: str) -> Mailed:
    at = body.iso(record.get(TIMES[event]))
    if at is None:
        raise Unreadable("an event without its time")
    kind, bounce = _kind(record, event)
    to, message = body.text(record.get("Email") or record.get("Recipient")) or "", body.text(record.get("MessageID"))
    email, url, why = body.email(to), body.text(record.get("OriginalLink")), body.text(record.get("Details"))
    # A hard bounce and a complaint are told again, at another time, as the reason why the address is suppressed.
    once = message and (bounce == HARD or kind is Kind.EMAIL_COMPLAINED)
    return Mailed(
        kind=kind,
        at=at,
        email=email,
        known_by=(kind, bounce or "", message or "", email or to, "" if once else str(record[TIMES[event]]), url or ""),
        properties={
            "url": url,
            "message_id": message,
            "bounce": bounce,
            "smtp_code": smtp.code(why) if bounce else None,
            "reason": _reason(record, why) if event in REASONED and kind is not Kind.EMAIL_REPLIED else None,
            "user_agent": body.text(record.get("UserAgent")),
            "ip": body.text(body.part(record.get("Geo")).get("IP")),
            "tags": body.texts(record.get("Tag")),
            "metadata": body.part(record.get("Metadata")),
            "stream": body.text(record.get("MessageStream")),
        },
        raw=_without(record, WRITTEN) if kind is Kind.EMAIL_REPLIED else _without(record, CONTENT),
        machine=AUTOMATIC if kind is Kind.EMAIL_REPLIED else None,
    )


def _kind(record: Mapping[str, Json], event: str) -> tuple[Kind, str | None]:
    """What has happened, and of a bounce its class."""
    if event == "Bounce":
        named = str(record.get("Type"))
        return (NO_BOUNCES[named], None) if named in NO_BOUNCES else (KINDS[event], BOUNCES.get(named, "undetermined"))
    if event != "SubscriptionChange":
        return KINDS[event], None
    if record.get("SuppressSending") is False:
        return Kind.EMAIL_SUBSCRIBED, None
    return SUPPRESSED.get(str(record.get("SuppressionReason")), (KINDS[event], None))


def _reason(record: Mapping[str, Json], why: str | None) -> str | None:
    return why or body.text(record.get("Description")) or body.text(record.get("SuppressionReason"))


def _without(record: Mapping[str, Json], names: frozenset[str]) -> Mapping[str, Json]:
    return record if names.isdisjoint(record) else {name: record[name] for name in record if name not in names}
