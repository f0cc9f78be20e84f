"""Webhooks as their senders sign them, and messages that are put into the queue by a command."""

import json
from base64 import b64decode, b64encode
from collections.abc import Sequence

from leadflow.application.webhook import Request
from leadflow.domain.instant import Instant
from local.samples import signed, signing_secret
from tests.fragments import Document
from tests.oracle.clock import iso
from tests.torture.models import compiled
from tests.torture.outside import Made

ADDRESS = "192.0.2.7"


def _event(request: Request, now: int) -> Document:
    """What a function's URL makes of it."""
    return {
        "rawPath": request.path,
        "rawQueryString": request.query,
        "headers": dict(request.headers),
        "requestContext": {"http": {"method": request.method, "sourceIp": request.ip}, "timeEpoch": now // 1_000},
        "body": b64encode(request.body).decode(),
        "isBase64Encoded": True,
    }


def _signed(source: str, path: str, body: bytes, headers: Document, ahead: int = 0) -> Made:
    sender = compiled("model").senders[source]
    secret = signing_secret(sender.kind, source)

    def made(now: int) -> Document:
        plain = Request("POST", path, "", headers, body, ADDRESS)
        return _event(signed(sender, plain, secret, Instant(now + ahead)), now)

    return made


def app(name: str, kind: str, at: int, **data: object) -> Made:
    """One activity of the app's, signed anew each time that it is sent."""
    body = json.dumps({"type": kind, "timestamp": iso(at), "data": data}).encode()
    return _signed("app", "/hooks/app", body, {"webhook-id": name})


def site(*messages: Document) -> Made:
    """A batch of the site's."""
    body = json.dumps({"batch": messages}).encode()
    return _signed("site", "/v1/batch", body, {"content-type": "application/json"})


def page(name: str, at: int, **keys: object) -> Document:
    """A page that was seen, as a message of a batch."""
    return {
        "type": "page",
        "messageId": name,
        "timestamp": iso(at),
        "properties": {"url": "https://acme.example/"},
    } | keys


def identify(name: str, at: int, **keys: object) -> Document:
    """Who somebody is, as a message of a batch."""
    return {"type": "identify", "messageId": name, "timestamp": iso(at)} | keys


def forged(name: str, at: int) -> Made:
    """An activity of the app's that somebody has changed after it was signed."""

    def made(now: int) -> Document:
        event = app(name, "form.submitted", at, email="mallory@evil.example")(now)
        body = b64decode(event["body"]).replace(b"mallory", b"malorry")
        return {**event, "body": b64encode(body).decode()}

    return made


def stale(name: str, at: int) -> Made:
    """One that was signed a day before it comes."""
    body = json.dumps({"type": "form.submitted", "timestamp": iso(at), "data": {"email": "mallory@evil.example"}})
    return _signed("app", "/hooks/app", body.encode(), {"webhook-id": name}, ahead=-86_400_000_000)


def unreadable() -> Made:
    """Properly signed, but no JSON."""
    return _signed("app", "/hooks/app", b"{", {"webhook-id": "junk"})


def oversized() -> Made:
    """Properly signed, and too large."""
    return _signed("app", "/hooks/app", b" " * (1024 * 1024 + 1), {"webhook-id": "large"})


def activity(name: str, kind: str, at: int, lead: Document, **more: object) -> Document:
    """An activity as it lies in the queue."""
    told = {"occurred_at": iso(at), "received_at": iso(at), "source": "operator"}
    return {"id": name, "lead": lead, "type": kind, **told, **more}


def message(activities: Sequence[Document], **more: object) -> str:
    """A message of the queue with these."""
    return json.dumps({"activities": list(activities), **more})


def wakes(leads: Sequence[str]) -> str:
    """A message that asks to look at these leads."""
    return json.dumps({"wakes": list(leads)})
