"""All functions between a lead's doings and an email tool, on AWS as moto plays it, with the tools' stand-ins."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Final, cast

import boto3
import pytest
from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.deliver import app as deliver
from functions.evaluate import app as evaluate
from functions.react import app as react
from functions.wake import app as wake
from leadflow.adapters.clock import now
from leadflow.adapters.intake import message
from leadflow.adapters.tables.leads import DynamoLeads
from leadflow.application import family
from leadflow.application.ports import Parcel
from leadflow.domain.activity import Activity
from leadflow.domain.identity import Keys, lead_id
from leadflow.domain.instant import DAY, MINUTE, SECOND, Duration, Instant
from leadflow.domain.json import Json
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.state import State
from local.nurture.beside import TOKENS, Tools, beside
from tests.integration.outward import CONTEXT, NONE, Stack, put_secret, running
from tests.models import model

KEY: Final = "k" * 64
LIST: Final = "4f0c2a1e-5b7d-4c3e-9a8f-1d2e3f405162"
ADA: Final = Keys("ada@northwind.example")
ROUNDS: Final = 20


def policy(via: Json) -> LeadModel:
    """A silent lead is put on a track, and taken off again when it is not silent any more."""
    return model(
        signals={"clicked": {"activity": "email.clicked"}},
        segments={
            "silent_60": {"without": "interaction", "for": "60 days"},
            "nurtured": {"trait": "track.reawaken", "is": True},
        },
        tracks={"reawaken": {"via": via}},
        automations={
            "nurture": {"when": {"enters": "silent_60"}, "do": [{"enrol": "reawaken"}]},
            "leave": {"when": {"leaves": "silent_60"}, "do": [{"withdraw": "reawaken"}]},
        },
    )


@dataclass
class Nursery:
    """The stack by a clock of the test's own. Every message is brought twice, as queues and streams may."""

    stack: Stack
    tools: Tools
    clock: Path
    began: Instant
    ahead: Duration = Duration(0)

    def now(self) -> Instant:
        return Instant(self.began + self.ahead)

    def pass_days(self, days: int) -> None:
        """Let time pass, and the leads be woken that are due by then."""
        self.ahead = Duration(self.ahead + days * DAY + MINUTE)  # what is due to the second is due by then
        self.clock.write_text(str(self.ahead / SECOND))
        wake.handler({}, CONTEXT)
        self.work()

    def does(self, name: str, kind: str = "email.clicked", **properties: Json) -> None:
        """Ada does something now."""
        at = self.now()
        activity = Activity(name, ADA, kind, at, at, "mail", {"url": "https://acme.example", **properties})
        self._evaluate(message(Parcel([activity])))
        self.work()

    def work(self) -> None:
        """Bring all that waits, until nothing does."""
        for _ in range(ROUNDS):
            if not any([self._take_in(), self._react(), self._deliver()]):
                return
        raise AssertionError("something is still under way")

    def state(self) -> State:
        leads = DynamoLeads(self.stack.dynamodb, "Leads", "Outbox")
        found = family.whole(leads, lead_id(("email", str(ADA.email)), KEY.encode()))
        assert found is not None
        return found

    def ended(self) -> list[tuple[str, str, str | None]]:
        """Each receipt: which automation, how it ended, and why."""
        items = self.stack.dynamodb.scan(TableName="Deliveries")["Items"]
        receipts = [each for each in items if "outcome" in each]
        return sorted(
            (each["action"]["S"].partition("#")[0], each["outcome"]["S"], each["reason"].get("S")) for each in receipts
        )

    def _take_in(self) -> bool:
        found = (
            boto3.client("sqs").receive_message(QueueUrl=self.stack.intake, MaxNumberOfMessages=10).get("Messages", [])
        )
        for each in found:
            self._evaluate(each["Body"])
            self._evaluate(each["Body"])
            boto3.client("sqs").delete_message(QueueUrl=self.stack.intake, ReceiptHandle=each["ReceiptHandle"])
        return bool(found)

    def _evaluate(self, body: str) -> None:
        context = cast("LambdaContext", SimpleNamespace(get_remaining_time_in_millis=lambda: 60_000))
        assert evaluate.handler({"Records": [{"messageId": "m", "body": body}]}, context) == NONE

    def _react(self) -> bool:
        fresh = [item for item in self.stack.dynamodb.scan(TableName="Outbox")["Items"] if "pending" in item]
        for item in fresh * 2:
            change = {"dynamodb": {"SequenceNumber": "1", "NewImage": item}}
            assert react.handler({"Records": [change]}, CONTEXT) == NONE
        return bool(fresh)

    def _deliver(self) -> bool:
        """Bring each twice, unless it is to come again: then its pause passes at once."""
        queue = self.stack.actions
        found = boto3.client("sqs").receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get("Messages", [])
        for each in found:
            record: deliver.Record = {
                "messageId": "m",
                "receiptHandle": each["ReceiptHandle"],
                "body": each["Body"],
                "attributes": {"ApproximateReceiveCount": "1"},
            }
            if all(deliver.handler({"Records": [record]}, CONTEXT) == NONE for _ in range(2)):
                boto3.client("sqs").delete_message(QueueUrl=queue, ReceiptHandle=each["ReceiptHandle"])
            else:
                boto3.client("sqs").change_message_visibility(
                    QueueUrl=queue, ReceiptHandle=each["ReceiptHandle"], VisibilityTimeout=0
                )
        return bool(found)


@contextmanager
def nursery(monkeypatch: pytest.MonkeyPatch, folder: Path, written: LeadModel) -> Iterator[Nursery]:
    """A stack whose tools stand beside it."""
    clock = folder / "clock"
    began = now()
    made: list[Nursery] = []
    beside_it = beside(written, dict.fromkeys(TOKENS, 0), lambda: made[0].now())  # noqa: PLW0108 it is made later
    with beside_it as tools, running(monkeypatch, tools.told_by) as stack:
        key = boto3.client("secretsmanager").create_secret(Name="key", SecretString=KEY)["ARN"]
        dead = boto3.client("sqs").create_queue(QueueName="dead")["QueueUrl"]
        stack.set("LEAD_KEY_ARN", key)
        stack.set("INTAKE_DEAD_LETTERS_URL", dead)
        stack.set("LEADFLOW_CLOCK", str(clock))
        stack.set("LEADFLOW_LOCAL_SINKS", ",".join([stack.sink.host, *tools.places]))
        for name, value in tools.secrets.items():
            put_secret(value, f"/leadflow/test/out/{name}")
        forget()
        made.append(Nursery(stack, tools, clock, began))
        yield made[0]
        forget()


def forget() -> None:
    evaluate.wired.cache_clear()
    wake.wired.cache_clear()
