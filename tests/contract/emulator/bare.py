"""Small things on a bare emulator: a table with a stream, a function that writes down what it sees."""

import io
import json
import socket
import textwrap
import zipfile
from collections.abc import Callable
from pathlib import Path
from time import monotonic, sleep

from leadflow.domain.json import Json
from local.clients import Clients

ROLE = "arn:aws:iam::000000000000:role/any"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def make_table(clients: Clients, name: str) -> str:
    """A table with a stream; the stream's address."""
    made = clients.dynamodb.create_table(
        TableName=name,
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"},
    )
    return made["TableDescription"]["LatestStreamArn"]


def make_queue(clients: Clients, name: str) -> tuple[str, str]:
    """A queue's URL and its ARN."""
    url = clients.sqs.create_queue(QueueName=name)["QueueUrl"]
    attributes = clients.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]
    return url, attributes["QueueArn"]


def make_function(clients: Clients, name: str, seen: Path, ending: str) -> None:
    """A function that appends each event to the file, a JSON line each, and then does what `ending` says."""
    source = f"""
    import json

    def handler(event, context):
        print("seen")
        with open({str(seen)!r}, "a") as file:
            file.write(json.dumps(event) + "\\n")
        {ending}
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as bundle:
        bundle.writestr("app.py", textwrap.dedent(source))
    clients.functions.create_function(
        FunctionName=name,
        Runtime="python3.13",
        Role=ROLE,
        Handler="app.handler",
        Code={"ZipFile": buffer.getvalue()},
        Timeout=5,
    )


def events(seen: Path) -> list[dict[str, Json]]:
    """What the function has seen."""
    return [json.loads(line) for line in seen.read_text().splitlines()] if seen.exists() else []


def eventually(condition: Callable[[], bool], seconds: float = 10.0) -> None:
    deadline = monotonic() + seconds
    while not condition():
        assert monotonic() < deadline, "it did not happen in time"
        sleep(0.05)
