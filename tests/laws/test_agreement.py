"""The product says what the oracle says."""

import pytest
from hypothesis import given

from leadflow.domain.evaluation import evaluate, stood
from tests import oracle
from tests.laws.cases import INSTANTS, Case, cases, hunt, law
from tests.laws.product import Product, outcome, stand, stands


def agrees(case: Case) -> None:
    product = Product.of(case.model)
    lead = product.folded(case.history, case.instants[0])
    understood = oracle.understand(case.model, case.history)
    standing = oracle.NEW
    for now in case.instants:
        moment = oracle.Moment.of(understood, now, standing)
        facts = product.facts(lead, now, standing, case.history)
        assert outcome(facts) == oracle.outcome(moment)
        standing = oracle.after(moment)
        assert stands(stood(facts, evaluate(facts))) == stands(stand(standing))


@law(2_000 // INSTANTS)
@given(cases())
def test_scores_segments_and_classes_are_the_oracle_s(case: Case) -> None:
    agrees(case)


@pytest.mark.long
@hunt(100_000 // INSTANTS)
@given(cases())
def test_scores_segments_and_classes_are_the_oracle_s_in_very_many_cases(case: Case) -> None:
    agrees(case)


@law(200)
@given(cases(count=1))
def test_contributions_are_the_oracle_s(case: Case) -> None:
    product, now = Product.of(case.model), case.instants[0]
    explained = product.explanations(product.facts(product.folded(case.history, now), now))
    shown = oracle.evaluate(case.model, case.history, now)["scores"]
    for name, terms in oracle.contributions(case.model, case.history, now).items():
        explanation = explained[name]
        assert (explanation is None) is (shown[name] is None)
        if explanation is not None:
            found: dict[object, float] = {(one.signal, one.activity): one.value for one in explanation.contributions}
            wanted = {(one.rule, one.activity): one.points for one in terms if one.activity is not None}
            assert found == pytest.approx(wanted, abs=2e-6)  # shown rounded so that they add up
            parts = {one.rule: one.points for one in terms if one.activity is None and isinstance(one.rule, str)}
            assert dict(explanation.parts) == pytest.approx(parts, abs=2e-6)
