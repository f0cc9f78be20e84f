"""`leadflow void` on a stack that moto plays."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from leadflow.cli.main import main
from leadflow.domain.activity import Activity
from leadflow.domain.ignore import Ignored
from leadflow.domain.match import AnyOf
from tests.integration.stack import Stack, up
from tests.models import did, later, model

POLICY = model(
    signals={"demo": {"activity": "form.submitted"}, "clicked": {"activity": "email.clicked"}},
    scores={"readiness": {"points": {"demo": 40}}},
)
Out = pytest.CaptureFixture[str]
ADA = "ada@nordlys.example"


@pytest.fixture
def stack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stack]:
    monkeypatch.setenv("LEADFLOW_HOME", str(tmp_path))
    with up(tmp_path, POLICY) as found:
        void = did("word", "activity.voided", later(1), properties={"activity": "mail:2"})
        demo = did("form:1", "form.submitted", properties={"form": "demo"})
        found.knows(POLICY, demo, did("mail:1"), did("mail:2"), did("mail:3", "email.delivered"), void, at=later(1))
        yield found


def sent(stack: Stack) -> list[Activity]:
    return [activity for parcel in stack.sent() for activity in parcel.activities]


def test_an_activity_is_taken_back_through_the_queue(stack: Stack, capsys: Out) -> None:
    assert main(["void", ADA, "form:1", "--reason", " a colleague "]) == 0
    (word,) = sent(stack)
    assert (word.type, word.lead.email, word.source) == ("activity.voided", ADA, "operator")
    assert word.properties == {"activity": "form:1", "reason": "a colleague"}
    assert capsys.readouterr().out == (
        f"Taken back: filled in the form “demo” ({ADA}, 2026-03-02 09:00 UTC, form:1)\n"
        "It was worth 40.0 points of readiness; scores and segments follow within seconds.\n"
        f"To undo it: leadflow void {ADA} form:1 --reason TEXT --give-back\n"
    )


def test_the_beginning_of_an_id_is_enough(stack: Stack) -> None:
    assert main(["void", ADA, "form…", "--reason", "a colleague"]) == 0
    assert [word.properties["activity"] for word in sent(stack)] == ["form:1"]


@pytest.mark.usefixtures("stack")
def test_what_is_worth_nothing_is_said_to_be_so(capsys: Out) -> None:
    assert main(["void", ADA, "mail:3", "--reason", "a colleague"]) == 0
    assert "Taken back: email delivered (" in (told := capsys.readouterr().out)
    assert "It was worth no points" in told


def test_nothing_can_be_said_of_somebody_whom_the_model_ignores(stack: Stack, capsys: Out) -> None:
    stack.judges_by(replace(POLICY, ignored=Ignored(emails=("*@nordlys.example",), wheres=({"test": AnyOf((True,))},))))
    assert main(["void", ADA, "form:1", "--reason", "a colleague"]) == 1
    assert stack.sent() == []
    assert capsys.readouterr().err == f"{ADA}: the model ignores this address, and so whatever is said about it\n"


def test_an_activity_is_given_back(stack: Stack, capsys: Out) -> None:
    assert main(["void", ADA, "mail:2", "--reason", "she was it", "--give-back"]) == 0
    assert [(word.type, word.properties["activity"]) for word in sent(stack)] == [("activity.restored", "mail:2")]
    assert capsys.readouterr().out.splitlines()[0].startswith("Given back: followed a link in an email (")


def test_what_is_so_already_is_not_said_again(stack: Stack, capsys: Out) -> None:
    assert main(["void", ADA, "mail:2", "--reason", "again"]) == 0
    assert sent(stack) == []
    assert capsys.readouterr().out.startswith("Taken back already: followed a link in an email (")


def test_an_activity_that_the_lead_does_not_have_is_refused_with_those_it_has(stack: Stack, capsys: Out) -> None:
    assert main(["void", ADA, "forn:1", "--reason", "a colleague"]) == 1
    told = capsys.readouterr().err
    assert told.startswith(f"{ADA} has no activity forn:1; did you mean form:1?\nThe latest are:\n")
    assert "  2026-03-02 09:00 UTC  filled in the form “demo”" in told
    assert sent(stack) == []


def test_a_beginning_that_several_have_is_refused_with_them(stack: Stack, capsys: Out) -> None:
    assert main(["void", ADA, "mail:", "--reason", "a colleague"]) == 1
    assert capsys.readouterr().err.startswith(f"3 activities of {ADA} begin with mail::\n")
    assert sent(stack) == []


def test_with_force_the_word_goes_ahead_of_the_activity(stack: Stack, capsys: Out) -> None:
    assert main(["void", ADA, "form:2", "--reason", "a colleague", "--force"]) == 0
    assert [word.properties["activity"] for word in sent(stack)] == ["form:2"]
    assert "the word is remembered for 30 days" in capsys.readouterr().out


@pytest.mark.usefixtures("stack")
def test_somebody_whom_nobody_knows_has_nothing_to_take_back(capsys: Out) -> None:
    assert main(["void", "bo@nordlys.example", "form:1", "--reason", "x", "--force"]) == 1
    assert capsys.readouterr().err == "bo@nordlys.example: no lead of the stack has this address\n"


def test_a_reason_is_needed(stack: Stack) -> None:
    assert main(["void", ADA, "form:1", "--reason", " "]) == 2
    with pytest.raises(SystemExit) as usage:
        main(["void", ADA, "form:1"])
    assert usage.value.code == 2
    assert sent(stack) == []
