"""Mailgun's webhooks: one event a call, as JSON or, of older accounts, as a form.

https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/webhook-payloads
"""

from collections.abc import Iterator, Mapping
from email.utils import parseaddr
from typing import Final

from leadflow.adapters.payloads import body, mailgun_forms, smtp
from leadflow.adapters.payloads.mailed import Mailed
from leadflow.adapters.signatures.mailgun import MailgunHmac, document, is_form
from leadflow.application import answers
from leadflow.application.webhook import Unreadable, Webhook
from leadflow.domain.activity import Activity, Kind
from leadflow.domain.instant import HOUR, Duration
from leadflow.domain.json import Json
from leadflow.domain.sender import Words

SIGNATURE: Final = MailgunHmac(window=Duration(12 * HOUR))
"""Mailgun tries for 8 hours, and nothing says that it signs a second time."""

KINDS: Final[Mapping[str, Kind]] = {
    "accepted": Kind.EMAIL_QUEUED,
    "rejected": Kind.EMAIL_REJECTED,
    "delivered": Kind.EMAIL_DELIVERED,
    "failed": Kind.EMAIL_BOUNCED,
    "opened": Kind.EMAIL_OPENED,
    "clicked": Kind.EMAIL_CLICKED,
    "unsubscribed": Kind.EMAIL_UNSUBSCRIBED,
    "complained": Kind.EMAIL_COMPLAINED,
}

SENDS: Final = frozenset({*KINDS.values(), Kind.EMAIL_DEFERRED})

WORDS: Final = Words()

accepted: Final = answers.taken

FAILURES: Final = frozenset({Kind.EMAIL_REJECTED, Kind.EMAIL_DEFERRED, Kind.EMAIL_BOUNCED})

TEMPORARY: Final = "temporary"

SUPPRESSED: Final = "suppress-"
"""How the reason of a failure begins where Mailgun did not even try, since the address is on a list of its own."""

BOUNCES: Final[Mapping[str, str]] = {"bounce": "hard", "espblock": "block"}
"""By the reason of a permanent failure; of others the code says the class."""

BOTS: Final[Mapping[str, str]] = {"apple": "opened by a mail client's prefetch", "generic": "a link scanner"}

HUMAN: Final = frozenset({"", "gmail"})
"""Gmail's proxy loads every image of Gmail, and mostly when somebody looks at it."""

A_BOT: Final = "the provider takes it for a robot"


def activities(webhook: Webhook) -> Iterator[Activity]:
    """The event's activity, if it is anybody's. Raises Unreadable."""
    if is_form(webhook.request):
        told = mailgun_forms.told(webhook.request)
    else:
        told = _told(body.part(body.record(document(webhook.request.body)).get("event-data")))
    if told:
        yield told.activity(webhook.sender.name, webhook.received_at)


def _told(event: Mapping[str, Json]) -> Mailed | None:
    name, at = event.get("event"), body.unix(event.get("timestamp"))
    if not isinstance(name, str):
        raise Unreadable("an event without its name")
    if name not in KINDS:  # such as stored: mail that has come in
        return None
    if at is None:
        raise Unreadable("an event without its time")
    kind, headers = _kind(event, KINDS[name]), body.part(body.part(event.get("message")).get("headers"))
    to = body.text(event.get("recipient")) or parseaddr(body.text(headers.get("to")) or "")[1]  # of a rejected mail
    message, client = body.text(headers.get("message-id")) or "", body.part(event.get("client-info"))
    # an id is unique within a day only
    known_by = (name, str(event.get("id") or message), to, str(event["timestamp"]), str(event.get("url") or ""))
    properties = {"message_id": message.strip("<>"), **_failure(event, kind), **_properties(event, client)}
    return Mailed(kind, at, body.email(to), known_by, properties, event, _machine(client.get("bot")))


def _properties(event: Mapping[str, Json], client: Mapping[str, Json]) -> Mapping[str, Json]:
    return {
        "url": body.text(event.get("url")),
        "user_agent": body.text(client.get("user-agent")),
        "ip": body.text(event.get("ip")),
        "campaign": _campaign(event),
        "tags": body.texts(event.get("tags")),
        "metadata": body.part(event.get("user-variables")),
        "template": body.text(body.part(event.get("template")).get("name")),
        "list": body.text(body.part(event.get("mailing-list")).get("address")),
        "test": body.part(event.get("flags")).get("is-test-mode") is True or None,
    }


def _kind(event: Mapping[str, Json], kind: Kind) -> Kind:
    if kind is not Kind.EMAIL_BOUNCED:
        return kind
    if event.get("severity") == TEMPORARY:
        return Kind.EMAIL_DEFERRED
    return Kind.EMAIL_REJECTED if str(event.get("reason")).startswith(SUPPRESSED) else kind


def _failure(event: Mapping[str, Json], kind: Kind) -> Mapping[str, Json]:
    if kind not in FAILURES:
        return {}
    status, reason = body.part(event.get("delivery-status")), body.text(event.get("reason"))
    code = smtp.code(status.get("enhanced-code"), status.get("message"), status.get("code"))
    said = (status.get("message"), status.get("description"), body.part(event.get("reject")).get("reason"), reason)
    return {
        "bounce": (BOUNCES.get(reason or "") or smtp.bounce(code)) if kind is Kind.EMAIL_BOUNCED else None,
        "smtp_code": code,
        "reason": next(filter(None, map(body.text, said)), None),
    }


def _campaign(event: Mapping[str, Json]) -> str | None:
    first = next(iter(body.items(event.get("campaigns"))), None)
    return body.text(first) or body.text(body.part(first).get("name"))


def _machine(bot: Json) -> str | None:
    if isinstance(bot, str) and bot not in HUMAN:
        return BOTS.get(bot, A_BOT)
    return A_BOT if bot is True else None
