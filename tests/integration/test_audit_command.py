"""`leadflow audit` on a stack that moto plays, in whose table leads are damaged."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.exceptions import ClientError

from leadflow.adapters import aws, clock
from leadflow.adapters.intake import SqsIntake
from leadflow.application.apply import Writer
from leadflow.application.letter import Task
from leadflow.application.wake import BACKED_UP
from leadflow.cli.main import main
from leadflow.domain.identity import Keys, LeadId
from leadflow.domain.instant import DAY, SECOND, Instant, minute, parse
from leadflow.domain.kin import Kin
from leadflow.domain.state import State, Tombstone
from tests.integration.stack import CONNECTIONS, Stack, up
from tests.models import did, model

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import TableAttributeValueTypeDef, UpdateItemInputTypeDef

SIGNALS = {"clicked": {"activity": "email.clicked"}}
POLICY = model(signals=SIGNALS, segments={"recent": {"signal": "clicked", "within": "10 days"}})
OLD = model(signals=SIGNALS, segments={"recent": {"signal": "clicked", "within": "20 days"}})
NOW = clock.now()
Out = pytest.CaptureFixture[str]


def ago(days: float) -> Instant:
    return Instant(NOW - round(days * DAY))


@dataclass
class Scans:
    """The scans of a table: each finds no more than `limit` items, and the one at `fails` fails with `error`."""

    limit: int = 100
    fails: int = 0
    error: BaseException | None = None
    asked: list[object] = field(default_factory=list)

    def __call__(self, params: dict[str, object], **rest: object) -> dict[str, object]:
        self.asked.append(params.get("ExclusiveStartKey"))
        if self.error is not None and len(self.asked) == self.fails:
            raise self.error
        return {**params, "Limit": self.limit}


@pytest.fixture
def stack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stack]:
    """A stack with one lead that is right."""
    monkeypatch.setenv("LEADFLOW_HOME", str(tmp_path))
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)
    with up(tmp_path, POLICY) as found:
        clicked(found, "right")
        yield found


@pytest.fixture
def scans(stack: Stack) -> Scans:  # noqa: ARG001 - what is watched is made with it
    """How the stack is read by commands."""
    watch("provide-client-params.dynamodb.Scan", found := Scans())
    return found


def watch(event: str, listener: Callable[..., Any]) -> None:
    """Let it listen to all clients of AWS that are made from now on."""
    assert boto3.DEFAULT_SESSION is not None
    boto3.DEFAULT_SESSION.events.register(event, listener)


def clicked(stack: Stack, name: str, days_ago: float = 1) -> LeadId:
    """One more lead, which then clicked and was judged."""
    keys, at = Keys(email=f"{name}@nordlys.example"), ago(days_ago)
    stack.knows(POLICY, did(name, at=at, lead=keys), at=at)
    return stack.id(str(keys.email))


def spoil(lead: LeadId, expression: str, at: Instant | None = None) -> LeadId:
    """Change the lead's item, behind the back of whoever alone may write it."""
    values: Mapping[str, TableAttributeValueTypeDef] = {} if at is None else {":at": {"N": str(at)}}
    change: UpdateItemInputTypeDef = {
        "TableName": "Leads",
        "Key": {"lead": {"S": lead}},
        "UpdateExpression": expression,
    }
    aws.dynamodb().update_item(**(change | {"ExpressionAttributeValues": values} if values else change))
    return lead


def plant(stack: Stack) -> Mapping[LeadId, str]:
    """Leads with every damage, and what is to be found of each."""
    stack.knows(OLD, did("other", lead=Keys(email="other@nordlys.example"), at=ago(1)), at=ago(1))
    early = spoil(clicked(stack, "early"), "SET wake_at = :at", ago(-3))
    stack.leads.commit(State(LeadId("erased"), tombstone=Tombstone(ago(9))))
    stack.leads.commit(State(LeadId("joined"), kin=Kin(to=early)))
    return {
        spoil(clicked(stack, "unwoken"), "REMOVE wake_at, wake_shard"): "absent",
        spoil(clicked(stack, "unindexed"), "REMOVE wake_shard"): "absent",
        spoil(clicked(stack, "moved"), "SET wake_at = :at", ago(-30)): "after",
        spoil(clicked(stack, "unleft", 12), "SET wake_at = :at", ago(-30)): "late",
        clicked(stack, "asleep", 11): "late",
        spoil(clicked(stack, "unlooked"), "SET wake_at = :at", ago(0.5)): "overdue",
    }


def work_off(stack: Stack) -> int:
    """Judge whom commands have sent back, as `evaluate` does; how many they were."""
    writer = Writer(POLICY, stack.leads, stack.timeline, SqsIntake(aws.sqs(CONNECTIONS), stack.queue))
    leads = [lead for parcel in stack.sent() for lead in parcel.wakes]
    for lead in leads:
        writer.apply(Task(lead, [], set(), attempt=0), stack.leads.load([lead]), NOW)
    return len(leads)


def audit(capsys: Out, *words: str) -> tuple[int, list[dict[str, Any]]]:
    capsys.readouterr()
    code = main(["audit", "--json", *words])
    return code, [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_every_damage_is_found_and_mended_and_then_nothing_is_wrong(stack: Stack, capsys: Out) -> None:
    planted = plant(stack)
    code, (*found, total) = audit(capsys, "--repair")
    assert code == 1
    assert {str(each["lead"]): each["wrong"] for each in found} == planted
    counts = {"right": 1, "early": 1, "other_model": 1, "late": 2, "overdue": 1, "absent": 2, "after": 1}
    assert parse(str(total.pop("now"))) >= NOW
    assert total.pop("latest_seconds") >= 2 * DAY // SECOND
    assert total == {"leads": 9, "wrong": 6, **counts, "settling": 0, "sent": 6}
    assert work_off(stack) == 6
    code, (total,) = audit(capsys, "--repair")
    assert (code, total["right"], total["early"], total["wrong"], total["sent"]) == (0, 6, 2, 0, 0)
    assert stack.sent() == []


def test_without_being_told_to_it_mends_nothing(stack: Stack, capsys: Out) -> None:
    planted = plant(stack)
    code, (*_, total) = audit(capsys)
    assert (code, total["wrong"], total["sent"]) == (1, len(planted), 0)
    assert stack.sent() == []


def test_people_read_what_is_wrong_with_whom_and_what_to_do(stack: Stack, capsys: Out) -> None:
    lead = clicked(stack, "asleep", 13)
    unwoken = spoil(clicked(stack, "unwoken"), "REMOVE wake_at, wake_shard")
    assert main(["audit"]) == 1
    *told, last, todo = capsys.readouterr().out.splitlines()
    assert told == [
        "  right   1",
        "  late    1  a segment or a class should have changed by now",
        "  absent  1  nothing brings them back when their answer ends",
        "",
        "  wrong   lead                    since",
        f"  late    {lead}  {minute(ago(3))}",
        f"  absent  {unwoken}",
        "",
    ]
    assert last.endswith(f" UTC, of 3 leads 2 are wrong, the first since {minute(ago(3))}.")
    assert todo == "`leadflow audit --repair` sends them back to be judged."
    assert main(["audit", "--repair"]) == 1
    assert capsys.readouterr().out.endswith(
        "\nSent back to be judged; `leadflow audit` finds nothing once the queue is worked off.\n"
    )


@pytest.mark.usefixtures("stack")
def test_where_nothing_is_wrong_that_is_said(capsys: Out) -> None:
    assert main(["audit"]) == 0
    first, _, last = capsys.readouterr().out.splitlines()
    assert first == "  right  1"
    assert last.endswith(" UTC, of 1 lead none is late, and none will be for want of a wake.")


def test_a_table_without_leads_has_none_that_is_wrong(stack: Stack, capsys: Out) -> None:
    aws.dynamodb().delete_item(TableName="Leads", Key={"lead": {"S": stack.id("right@nordlys.example")}})
    assert main(["audit"]) == 0
    assert " of 0 leads none is late" in capsys.readouterr().out


def test_leads_of_another_model_are_told_apart(stack: Stack, capsys: Out) -> None:
    stack.judges_by(OLD)
    assert main(["audit"]) == 0
    told = capsys.readouterr().out
    assert "  other model  1  judged under another model: `leadflow rescore` brings them along\n" in told
    assert "No lead was judged by this model yet: is it the one that the stack has?\n" in told


@pytest.mark.usefixtures("stack")
def test_a_queue_that_is_behind_is_not_fed(capsys: Out) -> None:
    def behind(parsed: dict[str, dict[str, str]], **_: object) -> None:
        parsed["Attributes"]["ApproximateNumberOfMessages"] = str(BACKED_UP)

    watch("after-call.sqs.GetQueueAttributes", behind)
    assert main(["audit", "--repair"]) == 1
    assert capsys.readouterr().err.startswith("2000 messages wait in the queue intake")


def test_one_that_was_killed_goes_on_from_its_place(stack: Stack, scans: Scans, tmp_path: Path, capsys: Out) -> None:
    planted, place = plant(stack), tmp_path / "place"
    scans.limit, scans.fails, scans.error = 2, 4, KeyboardInterrupt()
    assert main(["audit", "--repair", "--json", "--place", str(place)]) == 130
    told = capsys.readouterr()
    assert told.err.endswith("; the same command goes on from there\n")
    named = [json.loads(line)["lead"] for line in told.out.splitlines()]
    kept, sent = json.loads(place.read_text()), work_off(stack)
    scans.error = None
    code, (*rest, total) = audit(capsys, "--repair", "--place", str(place))
    assert (code, total["leads"], total["wrong"]) == (1, 9, 6)
    assert scans.asked[4] == {"lead": {"S": kept["place"]["after"]["0"]["lead"]}}
    assert {*named, *(each["lead"] for each in rest)} == {*planted}
    assert sent + work_off(stack) == 6
    assert not place.exists()
    assert audit(capsys)[0] == 0


def test_without_a_place_one_that_was_broken_off_begins_anew(stack: Stack, scans: Scans, capsys: Out) -> None:
    plant(stack)
    scans.limit, scans.fails, scans.error = 2, 3, KeyboardInterrupt()
    assert main(["audit"]) == 130
    assert capsys.readouterr().err.endswith("with --place FILE it would go on from there\n")


def test_the_place_of_another_audit_is_not_gone_on_from(
    stack: Stack, scans: Scans, tmp_path: Path, capsys: Out
) -> None:
    place = tmp_path / "place"
    scans.limit, scans.fails, scans.error = 1, 2, KeyboardInterrupt()
    clicked(stack, "one more")
    assert main(["audit", "--place", str(place)]) == 130
    scans.error = None
    capsys.readouterr()
    assert main(["audit", "--repair", "--place", str(place)]) == 2
    assert capsys.readouterr().err.endswith("was begun with --share 1/1\n")
    stack.judges_by(OLD)
    assert main(["audit", "--place", str(place)]) == 2
    assert "the model has changed" in capsys.readouterr().err
    place.write_text(place.read_text().replace('"stack":"test"', '"stack":"other"'))
    assert main(["audit", "--place", str(place)]) == 2
    assert "an audit of other" in capsys.readouterr().err


def test_shares_are_the_whole_between_them(stack: Stack, capsys: Out) -> None:
    planted = plant(stack)
    shares = [audit(capsys, "--share", f"{share}/3")[1] for share in (1, 2, 3)]
    assert sum(total["leads"] for *_, total in shares) == 9
    assert {each["lead"] for *found, _ in shares for each in found} == {*planted}


@pytest.mark.parametrize("share", ["0/3", "4/3", "1", "a/b", "1/0"])
def test_a_share_that_is_none_is_refused(share: str, capsys: Out) -> None:
    with pytest.raises(SystemExit):
        main(["audit", "--share", share])
    assert "a share such as 1/4 is needed" in capsys.readouterr().err


@pytest.mark.usefixtures("stack")
def test_a_place_that_is_none_is_refused(tmp_path: Path, capsys: Out) -> None:
    place = tmp_path / "place"
    place.write_text("{}")
    assert main(["audit", "--place", str(place)]) == 2
    assert capsys.readouterr().err.endswith("take it away to begin anew\n")
    assert main(["audit", "--place", str(tmp_path)]) == 2
    assert capsys.readouterr().err.endswith("cannot be read\n")
    assert main(["audit", "--place", str(tmp_path / "nowhere" / "place")]) == 2
    assert "cannot be written" in capsys.readouterr().err


def test_a_throttled_table_is_asked_again(stack: Stack, scans: Scans, capsys: Out) -> None:
    planted = plant(stack)
    answer = {"Error": {"Code": "ProvisionedThroughputExceededException"}, "ResponseMetadata": {"HTTPStatusCode": 400}}
    scans.limit, scans.fails, scans.error = 3, 2, ClientError(answer, "Scan")  # type: ignore[arg-type] # the rest is not looked at
    code, (*found, total) = audit(capsys)
    assert (code, len(found), total["leads"]) == (1, len(planted), 9)
    assert scans.asked[1] == scans.asked[2]
