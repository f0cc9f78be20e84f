"""The queue `actions` and the deployment's key, in moto."""

from collections.abc import Iterator

import boto3
import pytest
from botocore.stub import Stubber

from leadflow.adapters.actions import NoErrand, SqsActions, decode
from leadflow.adapters.aws import asking
from leadflow.adapters.lead_key import LeadKey
from leadflow.application.fetch import Fetch
from leadflow.application.ports import OutsideDown
from leadflow.domain.errand import Errand
from tests.integration.aws import by_moto
from tests.samples import ADA, NOON, news


@pytest.fixture(autouse=True)
def _moto() -> Iterator[None]:
    with by_moto():
        yield


ERRANDS = [Errand(ADA, news().id, "hand_over", number) for number in range(23)]
FETCHES = [Fetch("lead-ads", "lead", str(number), NOON, {"form_id": "7"}) for number in range(3)]


def test_every_errand_and_every_question_becomes_one_message() -> None:
    client = boto3.client("sqs")
    queue = client.create_queue(QueueName="actions")["QueueUrl"]
    SqsActions(asking(client), queue).send([*ERRANDS, *FETCHES])
    received = []
    while messages := client.receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get("Messages"):
        received += [decode(message["Body"]) for message in messages]
    assert len(received) == len(ERRANDS) + len(FETCHES)
    assert all(each in received for each in [*ERRANDS, *FETCHES])


@pytest.mark.parametrize(
    "body",
    [
        "what is this",
        "[]",
        "{}",
        '{"fetch": null}',
        '{"fetch": {"source": "lead-ads", "what": "lead", "id": "1"}}',
        '{"fetch": {"source": "lead-ads", "what": "lead", "id": "1", "received_at": "now", "about": {}}}',
        '{"fetch": {"source": "lead-ads", "what": "lead", "id": "1", "received_at": 1, "about": []}}',
        '{"fetch": {"source": "lead-ads", "what": "lead", "id": "1", "received_at": 1, "about": {}, "more": 1}}',
        '{"lead": "a", "news": "a.1", "automation": "b", "action": 0, "origin": {"trace": "c"}}',
        '{"lead": "a", "news": "a.1", "automation": "b", "action": 0, "origin": {"trace": "c", "at": "now"}}',
    ],
)
def test_what_nobody_wrote_is_no_errand(body: str) -> None:
    with pytest.raises(NoErrand):
        decode(body)


def test_a_queue_that_takes_only_some_is_down() -> None:
    client = boto3.client("sqs")
    with Stubber(client) as stub:
        failed = [{"Id": "1", "Code": "InternalError", "SenderFault": False}]
        taken = [{"Id": "0", "MessageId": "m", "MD5OfMessageBody": "m"}]
        stub.add_response("send_message_batch", {"Successful": taken, "Failed": failed})
        with pytest.raises(OutsideDown, match="1 of 2"):
            SqsActions(asking(client), "https://queue.example/actions").send(ERRANDS[:2])


def test_a_throttled_queue_is_down() -> None:
    client = boto3.client("sqs")
    with Stubber(client) as stub:
        stub.add_client_error("send_message_batch", "RequestThrottled", http_status_code=403)
        with pytest.raises(OutsideDown):
            SqsActions(asking(client), "https://queue.example/actions").send(ERRANDS[:1])


def test_no_errands_are_no_call() -> None:
    client = boto3.client("sqs")
    with Stubber(client):
        SqsActions(asking(client), "https://queue.example/actions").send([])


def test_the_key_is_read_once() -> None:
    client = boto3.client("secretsmanager")
    arn = client.create_secret(Name="lead-key", SecretString="Deployment's own")["ARN"]
    key = LeadKey(asking(client), arn)
    assert key.secret == b"Deployment's own"
    client.put_secret_value(SecretId=arn, SecretString="another")
    assert key.secret == b"Deployment's own"


def test_a_key_that_cannot_be_read_now_can_be_read_later() -> None:
    client = boto3.client("secretsmanager")
    arn = client.create_secret(Name="lead-key", SecretString="Deployment's own")["ARN"]
    key = LeadKey(asking(client), arn)
    with Stubber(client) as stub:
        stub.add_client_error("get_secret_value", "InternalServiceError", http_status_code=500)
        with pytest.raises(OutsideDown):
            key.secret  # noqa: B018 - reading it is the call
    assert key.secret == b"Deployment's own"
