"""`leadflow explain` on a stack that moto plays."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from leadflow.cli.main import main
from tests.integration.stack import Stack, up
from tests.models import did, later, model

POLICY = model(
    signals={"demo": {"activity": "form.submitted", "says": "asked for a demo"}},
    scores={
        "readiness": {"half_life": "10 days", "points": {"demo": 40}},
        "fit": {"traits": [{"when": {"trait": "title", "exists": True}, "points": 3}]},
    },
    segments={"keen": {"score": "readiness", "at_least": 5}},
)
Out = pytest.CaptureFixture[str]
ADA = "ada@nordlys.example"


@pytest.fixture
def stack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stack]:
    """A stack that is up, and knows one lead."""
    monkeypatch.setenv("LEADFLOW_HOME", str(tmp_path))
    with up(tmp_path, POLICY) as found:
        demo = replace(did("1", "form.submitted"), traits={"title": "CEO"})
        void = did("word", "activity.voided", later(1), properties={"activity": "2", "reason": "a colleague"})
        found.knows(POLICY, demo, did("2", "form.submitted"), void, at=later(1))
        yield found


@pytest.mark.usefixtures("stack")
def test_a_lead_is_explained_at_an_instant_of_the_past(capsys: Out) -> None:
    assert main(["explain", "Ada@nordlys.example", "--json", "--at", "2026-03-12T09:00:00Z"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert {name: score["value"] for name, score in told["scores"].items()} == {"readiness": 20.0, "fit": 3.0}
    (contribution,) = told["scores"]["readiness"]["contributions"]
    whole = {"signal": "demo", "activity": "1", "at": "2026-03-02T09:00:00Z", "points": 20.0, "before_decay": 40.0}
    assert contribution == whole
    assert [(each["activity"], each["doubt"], each["reason"]) for each in told["doubted"]] == [
        ("2", "void", "a colleague")
    ]
    assert told["ahead"] == [
        {"transition": "left", "of": "keen", "to": None, "at": told["valid_until"], "automations": []}
    ]


@pytest.mark.usefixtures("stack")
def test_before_the_word_was_said_the_activity_counts(capsys: Out) -> None:
    assert main(["explain", ADA, "--json", "--at", "2026-03-02T09:00:00Z"]) == 0
    assert json.loads(capsys.readouterr().out)["scores"]["readiness"]["value"] == 80.0


@pytest.mark.usefixtures("stack")
def test_now_is_the_default_and_one_score_can_be_asked_for(capsys: Out) -> None:
    assert main(["explain", ADA, "--score", "fit"]) == 0
    told = capsys.readouterr().out
    assert "  3.0    who they are: title CEO" in told
    assert "readiness" not in told


@pytest.mark.usefixtures("stack")
def test_a_score_that_the_model_does_not_have_is_wrong_usage(capsys: Out) -> None:
    assert main(["explain", ADA, "--score", "readines"]) == 2
    assert capsys.readouterr().err == "the model has no score readines; did you mean readiness?\n"


@pytest.mark.usefixtures("stack")
def test_an_address_that_the_stack_does_not_know_is_said_to_be_so(capsys: Out) -> None:
    assert main(["explain", "bo@nordlys.example"]) == 1
    assert capsys.readouterr().err == "bo@nordlys.example: no lead of the stack has this address\n"


def test_a_stack_that_does_not_answer_is_said_to_be_so(stack: Stack, capsys: Out) -> None:
    (stack.home / "leadflow_model.py").unlink()
    assert main(["explain", ADA]) == 1
    assert capsys.readouterr().err.startswith("the stack does not answer: there is no ")
