from collections.abc import Mapping, Sequence
from typing import Final

import pytest

from leadflow.domain.condition import Condition
from leadflow.domain.conditions.logic import All, Any, Not
from leadflow.domain.conditions.scores import ScoreIs, ScoreIsNone, ScoreMoved, ScorePeaked
from leadflow.domain.conditions.signals import SignalCount, SignalTotal, Without
from leadflow.domain.conditions.standing import ClassIs, In, InFor
from leadflow.domain.conditions.traits import TraitDate, TraitExists, TraitIs
from leadflow.domain.json import Json
from leadflow.domain.match import AnyOf, Bounds, Within
from leadflow.domain.segment import Segment
from tests.models import days, model
from tests.unit.model.conditions import kinds_of_conditions, parts

POINTS: Mapping[str, Json] = {"points": {"interaction": 1}}


def segment(when: Json, **sections: Json) -> Segment:
    scores: Json = {"readiness": POINTS}
    classes: Json = {"persona": {"boss": {"trait": "title", "is": "ceo"}}}
    other: Json = {"signal": "touch"}
    return model(scores=scores, classes=classes, segments={"it": when, "other": other}, **sections).segments["it"]


CASES: Final[Sequence[tuple[Json, Condition]]] = [
    ({"score": "readiness", "above": 75}, ScoreIs("readiness", Bounds(above=75))),
    ({"score": "readiness", "from": 0, "to": 30}, ScoreIs("readiness", Bounds(at_least=0, at_most=30))),
    ({"score": "readiness", "at_least": 1, "below": 2}, ScoreIs("readiness", Bounds(at_least=1, below=2))),
    ({"score": "readiness", "is": "none"}, ScoreIsNone("readiness")),
    ({"score": "readiness", "rose": 20, "within": "3 days"}, ScoreMoved("readiness", 20, days(3))),
    ({"score": "readiness", "fell": 20, "within": "3 days"}, ScoreMoved("readiness", 20, days(3), down=True)),
    ({"score": "readiness", "peaked": 80, "within": "3 days"}, ScorePeaked("readiness", 80, days(3))),
    ({"score": "readiness", "peaked": 0, "within": "3 days"}, ScorePeaked("readiness", 0, days(3))),
    ({"signal": "touch"}, SignalCount("touch", Bounds(at_least=1))),
    ({"signal": "touch", "at_most": 3}, SignalCount("touch", Bounds(at_most=3))),
    ({"within": "3 days", "signal": "touch"}, SignalCount("touch", Bounds(at_least=1), days(3))),
    ({"signal": "touch", "total": 600}, SignalTotal("touch", 600)),
    ({"signal": "touch", "total": 600, "within": "3 days"}, SignalTotal("touch", 600, days(3))),
    ({"without": "touch", "for": "60 days"}, Without("touch", days(60))),
    ({"trait": "title", "is": "ceo"}, TraitIs("title", AnyOf(("ceo",)))),
    ({"trait": "size", "is": [1, "many", True]}, TraitIs("size", AnyOf((1, "many", True)))),
    ({"trait": "title", "like": ["vp *", "ceo"]}, TraitIs("title", AnyOf(("vp *", "ceo"), globs=True))),
    ({"trait": "size", "at_least": 200}, TraitIs("size", Within(Bounds(at_least=200)))),
    ({"trait": "owner", "exists": False}, TraitExists("owner", exists=False)),
    ({"trait": "renewal", "within": "90 days"}, TraitDate("renewal", within=days(90))),
    ({"trait": "renewal", "due_within": "90 days"}, TraitDate("renewal", due_within=days(90))),
    ({"trait": "renewal", "before": "2026-12-31"}, TraitDate("renewal", before="2026-12-31")),
    (
        {"trait": "renewal", "after": "2026-01-01T12:00:00Z", "before": "2026-12-31"},
        TraitDate("renewal", before="2026-12-31", after="2026-01-01T12:00:00Z"),
    ),
    (
        {"trait": "crm.opportunity_stage", "of": "latest", "is": "won"},
        TraitIs("crm.opportunity_stage", AnyOf(("won",))),
    ),
    (
        {"trait": "crm.opportunity_stage", "of": "any", "is": "won"},
        TraitIs("crm.opportunities.*.stage", AnyOf(("won",))),
    ),
    (
        {"trait": "crm.opportunity_name", "of": "any", "exists": True},
        TraitExists("crm.opportunities.*.name", exists=True),
    ),
    (
        {"trait": "crm.opportunity_close_date", "of": "any", "due_within": "7 days"},
        TraitDate("crm.opportunities.*.close_date", due_within=days(7)),
    ),
    ({"class": "persona", "is": "boss"}, ClassIs("persona", ("boss",))),
    ({"class": "persona", "is": ["boss", "none"]}, ClassIs("persona", ("boss", None))),
    ({"in": "other"}, In("other")),
    ({"in": "other", "for": "5 days"}, InFor("other", days(5))),
    ({"not": {"all": [{"in": "other"}]}}, Not(All((In("other"),)))),
    ({"any": [{"in": "other"}, {"in": "other"}]}, Any((In("other"), In("other")))),
]


@pytest.mark.parametrize(("written", "compiled"), CASES)
def test_each_condition_becomes_what_is_evaluated(written: Json, compiled: Condition) -> None:
    assert segment(written) == Segment("it", compiled)


def test_no_kind_of_condition_is_forgotten() -> None:
    assert {type(part) for _, compiled in CASES for part in parts(compiled)} == kinds_of_conditions()


def test_in_an_until_a_score_that_is_none_counts_as_zero_but_not_in_segments_it_refers_to() -> None:
    low: Json = {"score": "readiness", "below": 60}
    peaked: Json = {"score": "readiness", "peaked": 0, "within": "3 days"}
    found = segment({"when": low, "until": {"any": [low, {"not": {"all": [low]}}, peaked, {"in": "other"}]}})
    zero = ScoreIs("readiness", Bounds(below=60), none_is_zero=True)
    zero_too = ScorePeaked("readiness", 0, days(3), none_is_zero=True)
    assert found.when == ScoreIs("readiness", Bounds(below=60))
    assert found.until == Any((zero, Not(All((zero,))), zero_too, In("other")))
