"""The product says what the oracle says."""

import pytest
from hypothesis import given

from tests import oracle
from tests.laws.cases import INSTANTS, Case, cases, hunt, law
from tests.laws.product import Product


def agrees(case: Case) -> None:
    product = Product.of(case.model)
    lead = product.folded(case.history, case.instants[0])
    understood = oracle.understand(case.model, case.history)
    standing: list[str] = []
    for now in case.instants:
        expected = oracle.outcome(oracle.Moment(understood, now, standing))
        assert product.outcome(lead, now, standing) == expected
        standing = expected["segments"]


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
    explained = product.explanations(product.folded(case.history, now), now)
    for name, terms in oracle.contributions(case.model, case.history, now).items():
        explanation = explained[name]
        assert (explanation is None) is (not terms)
        if explanation is not None:
            found = {(one.signal, one.activity): one.value for one in explanation.contributions}
            wanted = {(one.rule, one.activity): one.points for one in terms if one.activity is not None}
            assert found == pytest.approx(wanted, abs=2e-6)  # shown rounded so that they add up
