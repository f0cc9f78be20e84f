"""`leadflow deliveries`, `status` and `notify` on a stack that moto plays."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from leadflow.adapters.tables.circuits import DynamoCircuits
from leadflow.adapters.tables.deliveries import DynamoDeliveries
from leadflow.cli.main import main
from leadflow.domain.errand import Errand
from leadflow.domain.identity import LeadId, lead_id
from leadflow.domain.instant import DAY, HOUR, MINUTE, Duration, Instant
from tests.integration.commanding import Out, announced, documents, said
from tests.integration.operating import DEAD, Queue, errands
from tests.integration.outward import Stack
from tests.unit.channels.matters import NOW

NOTHING = Duration(0)


@pytest.fixture
def queue(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> Iterator[Queue]:
    with announced(monkeypatch, tmp_path, caplog) as found:
        yield found


def deliver_some(queue: Queue) -> None:
    """One is delivered, one refused, one observed, and one waits for a destination that is away."""
    queue.put(errands("sales", 1))
    queue.work(0)
    queue.stack.sink.dead = {DEAD: 404}
    queue.put(errands("managers", 1))
    queue.work(0)
    queue.stack.sink.dead = {DEAD: 503}
    queue.put(errands("managers", 2)[1:])
    queue.work(0)
    queue.stack.set("MODE", "observe")
    queue.put(errands("sales", 2)[1:])
    queue.work(0)


def test_each_delivery_is_listed_with_what_became_of_it(queue: Queue, capsys: Out) -> None:
    deliver_some(queue)
    code, lines = said(capsys, "deliveries")
    assert code == 0
    told = "\n".join(lines)
    assert [line.split()[3] for line in lines if line.startswith("  20")] == [
        "observed",
        "waiting",
        "failed",
        "delivered",
    ]
    assert "managers  managers_0  entered sales ready  ada@northwind.example" in told
    assert "      Slack answered 404" in told
    assert "      Slack answered 503" in told
    assert "      Ada Lindqvist is now sales ready · Call Ada Lindqvist at Northwind Traders within the hour" in told
    assert lines[-2] == "1 delivered, 1 failed, 1 observed, 1 waiting."
    assert "leadflow redrive actions" in lines[-1]


@pytest.mark.parametrize(
    ("words", "names"),
    [
        (["--failed"], ["managers_0"]),
        (["--observed"], ["sales_1"]),
        (["--pending"], ["managers_1"]),
        (["--guarded"], []),
        (["--channel", "managers"], ["managers_0", "managers_1"]),
        (["--channel", "sales", "--failed"], []),
        (["--since", "1h"], ["managers_0", "managers_1", "sales_0", "sales_1"]),
    ],
)
def test_only_what_is_asked_for_is_listed(queue: Queue, capsys: Out, words: list[str], names: list[str]) -> None:
    deliver_some(queue)
    assert sorted(str(each["automation"]) for each in documents(capsys, "deliveries", *words)) == names
    queue.clock.write_text(str(2 * 60 * 60))
    assert documents(capsys, "deliveries", "--since", "1h") == []


def test_a_list_that_is_long_is_cut_and_says_so(queue: Queue, capsys: Out) -> None:
    queue.put(errands("sales", 5))
    queue.work(0)
    _, lines = said(capsys, "deliveries", "--limit", "2")
    assert len(lines) == 4
    assert lines[-1] == "5 delivered; the latest 2 are shown, --limit N shows more."


def test_what_would_have_been_sent_is_shown_and_stands_in_no_receipt(queue: Queue, capsys: Out) -> None:
    deliver_some(queue)
    (observed,) = documents(capsys, "deliveries", "--observed")
    assert observed["headline"] == "Ada Lindqvist is now sales ready"
    kept = str(queue.stack.dynamodb.scan(TableName="Deliveries")["Items"])
    assert "Lindqvist" not in kept
    assert "northwind" not in kept


@pytest.mark.usefixtures("queue")
def test_nobody_s_deliveries_are_none_and_a_channel_that_is_not_there_is_refused(capsys: Out) -> None:
    assert said(capsys, "deliveries") == (0, ["No deliveries of that kind in that time."])
    assert main(["deliveries", "--channel", "salse"]) == 2
    assert "did you mean sales?" in capsys.readouterr().err


def test_a_stack_that_works_says_so(queue: Queue, capsys: Out) -> None:
    queue.stack.react()
    queue.put(errands("sales", 2))
    queue.work(0)
    code, lines = said(capsys, "status")
    assert (code, lines[-1]) == (0, "All is well.")
    assert lines[0] == "mode          act"
    assert "last 24 h     2 delivered" in lines
    assert "destinations  2, none is left alone" in lines


def test_what_is_wrong_is_said_with_what_to_do(queue: Queue, capsys: Out) -> None:
    deliver_some(queue)
    for _ in range(9):
        DynamoCircuits(queue.stack.dynamodb, "Deliveries").failed("managers", Instant(NOW + 900 * DAY), NOTHING)
    code, lines = said(capsys, "status")
    assert code == 1
    wrong = [line for line in lines if line.startswith("WRONG")]
    assert wrong[0] == "WRONG: 1 dead letter of actions"
    assert wrong[1].startswith("WRONG: managers does not answer: ")
    assert wrong[2] == "WRONG: 1 piece of news set nothing off yet"
    assert "       `leadflow deliveries --failed` says why; mend it, then `leadflow redrive actions`" in lines
    (document,) = documents(capsys, "status")
    assert document["circuits"] == {"sales": "closed", "managers": "open"}
    assert document["dead"] == {"intake": 0, "actions": 1, "outbox": 0, "relay": 0}
    assert isinstance(document["wrong"], list)
    assert len(document["wrong"]) == 3


def known_by_address(stack: Stack) -> LeadId:
    """Ada is known by her address too, as leads are that evaluation wrote."""
    key = lead_id(("email", "ada@northwind.example"), b"key")
    for item in stack.dynamodb.scan(TableName="Leads")["Items"]:
        stack.dynamodb.put_item(TableName="Leads", Item={**item, "lead": {"S": key}})
    return key


def test_each_message_of_an_automation_is_shown_as_it_would_be_sent(queue: Queue, capsys: Out) -> None:
    known_by_address(queue.stack)
    code, lines = said(capsys, "notify", "Ada@Northwind.example", "--automation", "sales_3", "--dry-run")
    assert code == 0
    assert lines[0] == "sales (slack)"
    assert "  │ Ada Lindqvist is now sales ready" in lines
    assert "  │ Next step: Call Ada Lindqvist at Northwind Traders within the hour" in lines
    assert lines[-1].startswith("Nothing was sent.")
    (document,) = documents(capsys, "notify", "ada@northwind.example", "--automation", "sales_3", "--dry-run")
    assert (document["channel"], document["headline"]) == ("sales", "Ada Lindqvist is now sales ready")
    assert isinstance(document["request"], dict)
    assert document["request"]["text"].startswith("Ada Lindqvist is now sales ready")
    assert queue.stack.sink.calls == []


def test_a_preview_needs_an_automation_and_a_lead_that_there_are(queue: Queue, capsys: Out) -> None:
    known_by_address(queue.stack)
    assert main(["notify", "ada@northwind.example", "--automation", "sales_99", "--dry-run"]) == 2
    assert main(["notify", "bo@northwind.example", "--automation", "sales_1", "--dry-run"]) == 1
    with pytest.raises(SystemExit):
        main(["notify", "ada@northwind.example", "--automation", "sales_1"])
    assert "no lead of the stack has this address" in capsys.readouterr().err


def test_a_receipt_of_an_unknown_lead_is_listed_by_its_id(queue: Queue, capsys: Out) -> None:
    stranger = Errand(LeadId("nobody"), "nobody.1.occurred:demo:form-1", "sales_0", 0)
    DynamoDeliveries(queue.stack.dynamodb, "Deliveries").claim(
        stranger, Instant(NOW + 900 * DAY + HOUR), Duration(MINUTE)
    )
    _, lines = said(capsys, "deliveries", "--since", "9000d")
    assert lines[0].endswith("waiting  ?  sales_0  occurred demo:form-1  nobody")
