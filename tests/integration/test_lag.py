"""How long messages take: what is made of made-up trips, and how it is told."""

import json
from dataclasses import replace
from typing import Final

import pytest

from bench import lag_report
from bench.lag import LOADS, Course, Lag, Load, Spread, course, lag
from bench.lag_calls import Calls
from bench.lag_post import Arrivals, NotArrived, Trip
from bench.lag_stage import DESIGNS, OURS, PASSING, WAY
from bench.lag_told import MILLISECOND, Told
from leadflow.domain.instant import Duration, Instant
from local.sink import Message

AT: Final = 1_700_000_000_000_000
TRIP: Final = Trip(Instant(AT), Instant(AT + 30 * MILLISECOND), Instant(AT + 200 * MILLISECOND), "an id")
TOLD: Final = Told(Duration(199 * MILLISECOND), Instant(AT + 210 * MILLISECOND))


def slower(times: int) -> Trip:
    """The trip, but that its message took so many times as long."""
    return replace(TRIP, arrived=Instant(AT + times * (TRIP.arrived - AT)))


def between(spread: float, design: str, load: str = "steady") -> Course:
    times = Spread(spread, 2 * spread, 3 * spread, 4 * spread)
    return Course(design, load, 9, times, times, times if design == OURS else None)


def test_a_spread_is_of_durations_that_were_found() -> None:
    found = [Duration(number * MILLISECOND) for number in range(100, 0, -1)]
    assert Spread.of(found) == Spread(0.050, 0.095, 0.099, 0.100)
    assert Spread.of(found[:1]) == Spread(0.1, 0.1, 0.1, 0.1)
    assert Spread.of(found[97:]) == Spread(0.002, 0.003, 0.003, 0.003)


def test_a_course_is_from_sending_to_the_answer_and_to_the_message() -> None:
    found = course(PASSING, "steady", [TRIP, slower(2), slower(3)], None)
    assert (found.answered.p50, found.answered.most) == (0.03, 0.03)
    assert (found.arrived.p50, found.arrived.most) == (0.4, 0.6)
    assert (found.webhooks, found.told) == (3, None)


@pytest.mark.parametrize(
    ("lag", "fits"),
    [(168, False), (169, True), (170, True), (200, True), (210, True), (212, True), (213, False), (0, False)],
)
def test_what_the_metric_says_lies_between_what_the_outside_saw(lag: int, *, fits: bool) -> None:
    assert replace(TOLD, lag=Duration(lag * MILLISECOND)).fits(TRIP) is fits


def test_a_metric_that_cannot_be_so_is_told() -> None:
    false = replace(TOLD, lag=Duration(0))
    found = course(OURS, "steady", [TRIP, TRIP], [TOLD, false])
    assert found.beyond == 1
    passing = course(PASSING, "steady", [TRIP], None)
    assert "DIFFERS" in lag_report.verdict(Lag([found, passing], {}))
    assert "DIFFERS" not in lag_report.verdict(Lag([replace(found, beyond=0), passing], {}))


def test_ours_is_what_the_way_alone_does_not_take() -> None:
    courses = [between(0.5, OURS), between(2.0, OURS, "burst"), between(0.2, PASSING), between(1.5, PASSING, "burst")]
    found = Lag(courses, {})
    assert {name: took / 1_000_000 for name, took in found.added.items()} == {"steady": 0.3, "burst": 0.5}
    assert "0.300 s (steady), 0.500 s (burst)" in lag_report.verdict(found)


def test_the_webhook_in_the_middle_says_how_many_calls_it_takes() -> None:
    few, usual, disturbed = Calls({"PutItem": 1}, 1), Calls({"PutItem": 3}, 2), Calls({"PutItem": 3, "Query": 32}, 30)
    assert Calls.middle([disturbed, few, usual]) is usual
    assert usual.document() == {"operations": {"PutItem": 3}, "all": 3, "before_the_message": 2}


def test_the_figures_stand_under_their_titles() -> None:
    found = Lag([between(0.5, OURS), between(0.2, PASSING)], {OURS: Calls({"PutItem": 1, "Query": 2}, 2)})
    _, parts, titles, ours, passing, way, calls = lag_report.rows(found)
    assert parts.split() == ["load", "webhooks", *lag_report.PARTS]
    assert titles.split() == list(lag_report.SPREAD) * 3
    assert ours.split() == [OURS, "steady", "9", *("0.500", "1.000", "1.500", "2.000") * 3]
    assert len(ours) == len(titles)
    assert passing.split() == [*PASSING.split(), "steady", "9", *("0.200", "0.400", "0.600", "0.800") * 2]
    assert WAY in way
    assert calls == "Leadflow: 3 calls of AWS a webhook, 2 of them before its message (1 PutItem, 2 Query)."


def test_a_document_holds_every_course_and_every_call() -> None:
    found = Lag([between(0.5, OURS), between(0.2, PASSING)], {OURS: Calls({"PutItem": 1}, 1)})
    held = json.loads(json.dumps(found.document()))
    assert held["courses"][0]["told"] == {"p50": 0.5, "p95": 1.0, "p99": 1.5, "most": 2.0}
    assert held["courses"][1]["told"] is None
    assert held["calls"][OURS]["all"] == 1


def test_no_load_starts_no_stack() -> None:
    assert lag((), pytest.fail) == Lag([], {})


@pytest.mark.long
def test_both_designs_bring_every_message_and_the_metric_agrees() -> None:
    loads = [Load("few", 3, LOADS[0].pause), Load("together", 3, Duration(0))]
    found = lag(loads, lambda _: None)
    assert [(each.design, each.load) for each in found.courses] == [
        (design, load.name) for design in DESIGNS for load in loads
    ]
    assert found.agreed
    assert all(each.arrived.p50 > each.answered.p50 / 2 > 0 for each in found.courses)
    assert found.calls[PASSING].operations == {"PutItem": 1, "SendMessage": 2}
    assert found.calls[OURS].all > found.calls[PASSING].all


def test_the_first_message_of_somebody_counts_and_whoever_has_none_is_waited_for_in_vain() -> None:
    arrivals = Arrivals(patience=0)
    arrivals.show(Message("/slack/sales-webhook", "", {"text": "*lag-few-1* wrote to us"}))
    first = dict(arrivals.known)
    arrivals.show(Message("/slack/sales-webhook", "", {"text": "*lag-few-1* again"}))
    arrivals.show(Message("/slack/sales-webhook", "", {"text": "of somebody else"}))
    assert arrivals.wait(["lag-few-1"]) == first
    with pytest.raises(NotArrived, match="2 messages"):
        arrivals.wait(["lag-few-1", "lag-few-2", "lag-few-3"])
