import math
from collections.abc import Mapping

import pytest

from leadflow.domain.calendar import Period
from leadflow.domain.conditions.traits import TraitIs
from leadflow.domain.decay import Decay, Expires, HalfLife, Linear
from leadflow.domain.json import Json
from leadflow.domain.match import AnyOf
from leadflow.domain.score import Cap, Rule, Score, TraitRule
from leadflow.domain.signal import KEEP
from leadflow.domain.trend import UNBOUNDED, Inactivity, Range
from tests.models import days, model

POINTS: Mapping[str, Json] = {"points": {"interaction": 1}}


@pytest.mark.parametrize(
    ("word", "value", "decay"),
    [
        ("half_life", "30 days", HalfLife(days(30))),
        ("linear", "30 days", Linear(days(30))),
        ("expires", "30 days", Expires(days(30))),
        ("decay", "none", None),
    ],
)
def test_a_rule_s_word_replaces_the_score_s_which_is_for_positive_points_only(
    word: str, value: str, decay: Decay | None
) -> None:
    signals: Json = {name: {"activity": "email.clicked"} for name in "abcdefg"}
    rules: Json = {
        "a": 8,
        "b": -8,
        "c": {"each": 8, "half_life": "1 day"},
        "d": {"each": -8, "linear": "1 day"},
        "e": {"each": 8, "decay": "none"},
        "f": {"each": 8, "expires": "1 day"},
        "g": {"each": 0},
    }
    assert model(signals=signals, scores={"readiness": {word: value, "points": rules}}).scores["readiness"].rules == (
        Rule("a", 8, decay=decay),
        Rule("b", -8),
        Rule("c", 8, decay=HalfLife(days(1))),
        Rule("d", -8, decay=Linear(days(1))),
        Rule("e", 8),
        Rule("f", 8, decay=Expires(days(1))),
        Rule("g", 0),
    )


@pytest.mark.parametrize(
    ("written", "rule"),
    [
        ({"each": 8, "at_most": 3}, Rule("touch", 8, at_most=3)),
        ({"each": 8, "at_most": "9 per day"}, Rule("touch", 8, at_most=9, period=Period.DAY)),
        ({"each": 8, "at_most": "3 per week"}, Rule("touch", 8, at_most=3, period=Period.WEEK)),
        ({"each": 8, "at_most": "3 per month"}, Rule("touch", 8, at_most=3, period=Period.MONTH)),
        ({"each": 8, "once_every": "7 days"}, Rule("touch", 8, once_every=days(7))),
        (
            {"each": 8, "at_most": "2 per month", "once_every": "7 days"},
            Rule("touch", 8, at_most=2, period=Period.MONTH, once_every=days(7)),
        ),
    ],
)
def test_what_a_rule_counts_can_be_limited(written: Json, rule: Rule) -> None:
    assert model(scores={"readiness": {"points": {"touch": written}}}).scores["readiness"].rules == (rule,)


def test_caps_silence_and_traits_belong_to_a_score() -> None:
    score: Json = {
        "points": {"touch": 3, "sales_touch": 4},
        "caps": {"content": {"of": ["touch", "sales_touch"], "at_most": 30}},
        "inactivity": {"lose": 10, "every": "30 days", "at_most": 50},
        "traits": [{"when": {"trait": "title", "is": "ceo"}, "points": 30}],
    }
    assert model(scores={"readiness": score}).scores["readiness"] == Score(
        "readiness",
        rules=(Rule("touch", 3), Rule("sales_touch", 4)),
        traits=(TraitRule(TraitIs("title", AnyOf(("ceo",))), 30),),
        caps=(Cap("content", ("touch", "sales_touch"), 30),),
        inactivity=Inactivity(10, days(30), 50),
    )


def test_silence_may_cost_without_an_end() -> None:
    score: Json = {**POINTS, "inactivity": {"lose": 1, "every": "1 day"}}
    assert model(scores={"readiness": score}).scores["readiness"].inactivity == Inactivity(1, days(1), math.inf)


def test_a_score_can_be_made_of_others() -> None:
    overall: Json = {"combine": {"readiness": 0.7, "fit": -0.3}, "range": [-30, 70]}
    found = model(scores={"overall": overall, "readiness": POINTS, "fit": POINTS}).scores["overall"]
    assert found == Score("overall", combine={"readiness": 0.7, "fit": -0.3}, range=Range(-30, 70))


@pytest.mark.parametrize(
    ("written", "limits"),
    [({}, Range(0, 100)), ({"range": [-10, 30]}, Range(-10, 30)), ({"range": None}, UNBOUNDED)],
)
def test_a_score_is_held_inside_0_and_100_unless_the_model_says_otherwise(
    written: Mapping[str, Json], limits: Range
) -> None:
    assert model(scores={"readiness": {**written, "points": {"touch": 1}}}).scores["readiness"].range == limits


def test_interactions_are_counted_where_silence_costs_points() -> None:
    score: Json = {"points": {"touch": 3}, "inactivity": {"lose": 1, "every": "1 day"}}
    assert model(scores={"readiness": score}).signals["interaction"].keep == KEEP
