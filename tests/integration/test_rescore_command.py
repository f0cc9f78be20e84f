"""`leadflow rescore` on a stack that moto plays."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from leadflow.cli.main import main
from leadflow.domain.identity import Keys
from leadflow.domain.json import Json
from tests.integration.stack import Stack, up
from tests.models import ADA, MONDAY, did, model

SIGNALS = {"demo": {"activity": "form.submitted"}}
CLASSES: Json = {"interest": {"high": {"score": "readiness", "above": 30}, "low": {"score": "readiness", "above": 1}}}
OLD = model(
    signals=SIGNALS,
    scores={"readiness": {"points": {"demo": 40}}},
    classes=CLASSES,
    segments={"hot": {"score": "readiness", "above": 30}},
)
NEW_FILE = """
model: test
signals: { demo: { activity: form.submitted } }
scores: { readiness: { points: { demo: 20 } } }
classes: { interest: { high: { score: readiness, above: 30 }, low: { score: readiness, above: 1 } } }
segments: { hot: { score: readiness, above: 30 }, keen: { signal: demo } }
channels: { sales: { slack: x } }
automations: { hand_over: { when: { enters: keen }, do: [{ notify: sales }] } }
"""
Out = pytest.CaptureFixture[str]


@pytest.fixture
def stack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stack]:
    """A stack that has judged two leads by the old model."""
    monkeypatch.setenv("LEADFLOW_HOME", str(tmp_path))
    (tmp_path / "new.yaml").write_text(NEW_FILE, encoding="utf-8")
    with up(tmp_path, OLD) as found:
        found.knows(OLD, did("1", "form.submitted"), at=MONDAY)
        found.knows(OLD, did("2", "page.viewed", lead=Keys(email="bo@nordlys.example")), at=MONDAY)
        yield found


def test_what_a_model_file_would_change_is_foreseen_and_nothing_written(stack: Stack, capsys: Out) -> None:
    assert main(["rescore", "--dry-run", "--model", str(stack.home / "new.yaml")]) == 0
    assert capsys.readouterr().out == (
        "  lead                 enters  leaves  classes\n"
        "  ada@nordlys.example  keen    hot     interest high to low\n"
        "\n"
        "  hot       1  would leave\n"
        "  keen      1  would enter\n"
        "  interest  1  high to low\n"
        "\n"
        "Of 2 leads, 1 would change.\n"
        "Nobody is told of what the model alone changes, unless --announce says so.\n"
    )
    assert stack.sent() == []
    assert next(iter(stack.leads.load([stack.id(str(ADA.email))]).values())).model == OLD.fingerprint


def test_programs_get_a_line_for_each_lead_that_would_change(stack: Stack, capsys: Out) -> None:
    assert main(["rescore", "--dry-run", "--announce", "--json", "--model", str(stack.home / "new.yaml")]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert json.loads(line) == {
        "lead": "ada@nordlys.example",
        "enters": ["keen"],
        "leaves": ["hot"],
        "classes": {"interest": {"from": "high", "to": "low"}},
        "automations": ["hand_over"],
    }


def test_who_would_be_told_is_said_where_that_is_asked_for(stack: Stack, capsys: Out) -> None:
    assert main(["rescore", "--dry-run", "--announce", "--model", str(stack.home / "new.yaml")]) == 0
    assert capsys.readouterr().out.endswith("With --announce these automations act: hand over of 1.\n")


def test_under_the_same_model_there_is_nothing_to_do(stack: Stack, capsys: Out) -> None:
    assert main(["rescore"]) == 0
    assert capsys.readouterr().out == "All 2 leads are judged by this model already; nothing was sent.\n"
    assert main(["rescore", "--dry-run", "--announce"]) == 0
    assert capsys.readouterr().out == (
        "Of 2 leads, none would change; 2 are judged by this model already.\nNo automation waits for any of it.\n"
    )
    assert stack.sent() == []


def test_after_a_change_all_leads_are_sent_to_be_judged_anew(stack: Stack, capsys: Out) -> None:
    stack.judges_by(model(signals=SIGNALS, segments={"keen": {"signal": "demo"}}))
    assert main(["rescore", "--announce"]) == 0
    (parcel,) = stack.sent()
    assert sorted(parcel.wakes) == sorted([stack.id("ada@nordlys.example"), stack.id("bo@nordlys.example")])
    assert parcel.announce
    told = capsys.readouterr().out
    assert told.startswith("Sent to be judged anew, in 1 message: 2 of 2 leads.\nAutomations act on")


def test_programs_get_what_was_sent(stack: Stack, capsys: Out) -> None:
    stack.judges_by(model(signals=SIGNALS, segments={"keen": {"signal": "demo"}}))
    assert main(["rescore", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"leads": 2, "sent": 2, "messages": 1}
    assert [parcel.announce for parcel in stack.sent()] == [False]


def test_a_model_file_goes_with_a_dry_run_only(stack: Stack, capsys: Out) -> None:
    assert main(["rescore", "--model", str(stack.home / "new.yaml")]) == 2
    assert capsys.readouterr().err.startswith("--model goes with --dry-run")
