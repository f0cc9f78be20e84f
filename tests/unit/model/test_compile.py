import math
from collections.abc import Mapping
from pathlib import Path

import pytest

from leadflow.domain.condition import (
    All,
    Any,
    ClassIs,
    In,
    Not,
    ScoreIs,
    ScoreIsNone,
    SignalCount,
    TraitExists,
    TraitIs,
    Without,
)
from leadflow.domain.json import Json
from leadflow.domain.match import AnyOf, Bounds, Within
from leadflow.domain.score import Rule
from leadflow.domain.segment import Segment
from leadflow.domain.signal import BUILT_IN, KEEP, Pattern, Signal
from leadflow.domain.trend import UNBOUNDED, Range
from leadflow.model.compile import load, read
from tests.models import KINDS, days, model

TELL: Json = [{"notify": "sales"}]
POINTS: Json = {"points": {"interaction": 1}}


def segment(when: Json, **sections: Json) -> Segment:
    scores: Json = {"readiness": POINTS}
    classes: Json = {"persona": {"boss": {"trait": "title", "is": "ceo"}}}
    other: Json = {"signal": "touch"}
    return model(scores=scores, classes=classes, segments={"it": when, "other": other}, **sections).segments["it"]


@pytest.mark.parametrize(
    ("written", "compiled"),
    [
        ({"score": "readiness", "above": 75}, ScoreIs("readiness", Bounds(above=75))),
        ({"score": "readiness", "from": 0, "to": 30}, ScoreIs("readiness", Bounds(at_least=0, at_most=30))),
        ({"score": "readiness", "at_least": 1, "below": 2}, ScoreIs("readiness", Bounds(at_least=1, below=2))),
        ({"score": "readiness", "is": "none"}, ScoreIsNone("readiness")),
        ({"signal": "touch"}, SignalCount("touch", Bounds(at_least=1))),
        ({"signal": "touch", "at_most": 3}, SignalCount("touch", Bounds(at_most=3))),
        ({"within": "3 days", "signal": "touch"}, SignalCount("touch", Bounds(at_least=1), days(3))),
        ({"without": "touch", "for": "60 days"}, Without("touch", days(60))),
        ({"trait": "title", "is": "ceo"}, TraitIs("title", AnyOf(("ceo",)))),
        ({"trait": "size", "is": [1, "many", True]}, TraitIs("size", AnyOf((1, "many", True)))),
        ({"trait": "title", "like": ["vp *", "ceo"]}, TraitIs("title", AnyOf(("vp *", "ceo"), globs=True))),
        ({"trait": "size", "at_least": 200}, TraitIs("size", Within(Bounds(at_least=200)))),
        ({"trait": "owner", "exists": False}, TraitExists("owner", exists=False)),
        ({"class": "persona", "is": "boss"}, ClassIs("persona", ("boss",))),
        ({"class": "persona", "is": ["boss", "none"]}, ClassIs("persona", ("boss", None))),
        ({"in": "other"}, In("other")),
        ({"not": {"all": [{"in": "other"}]}}, Not(All((In("other"),)))),
        ({"any": [{"in": "other"}, {"in": "other"}]}, Any((In("other"), In("other")))),
    ],
)
def test_each_condition_becomes_what_is_evaluated(written: Json, compiled: object) -> None:
    assert segment(written) == Segment("it", compiled)  # type: ignore[arg-type] # each is a condition


def test_in_an_until_a_score_that_is_none_counts_as_zero_but_not_in_segments_it_refers_to() -> None:
    low: Json = {"score": "readiness", "below": 60}
    found = segment({"when": low, "until": {"any": [low, {"not": low}, {"in": "other"}]}})
    zero = ScoreIs("readiness", Bounds(below=60), none_is_zero=True)
    assert found.when == ScoreIs("readiness", Bounds(below=60))
    assert found.until == Any((zero, Not(zero), In("other")))


def test_a_rule_s_word_replaces_the_score_s_which_is_for_positive_points_only() -> None:
    signals: Json = {name: {"activity": "email.clicked"} for name in "abcdef"}
    rules: Json = {
        "a": 8,
        "b": -8,
        "c": {"each": 8, "half_life": "1 day"},
        "d": {"each": -8, "half_life": "1 day"},
        "e": {"each": 8, "decay": "none"},
        "f": {"each": 8, "at_most": 3},
    }
    scores: Json = {"readiness": {"half_life": "30 days", "points": rules}}
    assert model(signals=signals, scores=scores).scores["readiness"].rules == (
        Rule("a", 8, half_life=days(30)),
        Rule("b", -8),
        Rule("c", 8, half_life=days(1)),
        Rule("d", -8, half_life=days(1)),
        Rule("e", 8),
        Rule("f", 8, at_most=3, half_life=days(30)),
    )


@pytest.mark.parametrize(
    ("written", "limits"),
    [({}, Range(0, 100)), ({"range": [-10, 30]}, Range(-10, 30)), ({"range": None}, UNBOUNDED)],
)
def test_a_score_is_held_inside_0_and_100_unless_the_model_says_otherwise(
    written: Mapping[str, Json], limits: Range
) -> None:
    assert model(scores={"readiness": {**written, "points": {"touch": 1}}}).scores["readiness"].range == limits


def test_values_and_intervals_of_one_property_become_patterns_of_which_any_fits() -> None:
    where: Json = {"percent": [90, {"above": 99.5}], "live": True}
    live = AnyOf((True,), globs=True)
    assert model(signals={"video": {"activity": "video.watched", "where": where}}).signals["video"] == Signal(
        "video",
        (
            Pattern(("video.watched",), {"percent": AnyOf((90,), globs=True), "live": live}),
            Pattern(("video.watched",), {"percent": Within(Bounds(above=99.5)), "live": live}),
        ),
    )


def test_the_built_in_signals_keep_one_day_unless_they_are_counted() -> None:
    found = model(
        scores={"readiness": POINTS},
        segments={"silent": {"without": "touch", "for": "1 day"}, "called": {"signal": "sales_touch"}},
    ).signals
    assert {name: found[name].keep for name in BUILT_IN} == {"interaction": KEEP, "touch": 1, "sales_touch": KEEP}


def test_traits_that_any_condition_asks_for_are_kept() -> None:
    found = model(
        scores={"fit": {"traits": [{"when": {"not": {"trait": "size", "at_least": 3}}, "points": 3}]}},
        classes={"persona": {"boss": {"trait": "title", "is": "ceo"}, "rest": "otherwise"}},
        segments={"owned": {"when": {"trait": "owner", "exists": True}, "until": {"trait": "stage", "is": "lost"}}},
        automations={"tell": {"when": {"enters": "owned"}, "unless": {"trait": "land", "is": "no"}, "do": TELL}},
        channels={"sales": {"slack": "sales"}},
    )
    assert set(found.traits) == {"size", "title", "owner", "stage", "land"}


def test_the_first_source_has_the_first_rank() -> None:
    found = model(sources={name: {"kind": "form", "secret": name} for name in ("b", "a", "c")})
    assert {name: found.rank(name) for name in ("b", "a", "c", "unknown")} == {"b": 0, "a": 1, "c": 2, "unknown": 3}


def test_otherwise_always_holds() -> None:
    assert model(classes={"level": {"any": "otherwise"}}).classes["level"].labels == (("any", None),)


def test_the_order_of_the_file_is_the_order_of_the_model() -> None:
    found = load({"model": "x", "segments": {name: {"signal": "touch"} for name in "cab"}}, KINDS)
    assert list(found.segments) == ["c", "a", "b"]


def test_a_file_is_read_as_it_stands_there(tmp_path: Path) -> None:
    file = tmp_path / "model.yaml"
    file.write_text("model: acme\nscores: { readiness: { range: null, points: { touch: 1.5 } } }\n", encoding="utf-8")
    found = read(file, KINDS)
    assert found.name == "acme"
    assert math.isinf(found.scores["readiness"].range.high)
