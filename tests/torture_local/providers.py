"""Who sends webhooks, and how: what a body looks like, what of it changes when it is sent again, how long they wait."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from tests.fragments import SECOND, Document
from tests.oracle.clock import instant, iso
from tests.torture_local.deeds import Deeds

NOBODY = "no address at all"

Body = Callable[[Sequence[Document], int, int], bytes]
"""Of these deeds, at which attempt (from 0 on), at what instant."""


@dataclass(frozen=True)
class Provider:
    """One kind of sender, as the pages document it that its module in `adapters/sources` links.

    `most` is how many deeds one call can tell of, `share` of a hundred webhooks so many are its own, `pauses` are the
    seconds between attempts, `timeout` those that it waits for an answer, `servers` how many of it send at once.
    """

    deed: Callable[[Deeds], Document]
    body: Body
    share: int
    pauses: Sequence[int]
    timeout: float
    most: int = 1
    servers: int = 1
    path: str = ""
    form: bool = False


def _newsletter(deeds: Sequence[Document], attempt: int, _now: int) -> bytes:
    """SendGrid: it changes `sg_event_id` when it sends again."""
    events = {"email.clicked": {"event": "click"}, "email.bounced": {"event": "bounce", "type": "bounce"}}
    return json.dumps(
        [
            {
                "email": deed["lead"].get("email", NOBODY),
                "timestamp": _seconds(deed),
                "sg_event_id": f"{deed['id']}-{attempt}",
                "sg_message_id": f"{deed['id']}.recvd-1.filter",
                **events[deed["type"]],
                **_url(deed, "url"),
            }
            for deed in deeds
        ]
    ).encode()


def _alerts(deeds: Sequence[Document], _attempt: int, _now: int) -> bytes:
    """Mailgun: one event a call."""
    (deed,) = deeds
    events = {"email.clicked": {"event": "clicked"}, "email.bounced": {"event": "failed", "severity": "permanent"}}
    event = {
        "id": f"event-{deed['id']}",
        "timestamp": float(_seconds(deed)),
        "recipient": deed["lead"]["email"],
        "message": {"headers": {"message-id": f"{deed['id']}@mg.acme.example"}},
        **({"reason": "bounce"} if deed["type"] == "email.bounced" else {}),
        **events[deed["type"]],
        **_url(deed, "url"),
    }
    return json.dumps({"signature": {}, "event-data": event}).encode()


def _receipts(deeds: Sequence[Document], _attempt: int, _now: int) -> bytes:
    """Postmark: one event a call."""
    (deed,) = deeds
    to, at = deed["lead"]["email"], deed["occurred_at"]
    clicked = {"RecordType": "Click", "Recipient": to, "ReceivedAt": at, **_url(deed, "OriginalLink")}
    bounced = {"RecordType": "Bounce", "Email": to, "BouncedAt": at, "Type": "HardBounce"}
    told = clicked if deed["type"] == "email.clicked" else bounced
    return json.dumps({"MessageID": deed["id"], "MessageStream": "outbound", **told}).encode()


def _site(deeds: Sequence[Document], _attempt: int, now: int) -> bytes:
    """Segment's clients: each attempt says when it was sent."""
    return json.dumps({"batch": [_message(deed) for deed in deeds], "sentAt": iso(now)}).encode()


def _message(deed: Document) -> Document:
    lead = deed["lead"]
    about = {"messageId": deed["id"], "timestamp": deed["occurred_at"], "anonymousId": lead["anonymous_id"]}
    if deed["type"] == "page.viewed":
        return {"type": "page", "properties": deed["properties"], **about}
    return {
        "type": "identify",
        "userId": lead["user_id"],
        "traits": {**deed["traits"], "email": lead["email"]},
        **about,
    }


def _contact(deeds: Sequence[Document], _attempt: int, _now: int) -> bytes:
    """A browser: its page has made one id for the submission."""
    (deed,) = deeds
    email, job = deed["lead"]["email"], deed["traits"]["title"]
    return urlencode({"email": email, "job": job, "reference": deed["id"], "_submission": deed["id"]}).encode()


def _demo(deeds: Sequence[Document], attempt: int, _now: int) -> bytes:
    """Typeform: each delivery is another event of the same response."""
    (deed,) = deeds
    answers = [
        {"type": "email", "email": deed["lead"]["email"].capitalize(), "field": {"ref": "work_email"}},
        {"type": "text", "text": deed["traits"]["title"], "field": {"ref": "role"}},
    ]
    response = {"form_id": "f1", "token": deed["id"], "submitted_at": deed["occurred_at"], "answers": answers}
    event = f"{deed['id']}-{attempt}"
    return json.dumps({"event_id": event, "event_type": "form_response", "form_response": response}).encode()


def _crm(deeds: Sequence[Document], attempt: int, _now: int) -> bytes:
    """HubSpot: it counts its attempts."""
    return json.dumps([{**_change(deed), "attemptNumber": attempt} for deed in deeds]).encode()


def _change(deed: Document) -> Document:
    name = deed["properties"]["changed"]
    return {
        "subscriptionType": "contact.propertyChange",
        "portalId": 1,
        "objectId": int(deed["lead"]["crm_id"]),
        "occurredAt": _seconds(deed) * 1000,
        "propertyName": name,
        "propertyValue": deed["lead"]["email"] if name == "email" else deed["properties"]["stage"],
        "sourceId": deed["id"],
    }


def _app(deeds: Sequence[Document], _attempt: int, _now: int) -> bytes:
    """An app of our own that signs as Standard Webhooks say."""
    (deed,) = deeds
    about = {"email": deed["lead"]["email"], "plan": deed["properties"]["plan"], "reference": deed["id"]}
    return json.dumps({"type": "signed_in", "timestamp": deed["occurred_at"], "data": about}).encode()


def _seconds(deed: Document) -> int:
    return instant(deed["occurred_at"]) // SECOND


def _url(deed: Document, name: str) -> Mapping[str, str]:
    return {name: deed["properties"]["url"]} if "url" in deed["properties"] else {}


PROVIDERS: Mapping[str, Provider] = {
    "newsletter": Provider(Deeds.listed, _newsletter, 15, (60, 300, 900, 3600), 10, most=200, servers=2),
    "alerts": Provider(Deeds.clicked, _alerts, 16, (300, 600, 900, 3600, 7200, 14400), 10),
    "receipts": Provider(Deeds.clicked, _receipts, 16, (60, 300, 900), 10),
    "site": Provider(Deeds.surfed, _site, 20, (1, 2, 4, 8, 16, 32, 60), 15, most=20, path="/v1/batch"),
    "contact": Provider(Deeds.wrote, _contact, 7, (10, 30), 30, path="/hooks/contact/{token}", form=True),
    "demo": Provider(Deeds.asked, _demo, 5, (300, 600, 1200, 3600, 7200), 30),
    "crm": Provider(Deeds.noted, _crm, 8, (60, 600, 3600, 7200), 5, most=20),
    "app": Provider(Deeds.signed_in, _app, 13, (5, 300, 1800, 7200), 15),
}
"""By the names that their sources have in the model."""
