"""One transition told in every way at once, on the local stack."""

import json
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
import urllib3

from leadflow.application.webhook import Request
from local.clicks import Hand
from local.clients import CREDENTIALS
from local.stack import Stack
from tests.e2e.sender import Form

pytestmark = pytest.mark.e2e

MODEL = Path(__file__).parent / "channels.yaml"


@pytest.fixture(scope="module")
def telling(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with Stack(tmp_path_factory.mktemp("telling"), MODEL) as running:
        yield running


@pytest.fixture
def listening(telling: Stack) -> str:
    """A queue of another team's, to which a rule of theirs sends all that is on the stack's bus."""
    sqs = telling.clients.sqs
    url = sqs.create_queue(QueueName="listening")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    events = boto3.client(
        "events",
        endpoint_url=telling.clients.endpoint,
        region_name=CREDENTIALS["AWS_DEFAULT_REGION"],
        aws_access_key_id=CREDENTIALS["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=CREDENTIALS["AWS_SECRET_ACCESS_KEY"],
    )
    bus = telling.provisioned.outputs["BusName"]
    events.put_rule(Name="all", EventBusName=bus, EventPattern=json.dumps({"source": ["leadflow"]}))
    events.put_targets(Rule="all", EventBusName=bus, Targets=[{"Id": "queue", "Arn": arn}])
    return url


def test_one_transition_reaches_every_channel_each_recipient_and_the_bus_once(telling: Stack, listening: str) -> None:
    assert Form(telling.address, telling.secrets["contact"]).submit("ada") == 200
    telling.settle()
    told = [(message.path, json.dumps(message.content)) for message in telling.messages()]
    assert sorted(path for path, _ in told) == [
        "/mail/v2/email/outbound-emails",
        "/mail/v2/email/outbound-emails",
        "/slack/sales-webhook",
        "/teams/office-workflow",
        "/webhook/data-team",
        "/webhook/flow",
    ]
    assert [call.status for call in telling.tools.standins["brevo"].calls] == [201]
    assert all("ada@example.org" in content for _, content in told)
    assert sum("head@acme.example" in content for _, content in told) == 1
    found = telling.clients.sqs.receive_message(QueueUrl=listening, MaxNumberOfMessages=10)["Messages"]
    details = [json.loads(each["Body"])["detail"] for each in found]
    assert [(each["change"], each["of"], each["scores"]) for each in details] == [
        ("entered", "hot", {"readiness": 40.0})
    ]


def test_a_click_in_slack_reaches_the_lead_and_changes_the_message(telling: Stack) -> None:
    Form(telling.address, telling.secrets["contact"]).submit("bo")
    telling.settle()
    asked = [message for message in telling.messages() if message.path.startswith("/slack/")][-1]
    ann = Hand("U01ANN", telling.model.senders["clicks"], telling.secrets["clicks"], telling.sink.place)
    assert sent(telling, ann.click(asked, "Reject", "not a fit", at=telling.now())) == (200, b"")
    telling.settle()
    last = telling.messages()[-1]
    assert last.path.startswith("/slack/actions/")
    assert "*Rejected* by <@U01ANN>: not a fit" in json.dumps(last.content)


def sent(telling: Stack, request: Request) -> tuple[int, bytes]:
    answer = urllib3.request(
        request.method, telling.address + request.path, body=request.body, headers=dict(request.headers)
    )
    return answer.status, answer.data
