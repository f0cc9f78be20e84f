"""`leadflow redrive` on a stack that moto plays."""

import json
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest

from leadflow.adapters.actions import encode
from leadflow.adapters.aws import asking
from leadflow.adapters.dead_letters import SqsDeadLetters
from leadflow.adapters.tables.circuits import DynamoCircuits
from leadflow.adapters.tables.deliveries import DynamoDeliveries
from leadflow.application.fetch import Fetch
from leadflow.application.ports import Outcome
from leadflow.cli.main import main
from leadflow.domain.instant import MINUTE, Duration
from tests.integration.commanding import Out, announced, documents, said
from tests.integration.operating import Queue, errands
from tests.integration.outward import Stack
from tests.unit.channels.matters import ADA, NOW, news

NOTHING = Duration(0)


@pytest.fixture
def queue(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> Iterator[Queue]:
    with announced(monkeypatch, tmp_path, caplog) as found:
        yield found


def bury(stack: Stack, body: str, reason: str = "mended since") -> None:
    SqsDeadLetters(asking(boto3.client("sqs")), stack.dead_letters).bury(body, reason)


def bodies(url: str) -> list[str]:
    found: list[str] = []
    while messages := boto3.client("sqs").receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
        found += [each["Body"] for each in messages]
    return sorted(found)


def test_only_one_destination_s_letters_are_moved_and_the_others_left_as_they_were(queue: Queue, capsys: Out) -> None:
    question = encode(Fetch("meta", "lead", "1", NOW, {}))
    sales, managers = (
        [encode(each) for each in errands("sales", 12)],
        [encode(each) for each in errands("managers", 13)],
    )
    for each in (*sales, *managers, question, "what is this"):
        bury(queue.stack, each)
    code, lines = said(capsys, "redrive", "actions", "--destination", "managers", "--yes")
    assert (code, lines[:2]) == (
        0,
        [
            "Moved back into work: 13 messages: managers 13.",
            "Left where they are: 14 messages for others.",
        ],
    )
    assert bodies(queue.stack.actions) == sorted(managers)
    assert bodies(queue.stack.dead_letters) == sorted([*sales, question, "what is this"])


def test_a_redrive_of_all_moves_all_and_drives_news_that_set_nothing_off(queue: Queue, capsys: Out) -> None:
    for each in errands("sales", 2):
        bury(queue.stack, encode(each))
    (told,) = documents(capsys, "redrive", "actions")
    assert told == {"moved": 2, "left": 0, "news": 1, "destinations": {"sales": 2}}
    item = queue.stack.dynamodb.get_item(
        TableName="Outbox", Key={"lead": {"S": ADA}, "what": {"S": news().id.removeprefix(f"{ADA}.")}}
    )["Item"]
    assert {"driven_at", "pending"} <= item.keys()


def test_what_was_done_stays_done_and_what_failed_is_done_again(queue: Queue, capsys: Out) -> None:
    receipts = DynamoDeliveries(queue.stack.dynamodb, "Deliveries")
    done, failed = errands("sales", 2)
    for each, outcome in ((done, Outcome.DONE), (failed, Outcome.FAILED)):
        receipts.claim(each, NOW, Duration(MINUTE), "sales")
        receipts.end(each, outcome, NOW)
        bury(queue.stack, encode(each))
    assert said(capsys, "redrive", "actions")[0] == 0
    assert receipts.claim(done, NOW, Duration(MINUTE)) is Outcome.DONE
    assert receipts.claim(failed, NOW, Duration(MINUTE)) is None


def test_a_redrive_lets_a_destination_be_called_at_once(queue: Queue, capsys: Out) -> None:
    circuits = DynamoCircuits(queue.stack.dynamodb, "Deliveries")
    for _ in range(9):
        circuits.failed("managers", NOW, NOTHING)
    assert said(capsys, "redrive", "actions", "--destination", "managers")[0] == 0
    assert not DynamoCircuits(queue.stack.dynamodb, "Deliveries").look("managers", NOW).open


def test_the_dead_letters_of_the_intake_go_back_too(queue: Queue, capsys: Out) -> None:
    dead = boto3.client("sqs").get_queue_url(QueueName="intake-dead")["QueueUrl"]
    big = [json.dumps({"wakes": [str(number) * 100_000]}) for number in range(4)]
    for each in big:
        SqsDeadLetters(asking(boto3.client("sqs")), dead).bury(each, "no such lead")
    code, lines = said(capsys, "redrive", "intake")
    assert (code, lines[0]) == (0, "Moved back into work: 4 messages.")
    assert (bodies(queue.stack.intake), bodies(dead)) == (sorted(big), [])


@pytest.mark.usefixtures("queue")
@pytest.mark.parametrize(
    "words", [["redrive", "intake", "--destination", "sales"], ["redrive", "actions", "--destination", "salse"]]
)
def test_a_redrive_for_nobody_is_refused(words: list[str]) -> None:
    assert main(words) == 2
