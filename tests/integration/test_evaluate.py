"""The functions evaluate and wake under moto, called as AWS calls them."""

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import Final, cast

import boto3
import pytest
from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.evaluate import app as evaluate
from functions.wake import app as wake
from leadflow.adapters import aws, clock, compiled
from leadflow.adapters.actions import decode
from leadflow.adapters.intake import message
from leadflow.adapters.tables.deliveries import DynamoDeliveries
from leadflow.adapters.tables.leads import DynamoLeads
from leadflow.adapters.tables.sources import DynamoSources
from leadflow.application.ports import Parcel
from leadflow.domain.activity import Activity
from leadflow.domain.errand import Errand
from leadflow.domain.identity import Keys, LeadId, lead_id
from leadflow.domain.instant import DAY, HOUR, MINUTE, Duration, Instant
from leadflow.domain.pace import LIMIT
from leadflow.domain.state import State
from leadflow.model.render import rendered
from tests.integration.aws import by_moto_with_tables
from tests.models import ADA, did, model

KEY: Final = "k" * 64
NONE: Final[Mapping[str, object]] = {"batchItemFailures": []}
POLICY: Final = model(
    sources={"site": {"kind": "segment", "secret": "site", "trust": "public", "origins": ["https://www.acme.example"]}},
    ignore=[{"where": {"test": True}}],
    signals={"clicked": {"activity": "email.clicked"}},
    segments={"active": {"signal": "clicked", "within": "7 days"}},
)


@dataclass
class Stack:
    """The two functions with their tables and queues."""

    intake: str
    dead_letters: str
    leads: DynamoLeads
    milliseconds: int = 60_000

    def evaluate(self, *bodies: str) -> Mapping[str, object]:
        records = [{"messageId": f"m{index}", "body": body} for index, body in enumerate(bodies)]
        context = SimpleNamespace(get_remaining_time_in_millis=lambda: self.milliseconds)
        answer: Mapping[str, object] = evaluate.handler({"Records": records}, cast("LambdaContext", context))
        return answer

    def wake(self) -> None:
        wake.handler({}, LambdaContext())

    def state(self, keys: Keys = ADA) -> State | None:
        lead = id_of(keys)
        return self.leads.load([lead]).get(lead)

    def waiting(self) -> list[Mapping[str, object]]:
        found = boto3.client("sqs").receive_message(QueueUrl=self.intake, MaxNumberOfMessages=10)
        return [json.loads(each["Body"]) for each in found.get("Messages", [])]

    def buried(self) -> list[tuple[str, str]]:
        found = boto3.client("sqs").receive_message(
            QueueUrl=self.dead_letters, MaxNumberOfMessages=10, MessageAttributeNames=["All"]
        )
        return [
            (each["Body"], each["MessageAttributes"]["reason"]["StringValue"]) for each in found.get("Messages", [])
        ]


def id_of(keys: Keys) -> LeadId:
    assert keys.strongest is not None
    return lead_id(keys.strongest, KEY.encode())


def clicked(name: str, at: Instant) -> Activity:
    return did(name, at=at)


@pytest.fixture
def stack(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stack]:
    monkeypatch.setitem(sys.modules, "leadflow_model", rendered(POLICY))
    with by_moto_with_tables() as dynamodb:
        sqs, secrets = boto3.client("sqs"), boto3.client("secretsmanager")
        names = ("intake", "dead", "actions")
        intake, dead_letters, actions = (sqs.create_queue(QueueName=name)["QueueUrl"] for name in names)
        told = {
            "LEADS_TABLE": "Leads",
            "TIMELINE_TABLE": "Timeline",
            "OUTBOX_TABLE": "Outbox",
            "DELIVERIES_TABLE": "Deliveries",
            "ACTIONS_QUEUE_URL": actions,
            "TIMELINE_DAYS": "800",
            "INTAKE_QUEUE_URL": intake,
            "INTAKE_DEAD_LETTERS_URL": dead_letters,
            "LEAD_KEY_ARN": secrets.create_secret(Name="key", SecretString=KEY)["ARN"],
        }
        for name, value in told.items():
            monkeypatch.setenv(name, value)
        forget()
        yield Stack(intake, dead_letters, DynamoLeads(dynamodb, "Leads", "Outbox"))
        forget()


def forget() -> None:
    """What the functions remember between invocations."""
    caches: tuple[Callable[[], None], ...] = (
        evaluate.wired.cache_clear,
        wake.wired.cache_clear,
        compiled.model.cache_clear,
    )
    for clear in caches:
        clear()


def present() -> Instant:
    return clock.now()


def test_a_message_becomes_leads(stack: Stack) -> None:
    assert stack.evaluate(message(Parcel([clicked("a", present())]))) == NONE
    state = stack.state()
    assert state is not None
    assert set(state.standing.segments) == {"active"}


def test_a_message_that_is_no_parcel_is_buried_and_holds_up_no_other(stack: Stack) -> None:
    assert stack.evaluate("{", message(Parcel([clicked("a", present())]))) == NONE
    assert stack.buried() == [("{", "the body is not JSON")]
    assert stack.state() is not None


def test_one_bad_activity_is_buried_alone(stack: Stack) -> None:
    body = json.loads(message(Parcel([clicked("a", present()), clicked("b", present())])))
    body["activities"][0]["type"] = "no.such"
    assert stack.evaluate(json.dumps(body)) == NONE
    [(letter, reason)] = stack.buried()
    assert json.loads(letter)["activities"][0]["id"] == "a"
    assert reason == "type: 'no.such' is no type of activity"
    state = stack.state()
    assert state is not None
    assert set(state.lead.occurrences) == {"b"}


def test_without_time_the_messages_come_again(stack: Stack) -> None:
    stack.milliseconds = evaluate.MARGIN - 1
    assert stack.evaluate(message(Parcel([clicked("a", present())]))) == {
        "batchItemFailures": [{"itemIdentifier": "m0"}]
    }
    assert stack.state() is None


def test_a_lead_that_is_due_is_sent_back_and_leaves(stack: Stack) -> None:
    stack.evaluate(message(Parcel([clicked("a", Instant(present() - 6 * DAY))])))
    state = stack.state()
    assert state is not None
    assert state.wake_at is not None
    stack.wake()
    assert stack.waiting() == []  # not before its time
    stack.leads.commit(replace(state, wake_at=Instant(present() - DAY)))
    stack.wake()
    assert stack.waiting() == [{"wakes": [state.id]}]


def test_what_is_ignored_and_what_is_too_much_is_told_as_a_number(
    stack: Stack, capsys: pytest.CaptureFixture[str]
) -> None:
    hour = Instant(present() // HOUR * HOUR)
    site = [replace(clicked(str(number), hour), source="site") for number in range(LIMIT + 2)]
    test = did("t", at=present(), properties={"test": True})
    stack.evaluate(message(Parcel([*site[:300], test])), message(Parcel(site[300:])))
    state = stack.state()
    assert state is not None
    assert state.pace.count == LIMIT
    printed = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    (told,) = [line for line in printed if "_aws" in line]
    assert (told["Ignored"], told["Dropped"], told["Fresh"]) == ([1], [2], [LIMIT])
    assert stack.evaluate(message(Parcel(site[:200]))) == NONE
    assert stack.state() == state


def test_of_what_there_is_nothing_no_figure_is_told_but_that_of_leads(
    stack: Stack, capsys: pytest.CaptureFixture[str]
) -> None:
    once = message(Parcel([clicked("a", present())]))
    stack.evaluate(once)
    stack.evaluate(once)
    printed = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    told = [line["_aws"]["CloudWatchMetrics"][0]["Metrics"] for line in printed if "_aws" in line]
    names = [{each["Name"] for each in metrics} for metrics in told]
    assert names == [{"Fresh", "Written", "Transitions"}, {"Written"}]


def test_nothing_of_the_lead_is_told_to_the_log(stack: Stack, capsys: pytest.CaptureFixture[str]) -> None:
    stack.evaluate(
        message(Parcel([clicked("a", present())])), '{"activities": [{"lead": {"email": "ada@nordlys.example"}}]}'
    )
    assert "nordlys" not in "".join(capsys.readouterr())


def test_what_was_held_goes_to_the_actions_when_it_is_due(stack: Stack) -> None:
    actions = boto3.client("sqs").get_queue_url(QueueName="actions")["QueueUrl"]
    deliveries = DynamoDeliveries(aws.dynamodb(), "Deliveries")
    due, later = (Errand(id_of(ADA), "news", "tell", place, "ann@acme.example") for place in (0, 1))
    for errand, until in ((due, present()), (later, Instant(present() + DAY))):
        deliveries.claim(errand, present(), Duration(MINUTE))
        deliveries.hold(errand, until)
    stack.wake()
    stack.wake()
    found = boto3.client("sqs").receive_message(QueueUrl=actions, MaxNumberOfMessages=10)["Messages"]
    assert [decode(each["Body"]) for each in found] == [due]


def test_a_source_was_heard_where_a_webhook_told_of_it_not_where_we_tell_of_it_ourselves(stack: Stack) -> None:
    sources = DynamoSources(boto3.client("dynamodb"), "Timeline")
    seen = replace(did("seen"), source="site")
    stack.evaluate(message(Parcel([seen])))
    assert sources.known("site", seen.received_at, 1).last is None
    stack.evaluate(message(Parcel([replace(seen, id="another")], trace="r-1")))
    assert sources.known("site", seen.received_at, 1).last == seen.received_at
