"""Queues as SQS has them: in moto, in the emulator and in what torture runs on."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import boto3
import pytest

from leadflow.adapters import aws_json
from leadflow.adapters.aws import asking
from leadflow.adapters.aws_json import Ask, Declined
from leadflow.adapters.dead_letters import SqsDeadLetters
from leadflow.adapters.intake import SqsIntake, message
from leadflow.adapters.settings import Settings
from leadflow.adapters.visibility import SqsVisibility
from leadflow.application.ports import OutsideDown, Parcel
from leadflow.domain.identity import LeadId
from leadflow.domain.instant import MINUTE, Duration
from local.embedded import answer, embedded
from tests.integration.aws import by_moto
from tests.torture.aws.account import by_torture

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import MessageTypeDef

PARCEL = Parcel(wakes=(LeadId("ada"),))
MOST = 2


@contextmanager
def moto() -> "Iterator[SQSClient]":
    with by_moto():
        yield boto3.client("sqs")


@contextmanager
def emulator() -> "Iterator[SQSClient]":
    with embedded():
        client = boto3.client("sqs")
        answer(client)
        yield client


@contextmanager
def torture() -> "Iterator[SQSClient]":
    with by_torture():
        yield boto3.client("sqs")


@dataclass
class Queues:
    """A queue, and where its messages end that are received too often; `ask` is how functions or commands ask."""

    sqs: "SQSClient"
    ask: Ask
    url: str
    dead: str

    def received(self, url: str | None = None) -> "list[MessageTypeDef]":
        asked = self.sqs.receive_message(
            QueueUrl=url or self.url,
            MaxNumberOfMessages=10,
            MessageSystemAttributeNames=["ApproximateReceiveCount"],
            MessageAttributeNames=["All"],
        )
        return asked.get("Messages", [])

    def seen_again(self) -> "MessageTypeDef":
        """The one message, received and given back at once."""
        (found,) = self.received()
        SqsVisibility(self.ask, self.url).hide(found["ReceiptHandle"], Duration(0))
        return found


def functions(_: "SQSClient") -> Ask:
    return aws_json.sqs(Settings.from_environment())


@pytest.fixture(params=[functions, asking], ids=["functions", "commands"])
def way(request: pytest.FixtureRequest) -> "Callable[[SQSClient], Ask]":
    found: Callable[[SQSClient], Ask] = request.param
    return found


@pytest.fixture(params=[moto, emulator, torture], ids=lambda engine: engine.__name__)
def queues(request: pytest.FixtureRequest, way: "Callable[[SQSClient], Ask]") -> Iterator[Queues]:
    with request.param() as sqs:
        dead = sqs.create_queue(QueueName="dead")["QueueUrl"]
        arn = sqs.get_queue_attributes(QueueUrl=dead, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        policy = json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": MOST})
        url = sqs.create_queue(QueueName="intake", Attributes={"RedrivePolicy": policy})["QueueUrl"]
        yield Queues(sqs, way(sqs), url, dead)


def test_what_is_sent_is_received_and_then_hidden(queues: Queues) -> None:
    SqsIntake(queues.ask, queues.url).send([PARCEL, Parcel()])
    assert sorted(each["Body"] for each in queues.received()) == sorted([message(PARCEL), message(Parcel())])
    assert queues.received() == []


def test_what_is_given_back_comes_again_and_is_counted(queues: Queues) -> None:
    SqsIntake(queues.ask, queues.url).send([PARCEL])
    counts = [queues.seen_again()["Attributes"]["ApproximateReceiveCount"] for _ in range(MOST)]
    assert counts == ["1", "2"]


def test_what_was_received_too_often_ends_among_the_dead_letters(queues: Queues) -> None:
    SqsIntake(queues.ask, queues.url).send([PARCEL])
    for _ in range(MOST):
        queues.seen_again()
    assert queues.received() == []
    assert [each["Body"] for each in queues.received(queues.dead)] == [message(PARCEL)]


def test_what_is_deleted_is_gone(queues: Queues) -> None:
    SqsIntake(queues.ask, queues.url).send([PARCEL])
    queues.sqs.delete_message(QueueUrl=queues.url, ReceiptHandle=queues.seen_again()["ReceiptHandle"])
    assert queues.received() == []


def test_what_is_delayed_waits_unseen(queues: Queues) -> None:
    intake = SqsIntake(queues.ask, queues.url)
    intake.send([PARCEL], Duration(5 * MINUTE))
    assert queues.received() == []
    assert intake.waiting() == 0


def test_what_is_buried_says_why(queues: Queues) -> None:
    SqsDeadLetters(queues.ask, queues.dead).bury("a letter", "unreadable")
    (found,) = queues.received(queues.dead)
    assert (found["Body"], found["MessageAttributes"]["reason"]["StringValue"]) == ("a letter", "unreadable")


def test_of_a_call_with_one_id_twice_nothing_is_taken(queues: Queues) -> None:
    with pytest.raises(Declined, match=r"SendMessageBatch: .*BatchEntryIdsNotDistinct"):
        queues.ask("SendMessageBatch", {"QueueUrl": queues.url, "Entries": [{"Id": "0", "MessageBody": "a"}] * 2})
    assert queues.received() == []


def test_a_queue_that_is_not_there_is_down(queues: Queues) -> None:
    gone = f"{queues.url}-gone"
    for call in (SqsIntake(queues.ask, gone).waiting, partial(SqsIntake(queues.ask, gone).send, [PARCEL])):
        with pytest.raises(OutsideDown, match=r"NonExistentQueue|QueueDoesNotExist"):
            call()
