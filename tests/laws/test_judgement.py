"""The generated function says what the conditions say that it was generated from."""

import pytest
from hypothesis import given

from leadflow.domain.facts import Facts
from leadflow.domain.fold import fold
from leadflow.domain.instant import Instant
from leadflow.domain.judgement import judge_by
from leadflow.domain.lead import Lead
from leadflow.domain.standing import Standing
from leadflow.domain.wire import from_json
from leadflow.model.compile import load
from tests.laws.cases import INSTANTS, Case, cases, hunt, law
from tests.models import KINDS


def agrees(case: Case) -> None:
    model = load(case.model, KINDS)
    judge = judge_by(model.segments, model.classes)
    lead = fold(Lead(), map(from_json, case.history), model, Instant(case.instants[0]))
    standing = Standing()
    for now in case.instants:
        facts = Facts(model, lead, standing, Instant(now))
        segments, classes = judge(facts, standing.segments)
        assert segments == tuple(name for name in model.segments if facts.member(name))
        assert list(classes.items()) == [(name, facts.label(name)) for name in model.classes]
        standing = Standing(segments=dict.fromkeys(segments, Instant(now)), classes=classes)


@law(1_500 // INSTANTS)
@given(cases())
def test_judging_by_the_function_is_judging_by_the_conditions(case: Case) -> None:
    agrees(case)


@pytest.mark.long
@hunt(50_000 // INSTANTS)
@given(cases())
def test_judging_by_the_function_is_judging_by_the_conditions_in_very_many_cases(case: Case) -> None:
    agrees(case)
