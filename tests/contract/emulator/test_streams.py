"""What the emulator's own mapping of a stream does wrong. Where a test fails, local/pump.py may no longer be needed."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from time import sleep

import pytest

from leadflow.domain.json import Json
from local.aws import Aws
from tests.contract.emulator.bare import events, eventually, make_function, make_queue, make_table

pytestmark = pytest.mark.e2e


def batch(event: Mapping[str, Json]) -> Sequence[Json]:
    records = event["Records"]
    assert isinstance(records, list)
    return records


def put(aws: Aws, table: str, key: str) -> None:
    aws.clients.dynamodb.put_item(TableName=table, Item={"id": {"S": key}})


def test_a_failing_batch_is_never_given_up(aws: Aws, seen: Path) -> None:
    stream = make_table(aws.clients, "failing")
    url, queue = make_queue(aws.clients, "given-up")
    make_function(aws.clients, "failing", seen, "raise ValueError")
    mapping = aws.clients.functions.create_event_source_mapping(
        EventSourceArn=stream,
        FunctionName="failing",
        StartingPosition="TRIM_HORIZON",
        MaximumRetryAttempts=1,
        DestinationConfig={"OnFailure": {"Destination": queue}},
    )
    put(aws, "failing", "a")
    eventually(lambda: len(events(seen)) > 2)
    assert not aws.clients.sqs.receive_message(QueueUrl=url).get("Messages")
    aws.clients.functions.delete_event_source_mapping(UUID=mapping["UUID"])


def test_a_reported_failure_is_forgotten(aws: Aws, seen: Path) -> None:
    stream = make_table(aws.clients, "reporting")
    report = 'return {"batchItemFailures": [{"itemIdentifier": event["Records"][0]["dynamodb"]["SequenceNumber"]}]}'
    make_function(aws.clients, "reporting", seen, report)
    mapping = aws.clients.functions.create_event_source_mapping(
        EventSourceArn=stream,
        FunctionName="reporting",
        StartingPosition="TRIM_HORIZON",
        FunctionResponseTypes=["ReportBatchItemFailures"],
    )
    put(aws, "reporting", "a")
    eventually(lambda: len(events(seen)) == 1)
    put(aws, "reporting", "b")
    eventually(lambda: len(events(seen)) > 1)
    sleep(1.5)
    assert [len(batch(event)) for event in events(seen)] == [1, 1]
    aws.clients.functions.delete_event_source_mapping(UUID=mapping["UUID"])
