"""`leadflow import` on a stack that moto plays, whose real `evaluate` works on what was sent."""

import json
import os
import random
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import boto3
import pytest
from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.evaluate import app as evaluate
from leadflow.adapters import compiled
from leadflow.adapters.intake import opened
from leadflow.adapters.tables.outbox_item import from_item
from leadflow.application.ports import Parcel
from leadflow.cli.main import main
from leadflow.domain.state import State
from leadflow.domain.transition import Cause
from leadflow.model.render import rendered
from tests.integration.stack import Stack, up
from tests.models import model

if TYPE_CHECKING:
    from leadflow.adapters.tables.item import Item

POLICY = model(
    ignore=[{"email": "*@acme.example"}],
    machine={"settle": "90 seconds"},
    signals={"clicked": {"activity": "email.clicked"}},
    scores={
        "readiness": {"points": {"clicked": 10}},
        "fit": {"traits": [{"when": {"trait": "employees", "at_least": 5}, "points": 1}]},
    },
    segments={"hot": {"score": "readiness", "above": 5}},
    channels={"sales": {"slack": "x"}},
    automations={"tell": {"when": {"enters": "hot"}, "do": [{"notify": "sales"}]}},
)
CHANGED = 1_772_442_000
Out = pytest.CaptureFixture[str]


@dataclass
class Place:
    """A stack, and the function that works on its queue."""

    stack: Stack

    def worked(self) -> list[Parcel]:
        """Let the function work on all that waits, and say what that was."""
        sqs, found = boto3.client("sqs"), []
        while messages := sqs.receive_message(QueueUrl=self.stack.queue, MaxNumberOfMessages=10).get("Messages"):
            records = [{"messageId": each["MessageId"], "body": each["Body"]} for each in messages]
            context = SimpleNamespace(get_remaining_time_in_millis=lambda: 60_000)
            assert evaluate.handler({"Records": records}, cast("LambdaContext", context)) == {"batchItemFailures": []}
            for each in messages:
                sqs.delete_message(QueueUrl=self.stack.queue, ReceiptHandle=each["ReceiptHandle"])
            found += [opened(each["Body"]).parcel for each in messages]
        return found

    def kept(self) -> "Mapping[str, list[Item]]":
        """All that the tables hold."""
        client = boto3.client("dynamodb")
        tables = ("Leads", "Timeline", "Outbox")
        return {name: sorted(client.scan(TableName=name)["Items"], key=repr) for name in tables}

    def state(self, email: str) -> State:
        lead = self.stack.id(email)
        return self.stack.leads.load([lead])[lead]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    monkeypatch.setenv("LEADFLOW_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(sys.modules, "leadflow_model", rendered(POLICY))
    with up(tmp_path, POLICY) as stack:
        outputs = json.loads((tmp_path / "stack.json").read_text())["outputs"]
        told = {
            "LEADS_TABLE": "Leads",
            "TIMELINE_TABLE": "Timeline",
            "OUTBOX_TABLE": "Outbox",
            "TIMELINE_DAYS": "800",
            "INTAKE_QUEUE_URL": stack.queue,
            "INTAKE_DEAD_LETTERS_URL": stack.queue,
            "LEAD_KEY_ARN": outputs["LeadKeyArn"],
        }
        for name, value in told.items():
            monkeypatch.setenv(name, value)
        forget()
        yield Place(stack)
        forget()


def forget() -> None:
    """What the function remembers between invocations."""
    caches: tuple[Callable[[], None], ...] = (evaluate.wired.cache_clear, compiled.model.cache_clear)
    for clear in caches:
        clear()


def brought(content: str, *words: str, changed: int = CHANGED) -> int:
    path = Path("leads.csv")
    path.write_text(content, encoding="utf-8")
    os.utime(path, (changed, changed))
    return main(["import", str(path), *words])


def leads(separator: str = ",", seed: int | None = None) -> str:
    """240 rows about 60 leads, in an order that the seed shuffles."""
    rows = [f"person{number % 60}@x.no{separator}VP {number // 60}{separator}{number}" for number in range(240)]
    if seed is not None:
        random.Random(seed).shuffle(rows)  # noqa: S311 any order will do
    return "\n".join([f"email{separator}title{separator}Number of employees", *rows]) + "\n"


CLICKS = "email,type,occurred_at,url\n" + "".join(
    f"ada@x.no,email.clicked,2026-0{month}-01T10:00:00Z,https://acme.example/{month}\n" for month in (1, 2)
)


def test_leads_are_brought_in(place: Place, capsys: Out) -> None:
    assert brought(leads() + "nobody,x,1\nme@acme.example,x,1\n") == 1
    told = capsys.readouterr().out
    assert "Sent: 240 of 242 rows, in 2 messages. Nobody is alerted of what follows from them.\n" in told
    assert "Left out: 1 row of people whom the model ignores.\nCannot be used: 1; leads.report.csv" in told
    parcels = place.worked()
    assert [parcel.imported for parcel in parcels] == [True, True]
    assert {activity.source for parcel in parcels for activity in parcel.activities} == {"import"}
    told_of = [f"VP {round_}" for round_ in range(4)]
    assert place.state("person59@x.no").lead.traits["title"].value in told_of
    found = [item for item in place.kept()["Leads"] if "version" in item]  # the canary has none
    assert (len(found), len(place.kept()["Timeline"])) == (60, 240)


def test_the_same_file_again_changes_nothing(place: Place) -> None:
    assert brought(leads()) == 0
    place.worked()
    before = place.kept()
    for again in (leads(), leads(seed=1), leads(";", seed=2)):
        assert brought(again) == 0
        place.worked()
        assert place.kept() == before


def test_the_same_leads_in_a_newer_file_change_no_lead(place: Place) -> None:
    assert brought(leads()) == 0
    place.worked()
    before = place.kept()["Leads"]
    assert brought(leads(seed=3), changed=CHANGED + 5) == 0
    place.worked()
    assert place.kept()["Leads"] == before


def test_past_activities_count_at_once_and_alert_nobody(place: Place) -> None:
    assert brought(CLICKS) == 0
    place.worked()
    state = place.state("ada@x.no")
    assert set(state.standing.segments) == {"hot"}
    assert len(state.lead.occurrences) == 2
    before = place.kept()
    (news,) = [from_item(item) for item in before["Outbox"]]
    assert (news.transition.cause, news.transition.sets_off) == (Cause.IMPORT, ())
    assert brought(CLICKS) == 0
    place.worked()
    assert place.kept() == before


def test_a_dry_run_sends_nothing(place: Place, capsys: Out) -> None:
    assert brought(leads(), "--dry-run") == 0
    assert "Would be sent: 240 of 240 rows. Nothing was sent.\n" in capsys.readouterr().out
    assert place.worked() == []


def test_programs_are_told_what_was_sent(place: Place, capsys: Out) -> None:
    assert brought(leads(), "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["sent"], told["bad"], told["report"]) == (240, 0, None)
    assert len(place.worked()) == 2


@pytest.mark.parametrize(("answer", "sent"), [("y", 2), ("n", 0), ("", 0)])
def test_whoever_sits_at_a_terminal_is_asked(
    answer: str, sent: int, place: Place, monkeypatch: pytest.MonkeyPatch, capsys: Out
) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda _: answer)
    assert brought(leads()) == 0
    assert capsys.readouterr().out.endswith("Nothing was sent.\n") == (not sent)
    assert len(place.worked()) == sent
    assert brought(leads(), "--yes") == 0
    assert len(place.worked()) == 2


def test_an_import_that_was_broken_off_can_be_run_again(place: Place) -> None:
    whole = leads()
    assert brought("".join(whole.splitlines(keepends=True)[:101])) == 0
    place.worked()
    assert brought(whole) == 0
    place.worked()
    finished = place.kept()
    assert len(finished["Timeline"]) == 240
    assert brought(whole) == 0
    place.worked()
    assert place.kept() == finished


def test_a_queue_that_is_down_is_said_with_how_far_it_came(place: Place, capsys: Out) -> None:
    boto3.client("sqs").delete_queue(QueueUrl=place.stack.queue)
    assert brought(leads()) == 1
    told = capsys.readouterr().err
    assert told.startswith("broken off after 0 rows were sent; begun again, it sends them again, and they count once\n")
    assert "the stack does not answer" in told


def test_the_local_stack_has_its_own_model(place: Place, capsys: Out) -> None:
    assert brought(leads(), "--model", "x.yaml") == 2
    assert capsys.readouterr().err == "--model goes with --dry-run or --stack: the local stack has its model\n"
    assert place.worked() == []
