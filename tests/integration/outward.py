"""The functions react and deliver between AWS as moto plays it and a destination on this machine."""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING

import boto3
import pytest
from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.deliver import app as deliver
from functions.react import app as react
from leadflow.adapters import compiled
from leadflow.adapters.actions import decode
from leadflow.adapters.tables.leads import DynamoLeads
from leadflow.adapters.tables.outbox import DynamoOutbox
from leadflow.adapters.tables.outbox_item import key
from leadflow.adapters.tables.timeline import DynamoTimeline
from leadflow.application.ports import Order
from leadflow.domain.instant import DAY, Instant
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.state import State
from leadflow.model.render import rendered
from tests.integration.aws import TABLES, by_moto_with_tables
from tests.unit.channels.matters import ADA, MODEL, NOW, RECENT, lead, news

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Failures = Mapping[str, Sequence[Mapping[str, str]]]

CONTEXT = LambdaContext()
NONE: Failures = {"batchItemFailures": []}
SECRET = "/leadflow/test/out/sales-webhook"
PATH = "/services/T0/B0/made-up-secret"


class Sink(ThreadingHTTPServer):
    """Stands where Slack does; `answers` are given one after the other, then `ok`.

    The status 0 hangs up without an answer. `dead` are the statuses that some addresses answer always, `calls` the
    addresses that were called.
    """

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Listener)
        self.answers: list[tuple[int, str, Mapping[str, str]]] = []
        self.taken: list[Mapping[str, object]] = []
        self.calls: list[str] = []
        self.dead: dict[str, int] = {}

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.server_port}"


class Listener(BaseHTTPRequestHandler):
    server: Sink

    def do_POST(self) -> None:
        self.server.taken.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
        self.server.calls.append(self.path)
        status, body, headers = self.server.answers.pop(0) if self.server.answers else (200, "ok", {})
        status = self.server.dead.get(self.path, status)
        if not status:
            self.close_connection = True
            return
        self.send_response(status)
        for name, value in {**headers, "content-length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@dataclass
class Stack:
    """The stack from its outside: what can be done to it, and what can be seen of it."""

    dynamodb: "DynamoDBClient"
    sink: Sink
    actions: str
    dead_letters: str
    intake: str
    environment: pytest.MonkeyPatch
    handle: str = ""

    def announce(self) -> None:
        """The news and its lead are written, as the evaluation does it."""
        leads = DynamoLeads(self.dynamodb, "Leads", "Outbox")
        for version in range(news().version):
            last = version + 1 == news().version
            leads.commit(State(ADA, lead(), version=version), [news()] if last else [])
        timeline = DynamoTimeline(self.dynamodb, "Timeline", days=800)
        for activity in RECENT:
            timeline.add(ADA, activity)

    def react(self) -> Failures:
        image = self.dynamodb.get_item(TableName="Outbox", Key=key(ADA, news().id))["Item"]
        failed: Failures = react.handler(
            {"Records": [{"dynamodb": {"SequenceNumber": "1", "NewImage": image}}]}, CONTEXT
        )
        return failed

    def deliver(self, attempt: int = 1) -> Failures | None:
        """Bring one message of the queue as Lambda does, and delete it; None where none is to be seen."""
        found = boto3.client("sqs").receive_message(QueueUrl=self.actions).get("Messages")
        if not found:
            return None
        self.handle = found[0]["ReceiptHandle"]
        record: deliver.Record = {
            "messageId": found[0]["MessageId"],
            "receiptHandle": self.handle,
            "body": found[0]["Body"],
            "attributes": {"ApproximateReceiveCount": str(attempt)},
        }
        failed: Failures = deliver.handler({"Records": [record]}, CONTEXT)
        if failed == NONE:
            boto3.client("sqs").delete_message(QueueUrl=self.actions, ReceiptHandle=self.handle)
        return failed

    def let_the_pause_pass(self) -> None:
        boto3.client("sqs").change_message_visibility(
            QueueUrl=self.actions, ReceiptHandle=self.handle, VisibilityTimeout=0
        )

    def set(self, name: str, value: str) -> None:
        self.environment.setenv(name, value)
        forget()

    def buried(self) -> list[tuple[Order, str]]:
        asked = boto3.client("sqs").receive_message(QueueUrl=self.dead_letters, MessageAttributeNames=["All"])
        return [
            (decode(each["Body"]), each["MessageAttributes"]["reason"]["StringValue"])
            for each in asked.get("Messages", [])
        ]

    def pending(self) -> bool:
        return any(DynamoOutbox(self.dynamodb, "Outbox").pending(Instant(NOW + DAY)))


def forget() -> None:
    for cached in (deliver.wired, react.wired, compiled.model):
        cached.cache_clear()


@contextmanager
def sinking() -> Iterator[Sink]:
    with Sink() as listening:
        thread = Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield listening
        finally:
            listening.shutdown()
            thread.join()


@contextmanager
def running(monkeypatch: pytest.MonkeyPatch, policy: LeadModel = MODEL) -> Iterator[Stack]:
    """Both functions as the template sets them up, with everything around them."""
    monkeypatch.setitem(sys.modules, "leadflow_model", rendered(policy))
    with sinking() as sink, by_moto_with_tables() as dynamodb:
        names = ("actions", "buried", "intake")
        actions, buried, intake = (boto3.client("sqs").create_queue(QueueName=name)["QueueUrl"] for name in names)
        environment = {
            **{f"{name.upper()}_TABLE": name for name in TABLES},
            "ACTIONS_QUEUE_URL": actions,
            "ACTIONS_DEAD_LETTERS_URL": buried,
            "INTAKE_QUEUE_URL": intake,
            "BUS": "leadflow",
            "MODE": "act",
            "SECRETS_PATH": "/leadflow/test/out",
            "TIMELINE_DAYS": "800",
            "LEADFLOW_LOCAL_SINKS": sink.host,
        }
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        boto3.client("events").create_event_bus(Name="leadflow")
        put_secret(f"http://{sink.host}{PATH}")
        forget()
        try:
            yield Stack(dynamodb, sink, actions, buried, intake, monkeypatch)
        finally:
            forget()


def put_secret(value: str, name: str = SECRET) -> None:
    boto3.client("ssm").put_parameter(Name=name, Value=value, Type="SecureString", Overwrite=True)
