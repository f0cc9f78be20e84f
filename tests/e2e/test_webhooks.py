"""The demo's model under real traffic: a big batch, forgeries, and the official trackers unchanged."""

import json
from collections.abc import Callable, Iterator

import pytest
import urllib3
from rudderstack.analytics.client import Client as RudderClient
from segment.analytics.client import Client as SegmentClient

from leadflow.application.webhook import Request
from leadflow.domain.instant import SECOND, Instant
from local.build import MODEL
from local.samples import signed
from local.stack import Stack
from tests.e2e.sender import emails, size

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def acme(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with Stack(tmp_path_factory.mktemp("acme"), MODEL) as running:
        yield running


def clicks(count: int, at: Instant) -> bytes:
    """A batch as SendGrid posts it: one click by each of so many leads."""
    events = [
        {
            "email": f"lead{number}@example.org",
            "timestamp": at // SECOND,
            "event": "click",
            "sg_event_id": f"event-{number}",
            "sg_message_id": f"message-{number}.recvd-1",
            "url": "https://www.acme.example/pricing",
        }
        for number in range(count)
    ]
    return json.dumps(events).encode()


def post(stack: Stack, request: Request) -> urllib3.BaseHTTPResponse:
    return urllib3.request(
        request.method, f"{stack.address}{request.path}", body=request.body, headers=dict(request.headers)
    )


def leads(stack: Stack) -> int:
    return size(stack.clients.dynamodb, stack.provisioned.outputs["LeadsTable"])


def test_a_thousand_events_in_one_call_land_on_a_thousand_leads(acme: Stack) -> None:
    body = clicks(1_000, acme.now())
    plain = Request("POST", "/hooks/newsletter", "", {"content-type": "application/json"}, body, "127.0.0.1")
    before = leads(acme)
    assert post(acme, signed("sendgrid", plain, acme.secrets["newsletter"], acme.now())).status == 200
    acme.settle(60)
    assert leads(acme) == before + 1_000


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/hooks/newsletter", b"[]", 401),  # unsigned
        ("/hooks/nobody", b"[]", 401),  # no such source looks the same
        ("/hooks/contact/guessed", b"email=ada%40example.org", 401),
        ("/v1/batch", b'{"batch": []}', 401),
        ("/hooks/newsletter", b"[" * 1_200_000, 413),
        ("/elsewhere", b"{}", 404),
    ],
)
def test_what_is_refused_leaves_nothing(acme: Stack, path: str, body: bytes, status: int) -> None:
    before = leads(acme), size(acme.clients.dynamodb, acme.provisioned.outputs["TimelineTable"])
    answer = urllib3.request("POST", f"{acme.address}{path}", body=body, headers={"content-type": "application/json"})
    assert answer.status == status
    assert set(answer.json()) == {"code", "message"}
    acme.settle()
    assert (leads(acme), size(acme.clients.dynamodb, acme.provisioned.outputs["TimelineTable"])) == before


@pytest.mark.parametrize("packed", [True, False], ids=["gzip", "plain"])
@pytest.mark.parametrize("client", [SegmentClient, RudderClient], ids=["segment", "rudder"])
def test_the_official_trackers_deliver_unchanged(
    acme: Stack, client: Callable[..., SegmentClient], packed: object
) -> None:
    failures: list[Exception] = []
    who = f"{client.__module__}-{packed}@example.org".lower()
    tracker = client(
        acme.secrets["site"], host=acme.address, gzip=packed, on_error=lambda error, _: failures.append(error)
    )
    tracker.identify("42", {"email": who})
    tracker.page(who, None, "Pricing", {"url": "https://www.acme.example/pricing"})
    tracker.track(who, "File Downloaded", {"asset": "guide.pdf"})
    tracker.flush()
    tracker.join()
    acme.settle()
    assert failures == []
    assert who in emails(acme.clients.dynamodb, acme.provisioned.outputs["LeadsTable"])
