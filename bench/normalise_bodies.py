"""Webhooks as email providers post them, no two alike: what each lists, in the lengths that real ones have."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from leadflow.application.webhook import Request
from leadflow.domain.instant import Instant, parse
from leadflow.domain.json import Json
from leadflow.domain.sender import Sender
from local.samples import live_secret, signed, signing_secret

AT: Final = parse("2026-03-02T10:00:30Z")
SECONDS: Final = 1772445600
ADDED: Final = ("account", "plan")
"""What the mails' sender has added to them."""

BROWSER: Final = (
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/17.4 Safari/605.1.15"
)
URL: Final = "https://www.acme.example/pricing/plans?utm_source=newsletter&utm_medium=email&utm_campaign=spring-news"
SEEN: Final[Mapping[str, Json]] = {"useragent": BROWSER, "ip": "192.0.2.14", "sg_content_type": "html"}
ACCEPTED: Final = "250 2.0.0 OK  1772445600 a1b2c3-20020a05.123 - gsmtp"
PROCESSED: Final[Mapping[str, Json]] = {"event": "processed"}
DELIVERED: Final[Mapping[str, Json]] = {"event": "delivered", "response": ACCEPTED, "tls": 1}
OPENED: Final[Mapping[str, Json]] = {"event": "open", **SEEN, "sg_machine_open": False}
OF_EACH: Final[Sequence[Mapping[str, Json]]] = [
    *[PROCESSED] * 7,
    *[DELIVERED] * 7,
    *[OPENED] * 4,
    {"event": "click", **SEEN, "url": URL, "url_offset": {"index": 0, "type": "html"}},
    {"event": "bounce", "type": "bounce", "status": "5.1.1", "reason": "550 5.1.1 no such user", "tls": 1},
]
"""Twenty events of SendGrid as a newsletter causes them."""


@dataclass(frozen=True, slots=True)
class Case:
    """Webhooks of one source, all of so many events, with the secret that verifies them."""

    name: str
    sender: Sender
    secret: str
    events: int
    requests: Sequence[Request]


def cases(calls: int) -> Sequence[Case]:
    """Each case with so many webhooks; of those of many events, a twentieth as many."""
    return [
        _case("SendGrid, 100 events", "sendgrid", 100, max(1, calls // 20), lambda call: _sendgrid(call, 100)),
        _case("SendGrid, 1 event", "sendgrid", 1, calls, lambda call: _sendgrid(call, 1)),
        _case("Mailgun, 1 event", "mailgun", 1, calls, _mailgun),
        _case("Postmark, 1 event", "postmark", 1, calls, _postmark),
    ]


def _case(name: str, kind: str, events: int, calls: int, document: Callable[[int], Json]) -> Case:
    sender = Sender(kind, kind, kind)
    requests = [
        _signed(sender, json.dumps(document(call), separators=(",", ":")).encode("ascii"), AT) for call in range(calls)
    ]
    return Case(name, sender, live_secret(kind, kind), events, requests)


def _signed(sender: Sender, body: bytes, at: Instant) -> Request:
    headers = {"content-type": "application/json"}
    request = Request("POST", f"/hooks/{sender.name}", "", headers, body, "192.0.2.7")
    return signed(sender, request, signing_secret(sender.kind, sender.name), at)


def _sendgrid(call: int, events: int) -> Json:
    return [_sendgrid_event(call, number, OF_EACH[number % len(OF_EACH)]) for number in range(events)]


def _sendgrid_event(call: int, number: int, event: Mapping[str, Json]) -> Mapping[str, Json]:
    unique = sha256(f"{call}/{number}".encode()).hexdigest()
    return {
        "email": f"lead-{call}-{number}@nordlys.example",
        "timestamp": SECONDS + number % 60,
        "smtp-id": f"<{unique[:22]}@geopod-ismtpd-3-0>",
        "category": ["spring-news", "customers"],
        "sg_event_id": unique[:44],
        "sg_message_id": f"{unique[:22]}.filterdrecv-5645d9c87f-78xqw-1-{unique[:8].upper()}-12.0",
        **event,
        **_added(call),
    }


def _mailgun(call: int) -> Json:
    client = {"client-type": "browser", "client-os": "macOS", "device-type": "desktop", "client-name": "Safari"}
    headers = {"message-id": f"20260302100000.1.{call:08x}@mg.acme.example", "to": "ada@nordlys.example"}
    event: Mapping[str, Json] = {
        "event": "clicked",
        "id": sha256(f"{call}".encode()).hexdigest()[:22],
        "timestamp": SECONDS + call % 60 + 0.125,
        "log-level": "info",
        "recipient": f"lead-{call}@nordlys.example",
        "recipient-domain": "nordlys.example",
        "url": URL,
        "ip": "192.0.2.14",
        "geolocation": {"country": "NO", "region": "54", "city": "Tromso", "timezone": "Europe/Oslo"},
        "client-info": {**client, "user-agent": BROWSER, "bot": ""},
        "message": {"headers": {**headers, "from": "Acme <news@acme.example>", "subject": "Spring news"}},
        "flags": {"is-routed": False, "is-authenticated": True, "is-system-test": False, "is-test-mode": False},
        "tags": ["spring-news", "customers"],
        "campaigns": [],
        "user-variables": _added(call),
    }
    return {"event-data": event}


def _postmark(call: int) -> Json:
    unique = sha256(f"{call}".encode()).hexdigest()
    return {
        "RecordType": "Click",
        "MessageStream": "outbound",
        "MessageID": f"{unique[:8]}-{unique[8:12]}-4{unique[12:15]}-a{unique[15:18]}-{unique[18:30]}",
        "Recipient": f"lead-{call}@nordlys.example",
        "ReceivedAt": f"2026-03-02T10:00:{call % 30:02}.9065619Z",
        "Tag": "welcome",
        "Metadata": _added(call),
        "ClickLocation": "HTML",
        "OriginalLink": URL,
        "Platform": "Desktop",
        "Client": {"Name": "Safari 17.4", "Company": "Apple Inc.", "Family": "Safari"},
        "OS": {"Name": "macOS 14", "Company": "Apple Inc.", "Family": "macOS"},
        "UserAgent": BROWSER,
        "Geo": {
            "CountryISOCode": "NO",
            "Country": "Norway",
            "RegionISOCode": "54",
            "City": "Tromso",
            "IP": "192.0.2.14",
        },
    }


def _added(call: int) -> Mapping[str, Json]:
    return {"account": f"account-{call % 7}", "plan": "pro"}
