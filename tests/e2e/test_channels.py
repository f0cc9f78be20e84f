"""One transition told in every way at once, on the local stack."""

import json
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest

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
    ]
    assert all("ada@example.org" in content for _, content in told)
    assert sum("head@acme.example" in content for _, content in told) == 1
    found = telling.clients.sqs.receive_message(QueueUrl=listening, MaxNumberOfMessages=10)["Messages"]
    details = [json.loads(each["Body"])["detail"] for each in found]
    assert [(each["change"], each["of"], each["scores"]) for each in details] == [
        ("entered", "hot", {"readiness": 40.0})
    ]
