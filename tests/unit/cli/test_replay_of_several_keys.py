"""`leadflow replay` of leads that are known by several keys."""

import json

import pytest

from leadflow.application.ports import OutsideDown
from leadflow.cli.failure import Failure
from leadflow.cli.replay import _spool
from tests.unit.cli.replays import AGAIN, BOTH, DEMO, Out, Replay

USER = {**AGAIN, "lead": {"user_id": "7"}}
OTHERS = [
    {**DEMO, "id": f"typeform:{name}", "lead": {"user_id": name}} for name in ("a", "ada@nordlys.example", "b", "8")
]


def test_a_lead_that_is_known_by_two_keys_is_one_lead(replay: Replay, capsys: Out) -> None:
    assert replay("--json", lines=[BOTH, USER]) == 0
    ada, *changes = map(json.loads, capsys.readouterr().out.splitlines())
    assert (ada["lead"], ada["scores"]["readiness"]) == ("ada@nordlys.example", 77.32132)
    assert [(each["of"], each["lead"]) for each in changes] == [
        ("interest", "ada@nordlys.example"),
        ("ready", "ada@nordlys.example"),
    ]


@pytest.mark.parametrize("words", [["--json"], ["--json", "--no-transitions"], []])
def test_leads_of_several_keys_stand_among_the_others_by_name(replay: Replay, capsys: Out, words: list[str]) -> None:
    assert replay(*words, lines=[USER, *OTHERS, BOTH]) == 0
    told = capsys.readouterr().out
    if "--json" in words:
        found = [each["lead"] for each in map(json.loads, told.splitlines()) if "transition" not in each]
    else:
        found = [block.splitlines()[0] for block in told.split("What changed")[0].strip().split("\n\n")]
    assert found == ["8", "a", "ada@nordlys.example", "ada@nordlys.example", "b"]


@pytest.mark.parametrize("at", ["2026-03-03T12:00:00Z", "2026-03-02T12:00:00Z"])
def test_an_explanation_is_of_the_lead_that_the_address_belongs_to(replay: Replay, capsys: Out, at: str) -> None:
    assert replay("--explain", "ada@nordlys.example", "--json", "--at", at, lines=[BOTH, USER, *OTHERS]) == 0
    parts = json.loads(capsys.readouterr().out)["scores"]["readiness"]["contributions"]
    assert len(parts) == (2 if at > "2026-03-03" else 1)


def test_an_address_that_was_merged_into_another_is_explained_as_that_lead(replay: Replay, capsys: Out) -> None:
    keys = [{"email": "ada@nordlys.example", "crm_id": "1"}, {"email": "ada@fjord.example", "crm_id": "2"}]
    stated = [{**DEMO, "id": f"typeform:{place}", "lead": each} for place, each in enumerate(keys)]
    merged = {**AGAIN, "type": "crm.contact.merged", "lead": {"crm_id": "1"}, "properties": {"into": "2"}}
    assert replay("--explain", "ada@nordlys.example", lines=[*stated, merged]) == 0
    told = capsys.readouterr().out
    assert told.startswith("ada@fjord.example at ")
    assert ("typeform:0" in told, "typeform:1" in told) == (True, True)


def test_an_address_that_has_done_nothing_yet_cannot_be_explained(replay: Replay, capsys: Out) -> None:
    later = {**BOTH, "occurred_at": "2026-04-01T00:00:00Z"}
    assert replay("--explain", "ada@nordlys.example", "--at", "2026-03-04T00:00:00Z", lines=[USER, later]) == 1
    assert capsys.readouterr().err.startswith("ada@nordlys.example: no activity")


def test_keys_that_are_too_far_from_their_lead_are_said_so() -> None:
    with pytest.raises(Failure, match="who is who cannot be told: too far"), _spool():
        raise OutsideDown("too far")
