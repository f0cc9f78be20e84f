"""`leadflow split` on a stack that moto plays."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from leadflow.cli.main import main
from leadflow.domain.activity import Activity
from leadflow.domain.ignore import Ignored
from tests.integration.people import HISTORY, take
from tests.integration.stack import Stack, up
from tests.models import later
from tests.unit.application.joining import ADA, BO, SALES, said

Out = pytest.CaptureFixture[str]

BECOMES = """\
What has joined through it goes with it: anonymous_id:phone
                       activities that count  readiness  segments
  ada@a.example, now                       4       15.0  warm
  ada@a.example, then                      3       12.0  warm
  user_id:u1, then                         1        3.0
"""


@pytest.fixture
def stack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stack]:
    monkeypatch.setenv("LEADFLOW_HOME", str(tmp_path))
    (tmp_path / "clock").write_text("0")
    with up(tmp_path, SALES) as found:
        take(found, *HISTORY)
        yield found


def sent(stack: Stack) -> list[Activity]:
    return [activity for parcel in stack.sent() for activity in parcel.activities]


def test_a_key_is_parted_through_the_queue_and_never_joins_again(stack: Stack, capsys: Out) -> None:
    assert main(["split", ADA, "u1", "--reason", " a colleague "]) == 0
    assert capsys.readouterr().out == (
        f"Parted: user_id:u1 from {ADA}\n{BECOMES}"
        "They never join again, whatever is stated of them. Scores and segments follow within seconds.\n"
    )
    (word,) = sent(stack)
    assert (word.type, word.lead.email, word.source) == ("identity.split", ADA, "operator")
    assert word.properties == {"kind": "user_id", "key": "u1", "reason": "a colleague"}
    take(stack, word, said("again", at=later(20), email=ADA, user_id="u1"), now=word.at)
    assert main(["who", "user_id:u1"]) == 0
    assert "user_id:u1: one lead, 2 keys" in capsys.readouterr().out
    assert main(["split", ADA, "u1", "--reason", "again"]) == 0
    assert capsys.readouterr().out == f"Parted already: user_id:u1 from {ADA}\n"
    assert sent(stack) == []


def test_a_trial_shows_the_same_and_does_nothing(stack: Stack, capsys: Out) -> None:
    assert main(["split", "ade@a.example", "user_id:u1", "--reason", "x", "--dry-run"]) == 0
    assert capsys.readouterr().out == (
        f"ade@a.example: this lead lives under {ADA} now\n"
        f"To be parted: user_id:u1 from {ADA}\n{BECOMES}Nothing was done.\n"
    )
    assert sent(stack) == []


def test_what_the_timeline_no_longer_holds_is_said_to_stay(stack: Stack, capsys: Out) -> None:
    told = (stack.home / "stack.json").read_text()
    (stack.home / "stack.json").write_text(told.replace('"TimelineDays": "800"', '"TimelineDays": "1"'))
    assert main(["split", ADA, "u1", "--reason", "x", "--dry-run"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[-3].startswith("Of what was done from 2026-03-11 09:00 UTC to 20")
    assert lines[-2] == f"it stays with {ADA}, and cannot be restored."


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        ([ADA, "u9"], 1, f"{ADA} has no key u9\nIts keys are:\n  email         ade@a.example\n"),
        ([ADA, "phon"], 1, f"{ADA} has no key phon; did you mean phone?\n"),
        ([ADA, "u2"], 1, f"{ADA} has no key u2\nIt was named with {ADA}, but is not this lead's: belongs to {BO}\n"),
        ([ADA, "office"], 1, f"named with {ADA}, but is not this lead's: a shared device: also seen with {BO}\n"),
        ([ADA, ADA], 2, f"{ADA} lives under this very key; the others can be parted from it\n"),
        (["anonymous_id:office", "zz"], 1, "anonymous_id:office has no key zz\nIt has no other key.\n"),
        (["cy@c.example", "u1"], 1, "cy@c.example: no lead of the stack has this address\n"),
    ],
)
def test_what_cannot_be_parted_is_refused_with_what_can(
    stack: Stack, words: list[str], code: int, told: str, capsys: Out
) -> None:
    assert main(["split", *words, "--reason", "x"]) == code
    assert told in capsys.readouterr().err
    assert sent(stack) == []


def test_a_value_that_two_keys_have_is_named_with_its_kind(stack: Stack, capsys: Out) -> None:
    take(stack, said("both", email=ADA, crm_id="u1"))
    assert main(["split", ADA, "u1", "--reason", "x"]) == 2
    assert capsys.readouterr().err == f"{ADA} has several keys u1: crm_id:u1, user_id:u1\n"
    assert main(["split", ADA, "crm_id:u1", "--reason", "x"]) == 0
    (word,) = sent(stack)
    assert word.properties["kind"] == "crm_id"


def test_an_address_that_was_merged_can_be_parted_again(stack: Stack) -> None:
    assert main(["split", ADA, "ADE@a.example", "--reason", "x"]) == 0
    (word,) = sent(stack)
    assert word.properties == {"kind": "email", "key": "ade@a.example", "reason": "x"}


def test_nothing_can_be_said_of_somebody_whom_the_model_ignores(stack: Stack, capsys: Out) -> None:
    stack.judges_by(replace(SALES, ignored=Ignored(emails=("*@a.example",))))
    assert main(["split", ADA, "u1", "--reason", "x"]) == 1
    assert capsys.readouterr().err == f"{ADA}: the model ignores this lead, and so whatever is said about it\n"
    assert sent(stack) == []


def test_a_reason_is_needed(stack: Stack) -> None:
    assert main(["split", ADA, "u1", "--reason", " "]) == 2
    with pytest.raises(SystemExit) as usage:
        main(["split", ADA, "u1"])
    assert usage.value.code == 2
    assert sent(stack) == []
