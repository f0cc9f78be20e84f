"""The demo's model under real traffic: a big batch, forgeries, and the official trackers unchanged."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Final

import pytest
import urllib3
from rudderstack.analytics.client import Client as RudderClient
from segment.analytics.client import Client as SegmentClient

from leadflow.adapters.aws import asking
from leadflow.adapters.lead_key import LeadKey
from leadflow.adapters.payloads import body
from leadflow.adapters.tables.leads import DynamoLeads
from leadflow.adapters.tables.timeline import DynamoTimeline
from leadflow.application.webhook import Request
from leadflow.domain.activity import Activity
from leadflow.domain.identity import lead_id
from leadflow.domain.instant import SECOND, Instant
from local.build import MODEL
from local.samples import signed
from local.stack import Stack
from tests.e2e.lossy import Fault, lossy
from tests.e2e.sender import emails, size

pytestmark = pytest.mark.e2e

MESSAGES: Final = 20
COURSE: Final = (
    *(Fault.BUSY, None),
    *(Fault.BROKEN, None),
    *(Fault.BAD_GATEWAY, None),
    *(Fault.RESET, None),
    *(Fault.SILENT, Fault.BROKEN, None),
)
"""What becomes of five batches of four messages."""

TAKEN_AGAIN: Final = 5
"""So often a batch is sent again that was taken."""


@pytest.fixture(scope="module")
def acme(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    home = tmp_path_factory.mktemp("acme")
    with Stack(home, MODEL) as running:
        command = [sys.executable, "-m", "leadflow.cli", "crm", "setup", str(MODEL), "--yes"]
        subprocess.run(command, env={**os.environ, "LEADFLOW_HOME": str(home)}, check=True)
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
    return len(emails(stack.clients.dynamodb, stack.provisioned.outputs["LeadsTable"]))


def test_a_thousand_events_in_one_call_land_on_a_thousand_leads(acme: Stack) -> None:
    events = clicks(1_000, acme.now())
    plain = Request("POST", "/hooks/newsletter", "", {"content-type": "application/json"}, events, "127.0.0.1")
    before = leads(acme)
    assert (
        post(acme, signed(acme.model.senders["newsletter"], plain, acme.secrets["newsletter"], acme.now())).status
        == 200
    )
    acme.settle(180)
    assert leads(acme) == before + 1_000


@pytest.mark.parametrize(
    ("path", "raw", "status"),
    [
        ("/hooks/newsletter", b"[]", 401),  # unsigned
        ("/hooks/nobody", b"[]", 401),  # no such source looks the same
        ("/hooks/contact/guessed", b"email=ada%40example.org", 401),
        ("/v1/batch", b'{"batch": []}', 401),
        ("/hooks/newsletter", b"[" * 1_200_000, 413),
        ("/elsewhere", b"{}", 401),
    ],
)
def test_what_is_refused_leaves_nothing(acme: Stack, path: str, raw: bytes, status: int) -> None:
    before = leads(acme), size(acme.clients.dynamodb, acme.provisioned.outputs["TimelineTable"])
    answer = urllib3.request("POST", f"{acme.address}{path}", body=raw, headers={"content-type": "application/json"})
    assert answer.status == status
    assert set(answer.json()) == {"code", "message"}
    acme.settle()
    assert (leads(acme), size(acme.clients.dynamodb, acme.provisioned.outputs["TimelineTable"])) == before


@pytest.mark.parametrize("packed", [True, False], ids=["gzip", "plain"])
@pytest.mark.parametrize("client", [SegmentClient, RudderClient], ids=["segment", "rudder"])
def test_an_official_tracker_delivers_everything_once_over_a_network_that_loses_answers(
    acme: Stack, client: Callable[..., SegmentClient], packed: object
) -> None:
    failures: list[Exception] = []
    who = f"{client.__module__}-{packed}@example.org".lower()
    with lossy(acme.address, list(COURSE)) as network:
        tracker = client(
            acme.secrets["site"],
            host=network.address,
            gzip=packed,
            upload_size=4,
            max_retries=3,
            on_error=lambda error, _: failures.append(error),
        )
        tell(tracker, who)
        tracker.shutdown()
    assert failures == []
    assert network.course == []
    assert network.statuses == [200] * (MESSAGES // 4 + TAKEN_AGAIN)
    acme.settle()
    kept, occurrences = known(acme, who)
    assert sorted(str(body.part(activity.raw)["messageId"]) for activity in kept) == sorted(names(who))
    assert occurrences == {activity.id for activity in kept if acme.model.signals_of(activity)}


def tell(tracker: SegmentClient, who: str) -> None:
    """Everything that somebody does, each message under an id of its own."""
    first, *others = names(who)
    tracker.identify(who, {"title": "CTO"}, message_id=first)
    for number, name in enumerate(others):
        match number % 3:
            case 0:
                tracker.page(who, None, "Pricing", {"url": "https://www.acme.example/pricing"}, message_id=name)
            case 1:
                tracker.track(who, "File Downloaded", {"asset": f"guide-{number}.pdf"}, message_id=name)
            case _:
                tracker.track(who, "Signed In", {"plan": "trial"}, message_id=name)


def names(who: str) -> list[str]:
    return [f"{who}-{number:02}" for number in range(MESSAGES)]


def known(stack: Stack, who: str) -> tuple[list[Activity], set[str]]:
    """What the tracker told of the lead, as the timeline holds it, and the ids of what its set holds of anybody's."""
    dynamodb, outputs = stack.clients.dynamodb, stack.provisioned.outputs
    name = lead_id(("email", who), LeadKey(asking(stack.clients.secretsmanager), outputs["LeadKeyArn"]).secret)
    timeline = DynamoTimeline(dynamodb, outputs["TimelineTable"], 1)
    state = DynamoLeads(dynamodb, outputs["LeadsTable"], outputs["OutboxTable"]).load([name])[name]
    return [each for each in timeline.read(name) if each.source == "site"], set(state.lead.occurrences)
