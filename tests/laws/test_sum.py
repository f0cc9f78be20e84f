"""Contributions and adjustments sum to the score exactly as shown."""

from fractions import Fraction

from hypothesis import given

from tests.laws.cases import Case, cases, law
from tests.laws.product import Product, outcome


@law(300)
@given(cases(count=2))
def test_contributions_and_adjustments_sum_to_the_score_as_shown(case: Case) -> None:
    product = Product.of(case.model)
    lead = product.folded(case.history, case.instants[0])
    for now in case.instants:
        facts = product.facts(lead, now)
        scores = outcome(facts)["scores"]
        for name, explanation in product.explanations(facts).items():
            assert (explanation is None) is (scores[name] is None)
            if explanation is not None:
                parts = [
                    *(one.value for one in explanation.contributions),
                    *explanation.parts.values(),
                    *explanation.caps.values(),
                    explanation.inactivity,
                    explanation.traits,
                    explanation.range,
                ]
                assert explanation.value == scores[name]
                assert sum(map(shown, parts)) == shown(explanation.value)


def shown(value: float) -> Fraction:
    """Exactly the digits that a reader sees."""
    return Fraction(f"{value:.6f}")
