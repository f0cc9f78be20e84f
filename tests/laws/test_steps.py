"""Whatever becomes known when, the product publishes what the oracle publishes, for the same reason."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import oracle
from tests.fragments import Document
from tests.laws.cases import Case, batches, cases, hunt, law, shuffled
from tests.laws.product import Product, stand, stands
from tests.oracle.clock import happened

SEEDS = st.integers(0, 2**16)


def agrees(case: Case, seed: int) -> None:
    course, standing, known = Product.of(case.model).begun(), oracle.NEW, list[Document]()
    for now, new in steps(case, seed):
        step = oracle.step(case.model, known, new, now, standing)
        news = [one.transition for one in course.take(new, known, now)]
        expected = [(one.transition, one.of, one.to, step.cause) for one in step.transitions]
        assert [(one.change, one.of, one.to, one.cause) for one in news] == expected
        standing, known = step.standing, [*known, *new]
        assert stands(course.state.standing) == stands(stand(standing))


def steps(case: Case, seed: int) -> list[tuple[int, Sequence[Document]]]:
    """The activities batch by batch, in any order, within seconds; then only time."""
    told = [one for one in batches(shuffled(case.history, seed), seed) if one]
    start = max(map(happened, case.history))
    arrivals = [(start + n * 1_000_000, batch) for n, batch in enumerate(told)]
    return [*arrivals, *((now, []) for now in case.instants if now > arrivals[-1][0])]


@law(400)
@given(cases(), SEEDS)
def test_every_step_is_the_oracle_s(case: Case, seed: int) -> None:
    agrees(case, seed)


@pytest.mark.long
@hunt(12_000)
@given(cases(), SEEDS)
def test_every_step_is_the_oracle_s_in_very_many_cases(case: Case, seed: int) -> None:
    agrees(case, seed)
