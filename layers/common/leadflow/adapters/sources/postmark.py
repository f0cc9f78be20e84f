"""Postmark's webhooks: one event a call, and what leads write back, without what they wrote.

https://postmarkapp.com/developer/webhooks/webhooks-overview
"""

from collections.abc import Iterator, Mapping
from typing import Final

from leadflow.adapters.payloads import body, campaigns, postmark_replies, smtp
from leadflow.adapters.signatures.basic import BasicAuth
from leadflow.application import answers
from leadflow.application.webhook import Unreadable, Webhook
from leadflow.domain.activity import Activity, Kind
from leadflow.domain.identity import Keys, digest, digest_of_unescaped, plain_address
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

SUPPRESSED: Final[Mapping[str, tuple[Kind, str]]] = {
    "HardBounce": (Kind.EMAIL_BOUNCED, HARD),
    "SpamComplaint": (Kind.EMAIL_COMPLAINED, ""),
}
"""Why nothing more is sent to an address, where nobody has unsubscribed."""

BOUNCE: Final = "Bounce"
COMPLAINT: Final = "SpamComplaint"

REASONED: Final = frozenset({BOUNCE, COMPLAINT, "SubscriptionChange"})
"""The records that say why it was not to be, and of which more than their name may say what they are."""

NO_TRAITS: Final[Mapping[str, Json]] = {}

CONTENT: Final = "Content"
"""The mail itself, which some ask Postmark to send along with a bounce."""

WRITTEN: Final = frozenset({CONTENT, "Details", "Subject"})
"""What a robot has written back."""

AUTOMATIC: Final = "an automatic reply"

TEST: Final = "@bounce-testing.postmarkapp.com"
"""Where mail comes back from to try a bounce out."""

REPLIED: Final = Kind.EMAIL_REPLIED
COMPLAINED: Final = Kind.EMAIL_COMPLAINED
"""Named apart, since to look up a member of an enumeration takes longer than to compare it."""


def activities(webhook: Webhook) -> Iterator[Activity]:
    """The event's activity, if it is anybody's. Raises Unreadable."""
    record = body.record(body.document(webhook.request.body))
    event = record.get("RecordType")
    if isinstance(event, str) and event in KINDS:
        yield _activity(webhook, record, event)
    elif event == "Inbound" or (event is None and "FromFull" in record):
        if reply := postmark_replies.told(record, webhook.received_at):
            yield reply.activity(webhook.sender.name, webhook.received_at)
    elif not isinstance(event, str):
        raise Unreadable("an event without its name")


def _activity(webhook: Webhook, record: Mapping[str, Json], event: str) -> Activity:
    stated = record.get(TIMES[event])
    at = body.iso(stated)
    if at is None:
        raise Unreadable("an event without its time")
    to = record.get("Email") or record.get("Recipient")
    email = to if isinstance(to, str) and plain_address(to) else body.email(to)
    properties, source = _properties(record), webhook.sender.name
    kind, bounce, when = KINDS[event], "", stated
    message, url = properties.get("message_id", ""), properties.get("url", "")
    if event in REASONED:
        kind, bounce = _kind(record, event)
        properties |= _reasons(record, kind, bounce)
        if message and (bounce == HARD or kind is COMPLAINED):
            when = ""  # they are told again, at another time, as the reason why the address is suppressed
    hashed = digest if body.BACKSLASH in webhook.request.body else digest_of_unescaped
    return Activity(
        hashed(source, kind, bounce, f"{message}", email or body.text(to) or "", f"{when}", f"{url}"),
        Keys(email),
        kind,
        at,
        webhook.received_at,
        source,
        properties,
        NO_TRAITS,
        AUTOMATIC if kind is REPLIED else None,
        record if kind is not REPLIED and CONTENT not in record else _without(record, kind),
    )


def _properties(record: Mapping[str, Json]) -> dict[str, Json]:
    properties: dict[str, Json] = {}
    if (url := record.get("OriginalLink")) and isinstance(url, str):
        properties["url"] = url
        if campaign := campaigns.named_in(url):
            properties["campaign"] = campaign
    if (message := record.get("MessageID")) and isinstance(message, str):
        properties["message_id"] = message
    if (agent := record.get("UserAgent")) and isinstance(agent, str):
        properties["user_agent"] = agent
    if (stream := record.get("MessageStream")) and isinstance(stream, str):
        properties["stream"] = stream
    if tag := body.text(record.get("Tag")):
        properties["tags"] = [tag]
    if (metadata := record.get("Metadata")) and isinstance(metadata, dict):
        properties["metadata"] = metadata
    if (place := record.get("Geo")) and isinstance(place, dict) and (ip := body.text(place.get("IP"))):
        properties["ip"] = ip
    return properties


def _reasons(record: Mapping[str, Json], kind: Kind, bounce: str) -> Mapping[str, Json]:
    """Why it was not to be; of what a robot has written nothing."""
    said = body.text(record.get("Details"))
    why = said or body.text(record.get("Description")) or body.text(record.get("SuppressionReason"))
    found = {
        "bounce": bounce,
        "smtp_code": smtp.code(said) if bounce else None,
        "reason": why if kind is not REPLIED else None,
        "test": str(record.get("Email") or record.get("Recipient")).lower().endswith(TEST),
    }
    return {name: value for name, value in found.items() if value}


def _kind(record: Mapping[str, Json], event: str) -> tuple[Kind, str]:
    """What has happened, and of a bounce its class; empty of all else."""
    if event == BOUNCE:
        named = str(record.get("Type"))
        return (NO_BOUNCES[named], "") if named in NO_BOUNCES else (KINDS[event], BOUNCES.get(named, "undetermined"))
    if event == COMPLAINT:
        return COMPLAINED, ""
    if record.get("SuppressSending") is False:
        return Kind.EMAIL_SUBSCRIBED, ""
    return SUPPRESSED.get(str(record.get("SuppressionReason")), (KINDS[event], ""))


def _without(record: Mapping[str, Json], kind: Kind) -> Mapping[str, Json]:
    """The record without what somebody, or a robot, has written."""
    names = WRITTEN if kind is REPLIED else (CONTENT,)
    return {name: value for name, value in record.items() if name not in names}
