"""A stack whose queue `actions` is worked on by a clock of the test's own, and which commands can reach."""

import fcntl
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from heapq import heappop, heappush
from itertools import count
from pathlib import Path

import boto3
import pytest

from functions.deliver import app as deliver
from leadflow.adapters.actions import encode
from leadflow.domain.automation import Notify
from leadflow.domain.errand import Errand
from leadflow.domain.lead_model import Channel, LeadModel
from leadflow.model.render import render
from tests.integration.outward import CONTEXT, NONE, PATH, Stack, put_secret
from tests.unit.channels.matters import ADA, HAND_OVER, MODEL, news

GIVEN_UP = 10
"""So often the queue hands a message out, as the template says."""

DAY = 24 * 60 * 60
HEALTHY = PATH
DEAD = "/services/T0/B0/dead"
COUNT = 30

POLICY: LeadModel = replace(
    MODEL,
    automations={
        f"{name}_{number}": replace(HAND_OVER, name=f"{name}_{number}", do=(Notify(name),))
        for name in ("sales", "managers")
        for number in range(COUNT)
    },
    channels={
        "sales": Channel("sales", "slack", "sales-webhook"),
        "managers": Channel("managers", "slack", "managers-webhook"),
    },
)
"""Two channels, each told by many automations."""


def errands(channel: str, number: int = COUNT) -> list[Errand]:
    return [Errand(ADA, news().id, f"{channel}_{each}", 0) for each in range(number)]


@dataclass
class Queue:
    """The queue `actions` as SQS keeps it, by a clock that jumps to when the next message is to be seen."""

    stack: Stack
    clock: Path
    log: pytest.LogCaptureFixture
    now: int = 0
    waiting: list[tuple[int, int, str, int]] = field(default_factory=list)
    given_up: list[str] = field(default_factory=list)
    ended: list[tuple[int, str]] = field(default_factory=list)
    order: Iterator[int] = field(default_factory=count)

    def put(self, errands: Sequence[Errand]) -> None:
        for each in errands:
            self._see(encode(each), 0, 0)

    def work(self, until: int) -> None:
        """Hand out what is to be seen, until so many seconds after the beginning."""
        while self.waiting and self.waiting[0][0] <= until:
            at, _, body, received = heappop(self.waiting)
            self.now = max(self.now, at)
            self.clock.write_text(str(self.now))
            if received == GIVEN_UP:
                self.given_up.append(body)
                boto3.client("sqs").send_message(QueueUrl=self.stack.dead_letters, MessageBody=body)
            else:
                self._hand_out(body, received + 1)

    def _hand_out(self, body: str, received: int) -> None:
        self.log.clear()
        record: deliver.Record = {
            "messageId": "m",
            "receiptHandle": self.stack.handle,
            "body": body,
            "attributes": {"ApproximateReceiveCount": str(received)},
        }
        done = deliver.handler({"Records": [record]}, CONTEXT) == NONE
        (said,) = [vars(each) for each in self.log.records if each.msg in ("postponed", "ended")]
        if said["msg"] == "ended":
            self.ended.append((self.now, said["channel"]))
        else:
            self._see(body, said["seconds"], 0 if done else received)

    def _see(self, body: str, seconds: int, received: int) -> None:
        heappush(self.waiting, (self.now + seconds, next(self.order), body, received))


@contextmanager
def operating(stack: Stack, home: Path, log: pytest.LogCaptureFixture, policy: LeadModel = POLICY) -> Iterator[Queue]:
    """The stack is up in that folder, where commands find it, and its queue is worked on by the test's clock."""
    clock = home / "clock"
    clock.write_text("0")
    stack.set("LEADFLOW_CLOCK", str(clock))
    stack.set("LEADFLOW_HOME", str(home))
    put_secret(f"http://{stack.sink.host}{DEAD}", "/leadflow/test/out/managers-webhook")
    # One message is received for good, so that there is a handle whose visibility may be changed.
    boto3.client("sqs").send_message(QueueUrl=stack.actions, MessageBody="any")
    received = boto3.client("sqs").receive_message(QueueUrl=stack.actions, VisibilityTimeout=40_000)["Messages"]
    stack.handle = received[0]["ReceiptHandle"]
    told = dict.fromkeys(("address", "sink", "sinks", "endpoint"), None)
    told |= {"pid": 0, "region": "eu-west-1", "stack": "test"}
    (home / "stack.json").write_text(json.dumps({**told, "outputs": outputs(stack)}), encoding="utf-8")
    (home / "leadflow_model.py").write_text(render(policy), encoding="utf-8")
    with (home / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield Queue(stack, clock, log)


def outputs(stack: Stack) -> dict[str, str]:
    """The template's outputs, with the queues that the functions have no need of."""
    names = ("outbox", "relay", "intake-dead")
    outbox, relay, intake = (boto3.client("sqs").create_queue(QueueName=name)["QueueUrl"] for name in names)
    return {
        **{f"{name}Table": name for name in ("Leads", "Timeline", "Outbox", "Deliveries", "Lists")},
        "IntakeQueueUrl": stack.intake,
        "IntakeDeadLettersUrl": intake,
        "ActionsQueueUrl": stack.actions,
        "ActionsDeadLettersUrl": stack.dead_letters,
        "OutboxDeadLettersUrl": outbox,
        "RelayDeadLettersUrl": relay,
        "LeadKeyArn": boto3.client("secretsmanager").create_secret(Name="lead-key", SecretString="key")["ARN"],
        "TimelineDays": "800",
        "Mode": "act",
    }
