import math
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from leadflow.domain.classes import Class
from leadflow.domain.conditions.traits import TraitIs
from leadflow.domain.instant import MINUTE, SECOND, Duration
from leadflow.domain.json import Json
from leadflow.domain.machine import Machine
from leadflow.domain.match import AnyOf, Bounds, Within
from leadflow.domain.signal import BUILT_IN, KEEP, Pattern, Signal, Visit
from leadflow.model.compile import load, read
from tests.models import KINDS, model

TELL: Json = [{"notify": "sales"}]
POINTS: Mapping[str, Json] = {"points": {"interaction": 1}}


@pytest.mark.parametrize(
    ("written", "compiled"),
    [
        ({"activity": "product.b", "per": "day"}, {"per": "day"}),
        ({"activity": "product.b", "keep": 7}, {"keep": 7}),
        ({"activity": "product.b", "measure": "percent"}, {"measure": "percent"}),
        ({"activity": "product.b", "reset_by": "touch"}, {"reset_by": "touch"}),
        ({"activity": "product.b", "says": "did it"}, {"says": "did it"}),
        (
            {"any": [{"activity": "product.b"}], "per": "url", "measure": "seconds"},
            {"per": "url", "measure": "seconds"},
        ),
    ],
)
def test_each_word_of_a_signal_becomes_what_counts_it(
    written: Mapping[str, Json], compiled: Mapping[str, object]
) -> None:
    found = model(signals={"it": written}).signals["it"]
    assert found == replace(Signal("it", (Pattern(("product.b",)),)), **compiled)  # type: ignore[arg-type] # any field


@pytest.mark.parametrize(
    ("written", "visit"),
    [
        ({"of": "touch"}, Visit("touch", 1, Duration(30 * MINUTE))),
        ({"of": "touch", "at_least": 3, "gap": "2 hours"}, Visit("touch", 3, Duration(120 * MINUTE))),
    ],
)
def test_a_visit_follows_from_another_signal(written: Json, visit: Visit) -> None:
    found = model(signals={"deep": {"visit": written, "reset_by": "sales_touch", "says": "read a lot"}})
    assert found.signals["deep"] == Signal("deep", visit=visit, reset_by="sales_touch", says="read a lot")


def test_a_funnel_is_a_class_that_is_sticky() -> None:
    found = model(classes={"stage": {"sticky": "forward", "subscriber": "otherwise", "lead": {"trait": "a", "is": 1}}})
    labels = (("subscriber", None), ("lead", TraitIs("a", AnyOf((1,)))))
    assert found.classes["stage"] == Class("stage", labels, sticky=True)


@pytest.mark.parametrize(
    ("written", "machine"),
    [
        (None, Machine()),
        ({"settle": "90 seconds"}, Machine(settle=Duration(90 * SECOND))),
        (
            {"hidden_link": "*/unseen*", "user_agents": "*bot*"},
            Machine(hidden_link="*/unseen*", user_agents=("*bot*",)),
        ),
        ({"user_agents": ["*bot*", "*preview*"]}, Machine(user_agents=("*bot*", "*preview*"))),
    ],
)
def test_machines_are_known_by_what_the_model_says(written: Json, machine: Machine) -> None:
    assert model(**({} if written is None else {"machine": written})).machine == machine


@pytest.mark.parametrize("fact", ["first_seen", "last_interaction", "last_touch", "readiness", "persona"])
def test_what_the_model_knows_itself_is_no_trait_to_be_stored(fact: str) -> None:
    found = model(
        scores={"readiness": POINTS},
        classes={"persona": {"boss": {"trait": "title", "is": "ceo"}}},
        segments={"known": {"trait": fact, "exists": True}},
    )
    assert found.traits == ("title",)


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
        signals={"bounced": {"activity": "email.bounced", "reset_by": "touch"}},
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
    assert set(found.traits) == {"size", "title", "crm.owner", "stage", "land"}


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
