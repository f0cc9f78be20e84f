"""From news in the outbox to the message at its destination, through both functions, with AWS as moto plays it."""

import json
from collections.abc import Iterator, Mapping

import boto3
import pytest

from functions.react import app as react
from leadflow.adapters.tables.deliveries import DynamoDeliveries
from leadflow.adapters.tables.item import text
from leadflow.adapters.tables.outbox_item import key
from leadflow.application.ports import Outcome
from leadflow.domain.errand import Errand
from leadflow.domain.instant import DAY, Duration, Instant
from tests.integration.aws import failing
from tests.integration.outward import CONTEXT, NONE, PATH, SECRET, Stack, forget, put_secret, running
from tests.unit.channels.matters import ADA, NOW, news

ERRAND = Errand(ADA, news().id, "hand_over", 0)


@pytest.fixture
def stack(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stack]:
    with running(monkeypatch) as found:
        yield found


def logged(caplog: pytest.LogCaptureFixture) -> list[Mapping[str, object]]:
    return [vars(record) for record in caplog.records]


def test_news_becomes_one_message(stack: Stack) -> None:
    stack.announce()
    assert stack.pending()
    assert stack.react() == NONE
    assert not stack.pending()
    assert stack.deliver() == NONE
    assert stack.deliver() is None
    [body] = stack.sink.taken
    assert str(body["text"]).startswith("Ada Lindqvist is now sales ready · +38 asked for a demo, ")
    assert "viewed acme.example/customers/shipping" in json.dumps(body)


def test_news_that_is_read_twice_becomes_one_message_all_the_same(stack: Stack) -> None:
    stack.announce()
    stack.react()
    stack.react()
    assert [stack.deliver(), stack.deliver(), stack.deliver()] == [NONE, NONE, None]
    assert len(stack.sink.taken) == 1


def test_after_three_failures_there_is_one_message(stack: Stack) -> None:
    stack.sink.answers = [(500, "", {}), (503, "", {}), (429, "", {"retry-after": "600"})]
    stack.announce()
    stack.react()
    for attempt in (1, 2, 3):
        failed = stack.deliver(attempt)
        assert failed is not None
        assert len(failed["batchItemFailures"]) == 1
        assert stack.deliver() is None  # it is held back
        stack.let_the_pause_pass()
    assert stack.deliver() == NONE
    assert len(stack.sink.taken) == 4
    assert stack.buried() == []


def test_the_pause_is_at_least_what_slack_asks_for(stack: Stack, caplog: pytest.LogCaptureFixture) -> None:
    stack.sink.answers = [(429, "", {"retry-after": "600"})]
    stack.announce()
    stack.react()
    stack.deliver()
    [postponed] = [line for line in logged(caplog) if line["msg"] == "postponed"]
    assert (postponed["seconds"], postponed["reason"]) == (600, "Slack takes no more for now")


def test_what_slack_refuses_is_dead_lettered_with_slack_s_word(stack: Stack) -> None:
    stack.sink.answers = [(404, "no_service", {})]
    stack.announce()
    stack.react()
    assert stack.deliver() == NONE
    assert stack.buried() == [(ERRAND, "Slack answered 404 no_service")]


def test_in_observe_nothing_is_sent_or_even_looked_up(stack: Stack) -> None:
    stack.set("MODE", "observe")
    stack.announce()
    stack.react()
    assert stack.deliver() == NONE
    assert stack.sink.taken == []
    receipts = DynamoDeliveries(stack.dynamodb, "Deliveries")
    assert receipts.claim(ERRAND, Instant(NOW + DAY), Duration(DAY)) is Outcome.OBSERVED


def test_without_its_secret_a_message_waits_and_the_log_names_it(
    stack: Stack, caplog: pytest.LogCaptureFixture
) -> None:
    boto3.client("ssm").delete_parameter(Name=SECRET)
    stack.announce()
    stack.react()
    assert stack.deliver() != NONE
    assert logged(caplog)[-1]["reason"] == "the secret sales-webhook is not set"
    put_secret(f"http://{stack.sink.host}{PATH}")
    forget()
    stack.let_the_pause_pass()
    assert stack.deliver() == NONE
    assert len(stack.sink.taken) == 1


def test_a_secret_that_leads_elsewhere_is_not_followed(stack: Stack) -> None:
    stack.set("LEADFLOW_LOCAL_SINKS", "127.0.0.1:1")
    stack.announce()
    stack.react()
    assert stack.deliver() != NONE
    assert stack.sink.taken == []


def test_a_message_that_is_no_errand_is_dead_lettered(stack: Stack) -> None:
    boto3.client("sqs").send_message(QueueUrl=stack.actions, MessageBody="what is this")
    assert stack.deliver() == NONE
    asked = boto3.client("sqs").receive_message(QueueUrl=stack.dead_letters)
    assert [each["Body"] for each in asked["Messages"]] == ["what is this"]


def test_news_that_cannot_be_read_holds_up_no_other(stack: Stack) -> None:
    stack.announce()
    image = stack.dynamodb.get_item(TableName="Outbox", Key=key(ADA, news().id))["Item"]
    records: list[react.Record] = [
        {"dynamodb": {"SequenceNumber": "1", "NewImage": image}},
        {"dynamodb": {"SequenceNumber": "2", "NewImage": {"lead": text(ADA)}}},
        {"dynamodb": {"SequenceNumber": "3", "NewImage": image}},
    ]
    answered = react.handler({"Records": records}, CONTEXT)
    assert answered == NONE
    assert [stack.deliver(), stack.deliver(), stack.deliver()] == [NONE, NONE, None]
    assert len(stack.sink.taken) == 1


def test_while_the_queue_is_gone_news_comes_again(stack: Stack) -> None:
    stack.announce()
    with failing(503, "ServiceUnavailable"):
        assert stack.react() == {"batchItemFailures": [{"itemIdentifier": "1"}]}
    assert stack.pending()
    assert (stack.react(), stack.pending()) == (NONE, False)


def test_neither_address_nor_name_nor_secret_is_logged(
    stack: Stack, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    stack.sink.answers = [(500, "", {}), (404, "no_service", {})]
    stack.announce()
    stack.react()
    stack.deliver()
    stack.let_the_pause_pass()
    stack.deliver()
    said = f"{capsys.readouterr()} {logged(caplog)}"
    assert "Failed" in said
    assert "Slack answered 404 no_service" in said
    for private in ("ada@", "Lindqvist", "made-up-secret", stack.sink.host):
        assert private not in said
