"""The oracle against cases worked out by hand from the definitions."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.oracle.changes import next_change
from tests.oracle.clock import duration, instant, iso
from tests.oracle.evaluation import Outcome, contributions, evaluate
from tests.oracle.history import by_lead, counted, happened, understand
from tests.oracle.matching import matches
from tests.oracle.replay import replay
from tests.strategies import histories, instants, models

Document = dict[str, Any]
START = instant("2025-06-10T00:00:00Z")
DAY = duration("1 day")
CLICK = {"activity": "email.clicked"}


def did(name: str, at: int = START, **more: object) -> Document:
    about = {"lead": {"email": "ann@acme.example"}, "source": "site", "type": "email.clicked"}
    return {"id": name, "occurred_at": iso(at), **about, **more}


def segments(model: Document, history: list[Document], now: int, *standing: str) -> object:
    return evaluate(model, history, now, standing)["segments"]


def test_a_contribution_halves_every_half_life() -> None:
    model = {"signals": {"c": CLICK}, "scores": {"s": {"half_life": "2 days", "points": {"c": 40}}}}
    later = [evaluate(model, [did("a")], START + n * DAY)["scores"] for n in (0, 2, 4)]
    assert later == [{"s": 40.0}, {"s": 20.0}, {"s": 10.0}]


def test_penalties_do_not_fade_by_the_score_s_own_word() -> None:
    rules = {"half_life": "1 day", "points": {"c": -8}}
    model = {"signals": {"c": CLICK}, "scores": {"s": rules | {"range": None}, "clamped": rules}}
    assert evaluate(model, [did("a")], START + DAY)["scores"] == {"s": -8.0, "clamped": 0.0}


def test_a_score_without_any_term_is_none_and_none_is_0_only_in_an_until() -> None:
    model = {
        "signals": {"c": CLICK},
        "scores": {"s": {"points": {"c": 5}}},
        "segments": {
            "low": {"score": "s", "below": 3},
            "left": {"when": {"score": "s", "is": "none"}, "until": {"score": "s", "below": 3}},
            "none": {"score": "s", "is": "none"},
        },
    }
    assert evaluate(model, [did("a", type="email.opened")], START) == {
        "scores": {"s": None},
        "segments": ["none"],
        "classes": {},
    }


def test_of_a_flooded_day_the_9_earliest_and_the_latest_count() -> None:
    lead = understand({"signals": {"c": CLICK}}, [did(f"{n:02}", START + n) for n in range(14)])
    assert [one.id for one in counted(lead, "c", START + 99)] == [*(f"{n:02}" for n in range(9)), "13"]


def test_a_day_is_one_of_the_model_s_time_zone() -> None:
    model: Document = {"timezone": "Europe/Oslo", "signals": {"c": CLICK | {"per": "day"}}}
    summer_time = instant("2025-03-29T22:59:59Z")  # in Oslo 23:59:59; the day ends at 23:00 UTC, the next at 22:00
    history = [did("a", summer_time), did("b", summer_time + duration("1 second"))]
    history += [did("c", instant("2025-03-30T21:59:59Z")), did("d", instant("2025-03-30T22:00:00Z"))]
    counting = counted(understand(model, history), "c", START)
    assert [one.id for one in counting] == ["a", "b", "d"]


def test_keep_is_applied_before_per() -> None:
    model = {"signals": {"c": {"activity": "asset.downloaded", "per": "asset", "keep": 2}}}
    names = ["guide", "prices", "prices"]
    history = [
        did(str(n), START + n, type="asset.downloaded", properties={"asset": name}) for n, name in enumerate(names)
    ]
    assert [one.id for one in counted(understand(model, history), "c", START + 9)] == ["1"]


def test_versions_of_one_id_unite_signals_at_the_earliest_instant_and_any_mark_convicts() -> None:
    model = {"signals": {"c": CLICK, "f": {"activity": "form.submitted"}}}
    one, other = did("a", START + 5), did("a", START + 3, type="form.submitted")
    lead = understand(model, [one, other])
    assert [[(x.at, x.id) for x in counted(lead, name, START + 9)] for name in "cf"] == [[(START + 3, "a")]] * 2
    marked = understand(model, [one, {**other, "machine": {"reason": "flagged"}}])
    assert counted(marked, "c", START + 9) == []


def test_what_is_more_than_5_minutes_ahead_of_its_receipt_happened_at_its_receipt() -> None:
    ahead = [did("a", START + duration("5 minutes") + n, received_at=iso(START)) for n in (0, 1)]
    assert [happened(one) - START for one in ahead] == [duration("5 minutes"), 0]


def test_a_window_is_open_at_its_far_end_and_a_silence_closed() -> None:
    model: Document = {
        "signals": {"c": CLICK},
        "segments": {
            "recent": {"signal": "c", "within": "1 day"},
            "silent": {"without": "interaction", "for": "1 day"},
            "untouched": {"without": "touch", "for": "1 day"},
        },
    }
    around = [segments(model, [did("a")], START + DAY + n) for n in (-1, 0)]
    assert around == [["recent"], ["silent", "untouched"]]
    assert next_change(model, [did("a")], START) == START + DAY
    assert next_change(model, [did("a")], START + DAY) is None


def test_until_dominates_when() -> None:
    click = {"signal": "c"}
    model: Document = {"signals": {"c": CLICK}, "segments": {"s": {"when": click, "until": click}}}
    assert segments(model, [did("a")], START, "s") == []
    model["segments"]["s"] = {"when": {"signal": "c", "at_least": 2}, "until": {"signal": "c", "at_least": 3}}
    assert [segments(model, [did("a")], START, *was) for was in ([], ["s"])] == [[], ["s"]]


@pytest.mark.parametrize(
    ("pattern", "url", "fits"),
    [
        ("*/Pricing*", "https://a.example/pricing/x", True),
        ("a.example/p", "HTTPS://u:p@A.Example:8080/p#top", True),
        ("*plan*", "https://a.example/p?plan=1", False),
        ("*?plan*", "https://a.example/p?plan=1", True),
        ("https*", "https://a.example/p", False),
        ("*[a]*", "https://a.example/a", False),
    ],
)
def test_a_url_pattern_sees_host_and_path(pattern: str, url: str, fits: bool) -> None:  # one of a table
    signal = {"activity": "email.*", "where": {"url": pattern}}
    assert matches(signal, did("a", properties={"url": url})) is fits


def test_numeric_text_is_a_number_and_a_boolean_none() -> None:
    signal = CLICK | {"where": {"n": {"at_least": 1, "below": 2}}}
    fit = [matches(signal, did("a", properties={"n": value})) for value in ("1.5", 1, True, "one", "2")]
    assert fit == [True, True, False, False, False]


def test_the_latest_trait_wins_then_the_source_named_first_then_the_greater_id() -> None:
    model: Document = {"sources": {"crm": {}, "site": {}}}
    history = [
        did("a", START, traits={"x": "late", "z": {"deep": 1}, "w": "crm"}, source="crm"),
        did("b", START, traits={"x": "tie", "z": {"deep": None}, "w": "site"}, source="site"),
        did("c", START + 1, traits={"x": ""}, source="elsewhere"),
        did("d", START + 1, traits={"x": "greater id"}, source="another"),
    ]
    assert understand(model, history).traits == {"x": "greater id", "z.deep": 1, "w": "crm"}


def test_a_fading_score_crosses_its_level_at_the_true_microsecond() -> None:
    model = {
        "signals": {"c": CLICK},
        "scores": {"s": {"half_life": "1 day", "points": {"c": 40}}},
        "classes": {"k": {"warm": {"score": "s", "at_least": 20}}},
    }
    crossing = next_change(model, [did("a")], START)
    assert crossing is not None
    # 40 * 2 ** -days falls below 19.9999995 (which rounds to 20) log2(20 / 19.9999995) days after the first
    assert crossing - START - DAY == pytest.approx(3116, abs=1)


def test_a_score_that_rises_as_a_penalty_fades_is_foreseen() -> None:
    points = {"c": {"each": 30, "decay": "none"}, "f": {"each": -20, "half_life": "1 day"}}
    model: Document = {
        "signals": {"c": CLICK, "f": {"activity": "form.submitted"}},
        "scores": {"s": {"points": points}},
        "segments": {"up": {"score": "s", "above": 25}},
    }
    crossing = next_change(model, [did("a"), did("b", type="form.submitted")], START)
    assert crossing is not None
    assert crossing - START == pytest.approx(2 * DAY, abs=20_000)  # 30 - 20 / 4 is 25


def test_leads_live_at_their_strongest_key() -> None:
    keys = [
        {"email": " Ann@Acme.example", "crm_id": "1"},
        {"crm_id": "1"},
        {"anonymous_id": "x", "user_id": "u"},
        {},
    ]
    assert list(by_lead([did("a", lead=key) for key in [*keys, {}]])) == ["ann@acme.example", "1", "u"]


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


@settings(max_examples=100, deadline=None, derandomize=True)
@given(model=models(), draw=st.data())
def test_no_instant_before_the_next_change_differs_and_it_does(model: Document, draw: st.DataObject) -> None:
    history = draw.draw(histories(model, moving=True))
    now = draw.draw(instants(history, max(map(happened, history))))
    first = evaluate(model, history, now)
    standing = first["segments"]
    change = next_change(model, history, now)
    if change is not None:
        assert said(evaluate(model, history, change, standing)) != said(first)
        assert said(evaluate(model, history, change - 1, standing)) == said(first)
    end = change or now + 400 * DAY
    for n in range(1, 40):
        there = evaluate(model, history, now + (end - 1 - now) * n // 40, standing)
        assert said(there) == said(first)


def said(outcome: Outcome) -> tuple[object, object]:
    return outcome["segments"], outcome["classes"]


def test_contributions_name_their_activities() -> None:
    model = {"signals": {"c": CLICK}, "scores": {"s": {"points": {"c": {"each": 3, "at_most": 1}}}}}
    terms = contributions(model, [did("a"), did("b", START + 1)], START + DAY)["s"]
    assert [(term.rule, term.activity, term.points) for term in terms] == [("c", "b", 3.0)]
