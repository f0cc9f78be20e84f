"""The bench: what it counts, on a few activities; and that its page speaks of what it prints."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest

from bench import normalise_report, rules_report
from bench.__main__ import Pace, main
from bench.lines import Line, lines
from bench.mixes import MIXES, Mix, Stage
from bench.normalise import Normalising, normalising
from bench.normalise_anymail import ANYMAIL
from bench.processor import Processor, processor
from bench.report import COLUMNS, agreed, comparison, spoken, table, verdict
from bench.rules import Rules, rules
from bench.rules_engines import OTHERS, OURS, installed

PAGE: Final = (Path(__file__).parents[2] / "docs/performance.md").read_text(encoding="utf-8")
SOME: Final = ("activities", "messages", "refused", "write units", "emulator")
FEW: Final = (Mix(3, 2), Mix(3, 2, one_lead=True))


@pytest.fixture(scope="module")
def measured() -> Sequence[Line]:
    return list(lines(FEW, lambda _: None))


@pytest.fixture(scope="module")
def by_name(measured: Sequence[Line]) -> Mapping[tuple[str, str, str], Line]:
    return {(line.design, line.mix, line.stage): line for line in measured}


@pytest.fixture(scope="module")
def judged() -> Rules:
    return rules(segments=40, leads=10, rounds=1)


def test_the_meter_agrees_with_the_emulator_on_every_line(measured: Sequence[Line]) -> None:
    assert agreed(measured)
    assert {line.puts_emulated > 0 for line in measured if line.stage != Stage.AGAIN} == {True}


def test_an_activity_of_a_known_lead_takes_two_writes_and_a_share_of_one_read(
    by_name: Mapping[tuple[str, str, str], Line],
) -> None:
    line = by_name["Leadflow", "3 of 3 leads", "known"]
    assert (line.activities, line.webhooks, line.messages) == (6, 2, 2)
    assert (line.sends, line.reads, line.writes, line.calls) == (2, 2, 12, 16)
    assert (line.send_requests, line.read_units, line.write_units) == (2, 3, 12)


def test_activities_of_one_lead_share_its_write(by_name: Mapping[tuple[str, str, str], Line]) -> None:
    line = by_name["Leadflow", "3 of one lead", "known"]
    assert (line.sends, line.reads, line.writes) == (2, 2, 2 * (3 + 1))


def test_a_lead_with_its_transitions_is_one_call(by_name: Mapping[tuple[str, str, str], Line]) -> None:
    line = by_name["Leadflow", "3 of 3 leads", "new"]
    assert (line.reads, line.writes) == (2, 6 * (1 + 1))
    assert line.write_units > 12


@pytest.mark.parametrize("mix", FEW, ids=lambda mix: mix.name)
def test_a_duplicate_writes_nothing(by_name: Mapping[tuple[str, str, str], Line], mix: Mix) -> None:
    line = by_name["Leadflow", mix.name, "again"]
    assert (line.writes, line.write_units) == (0, 0)
    assert line.lead_size == by_name["Leadflow", mix.name, "known"].lead_size


def test_the_tutorial_makes_five_calls_an_activity_and_a_refused_one_a_duplicate(
    by_name: Mapping[tuple[str, str, str], Line],
) -> None:
    known, again = (by_name["Tutorial", "3 of 3 leads", stage] for stage in ("known", "again"))
    assert (known.messages, known.reads, known.writes, known.refused) == (6, 6, 24, 0)
    assert (again.reads, again.writes, again.refused) == (0, 6, 6)


def test_a_line_on_which_both_differ_is_told(measured: Sequence[Line]) -> None:
    wrong = [replace(measured[0], puts_emulated=measured[0].puts_metered + 1), *measured[1:]]
    assert not agreed(wrong)
    assert "THEY DIFFER" in verdict(wrong)


def test_a_bench_without_a_put_proves_nothing(measured: Sequence[Line]) -> None:
    assert not agreed([line for line in measured if line.puts_emulated == 0])


def test_the_figures_stand_under_their_titles(measured: Sequence[Line]) -> None:
    _, _, titles, _, known, *_ = table(measured)
    under = {title: known[: titles.index(title) + len(title)].split()[-1] for title in SOME}
    assert under == {"activities": "6", "messages": "2", "refused": "0.000", "write units": "2.000", "emulator": "12"}


def test_both_designs_are_compared_line_by_line(measured: Sequence[Line]) -> None:
    _, heading, _, _, known, *rows = comparison(measured)
    assert heading == "Tutorial : Leadflow, per activity"
    assert " ".join(known.split()) == ("3 of 3 leads known 5.333 : 2.667 = 2.0 0.500 : 0.500 = 1.0 4.000 : 2.000 = 2.0")
    assert 2 + len(rows) == len(measured) // 2


def test_the_processor_is_measured_for_both() -> None:
    spent = processor(rounds=2)
    assert 0 < spent.evaluate < spent.respond
    assert spent.put > 0


def test_processor_time_is_told_in_times_of_a_put() -> None:
    told = spoken(Processor(evaluate=500, respond=2_000, put=1_000))
    assert "500 us (0.5 of a PutItem) to evaluate" in told
    assert "2,000 us (2.0 of a PutItem) to take in" in told


def test_every_engine_that_is_there_decides_every_segment_like_the_walk(judged: Rules) -> None:
    assert judged.agreed
    assert {timing.engine for timing in judged.timings} | set(judged.missing) == {OURS, "tree walk", *OTHERS}
    assert 0.1 < judged.share < 0.9
    assert "all engines agree" in rules_report.verdict(judged)


def test_an_engine_that_is_wrong_is_told(judged: Rules) -> None:
    ours, *others = judged.timings
    wrong = replace(judged, timings=[replace(ours, wrong=1), *others])
    assert not wrong.agreed
    assert "THEY DIFFER" in rules_report.verdict(wrong)


def test_an_engine_that_is_missing_is_told(judged: Rules) -> None:
    *_, last = rules_report.rows(replace(judged, missing=("an engine",)))
    assert last.startswith("an engine is not installed")


def test_the_engines_times_stand_beside_ours(judged: Rules) -> None:
    ours, walk, *_ = judged.timings
    timings = [replace(ours, microseconds=2.0), replace(walk, microseconds=30.0)]
    _, titles, first, second, *_ = rules_report.rows(replace(judged, timings=timings))
    ends = [titles.index(title) + len(title) for title in ("us a lead", "= ours x", "wrong")]
    assert [[row[:end].split()[-1] for end in ends] for row in (first, second)] == [
        ["2.0", "1.0", "0"],
        ["30.0", "15.0", "0"],
    ]


@pytest.fixture(scope="module")
def read() -> Normalising:
    return normalising(calls=2, rounds=1)


def test_webhooks_are_read_by_ours_and_where_it_is_there_by_anymail_alike(read: Normalising) -> None:
    assert read.agreed
    assert all(each.ours > 0 for each in read.results)
    compared = {each.compared > 0 for each in read.results}
    assert compared == {installed(ANYMAIL) is not None}
    assert "all alike" in normalise_report.verdict(read)


def test_a_field_that_anymail_tells_otherwise_is_told(read: Normalising) -> None:
    first, *others = read.results
    wrong = replace(read, results=[replace(first, different=1), *others])
    assert not wrong.agreed
    assert "THEY DIFFER" in normalise_report.verdict(wrong)


def test_forgeries_that_are_taken_are_told(read: Normalising) -> None:
    first, *others = read.results
    assert not replace(read, results=[replace(first, forged_refused=False), *others]).agreed


def test_anymail_that_is_missing_is_told(read: Normalising) -> None:
    title, *_ = normalise_report.rows(replace(read, anymail=None))
    assert "not installed" in title


def test_goals_stand_beside_what_was_measured(read: Normalising) -> None:
    batch, lone, *others = read.results
    quick, slow = replace(batch, ours=2.0, theirs=30.0), replace(lone, ours=12.0, bare=10.0)
    _, titles, first, second, *_ = normalise_report.rows(replace(read, results=[quick, slow, *others]))
    assert first.endswith("2 times: met")
    assert second.endswith("at most 15% above: NOT MET")
    ends = [titles.index(title) + len(title) for title in ("us", "anymail us", "= times")]
    assert [first[:end].split()[-1] for end in ends] == ["2.0", "30.0", "15.0"]


def test_the_bench_prints_its_sums_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--json"], FEW[:1], Pace(rounds=2, leads=2, calls=1, webhooks=1, starts=1, loads=())) == 0
    printed = json.loads(capsys.readouterr().out)
    assert [line["stage"] for line in printed["lines"]] == ["new", "known", "again"] * 2
    assert printed["versions"]["ministack"]
    assert printed["rules"]["segments"] == 200
    assert len(printed["webhooks"]["results"]) == 4
    assert len(printed["dollars"]["lines"]) == 9
    assert "receive" in printed["cold_starts"]
    assert printed["lag"] == {"courses": [], "calls": {}}


def test_the_page_names_what_the_bench_prints() -> None:
    names = {title for group, columns in COLUMNS.items() for title in (group, *columns)}
    names |= {mix.name for mix in MIXES} | set(Stage) | {*OTHERS, ANYMAIL}
    assert {name for name in names if name not in PAGE} == set()
