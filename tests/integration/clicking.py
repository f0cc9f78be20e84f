"""All functions between a click in Slack and what the lead is then, with AWS as moto plays it."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Final, cast

import boto3
import pytest
from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.evaluate import app as evaluate
from functions.react import app as react
from functions.receive import app as receive
from leadflow.adapters import clock
from leadflow.adapters.function_url import Event, Response
from leadflow.adapters.intake import message
from leadflow.adapters.tables.leads import DynamoLeads
from leadflow.application import family
from leadflow.application.ports import Parcel
from leadflow.application.webhook import Request
from leadflow.domain.activity import Activity
from leadflow.domain.identity import Keys, LeadId, lead_id
from leadflow.domain.instant import SECOND, Instant, iso
from leadflow.domain.json import Json
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.sender import Sender
from leadflow.domain.state import State
from local.clicks import Hand
from local.sink import Message
from tests.integration import receiving
from tests.integration.outward import CONTEXT, PATH, Stack, put_secret, running
from tests.models import did, model

KEY: Final = "k" * 64
ADA: Final = Keys(email="ada@northwind.example")
SIGNING: Final = "made-up-signing-secret"
CLICKS: Final = Sender("clicks", "slack", "clicks")

POLICY: Final = model(
    sources={"clicks": {"kind": "slack", "secret": "clicks"}},
    team={"ann@acme.example": {"slack": "U01ANN"}},
    signals={
        "demo": {"activity": "form.submitted", "says": "asked for a demo"},
        "rejected": {"activity": "sales.rejected"},
        "acted": {"activity": ["sales.accepted", "sales.rejected", "sales.snoozed"]},
    },
    scores={"readiness": {"points": {"demo": 40}}},
    classes={
        "stage": {"sticky": "forward", "subscriber": "otherwise", "qualified": {"in": "sales_ready"}},
    },
    segments={
        "off_limits": {"signal": "rejected", "within": "90 days"},
        "snoozed": {"trait": "snoozed_until", "due_within": "60 days"},
        "sales_ready": {
            "when": {"all": [{"score": "readiness", "above": 30}, {"not": {"in": "off_limits"}}]},
            "until": {"any": [{"score": "readiness", "below": 20}, {"in": "off_limits"}]},
        },
        "awake": {
            "all": [{"in": "sales_ready"}, {"trait": "snoozed_until", "exists": True}, {"not": {"in": "snoozed"}}]
        },
    },
    channels={"sales": {"slack": "sales-webhook"}},
    automations={
        "hand_over": {"when": {"enters": "sales_ready"}, "next": "Call {name}", "do": [{"notify": "sales"}]},
        "cooled": {
            "when": {"leaves": "sales_ready"},
            "unless": {"signal": "rejected", "within": "1 hour"},
            "do": [{"notify": "sales"}],
        },
        "back": {"when": {"enters": "awake"}, "do": [{"notify": "sales"}]},
    },
)


@dataclass
class Desk:
    """The whole way, and what stands in Slack of one lead; `seen` is the news that was read, each by whose and what."""

    stack: Stack
    ahead: Path
    lead: Keys
    seen: set[tuple[str, str]] = field(default_factory=set)

    @property
    def now(self) -> Instant:
        return clock.now(self.ahead)

    def pass_time(self, span: int) -> None:
        self.ahead.write_text(f"{(clock.offset(self.ahead) + span) / SECOND}")

    def next(self, lead: Keys) -> "Desk":
        """The same with a clean slate for another lead."""
        self.stack.sink.taken.clear()
        self.stack.sink.answers.clear()
        return replace(self, lead=lead)

    def asks(self, name: str = "form:1", keys: Keys | None = None) -> None:
        """The lead asks for a demo."""
        self.take(Parcel([did(name, "form.submitted", self.now, keys or self.lead)]))

    def tell(self, activity: Activity) -> None:
        self.take(Parcel([activity]))

    def wake(self) -> None:
        self.take(Parcel(wakes=[id_of(self.lead)]))

    def take(self, parcel: Parcel) -> None:
        boto3.client("sqs").send_message(QueueUrl=self.stack.intake, MessageBody=message(parcel))
        self.settle()

    def settle(self) -> None:
        """Let everything that is under way arrive."""
        context = SimpleNamespace(get_remaining_time_in_millis=lambda: 60_000)
        while True:
            found = boto3.client("sqs").receive_message(QueueUrl=self.stack.intake).get("Messages", [])
            for each in found:
                record = {"messageId": each["MessageId"], "body": each["Body"]}
                assert (
                    evaluate.handler({"Records": [record]}, cast("LambdaContext", context))["batchItemFailures"] == []
                )
                boto3.client("sqs").delete_message(QueueUrl=self.stack.intake, ReceiptHandle=each["ReceiptHandle"])
            if not (found or self.react() or self.stack.deliver()):
                return

    def react(self) -> bool:
        """As the stream does, each piece of news once; whether there was any."""
        items = self.stack.dynamodb.scan(TableName="Outbox")["Items"]
        found = {(item["lead"]["S"], item["what"]["S"]): item for item in items}
        fresh = [item for what, item in found.items() if what not in self.seen]
        self.seen.update(found)
        for item in fresh:
            record = {"dynamodb": {"SequenceNumber": "1", "NewImage": item}}
            assert react.handler({"Records": [record]}, CONTEXT) == {"batchItemFailures": []}
        return bool(fresh)

    @property
    def hand(self) -> Hand:
        return Hand("U01ANN", CLICKS, SIGNING, self.stack.sink.host)

    def shown(self) -> list[Mapping[str, Json]]:
        """What was posted to Slack, and said in the place of what was clicked."""
        return [cast("Mapping[str, Json]", each) for each in self.stack.sink.taken]

    def click(self, button: str, option: str = "", *, told: int = -1) -> Request:
        """What Slack posts when a button of a message is clicked now."""
        posted = Message(PATH, iso(self.now), self.shown()[told])
        return self.hand.click(posted, button, option, at=self.now)

    def post(self, request: Request) -> Response:
        event = {**receiving.event(request), "requestContext": {"http": _http(request), "timeEpoch": self.now // 1000}}
        answer: Response = receive.handler(cast("Event", event), CONTEXT)
        self.settle()
        return answer

    def state(self, keys: Keys | None = None) -> State:
        leads = DynamoLeads(self.stack.dynamodb, "Leads", "Outbox")
        found = family.whole(leads, id_of(keys or self.lead), fresh=True)
        assert found is not None
        return found

    def segments(self, keys: Keys | None = None) -> set[str]:
        return set(self.state(keys).standing.segments)


def id_of(keys: Keys) -> LeadId:
    assert keys.strongest is not None
    return lead_id(keys.strongest, KEY.encode())


def said(message: Mapping[str, Json]) -> str:
    return json.dumps(message, ensure_ascii=False)


@contextmanager
def selling(monkeypatch: pytest.MonkeyPatch, folder: Path, policy: LeadModel = POLICY) -> Iterator[Desk]:
    """Everything wired, by this model."""
    with running(monkeypatch, policy) as stack:
        buried = boto3.client("sqs").create_queue(QueueName="intake-buried")["QueueUrl"]
        ahead = folder / "clock"
        told = {
            "INTAKE_DEAD_LETTERS_URL": buried,
            "LEAD_KEY_ARN": boto3.client("secretsmanager").create_secret(Name="key", SecretString=KEY)["ARN"],
            "LEADFLOW_CLOCK": str(ahead),
        }
        evaluate.wired.cache_clear()
        receiving.forget()
        for name, value in told.items():
            stack.set(name, value)
        put_secret(SIGNING, "/leadflow/test/out/clicks")
        try:
            yield Desk(stack, ahead, ADA)
        finally:
            evaluate.wired.cache_clear()
            receiving.forget()


def _http(request: Request) -> Mapping[str, str]:
    return {"method": request.method, "sourceIp": request.ip}
