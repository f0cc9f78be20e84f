"""UniSender Go's webhooks: the events of one account in a call, or a single one.

https://godocs.unisender.ru/web-api-ref#callback-format
https://godocs.unisender.ru/email-statuses
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from leadflow.adapters.payloads import body, smtp
from leadflow.adapters.payloads.mailed import Mailed
from leadflow.adapters.signatures.unisender import UnisenderHash
from leadflow.application import answers
from leadflow.application.webhook import Unreadable, Webhook
from leadflow.domain.activity import Activity, Kind
from leadflow.domain.json import Json
from leadflow.domain.sender import Words

Part = Mapping[str, Json]

SIGNATURE: Final = UnisenderHash()

DELIVERED: Final = "delivered"
EVENT: Final = "transactional_email_status"
"""The one event that is about a mail; another says that a mail server shuts UniSender out."""

KINDS: Final[Mapping[str, Kind]] = {
    "sent": Kind.EMAIL_QUEUED,  # it has passed the checks and waits to be sent
    DELIVERED: Kind.EMAIL_DELIVERED,
    "opened": Kind.EMAIL_OPENED,
    "clicked": Kind.EMAIL_CLICKED,
    "unsubscribed": Kind.EMAIL_UNSUBSCRIBED,
    "subscribed": Kind.EMAIL_SUBSCRIBED,
    "spam": Kind.EMAIL_COMPLAINED,
    "soft_bounced": Kind.EMAIL_BOUNCED,
    "hard_bounced": Kind.EMAIL_BOUNCED,
}

NO_BOUNCES: Final[Mapping[str, Kind]] = {
    "err_will_retry": Kind.EMAIL_DEFERRED,
    "err_unsubscribed": Kind.EMAIL_REJECTED,
    "err_spam_skipped": Kind.EMAIL_REJECTED,
    "err_skip_letter": Kind.EMAIL_REJECTED,
}
"""Statuses of delivery by which what is called a bounce is none: it is tried again, or was never sent."""

SENDS: Final = frozenset({*KINDS.values(), *NO_BOUNCES.values()})

WORDS: Final = Words()

accepted: Final = answers.taken

BLOCKS: Final = frozenset({"err_spam_rejected", "err_blacklisted"})

PROOF: Final = "auth"
"""What proves the sender; it is not kept."""


def activities(webhook: Webhook) -> Iterator[Activity]:
    """One activity an event. Raises Unreadable."""
    for event in _events(body.record(body.document(webhook.request.body))):
        status = event.get("status")
        if not isinstance(status, str):
            raise Unreadable("an event without its status")
        if status in KINDS:
            yield _mailed(status, event).activity(webhook.sender.name, webhook.received_at)


def _events(told: Part) -> Sequence[Part]:
    """What is told of mails: in a list of users with their events, or plainly where it is a single event."""
    if told.get("event_name") == EVENT:
        return [{name: value for name, value in told.items() if name != PROOF}]
    users = body.records(told.get("events_by_user", []))
    events = [event for user in users for event in body.records(user.get("events"))]
    return [body.record(event.get("event_data")) for event in events if event.get("event_name") == EVENT]


def _mailed(status: str, event: Part) -> Mailed:
    at = body.iso(event.get("event_time"))  # without a zone, in UTC
    if at is None:
        raise Unreadable("an event without its time")
    delivery = body.part(event.get("delivery_info"))
    why = body.text(delivery.get("delivery_status")) or ""
    kind = KINDS[status]
    if kind is Kind.EMAIL_BOUNCED:
        kind = NO_BOUNCES.get(why, kind)
    bounce = "block" if why in BLOCKS else status.partition("_")[0]
    # the header `ID` is another one each time that the same is sent
    parts = [event.get(name) or "" for name in ("job_id", "email", "event_time", "url")]
    return Mailed(
        kind,
        at,
        body.email(event.get("email")),
        [status, *map(str, parts)],
        {**_properties(event, delivery), "bounce": bounce if kind is Kind.EMAIL_BOUNCED else None},
        event,
    )


def _properties(event: Part, delivery: Part) -> Part:
    answer = body.text(delivery.get("destination_response"))
    return {
        "message_id": body.text(event.get("job_id")),
        "url": body.text(event.get("url")),
        "ip": body.text(delivery.get("ip")),
        "user_agent": body.text(delivery.get("user_agent")),
        "metadata": body.part(event.get("metadata")),
        "delivery_status": body.text(delivery.get("delivery_status")),
        "reason": None if event.get("status") == DELIVERED else answer or body.text(event.get("comment")),
        "smtp_code": smtp.code(answer),
    }
