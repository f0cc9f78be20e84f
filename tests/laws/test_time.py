"""Time alone changes nothing before the instant that was foretold, and no instant argues with itself."""

from hypothesis import given
from hypothesis import strategies as st

from leadflow.domain.instant import DAY
from tests import oracle
from tests.laws.cases import Case, cases, law
from tests.laws.product import Product

FAR = 400 * DAY
PARTS = 20


@law(300)
@given(cases(count=1))
def test_an_answer_is_never_late(case: Case) -> None:
    product, now = Product.of(case.model), case.instants[0]
    until = product.valid_until(product.folded(case.history, now), now)
    change = oracle.next_change(case.model, case.history, now)
    assert until is None or until > now
    assert change is None or (until is not None and until <= change)


@law(200)
@given(cases(count=1), st.lists(st.floats(0, 1), min_size=5, max_size=5))
def test_nothing_changes_before_the_end_of_an_answer(case: Case, shares: list[float]) -> None:
    product, now = Product.of(case.model), case.instants[0]
    lead = product.folded(case.history, now)
    first = product.outcome(lead, now)
    end = product.valid_until(lead, now) or now + FAR
    for at in [end - 1, *(now + int((end - 1 - now) * share) for share in shares)]:
        there = product.outcome(lead, at, first["segments"])
        assert (there["segments"], there["classes"]) == (first["segments"], first["classes"])


@law(200)
@given(cases(count=1))
def test_waking_at_the_end_of_each_answer_meets_the_true_change_within_few_wakes(case: Case) -> None:
    product, now = Product.of(case.model), case.instants[0]
    lead = product.folded(case.history, now)
    first = product.outcome(lead, now)
    change = oracle.next_change(case.model, case.history, now)
    wakes, at = 0, now
    while (until := product.valid_until(lead, at, first["segments"])) is not None and until <= (change or now + FAR):
        wakes, at = wakes + 1, until
        if product.outcome(lead, at, first["segments"])["segments"] != first["segments"]:
            break
    assert wakes <= 1 + (at - now) / DAY
    assert change is None or at == change


@law(300)
@given(cases(count=3))
def test_an_answer_given_again_at_the_same_instant_is_the_same(case: Case) -> None:
    product = Product.of(case.model)
    lead = product.folded(case.history, case.instants[0])
    standing: list[str] = []
    for now in case.instants:
        first = product.outcome(lead, now, standing)
        standing = first["segments"]
        assert product.outcome(lead, now, standing) == first
