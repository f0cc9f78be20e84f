"""SendGrid's Event Webhook: what became of each mail, in batches of up to 768 KB.

https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, TypeAlias

from leadflow.adapters.payloads import body, campaigns, smtp
from leadflow.adapters.signatures.ecdsa import EcdsaP256
from leadflow.application import answers
from leadflow.application.webhook import Unreadable, Webhook
from leadflow.domain.activity import Activity, Kind
from leadflow.domain.identity import Keys, digest, digest_of_unescaped
from leadflow.domain.json import Json
from leadflow.domain.sender import Words

SIGNATURE: Final = EcdsaP256(
    signature="x-twilio-email-event-webhook-signature", timestamp="x-twilio-email-event-webhook-timestamp"
)
"""SendGrid documents no age that a batch cannot have, and may not sign again what it sends again for 24 hours."""

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

WORDS: Final = Words()

accepted: Final = answers.taken

NAMES: Final[Mapping[str, str]] = {
    "url": "url",
    "useragent": "user_agent",
    "ip": "ip",
    "reason": "reason",
    "response": "response",
    "status": "smtp_code",
    "attempt": "attempt",
    "bounce_classification": "bounce_classification",
    "asm_group_id": "unsubscribe_group",
    "marketing_campaign_id": "campaign_id",
    "marketing_campaign_name": "campaign",
    "singlesend_id": "campaign_id",
    "singlesend_name": "campaign",
    "mc_auto_id": "campaign_id",
    "mc_auto_name": "campaign",
    "sg_template_id": "template_id",
    "sg_template_name": "template",
    "sg_content_type": "content_type",
}
"""SendGrid's own fields that are properties, by what we call them."""

OWN: Final = frozenset(NAMES) | {
    *("email", "timestamp", "event", "type", "category", "smtp-id", "sg_event_id", "sg_message_id"),
    *("sg_machine_open", "pool", "tls", "cert_err", "url_offset", "newsletter", "send_at", "post_type"),
    *("template_id", "phase_id", "marketing_campaign_version", "marketing_campaign_split_id", "mc_stats"),
    *("nlvx_campaign_id", "nlvx_campaign_split_id", "nlvx_user_id"),
}
"""All fields of SendGrid's own; any other is an argument that the mail's sender has added."""

PLAIN: Final = frozenset({str, int, float})
"""What a field of SendGrid's own can hold; anything else is as absent."""

BOUNCES: Final[Mapping[str, str]] = {"bounce": "hard", "blocked": "block"}

GROUPS: Final = frozenset({"group_unsubscribe", "group_resubscribe"})
"""Events that are about one group of mails; a page of preferences tells of several at once."""

EXAMPLE: Final = "example@test.com"
"""Whom the events are about that SendGrid makes up where an integration is tried out."""

PREFETCHED: Final = "opened by a mail client's prefetch"

NO_TRAITS: Final[Mapping[str, Json]] = {}

Fields: TypeAlias = tuple[Sequence[tuple[str, str]], Sequence[str]]

SHAPES: Final[dict[tuple[str, ...], Fields]] = {}
"""What `_fields` has found out last; to look it up takes two thirds of the time that a cache around it takes."""

SHAPES_LIMIT: Final = 64


def activities(webhook: Webhook) -> Iterator[Activity]:
    """One activity an event. Raises Unreadable."""
    source, received_at = webhook.sender.name, webhook.received_at
    hashed = digest if body.BACKSLASH in webhook.request.body else digest_of_unescaped
    records = body.items_of(body.document(webhook.request.body))
    plain = body.plain_emails(records, "email")
    for record in records:  # what is called for each takes a good part of a batch's time: little is
        if not isinstance(record, dict) or not isinstance(event := record.get("event"), str):
            raise Unreadable("an event without its name")
        if kind := KINDS.get(event):  # others, such as account_status_change, are about no recipient
            stamp, message = record.get("timestamp"), record.get("sg_message_id")
            if (at := body.unix(stamp)) is None:
                raise Unreadable("an event without its time")
            email = record["email"] if plain else body.email(record.get("email"))
            # sg_event_id is not used: a batch that SendGrid sends again can carry the same event under another one.
            mail, to = f"{message or record.get('smtp-id') or ''}", f"{email or record.get('email') or ''}"
            which = f"{record.get('url') or ''}" if event not in GROUPS else _group(record)
            known_by = hashed(source, mail, to, event, f"{stamp}", which)
            properties = _properties(record, event, email, message)
            machine = PREFETCHED if "sg_machine_open" in record and _set(record["sg_machine_open"]) else None
            yield Activity(known_by, Keys(email), kind, at, received_at, source, properties, NO_TRAITS, machine, record)


def _group(record: Mapping[str, Json]) -> str:
    """The group of mails that the event is about."""
    return f"{record.get('url') or ''} {record.get('asm_group_id')}"


def _set(flag: Json) -> bool:
    return flag in (True, "true")


def _properties(record: Mapping[str, Json], event: str, email: str | None, message: Json) -> Mapping[str, Json]:
    names = tuple(record)
    named, added = SHAPES.get(names) or _fields(names)
    properties: dict[str, Json] = {}
    for name, ours in named:  # a comprehension is one more call
        value = record[name]
        if value and type(value) in PLAIN:
            properties[ours] = value
    if message and isinstance(message, str):
        properties["message_id"] = message.partition(".")[0]  # what follows names SendGrid's own servers
    if tags := record.get("category"):
        properties["tags"] = body.texts(tags)
    if added:
        metadata: dict[str, Json] = {}
        for name in added:
            metadata[name] = record[name]
        properties["metadata"] = metadata
    if email == EXAMPLE:
        properties["test"] = True
    if event in MORE:
        MORE[event](properties, record)
    return properties


def _fields(names: tuple[str, ...]) -> Fields:
    """Of a record's fields, those that are properties, with their names, and those that the mail's sender has added.

    Events of one kind have the same fields, so that this is found out once for very many.
    """
    if len(SHAPES) >= SHAPES_LIMIT:
        SHAPES.clear()
    named, added = [(name, NAMES[name]) for name in names if name in NAMES], [name for name in names if name not in OWN]
    SHAPES[names] = named, added
    return named, added


def _bounced(properties: dict[str, Json], record: Mapping[str, Json]) -> None:
    _coded(properties)
    properties["bounce"] = BOUNCES.get(str(record.get("type"))) or smtp.bounce(properties.get("smtp_code"))


def _deferred(properties: dict[str, Json], _: Mapping[str, Json]) -> None:
    if "response" in properties:
        properties["reason"] = properties.pop("response")
    _coded(properties)


def _coded(properties: dict[str, Json]) -> None:
    """The other server's status, which stands in its answer where SendGrid does not state it."""
    if "smtp_code" not in properties and (code := smtp.code(properties.get("reason"))):
        properties["smtp_code"] = code


def _clicked(properties: dict[str, Json], _: Mapping[str, Json]) -> None:
    url = properties.get("url")
    if isinstance(url, str) and "campaign" not in properties and (named := campaigns.named_in(url)):
        properties["campaign"] = named


MORE: Final[Mapping[str, Callable[[dict[str, Json], Mapping[str, Json]], None]]] = {
    "bounce": _bounced,
    "deferred": _deferred,
    "click": _clicked,
}
"""What is to be added to the properties of these events."""
