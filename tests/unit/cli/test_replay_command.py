import json
import os
import sys
from threading import Thread

import pytest

from leadflow.cli.activity_file import ActivityFile
from leadflow.cli.main import main
from tests.unit.cli.replays import AGAIN, BOTH, CAUSE, DEMO, STANDING, Out, Replay


def test_programs_get_a_line_a_lead_and_a_line_a_transition(replay: Replay, capsys: Out) -> None:
    assert replay("--json", lines=[AGAIN, DEMO]) == 0
    ada = '"lead": "ada@nordlys.example"'
    assert capsys.readouterr().out.splitlines() == [
        f'{{{ada}, "scores": {{"readiness": 77.32132, "fit": 20.0}}, {STANDING}}}',
        f'{{"transition": "became", "of": "interest", "to": "high", {ada}, "at": "2026-03-02T09:00:00Z", {CAUSE}}}',
        f'{{"transition": "entered", "of": "ready", "to": null, {ada}, "at": "2026-03-03T09:00:00Z", {CAUSE}}}',
    ]


def test_without_transitions_only_leads_are_told(replay: Replay, capsys: Out) -> None:
    assert replay("--json", "--no-transitions", lines=[DEMO]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 1


def test_the_past_can_be_asked_for(replay: Replay, capsys: Out) -> None:
    assert replay("--json", "--at", "2026-03-02T12:00:00Z", lines=[DEMO, AGAIN]) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[0])["scores"]["readiness"] == pytest.approx(39.65, abs=0.01)


def test_what_the_model_ignores_makes_no_lead_and_can_be_the_last(replay: Replay, capsys: Out) -> None:
    with replay.model.open("a", encoding="utf-8") as model:
        model.write('ignore: [{ email: "bo@*" }]\n')
    bo = {**AGAIN, "lead": {"email": "bo@nordlys.example"}}
    assert replay("--json", "--no-transitions", lines=[DEMO, bo]) == 0
    (ada,) = map(json.loads, capsys.readouterr().out.splitlines())
    assert (ada["lead"], ada["scores"]["readiness"]) == ("ada@nordlys.example", 37.32132)


def test_people_get_tables(replay: Replay, capsys: Out) -> None:
    assert replay(lines=[DEMO, AGAIN]) == 0
    assert capsys.readouterr().out == (
        "ada@nordlys.example\n"
        "  scores    readiness 77.3, fit 20.0\n"
        "  segments  ready\n"
        "  classes   interest high\n"
        "  until     2026-03-09T15:56:42.562695Z\n"
        "\n"
        "What changed\n"
        "  2026-03-02T09:00:00Z  ada@nordlys.example  interest became high  by activity\n"
        "  2026-03-03T09:00:00Z  ada@nordlys.example  entered ready         by activity\n"
    )


def test_one_lead_s_scores_are_explained(replay: Replay, capsys: Out) -> None:
    assert replay("--explain", " Ada@nordlys.example", "--at", "2026-03-03T12:00:00Z", lines=[DEMO, AGAIN]) == 0
    told = capsys.readouterr().out
    assert told.startswith("ada@nordlys.example at 2026-03-03 12:00 UTC\nin ready; interest high\n\nreadiness\n")
    assert (
        told.index("39.7")
        < told.index("typeform:2")
        < told.index("typeform:1")
        < told.index("76.7")
        < told.index("fit")
    )


def test_only_the_lead_that_is_asked_for_is_judged(replay: Replay, capsys: Out) -> None:
    other = {**DEMO, "id": "typeform:3", "lead": {"email": "bo@nordlys.example"}, "occurred_at": "2026-03-05T09:00:00Z"}
    assert replay("--explain", "ada@nordlys.example", lines=[DEMO, other]) == 0
    assert capsys.readouterr().out.startswith("ada@nordlys.example at 2026-03-05 09:00 UTC")  # the last of anybody


def test_an_explanation_for_programs_adds_up(replay: Replay, capsys: Out) -> None:
    assert replay("--explain", "ada@nordlys.example", "--json", lines=[DEMO, AGAIN]) == 0
    told = json.loads(capsys.readouterr().out)["scores"]
    for score in told.values():
        parts = [part["points"] for part in score["contributions"]]
        assert round(sum(parts) + score["traits"] + score["range"], 6) == score["value"]


def test_a_lead_that_is_not_in_the_file_cannot_be_explained(replay: Replay, capsys: Out) -> None:
    assert replay("--explain", "bo@nordlys.example", lines=[DEMO]) == 1
    assert capsys.readouterr().err.startswith("bo@nordlys.example: no activity")
    assert replay("--explain", "nobody", lines=[DEMO]) == 2


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"nonsense\n", "this is no JSON"),
        (b'{"id": NaN}\n', "this is no JSON: NaN is no number in JSON"),
        (b"\xff\n", "this is no JSON"),
        (b"[" * 100_000 + b"\n", "this is no JSON"),
        (b"[]\n", "an activity is an object"),
        (json.dumps({**DEMO, "type": "form.sumbitted"}).encode(), "type: 'form.sumbitted' is no type of activity"),
        (json.dumps({**DEMO, "occurred_at": "noon"}).encode(), "occurred_at: an ISO 8601 instant is needed"),
        (json.dumps({**DEMO, "lead": {"email": "ada"}}).encode(), "lead.email: not an email address"),
        (json.dumps({**DEMO, "colour": "blue"}).encode(), "colour: no such field"),
        (json.dumps({**DEMO, "\x1b[2J": "blue"}).encode(), "[2J: no such field"),
        (b'{"traits": ' + b"[" * 300 + b"]" * 300 + b"}", "more than 254 levels inside each other"),
        (json.dumps({**DEMO, "raw": "x" * 3_000_000}).encode(), "the line is longer than 1,000,000 bytes"),
    ],
)
def test_a_bad_line_is_told_with_its_number_and_left_out(replay: Replay, capsys: Out, raw: bytes, reason: str) -> None:
    assert replay("--json", lines=[DEMO], raw=b"\n" + raw) == 1
    told = capsys.readouterr()
    assert len(told.out.splitlines()) == 2
    assert told.err.startswith(f"{replay.activities}:3: {reason}")
    assert told.err.endswith(f"{replay.activities}: 1 line left out\n")


def test_a_broken_model_stops_it(replay: Replay, capsys: Out) -> None:
    replay.model.write_text("model: acme\nscores: { x: { points: { nothing: 1 } } }\n", encoding="utf-8")
    assert replay(lines=[DEMO]) == 1
    assert capsys.readouterr().err.startswith(f"{replay.model}:2: scores.x.points.nothing: there is no signal nothing")


def test_missing_files_are_wrong_usage(replay: Replay, capsys: Out) -> None:
    assert main(["replay", str(replay.model), str(replay.activities)]) == 2
    assert main(["replay", str(replay.activities), str(replay.activities)]) == 2
    assert capsys.readouterr().err == 2 * f"{replay.activities}: No such file or directory\n"


def test_what_strangers_wrote_cannot_steer_the_terminal(replay: Replay, capsys: Out) -> None:
    stranger = {**DEMO, "lead": {"user_id": "\x1b[2Jx\u202e"}, "id": "\x1b]0;x\x07"}
    assert replay(lines=[stranger]) == 0
    assert "\x1b" not in capsys.readouterr().out


def test_a_line_after_one_that_is_too_long_keeps_its_number(replay: Replay, capsys: Out) -> None:
    assert replay(lines=[{**DEMO, "raw": "x" * 2_500_000}, DEMO, []]) == 1
    told = capsys.readouterr()
    assert "readiness" in told.out
    assert [line.partition(": ")[0] for line in told.err.splitlines()][:2] == [
        f"{replay.activities}:1",
        f"{replay.activities}:3",
    ]


@pytest.mark.parametrize(("levels", "code"), [(253, 0), (254, 1)])
def test_254_levels_are_the_deepest(replay: Replay, levels: int, code: int) -> None:
    with_it = json.dumps({**DEMO, "raw": "deep"}).replace('"deep"', "[" * levels + "]" * levels)
    assert replay(lines=[], raw=with_it.encode()) == code


def test_large_numbers_are_read_exactly(replay: Replay) -> None:
    replay(lines=[{**DEMO, "properties": {"number": 2**70}}])
    assert [each.properties for each in ActivityFile(replay.activities).activities()] == [{"number": 2**70}]


def test_of_very_many_bad_lines_the_first_twenty_are_named(replay: Replay, capsys: Out) -> None:
    assert replay("--json", lines=[[]] * 1_000 + [DEMO]) == 1
    told = capsys.readouterr()
    assert len(told.out.splitlines()) == 2
    assert len(told.err.splitlines()) == 21
    assert told.err.endswith(f"{replay.activities}: 1000 lines left out, these and 980 more\n")


@pytest.mark.parametrize(
    "written", ['"x" * 1', "1" * 25, "1" * 400, "1e999", r'"\ud800"', '{"a": 1, "a": 2}', "-0.0", "[[[[1]]]]"]
)
def test_what_one_reader_of_json_does_not_take_the_other_does(replay: Replay, capsys: Out, written: str) -> None:
    with_it = json.dumps(DEMO).replace('"ceo"', written.replace('" * 1', '"'))
    assert replay("--json", lines=[], raw=with_it.encode()) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[0])["scores"]["readiness"] == 40


def test_activities_may_come_through_a_pipe(replay: Replay, capsys: Out) -> None:
    replay.activities.unlink(missing_ok=True)
    os.mkfifo(replay.activities)
    writer = Thread(target=lambda: replay.activities.write_text(json.dumps(DEMO), encoding="utf-8"))
    writer.start()
    assert main(["replay", str(replay.model), str(replay.activities), "--json"]) == 0
    writer.join()
    assert len(capsys.readouterr().out.splitlines()) == 2


def test_nothing_is_shown_of_progress_where_nobody_looks(replay: Replay, capsys: Out) -> None:
    assert replay(lines=[DEMO]) == 0
    assert capsys.readouterr().err == ""


def test_on_a_terminal_progress_is_shown_and_erased(
    replay: Replay, capsys: Out, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    assert replay("--json", lines=[DEMO, BOTH]) == 0
    assert capsys.readouterr().err.endswith("\r\x1b[K")
