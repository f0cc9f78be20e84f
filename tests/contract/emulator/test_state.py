"""What the emulator forgets. Where a test fails, a part of local/emulator.py or records.py may no longer be needed."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import urllib3

from local.aws import Aws
from local.clients import Clients
from tests.contract.emulator.bare import eventually, free_port, make_queue, make_table

pytestmark = pytest.mark.e2e


def start(home: Path, port: int) -> Aws:
    with (home / "log").open("a") as log:
        aws = Aws(home, port, log, {})
    aws.wait()
    return aws


def test_killed_it_has_saved_nothing(tmp_path: Path) -> None:
    port = free_port()
    environment = {
        **os.environ,
        "BIND_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(port),
        "PERSIST_STATE": "1",
        "STATE_DIR": str(tmp_path / "state"),
        "TMPDIR": str(tmp_path),
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        "LOG_LEVEL": "ERROR",
    }
    plain = subprocess.Popen([sys.executable, "-m", "ministack"], env=environment)
    try:
        eventually(lambda: answers(port))
        Clients(f"http://127.0.0.1:{port}").ssm.put_parameter(Name="/a", Value="b", Type="String")
    finally:
        plain.send_signal(signal.SIGKILL)
        plain.wait()
    assert not (tmp_path / "state/ssm.json").exists()


def answers(port: int) -> bool:
    try:
        return urllib3.request("GET", f"http://127.0.0.1:{port}/_ministack/ready", retries=False).status == 200
    except urllib3.exceptions.HTTPError:
        return False


def test_after_a_restart_a_stream_is_empty_though_its_table_is_not(tmp_path: Path) -> None:
    aws = start(tmp_path, free_port())
    stream = make_table(aws.clients, "kept")
    aws.clients.dynamodb.put_item(TableName="kept", Item={"id": {"S": "a"}})
    assert records(aws, stream) == 1
    aws.snapshot()
    aws.stop()
    again = start(tmp_path, free_port())
    assert again.clients.dynamodb.scan(TableName="kept")["Count"] == 1
    assert records(again, stream) == 0
    again.stop()


def records(aws: Aws, stream: str) -> int:
    (shard,) = aws.clients.streams.describe_stream(StreamArn=stream)["StreamDescription"]["Shards"]
    iterator = aws.clients.streams.get_shard_iterator(
        StreamArn=stream, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
    )["ShardIterator"]
    return len(aws.clients.streams.get_records(ShardIterator=iterator)["Records"])


def test_its_state_holds_a_queue_by_its_port_and_a_received_message_as_hidden_and_counted(tmp_path: Path) -> None:
    port = free_port()
    aws = start(tmp_path, port)
    url, _ = make_queue(aws.clients, "kept")
    aws.clients.sqs.send_message(QueueUrl=url, MessageBody="a")
    aws.clients.sqs.receive_message(QueueUrl=url, VisibilityTimeout=300)
    aws.snapshot()
    aws.stop()
    header, text = (tmp_path / "snapshot.json").read_text().split("\n", 1)
    assert header == str(port)
    assert f"localhost:{port}/000000000000/kept" in json.loads(text)["sqs"]["queues"]["data"].popitem()[0]
    again = start(tmp_path, free_port())
    url = again.clients.sqs.get_queue_url(QueueName="kept")["QueueUrl"]
    received = again.clients.sqs.receive_message(QueueUrl=url, AttributeNames=["ApproximateReceiveCount"])["Messages"]
    assert [(one["Body"], one["Attributes"]["ApproximateReceiveCount"]) for one in received] == [("a", "1")]
    again.stop()
