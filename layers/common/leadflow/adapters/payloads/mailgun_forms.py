"""Mailgun's older webhooks: one event a call, as a form where the mail's variables stand beside the event's fields.

https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/webhooks
"""

from collections.abc import Mapping, Sequence
from typing import Final

from leadflow.adapters.payloads import body, posted, smtp
from leadflow.adapters.payloads.mailed import Mailed
from leadflow.application.webhook import Request, Unreadable
from leadflow.domain.activity import Kind
from leadflow.domain.json import Json

KINDS: Final[Mapping[str, Kind]] = {
    "delivered": Kind.EMAIL_DELIVERED,
    "dropped": Kind.EMAIL_REJECTED,
    "bounced": Kind.EMAIL_BOUNCED,
    "complained": Kind.EMAIL_COMPLAINED,
    "unsubscribed": Kind.EMAIL_UNSUBSCRIBED,
    "opened": Kind.EMAIL_OPENED,
    "clicked": Kind.EMAIL_CLICKED,
}

FAILURES: Final = frozenset({Kind.EMAIL_REJECTED, Kind.EMAIL_BOUNCED})

SECRETS: Final = frozenset({"signature", "token"})
"""What is no evidence of the event, and could be sent again by whoever reads it."""

OWN: Final = frozenset(
    {
        *("event", "recipient", "domain", "ip", "country", "region", "city", "user-agent", "device-type"),
        *("client-type", "client-name", "client-os", "campaign-id", "campaign-name", "tag", "X-Mailgun-Tag"),
        *("mailing-list", "timestamp", "token", "signature", "body-plain", "h", "message-id", "Message-Id", "url"),
        *("code", "error", "notification", "reason", "description", "message-headers", "attachment-count"),
        *("X-Mailgun-Sid", "attachment-1"),
    }
)
"""All fields of Mailgun's own; any other is a variable that the mail's sender has added."""

VARIABLES: Final = "X-Mailgun-Variables"


def told(request: Request) -> Mailed | None:
    """What the form tells, if it is anybody's activity. Raises Unreadable."""
    fields = posted.fields(request)
    name, at = _first(fields, "event"), body.unix(_last(fields, "timestamp"))
    if not name:
        raise Unreadable("an event without its name")
    if name not in KINDS:
        return None
    if at is None:
        raise Unreadable("an event without its time")
    kind, to, url = KINDS[name], _first(fields, "recipient"), _first(fields, "url")
    message = (_first(fields, "Message-Id") or _first(fields, "message-id") or "").strip("<>")
    return Mailed(
        kind=kind,
        at=at,
        email=body.email(to),
        known_by=(name, message, to or "", _last(fields, "timestamp") or "", url or ""),
        properties={
            "url": url,
            "message_id": message,
            **(_failure(fields, kind) if kind in FAILURES else {}),
            "user_agent": _first(fields, "user-agent"),
            "ip": _first(fields, "ip"),
            "campaign": _first(fields, "campaign-name"),
            "tags": body.texts(fields.get("tag")) or body.texts(fields.get("X-Mailgun-Tag")),
            "metadata": _metadata(fields),
            "list": _first(fields, "mailing-list"),
        },
        raw={field: value for field, value in fields.items() if field not in SECRETS},
    )


def _first(fields: Mapping[str, Json], name: str) -> str | None:
    return next(iter(body.texts(fields.get(name))), None)


def _last(fields: Mapping[str, Json], name: str) -> str | None:
    return next(reversed(body.texts(fields.get(name))), None)


def _failure(fields: Mapping[str, Json], kind: Kind) -> Mapping[str, Json]:
    said: Sequence[str | None] = [_first(fields, name) for name in ("error", "notification", "description", "reason")]
    code = smtp.code(_first(fields, "code"), *said)
    return {
        "bounce": smtp.bounce(code) if kind is Kind.EMAIL_BOUNCED else None,
        "smtp_code": code,
        "reason": next(filter(None, said), None),
    }


def _metadata(fields: Mapping[str, Json]) -> Mapping[str, Json]:
    """The sender's variables: from the mail's own headers where they are there, else what is no field of Mailgun's."""
    stated = [
        body.embedded(header[1])
        for header in body.items(body.embedded(_first(fields, "message-headers")))
        if isinstance(header, list) and len(header) > 1 and header[0] == VARIABLES
    ]
    if stated:
        return {name: value for each in stated for name, value in body.part(each).items()}
    return {name: value for name, value in fields.items() if name not in OWN}
