"""What `receive` needs of AWS: secrets, the queue `intake`, and a place for dead letters."""

from collections.abc import Iterator

import boto3
import pytest
from botocore.stub import Stubber

from leadflow.adapters.aws import asking
from leadflow.adapters.dead_letters import SqsDeadLetters
from leadflow.adapters.intake import SqsIntake
from leadflow.adapters.secrets import managed, parameters
from leadflow.application.ports import OutsideDown, Parcel
from leadflow.domain.identity import LeadId
from leadflow.domain.instant import SECOND, Duration
from tests.integration.receiving import PATH, receiving


@pytest.fixture
def queue() -> Iterator[str]:
    with receiving() as url:
        yield url


@pytest.mark.usefixtures("queue")
def test_a_store_that_fails_is_down_and_one_without_the_secret_is_not() -> None:
    ssm, manager = boto3.client("ssm"), boto3.client("secretsmanager")
    assert parameters(asking(ssm), PATH)("nobody") == managed(asking(manager))("nobody") == ()
    for client, operation, fetch in (
        (ssm, "get_parameter", parameters(asking(ssm), PATH)),
        (manager, "get_secret_value", managed(asking(manager))),
    ):
        with Stubber(client) as stub:
            stub.add_client_error(operation, "AccessDeniedException")
            with pytest.raises(OutsideDown):
                fetch("nobody")


def test_many_parcels_go_in_several_calls_and_what_is_delayed_keeps_nobody_waiting(queue: str) -> None:
    intake = SqsIntake(asking(boto3.client("sqs")), queue)
    intake.send([Parcel(wakes=[LeadId(f"{index:022d}")] * 5000) for index in range(12)])
    assert intake.waiting() == 12
    intake.send([Parcel(wakes=[LeadId("late")])], Duration(SECOND // 2))
    assert intake.waiting() == 12


def test_a_message_that_the_queue_did_not_take_is_an_outage(queue: str) -> None:
    sqs = boto3.client("sqs")
    failed = {"Id": "0", "SenderFault": False, "Code": "InternalError"}
    with Stubber(sqs) as stub:
        stub.add_response("send_message_batch", {"Successful": [], "Failed": [failed]})
        with pytest.raises(OutsideDown):
            SqsIntake(asking(sqs), queue).send([Parcel(wakes=[LeadId("one")])])


def test_a_dead_letter_says_why_it_is_one(queue: str) -> None:
    letters = SqsDeadLetters(asking(boto3.client("sqs")), queue)
    letters.bury("{", "the body is no JSON å\n" + "x" * 500)
    [message] = boto3.client("sqs").receive_message(QueueUrl=queue, MessageAttributeNames=["All"])["Messages"]
    assert message["Body"] == "{"
    assert message["MessageAttributes"]["reason"]["StringValue"].startswith("the body is no JSON \\xe5")
    with pytest.raises(OutsideDown):
        SqsDeadLetters(asking(boto3.client("sqs")), queue + "-gone").bury("{", "")
