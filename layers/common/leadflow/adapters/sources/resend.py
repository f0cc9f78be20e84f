"""Resend's webhooks: one event a call, of a mail that may have several recipients.

https://resend.com/docs/webhooks/event-types
"""

from collections.abc import Iterator, Mapping, Sequence
from email.utils import parseaddr
from typing import Final

from leadflow.adapters.payloads import body, smtp
from leadflow.adapters.payloads.mailed import Mailed
from leadflow.adapters.signatures import standard
from leadflow.adapters.signatures.standard import StandardWebhooks
from leadflow.application import answers
from leadflow.application.webhook import Unreadable, Webhook
from leadflow.domain.activity import Activity, Kind
from leadflow.domain.json import Json
from leadflow.domain.sender import Words

Part = Mapping[str, Json]

SIGNATURE: Final = StandardWebhooks(prefix="svix-")

KINDS: Final[Mapping[str, Kind]] = {
    "email.scheduled": Kind.EMAIL_QUEUED,
    "email.sent": Kind.EMAIL_QUEUED,  # Resend has taken the mail, and will try
    "email.delivered": Kind.EMAIL_DELIVERED,
    "email.delivery_delayed": Kind.EMAIL_DEFERRED,
    "email.bounced": Kind.EMAIL_BOUNCED,
    "email.complained": Kind.EMAIL_COMPLAINED,
    "email.failed": Kind.EMAIL_REJECTED,
    "email.suppressed": Kind.EMAIL_REJECTED,
    "email.opened": Kind.EMAIL_OPENED,
    "email.clicked": Kind.EMAIL_CLICKED,
}

SENDS: Final = frozenset(KINDS.values())

WORDS: Final = Words()

accepted: Final = answers.taken

BOUNCES: Final[Mapping[str, str]] = {"Permanent": "hard", "Transient": "soft"}

SUPPRESSED: Final = frozenset({"Suppressed", "OnAccountSuppressionList"})
"""Kinds of bounce that are none: Resend did not even try."""

ABOUT: Final[Mapping[str, str]] = {
    "email.opened": "open",
    "email.clicked": "click",
    "email.bounced": "bounce",
    "email.failed": "failed",
    "email.suppressed": "suppressed",
}
"""Where an event says more."""

TO: Final = ("to", "cc", "bcc")

TEST: Final = "@resend.dev"
"""Where Resend's own mailboxes are, for trying things out."""


def activities(webhook: Webhook) -> Iterator[Activity]:
    """One activity an event; one a recipient where the event is about all. Raises Unreadable."""
    event = body.record(body.document(webhook.request.body))
    what = event.get("type")
    if not isinstance(what, str):
        raise Unreadable("an event without its type")
    if what in KINDS:  # others are about contacts, domains and mail that comes in
        mail = body.record(event.get("data"))
        for recipient in _recipients(what, mail):
            told = _mailed(webhook, event, mail, recipient)
            yield told.activity(webhook.sender.name, webhook.received_at)


def _recipients(what: str, mail: Part) -> Sequence[str | None]:
    """Whom the event is about: of a mail to several only its sending is about all, else nobody knows who it was."""
    listed = [each for name in TO for each in body.texts(mail.get(name))]
    emails = list(dict.fromkeys(body.email(parseaddr(each)[1]) for each in listed))  # a copy to oneself is one mail
    if len(emails) == 1 or (emails and KINDS[what] is Kind.EMAIL_QUEUED):
        return emails
    return [None]


def _mailed(webhook: Webhook, event: Part, mail: Part, recipient: str | None) -> Mailed:
    what = str(event["type"])
    about = body.part(mail.get(ABOUT.get(what, what)))
    # created_at of the inner part is the mail's; svix-timestamp is another one each time that it is sent again
    at = body.iso(about.get("timestamp")) or body.iso(event.get("created_at"))
    if at is None:
        raise Unreadable("an event without its time")
    told = standard.message(webhook.request) or str(event.get("created_at"))
    suppressed = body.text(about.get("subType")) in SUPPRESSED
    kind = Kind.EMAIL_REJECTED if suppressed else KINDS[what]
    return Mailed(
        kind,
        at,
        recipient,
        # Resend tells of a mail to several once for each, without a word of whom.
        [body.text(mail.get("email_id")) or told, what, recipient or ""] if kind is Kind.EMAIL_QUEUED else [what, told],
        {
            **_properties(mail, about),
            "bounce": _bounce(about) if kind is Kind.EMAIL_BOUNCED else None,
            "test": (recipient or "").endswith(TEST) or None,
        },
        event,
    )


def _properties(mail: Part, about: Part) -> Part:
    return {
        "message_id": body.text(mail.get("email_id")),
        "url": body.text(about.get("link")),
        "ip": body.text(about.get("ipAddress")),
        "user_agent": body.text(about.get("userAgent")),
        "reason": body.text(about.get("message")) or body.text(about.get("reason")),
        "smtp_code": smtp.code(*body.items(about.get("diagnosticCode")), about.get("message")),
        "broadcast": body.text(mail.get("broadcast_id")),
        "template": body.text(mail.get("template_id")),
        "metadata": _tags(mail.get("tags")),
    }


def _tags(tags: Json) -> Part:
    """Resend's tags, which have a name and a value: an object, or a list as the mail's sender has written it."""
    listed = [body.part(each) for each in body.items(tags)]
    return body.part(tags) or {name: each.get("value") for each in listed if (name := body.text(each.get("name")))}


def _bounce(about: Part) -> str:
    return BOUNCES.get(str(about.get("type")), "undetermined")
