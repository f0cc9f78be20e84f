"""SendGrid's Event Webhook: what became of each mail, in batches of up to 768 KB.

https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from leadflow.adapters import body
from leadflow.adapters.signatures import EcdsaP256
from leadflow.application import answers
from leadflow.application.webhook import Answer, Unreadable, Webhook
from leadflow.domain.activity import Activity, Kind
from leadflow.domain.identity import Keys, digest
from leadflow.domain.json import Json

SIGNATURE: Final = EcdsaP256(
    signature="x-twilio-email-event-webhook-signature", timestamp="x-twilio-email-event-webhook-timestamp"
)

KINDS: Final[Mapping[str, Kind]] = {
    "processed": Kind.EMAIL_QUEUED,
    "dropped": Kind.EMAIL_REJECTED,
    "delivered": Kind.EMAIL_DELIVERED,
    "deferred": Kind.EMAIL_DEFERRED,
    "bounce": Kind.EMAIL_BOUNCED,
    "open": Kind.EMAIL_OPENED,
    "click": Kind.EMAIL_CLICKED,
    "spamreport": Kind.EMAIL_COMPLAINED,
    "unsubscribe": Kind.EMAIL_UNSUBSCRIBED,
    "group_unsubscribe": Kind.EMAIL_UNSUBSCRIBED,
    "group_resubscribe": Kind.EMAIL_SUBSCRIBED,
}

SENDS: Final = frozenset(KINDS.values())

NAMES: Final[Mapping[str, str]] = {
    "useragent": "user_agent",
    "asm_group_id": "unsubscribe_group",
    "marketing_campaign_id": "campaign_id",
    "marketing_campaign_name": "campaign",
    "sg_content_type": "content_type",
}
"""What we call otherwise; other fields, such as `url`, and the sender's custom arguments keep their names."""

ELSEWHERE: Final = frozenset(
    {
        *("email", "timestamp", "event", "type", "category", "smtp-id", "sg_event_id", "sg_message_id"),
        *("sg_machine_open", "sg_template_id", "sg_template_name", "pool", "tls", "cert_err", "url_offset"),
        *("newsletter", "send_at", "singlesend_id", "singlesend_name", "template_id", "phase_id"),
        *(
            "marketing_campaign_version",
            "marketing_campaign_split_id",
            "mc_stats",
            "mc_auto_id",
            "mc_auto_name",
        ),
    }
)
"""SendGrid's own fields that are no property as they stand."""

BOUNCES: Final[Mapping[str, str]] = {"bounce": "hard", "blocked": "block"}


def authenticate(webhook: Webhook, secrets: Sequence[str]) -> None:
    """Raises NotAuthenticated. SendGrid documents no age that a batch cannot have, and tries for 24 hours."""
    SIGNATURE.verify(webhook.request, secrets)


def activities(webhook: Webhook) -> Iterator[Activity]:
    """One activity an event. Raises Unreadable."""
    for record in body.records(body.document(webhook.request.body)):
        event = record.get("event")
        if not isinstance(event, str):
            raise Unreadable("an event without its name")
        if kind := KINDS.get(event):  # others, such as account_status_change, are about no recipient
            yield _activity(webhook, record, event, kind)


def accepted(webhook: Webhook) -> Answer:  # noqa: ARG001 - any 2xx is a success to SendGrid
    """SendGrid takes any 2xx."""
    return answers.taken()


def _activity(webhook: Webhook, record: Mapping[str, Json], event: str, kind: Kind) -> Activity:
    occurred_at = body.unix(record.get("timestamp"))
    if occurred_at is None:
        raise Unreadable("an event without its time")
    email = body.email(record.get("email"))
    return Activity(
        id=_id(webhook.sender.name, record, event, email),
        lead=Keys(email),
        type=kind,
        occurred_at=occurred_at,
        received_at=webhook.received_at,
        source=webhook.sender.name,
        properties=_properties(record, kind),
        machine="opened by a mail client's prefetch" if record.get("sg_machine_open") in (True, "true") else None,
        raw=record,
    )


def _id(source: str, record: Mapping[str, Json], event: str, email: str | None) -> str:
    # sg_event_id is not used: a batch that SendGrid sends again can carry the same event under another one.
    message = record.get("sg_message_id") or record.get("smtp-id") or ""
    recipient = email or record.get("email") or ""
    return digest(source, str(message), str(recipient), event, str(record["timestamp"]), str(record.get("url") or ""))


def _properties(record: Mapping[str, Json], kind: Kind) -> Mapping[str, Json]:
    properties = {NAMES.get(name, name): value for name, value in record.items() if name not in ELSEWHERE}
    if message := body.text(record.get("sg_message_id")):
        properties["message_id"] = message.partition(".")[0]  # what follows names SendGrid's own servers
    if category := record.get("category"):
        properties["categories"] = [category] if isinstance(category, str) else category
    if kind is Kind.EMAIL_BOUNCED:
        properties["bounce"] = _bounce(record)
    return properties


def _bounce(record: Mapping[str, Json]) -> str:
    said = record.get("type")
    if isinstance(said, str) and said in BOUNCES:
        return BOUNCES[said]
    return "soft" if str(record.get("status")).startswith("4") else "hard"  # RFC 3463: class 4 passes, class 5 stays
