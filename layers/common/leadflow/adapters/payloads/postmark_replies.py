"""What a lead writes back through Postmark: that it answered, and to which mail; what it wrote is not ours to keep.

https://postmarkapp.com/developer/webhooks/inbound-webhook
"""

from collections.abc import Iterator, Mapping
from email.utils import parsedate_to_datetime
from typing import Final

from leadflow.adapters.payloads import body
from leadflow.adapters.payloads.mailed import Mailed
from leadflow.application.webhook import Unreadable
from leadflow.domain.activity import Kind
from leadflow.domain.instant import Instant, instant
from leadflow.domain.json import Json

KEPT: Final = frozenset({"From", "To", "OriginalRecipient", "Date", "MessageID", "MailboxHash", "Tag", "MessageStream"})
"""The envelope. Subject, text, attachments and the other headers stay out."""

AUTOMATIC: Final = frozenset({"auto-submitted", "x-autoreply", "x-autorespond"})
"""Headers by which robots say that they are some: RFC 3834, and older custom."""

OURS: Final = "@mtasv.net"
"""Postmark's own domain, which stands in the ids of the mails that it sends."""


def told(record: Mapping[str, Json], received_at: Instant) -> Mailed | None:
    """That somebody replied; None where it is no reply, but mail that somebody began. Raises Unreadable."""
    headers, message = dict(_headers(record)), body.text(record.get("MessageID"))
    if message is None:
        raise Unreadable("a mail without its id")
    answered = headers.get("in-reply-to") or headers.get("references", "").rpartition(" ")[2]
    if not answered:
        return None
    automatic = any(headers.get(name, "no").lower() != "no" for name in AUTOMATIC)
    return Mailed(
        kind=Kind.EMAIL_REPLIED,
        at=_sent(record) or received_at,
        email=body.email(body.part(record.get("FromFull")).get("Email") or record.get("From")),
        known_by=("reply", message),
        properties={
            "message_id": answered.strip("<>").removesuffix(OURS),
            "tags": body.texts(record.get("Tag")),
            "mailbox_hash": body.text(record.get("MailboxHash")),
            "stream": body.text(record.get("MessageStream")),
        },
        raw={name: value for name, value in record.items() if name in KEPT},
        machine="an automatic reply" if automatic else None,
    )


def _headers(record: Mapping[str, Json]) -> Iterator[tuple[str, str]]:
    for header in map(body.part, body.items(record.get("Headers"))):
        name, value = body.text(header.get("Name")), body.text(header.get("Value"))
        if name and value:
            yield name.lower(), value.strip()


def _sent(record: Mapping[str, Json]) -> Instant | None:
    try:
        return body.believable(instant(parsedate_to_datetime(body.text(record.get("Date")) or "")))
    except (ValueError, OverflowError):
        return None
