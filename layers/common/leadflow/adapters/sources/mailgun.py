"""Mailgun's webhooks: one event a call, as JSON or, of older accounts, as a form.

https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/webhook-payloads
"""

from collections.abc import Iterator, Mapping
from email.utils import getaddresses
from typing import Final

from leadflow.adapters.payloads import body, campaigns, mailgun_forms, smtp
from leadflow.adapters.signatures import mailgun as signed
from leadflow.application import answers
from leadflow.application.webhook import Unreadable, Webhook
from leadflow.domain.activity import Activity, Kind
from leadflow.domain.identity import Keys, digest, digest_of_unescaped, plain_address
from leadflow.domain.instant import HOUR, Duration
from leadflow.domain.json import Json
from leadflow.domain.sender import Words

SIGNATURE: Final = signed.MailgunHmac(window=Duration(12 * HOUR))
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

BOUNCED: Final = Kind.EMAIL_BOUNCED

UNSENT: Final = frozenset({"failed", "rejected"})

NO_TRAITS: Final[Mapping[str, Json]] = {}
NOTHING: Final[Mapping[str, Json]] = {}

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
    document = signed.document(webhook.request)
    if document is None:
        if told := mailgun_forms.told(webhook.request):
            yield told.activity(webhook.sender.name, webhook.received_at)
        return
    event = document.get("event-data")
    if not isinstance(event, dict) or not isinstance(name := event.get("event"), str):
        raise Unreadable("an event without its name")
    if kind := KINDS.get(name):  # others, such as stored, are mail that has come in
        yield _activity(webhook, event, name, kind)


def _activity(webhook: Webhook, event: Mapping[str, Json], name: str, kind: Kind) -> Activity:
    at = body.unix(event.get("timestamp"))
    if at is None:
        raise Unreadable("an event without its time")
    mail, client = event.get("message"), event.get("client-info")
    headers = body.part(mail.get("headers")) if isinstance(mail, dict) else NOTHING
    client = client if isinstance(client, dict) else NOTHING
    properties = _properties(event, client)
    if message := body.text(headers.get("message-id")) or "":
        properties["message_id"] = message.strip("<>")
    if not (to := event.get("recipient")) or not isinstance(to, str):
        to = body.text(to) or _only(body.text(headers.get("to")) or "")  # of a rejected mail
    if name in UNSENT:
        kind = _kind(event, kind)
        properties |= _failure(event, kind)
    known_by, source = event.get("id") or message, webhook.sender.name
    hashed = digest if body.BACKSLASH in webhook.request.body else digest_of_unescaped
    # an id is unique within a day only
    which = hashed(source, name, f"{known_by}", to, f"{at}", f"{event.get('url') or ''}")
    keys = Keys(to if plain_address(to) else body.email(to))
    machine = _machine(bot) if (bot := client.get("bot")) else None
    return Activity(which, keys, kind, at, webhook.received_at, source, properties, NO_TRAITS, machine, event)


def _only(header: str) -> str:
    """The address that the header names; empty where it names several, of whom nobody knows which one is meant."""
    named = {address for _, address in getaddresses([header])}
    return named.pop() if len(named) == 1 else ""


def _properties(event: Mapping[str, Json], client: Mapping[str, Json]) -> dict[str, Json]:
    properties: dict[str, Json] = {}
    if (url := event.get("url")) and isinstance(url, str):
        properties["url"] = url
    if (ip := event.get("ip")) and isinstance(ip, str):
        properties["ip"] = ip
    if agent := body.text(client.get("user-agent")):
        properties["user_agent"] = agent
    if campaign := _campaign(event.get("campaigns"), url):
        properties["campaign"] = campaign
    if tags := body.texts(event.get("tags")):
        properties["tags"] = tags
    if (variables := event.get("user-variables")) and isinstance(variables, dict):
        properties["metadata"] = variables
    if "template" in event and (template := body.text(body.part(event["template"]).get("name"))):
        properties["template"] = template
    if "mailing-list" in event and (listed := body.text(body.part(event["mailing-list"]).get("address"))):
        properties["list"] = listed
    if (flags := event.get("flags")) and isinstance(flags, dict) and flags.get("is-test-mode") is True:
        properties["test"] = True
    return properties


def _kind(event: Mapping[str, Json], kind: Kind) -> Kind:
    if kind is not BOUNCED:
        return kind
    if event.get("severity") == TEMPORARY:
        return Kind.EMAIL_DEFERRED
    return Kind.EMAIL_REJECTED if str(event.get("reason")).startswith(SUPPRESSED) else kind


def _failure(event: Mapping[str, Json], kind: Kind) -> Mapping[str, Json]:
    status, reason = body.part(event.get("delivery-status")), body.text(event.get("reason"))
    code = smtp.code(status.get("enhanced-code"), status.get("message"), status.get("code"))
    said = (status.get("message"), status.get("description"), body.part(event.get("reject")).get("reason"), reason)
    found = {
        "bounce": (BOUNCES.get(reason or "") or smtp.bounce(code)) if kind is BOUNCED else None,
        "smtp_code": code,
        "reason": next(filter(None, map(body.text, said)), None),
    }
    return {name: value for name, value in found.items() if value}


def _campaign(stated: Json, url: Json) -> str | None:
    """The first that Mailgun names, or the one that the clicked address names."""
    if stated and isinstance(stated, list):
        return body.text(stated[0]) or body.text(body.part(stated[0]).get("name"))
    return campaigns.named_in(url) if isinstance(url, str) else None


def _machine(bot: Json) -> str | None:
    if isinstance(bot, str):
        return None if bot in HUMAN else BOTS.get(bot, A_BOT)
    return A_BOT if bot is True else None
