"""What only DynamoDB does: pages, limits, expiry, streams; and how the items look."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import boto3
import pytest
from botocore.config import Config

from leadflow.adapters.tables import outbox
from leadflow.adapters.tables.deliveries import DynamoDeliveries
from leadflow.adapters.tables.leads import DynamoLeads
from leadflow.adapters.tables.outbox_item import from_stream
from leadflow.adapters.tables.timeline import DynamoTimeline
from leadflow.adapters.tables.wakes import DynamoWakes
from leadflow.application.ports import TooBig
from leadflow.domain.errand import Errand
from leadflow.domain.instant import DAY, MINUTE, SECOND, Instant
from leadflow.domain.lead import Register
from leadflow.domain.state import State
from tests.integration.aws import by_moto_with_tables
from tests.samples import ADA, NOON, activity, after, lead_number, news, state

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from leadflow.adapters.tables.item import Item


@pytest.fixture
def client() -> "Iterator[DynamoDBClient]":
    with by_moto_with_tables() as client:
        yield client


@pytest.fixture
def leads(client: "DynamoDBClient") -> DynamoLeads:
    return DynamoLeads(client, "Leads", "Outbox")


def in_small_pages(client: "DynamoDBClient") -> None:
    """Let every query answer with one item at a time."""

    def limit(params: dict[str, object], **_: object) -> None:
        params["Limit"] = 1

    client.meta.events.register("provide-client-params.dynamodb.Query", limit)


def item(client: "DynamoDBClient", table: str, key: "Item") -> "Item":
    return client.get_item(TableName=table, Key=key)["Item"]


def test_all_pages_are_read(client: "DynamoDBClient", leads: DynamoLeads) -> None:
    timeline = DynamoTimeline(client, "Timeline", days=800)
    for number in range(40):  # more than there are shards
        leads.commit(State(lead_number(number), wake_at=NOON), [news(lead_number(number))])
        timeline.add(ADA, activity(at=after(number)))
    in_small_pages(client)
    assert {lead for _, lead in DynamoWakes(client, "Leads").due(NOON)} == {lead_number(number) for number in range(40)}
    assert len(list(outbox.DynamoOutbox(client, "Outbox").pending(after(1)))) == 40
    assert [each.at for each in timeline.read(ADA)] == [after(number) for number in range(40)]
    assert [each.at for each in timeline.latest(ADA, 3)] == [after(39), after(38), after(37)]


def test_pages_are_read_only_when_they_are_needed(client: "DynamoDBClient", leads: DynamoLeads) -> None:
    for number in range(40):
        leads.commit(State(lead_number(number), wake_at=NOON))
    in_small_pages(client)
    asked: list[object] = []
    client.meta.events.register("before-call.dynamodb.Query", lambda **call: asked.append(call))
    due = DynamoWakes(client, "Leads").due(NOON)
    next(due)
    first = len(asked)
    assert first < 10
    next(due)
    assert first < len(asked) < 20


def test_a_lead_that_does_not_fit_into_an_item_is_too_big(leads: DynamoLeads) -> None:
    whole = state()
    for length, fits in ((390_000, True), (410_000, False)):
        traits = {"essay": Register("x" * length, NOON, 0, "a")}
        big = State(lead_number(length), replace(whole.lead, traits=traits))
        if fits:
            leads.commit(big)
        else:
            with pytest.raises(TooBig):
                leads.commit(big)


def test_more_news_than_one_transaction_takes_are_too_big(leads: DynamoLeads) -> None:
    leads.commit(state(), [news(of=f"segment_{number}") for number in range(99)])
    with pytest.raises(TooBig):
        leads.commit(State(lead_number(1)), [news(of=f"segment_{number}") for number in range(100)])


def test_an_armed_lead_keeps_its_place_in_the_index(client: "DynamoDBClient", leads: DynamoLeads) -> None:
    leads.commit(state())
    before = item(client, "Leads", {"lead": {"S": ADA}})
    leads.commit(replace(state(), version=1, evaluated_at=after(5)))
    later = item(client, "Leads", {"lead": {"S": ADA}})
    assert [later[name] for name in ("wake_shard", "wake_at")] == [before[name] for name in ("wake_shard", "wake_at")]


def test_the_stream_carries_whole_news_until_they_are_finished(client: "DynamoDBClient", leads: DynamoLeads) -> None:
    leads.commit(state(), [news()])
    arn = client.describe_table(TableName="Outbox")["Table"]["LatestStreamArn"]
    streams = boto3.client("dynamodbstreams", config=Config(account_id_endpoint_mode="disabled"))
    shard = streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"][0]["ShardId"]
    start = streams.get_shard_iterator(StreamArn=arn, ShardId=shard, ShardIteratorType="TRIM_HORIZON")
    (record,) = streams.get_records(ShardIterator=start["ShardIterator"])["Records"]
    assert from_stream(record["dynamodb"]["NewImage"]) == news()


def test_what_is_kept_is_kept_for_its_time(client: "DynamoDBClient", leads: DynamoLeads) -> None:
    timeline = DynamoTimeline(client, "Timeline", days=800)
    received = replace(activity(), occurred_at=Instant(NOON - 900 * DAY))
    timeline.add(ADA, received)
    timeline.add_unidentified(activity())
    leads.commit(state(), [news()])
    DynamoDeliveries(client, "Deliveries").claim(Errand(ADA, news().id, "hand_over", 0), NOON, MINUTE)
    days = {}
    for table in ("Timeline", "Outbox", "Deliveries", "Leads"):
        for found in client.scan(TableName=table)["Items"]:
            expiry = found.get("expires_at")
            days[found.get("lead", found.get("transition", {})).get("S", "")[:6], table] = (
                None if expiry is None else (int(expiry["N"]) - NOON // SECOND) / 86_400
            )
    assert days == {
        ("AAAAAA", "Timeline"): 800,
        ("source", "Timeline"): 30,
        ("AAAAAA", "Outbox"): 35,
        ("AAAAAA", "Deliveries"): 60,
        ("AAAAAA", "Leads"): None,
    }


def test_an_unidentified_activity_stands_under_its_source_and_day(client: "DynamoDBClient") -> None:
    timeline = DynamoTimeline(client, "Timeline", days=800)
    timeline.add_unidentified(activity())
    (found,) = client.scan(TableName="Timeline")["Items"]
    assert found["lead"]["S"] == "source#newsletter#2026-03-02"
    assert found["at_id"]["S"] == "2026-03-02T12:00:00.000000Z#a"


def test_a_providers_record_that_is_too_big_is_cut(client: "DynamoDBClient") -> None:
    timeline = DynamoTimeline(client, "Timeline", days=800)
    noise = "".join(lead_number(number) for number in range(20_000))
    timeline.add(ADA, replace(activity(), raw={"attachment": noise}))
    (kept,) = timeline.read(ADA)
    assert replace(kept, raw=None) == replace(activity(), raw=None)
    assert isinstance(kept.raw, str)
    assert kept.raw.startswith('{"attachment": "' + noise[:100])
    (found,) = client.scan(TableName="Timeline")["Items"]
    assert found["raw_cut"] == {"BOOL": True}
    assert len(found["activity"]["B"]) < 30_000


def test_a_usual_record_is_kept_whole(client: "DynamoDBClient") -> None:
    DynamoTimeline(client, "Timeline", days=800).add(ADA, activity())
    (found,) = client.scan(TableName="Timeline")["Items"]
    assert "raw_cut" not in found
