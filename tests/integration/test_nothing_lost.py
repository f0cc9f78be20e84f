"""What happens outside loses no message, and what happens to one destination delays no other."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from leadflow.adapters.tables.receipts import DynamoReceipts
from leadflow.application.circuit import LONGEST_WAIT, TRIES
from leadflow.application.ports import Outcome
from leadflow.cli.main import main
from leadflow.domain.instant import SECOND, Instant
from tests.integration.operating import COUNT, DAY, DEAD, HEALTHY, POLICY, Queue, errands, operating
from tests.integration.outward import NONE, Stack, running


@pytest.fixture
def queue(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> Iterator[Queue]:
    with running(monkeypatch, POLICY) as stack:
        stack.announce()
        with operating(stack, tmp_path, caplog) as found:
            yield found


def outcomes(stack: Stack) -> dict[str, Outcome | None]:
    found = DynamoReceipts(stack.dynamodb, "Deliveries").since(Instant(0))
    return {each.automation: each.outcome for each in found}


def test_after_500_three_times_and_then_200_there_is_one_message(queue: Queue) -> None:
    queue.stack.sink.answers = [(500, "", {})] * 3
    queue.put(errands("sales", 1))
    queue.work(DAY)
    assert len(queue.stack.sink.calls) == 4
    assert [channel for _, channel in queue.ended] == ["sales"]
    (receipt,) = DynamoReceipts(queue.stack.dynamodb, "Deliveries").since(Instant(0))
    assert (receipt.outcome, receipt.attempts, receipt.channel) == (Outcome.DONE, 4, "sales")


def test_a_message_whose_answer_was_lost_comes_once_more_at_most_under_the_same_id(queue: Queue) -> None:
    queue.stack.sink.answers = [(0, "", {})]
    queue.put(errands("sales", 1))
    queue.put(errands("sales", 1))
    queue.work(DAY)
    ids = [json.dumps(body).partition('"block_id": ')[2].partition(",")[0] for body in queue.stack.sink.taken]
    assert len(ids) == 2
    assert len(set(ids)) == 1
    assert outcomes(queue.stack) == {"sales_0": Outcome.DONE}


def test_a_dead_destination_delays_nobody_else_and_costs_few_calls(queue: Queue) -> None:
    queue.stack.sink.dead = {DEAD: 503}
    queue.put([each for pair in zip(errands("managers"), errands("sales"), strict=True) for each in pair])
    queue.work(60)
    assert queue.ended == [(0, "sales")] * COUNT
    assert queue.stack.sink.calls.count(HEALTHY) == COUNT
    assert queue.stack.sink.calls.count(DEAD) <= TRIES + 1


def test_a_destination_that_does_not_answer_for_a_day_gets_all_within_a_quarter_of_an_hour_of_its_return(
    queue: Queue,
) -> None:
    queue.stack.sink.dead = {DEAD: 503}
    queue.put(errands("managers", 4))
    queue.work(DAY)
    assert queue.ended == []
    assert queue.stack.sink.calls.count(DEAD) < 120
    queue.stack.sink.dead = {}
    queue.work(DAY + 2 * LONGEST_WAIT // SECOND)
    assert len(queue.ended) == 4
    assert queue.given_up == []
    assert set(outcomes(queue.stack).values()) == {Outcome.DONE}


def test_what_a_destination_refused_for_a_day_one_command_does_again(
    queue: Queue, capsys: pytest.CaptureFixture[str]
) -> None:
    queue.stack.sink.dead = {DEAD: 404}
    queue.put([*errands("managers", 12), *errands("sales", 3)])
    queue.work(DAY)
    assert sorted(outcomes(queue.stack).values(), key=str) == [*[Outcome.DONE] * 3, *[Outcome.FAILED] * 12]
    queue.stack.sink.dead = {}
    capsys.readouterr()
    assert main(["redrive", "actions", "--destination", "managers", "--yes"]) == 0
    assert capsys.readouterr().out.splitlines()[0] == "Moved back into work: 12 messages: managers 12."
    while (answer := queue.stack.deliver()) is not None:
        assert answer == NONE
    assert set(outcomes(queue.stack).values()) == {Outcome.DONE}
    assert queue.stack.sink.calls.count(HEALTHY) == 3
    assert queue.stack.buried() == []


def test_what_lies_in_both_queues_at_once_ends_in_one_message(queue: Queue) -> None:
    """So it is where a redrive was broken off between sending a letter and taking it out."""
    queue.stack.sink.dead = {DEAD: 404}
    queue.put(errands("managers", 1))
    queue.work(0)
    queue.stack.sink.dead = {}
    assert main(["redrive", "actions", "--yes"]) == 0
    queue.put(errands("managers", 1))
    queue.work(DAY)
    assert queue.stack.deliver() == NONE
    assert queue.stack.sink.calls.count(DEAD) == 2
    assert outcomes(queue.stack) == {"managers_0": Outcome.DONE}
