"""The capacity meter against what the emulator says that it bills, and against AWS's own rules."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import boto3
import pytest

from bench.capacity import metered
from bench.meter import Meter, Use
from leadflow.adapters.actions import SqsActions
from leadflow.adapters.aws import asking
from leadflow.adapters.tables.leads import DynamoLeads
from leadflow.adapters.tables.outbox import DynamoOutbox
from leadflow.adapters.tables.timeline import DynamoTimeline
from leadflow.adapters.tables.wakes import DynamoWakes
from leadflow.application.ports import Outrun
from leadflow.domain.errand import Errand
from leadflow.domain.lead import Lead, Register
from leadflow.domain.state import State
from tests.integration.aws import TABLES, by_emulator_with_tables, by_moto
from tests.samples import ADA, NOON, activity, after, lead_number, news

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


@pytest.fixture
def client() -> "Iterator[DynamoDBClient]":
    with by_emulator_with_tables() as client:
        yield client


@pytest.fixture
def meter(client: "DynamoDBClient") -> Meter:
    meter = Meter(metered(client, TABLES))
    meter.attach(client.meta.events)
    return meter


@pytest.fixture
def leads(client: "DynamoDBClient") -> DynamoLeads:
    return DynamoLeads(client, "Leads", "Outbox")


def said_by(client: "DynamoDBClient") -> list[float]:
    """What the emulator says of every write, filled as the writes happen."""
    said: list[float] = []

    def ask(params: dict[str, str], **_: object) -> None:
        params["ReturnConsumedCapacity"] = "TOTAL"

    def hear(parsed: dict[str, dict[str, float]], **_: object) -> None:
        said.append(parsed["ConsumedCapacity"]["CapacityUnits"])

    for operation in ("PutItem", "UpdateItem"):
        client.meta.events.register(f"before-parameter-build.dynamodb.{operation}", ask)
        client.meta.events.register(f"after-call.dynamodb.{operation}", hear)
    return said


def heavy(kilobytes: int) -> Lead:
    """A lead of which so much is known."""
    return Lead(traits={"essay": Register("x" * (1024 * kilobytes), NOON, 0, "a")})


def test_every_put_is_metered_as_the_emulator_bills_it(
    client: "DynamoDBClient", meter: Meter, leads: DynamoLeads
) -> None:
    said = said_by(client)
    history = [
        (State(ADA), 1),
        (State(ADA, wake_at=NOON), 2),  # armed
        (State(ADA, wake_at=NOON, model="new"), 1),  # armed still
        (State(ADA, wake_at=after(1)), 3),  # moved
        (State(ADA), 2),  # disarmed
        (State(ADA, heavy(3)), 4),
        (State(ADA), 4),  # what is taken away is billed, too
        (State(ADA), 1),
    ]
    for version, (state, units) in enumerate(history):
        meter.reset()
        leads.commit(replace(state, version=version))
        assert meter.units == {Use("PutItem", "Leads"): units}
        assert said[-1] == units
    assert len(said) == len(history)


def test_an_update_is_metered_as_the_emulator_bills_it(
    client: "DynamoDBClient", meter: Meter, leads: DynamoLeads
) -> None:
    said = said_by(client)
    leads.commit(State(ADA, heavy(2), wake_at=NOON))
    DynamoWakes(client, "Leads").disarm(ADA, NOON)
    assert meter.units == {Use("PutItem", "Leads"): said[0], Use("UpdateItem", "Leads"): said[1]}
    assert said == [4, 4]


def test_a_lost_race_is_billed_without_the_index(meter: Meter, leads: DynamoLeads) -> None:
    leads.commit(State(ADA, heavy(1)))
    meter.reset()
    with pytest.raises(Outrun):
        leads.commit(State(ADA, wake_at=NOON))
    assert meter.units == {Use("PutItem", "Leads"): 2}


def test_a_duplicate_activity_is_billed_as_a_write(client: "DynamoDBClient", meter: Meter) -> None:
    timeline = DynamoTimeline(client, "Timeline", days=1)
    timeline.add(ADA, activity())
    timeline.add(ADA, activity())
    assert meter.units == {Use("PutItem", "Timeline"): 2}
    assert meter.calls == {Use("PutItem", "Timeline"): 2}


def test_a_transaction_counts_twice(client: "DynamoDBClient", meter: Meter, leads: DynamoLeads) -> None:
    leads.commit(State(ADA), [news(), news(of="cooled")])
    assert meter.units == {
        Use("TransactWriteItems", "Leads"): 2,
        Use("TransactWriteItems", "Outbox"): 2 * 2 * (1 + 1),  # two items, each with its place among the pending
    }
    meter.reset()
    DynamoOutbox(client, "Outbox").finish(ADA, news().id)
    assert meter.units == {Use("UpdateItem", "Outbox"): 2}


def test_reads_that_may_be_old_cost_half(meter: Meter, leads: DynamoLeads, client: "DynamoDBClient") -> None:
    leads.commit(State(ADA, heavy(5)))
    leads.commit(State(lead_number(1)))
    meter.reset()
    leads.load([ADA, lead_number(1), lead_number(2)])
    DynamoOutbox(client, "Outbox").load(ADA, news().id)
    assert meter.units == {Use("BatchGetItem", "Leads"): 1 + 0.5 + 0.5, Use("GetItem", "Outbox"): 1}


def test_a_page_of_a_query_is_weighed_together(client: "DynamoDBClient", meter: Meter) -> None:
    timeline = DynamoTimeline(client, "Timeline", days=1)
    for minutes in range(30):
        timeline.add(ADA, activity(at=after(minutes)))
    meter.reset()
    assert len(list(timeline.read(ADA))) == 30
    assert meter.calls == {Use("Query", "Timeline"): 1}
    assert 1 < meter.units[Use("Query", "Timeline")] < 5


def test_a_queue_bills_each_64_kilobytes() -> None:
    with by_moto():
        client, meter = boto3.client("sqs"), Meter({})
        queue = client.create_queue(QueueName="actions")["QueueUrl"]
        meter.attach(client.meta.events)
        SqsActions(asking(client), queue).send([Errand(ADA, news().id, "hand_over", number) for number in range(11)])
        client.send_message(QueueUrl=queue, MessageBody="x" * 65_537)
        assert meter.units == {Use("SendMessageBatch"): 2, Use("SendMessage"): 2}
        assert meter.calls == {Use("SendMessageBatch"): 2, Use("SendMessage"): 1}
