"""What is published when and why, by cases worked out by hand."""

import json

from tests.oracle.acts import CLICK, DAY, SECOND, START, did
from tests.oracle.clock import iso
from tests.oracle.matching import Document
from tests.oracle.replay import replay
from tests.oracle.standing import NEW, Standing
from tests.oracle.step import step

MODEL: Document = {
    "signals": {"c": CLICK},
    "automations": {"tell": {"when": {"signal": "c"}}},
    "classes": {"k": {"new": {"signal": "c", "within": "1 day"}}},
    "segments": {"clicked": {"signal": "c"}},
}


def published(known: list[Document], new: list[Document], at: int, standing: Standing = NEW) -> list[tuple[str, ...]]:
    done = step(MODEL, known, new, at, standing)
    return [(one.transition, one.of, done.cause) for one in done.transitions]


def test_replay_prints_leads_then_changes_in_order_of_time() -> None:
    model = {
        "signals": {"c": CLICK},
        "classes": {"k": {"new": {"signal": "c", "within": "1 day"}, "rest": "otherwise"}},
        "segments": {
            "silent": {"without": "interaction", "for": "1 day"},
            "active": {"signal": "c", "at_least": 2},
        },
    }
    lines = replay(model, [did("b", START + 2 * DAY), did("a"), did("c", START + 9 * DAY)], START + 2 * DAY)
    common = {"lead": "ann@acme.example"}
    first, second, third = ({"at": iso(START + n * DAY)} for n in range(3))
    end = {"scores": {}, "segments": ["active"], "classes": {"k": "new"}, "valid_until": iso(START + 3 * DAY)}
    assert [json.loads(line) for line in lines] == [
        common | end,
        {"transition": "became", "of": "k", "to": "new", **common, **first, "cause": "activity"},
        {"transition": "became", "of": "k", "to": "rest", **common, **second, "cause": "time"},
        {"transition": "entered", "of": "silent", "to": None, **common, **second, "cause": "time"},
        {"transition": "became", "of": "k", "to": "new", **common, **third, "cause": "activity"},
        {"transition": "left", "of": "silent", "to": None, **common, **third, "cause": "activity"},
        {"transition": "entered", "of": "active", "to": None, **common, **third, "cause": "activity"},
    ]


def test_each_occurrence_of_a_watched_signal_is_published_once() -> None:
    first = step(MODEL, [], [did("a"), did("b")], START)
    assert [one.of for one in first.transitions] == ["c", "c", "k", "clicked"]
    again = published([did("a"), did("b")], [did("a"), did("c")], START, first.standing)
    assert again == [("occurred", "c", "activity")]


def test_a_cause_is_the_strongest_of_what_came_together() -> None:
    both = step(MODEL, [], [did("a")], START).standing
    void = did("v", START + 1, type="activity.voided", properties={"activity": "a"})
    flag = did("a", machine={"reason": "x"})
    gone = [("became", "k"), ("left", "clicked")]
    assert published([did("a")], [void, flag], START + 1, both) == [(*one, "void") for one in gone]
    assert published([did("a")], [flag], START + 1, both) == [(*one, "machine") for one in gone]
    assert published([did("a")], [], START + DAY, both) == [("became", "k", "time")]


def test_a_click_that_settles_is_published_then() -> None:
    model = {**MODEL, "machine": {"settle": "90 seconds"}}
    lines = [json.loads(line) for line in replay(model, [did("a")], START + DAY - 1)]
    assert [(line["transition"], line["at"], line["cause"]) for line in lines[1:]] == [
        (change, iso(START + 90 * SECOND), "time") for change in ("occurred", "became", "entered")
    ]


def test_what_fades_between_two_activities_is_found_though_it_ends_after_the_later() -> None:
    model = {
        "signals": {"c": CLICK},
        "scores": {"s": {"linear": "14 days", "points": {"c": 20}}},
        "segments": {"low": {"score": "s", "below": 10}},
    }
    lines = [json.loads(line) for line in replay(model, [did("a"), did("b", START + 10 * DAY)])]
    assert [(line["transition"], line["at"][:10]) for line in lines if "transition" in line] == [
        ("entered", iso(START + 7 * DAY)[:10]),
        ("left", iso(START + 10 * DAY)[:10]),
    ]


def test_what_is_ignored_is_as_if_it_had_never_been_told_but_tells_how_late_it_is() -> None:
    model = {**MODEL, "ignore": [{"where": {"test": True}}]}
    history = [did("a"), did("b", START + 3 * DAY, lead={"email": "bo@acme.example"}, properties={"test": True})]
    lines = [json.loads(line) for line in replay(model, history)]
    assert {line["lead"] for line in lines} == {"ann@acme.example"}
    assert lines[0]["classes"] == {"k": None}
