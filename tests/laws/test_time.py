"""Time alone changes nothing before the instant that was foretold, and no instant argues with itself."""

from hypothesis import given
from hypothesis import strategies as st

from leadflow.domain.instant import DAY
from tests import oracle
from tests.laws.cases import Case, cases, law
from tests.laws.product import Product, answer, lasting, later

FAR = 400 * DAY


@law(300)
@given(cases(count=1))
def test_an_answer_is_never_late(case: Case) -> None:
    product, now = Product.of(case.model), case.instants[0]
    until = lasting(product.facts(product.folded(case.history, now), now, news=case.history))
    change = oracle.next_change(case.model, case.history, now)
    assert until is None or until > now
    assert change is None or (until is not None and until <= change)


@law(200)
@given(cases(count=1), st.lists(st.floats(0, 1), min_size=5, max_size=5))
def test_nothing_changes_before_the_end_of_an_answer(case: Case, shares: list[float]) -> None:
    product, now = Product.of(case.model), case.instants[0]
    facts = product.facts(product.folded(case.history, now), now, news=case.history)
    end = lasting(facts) or now + FAR
    for at in [end - 1, *(now + int((end - 1 - now) * share) for share in shares)]:
        assert answer(later(facts, at)) == answer(facts)


@law(200)
@given(cases(count=1))
def test_waking_at_the_end_of_each_answer_meets_the_true_change_within_few_wakes(case: Case) -> None:
    product, now = Product.of(case.model), case.instants[0]
    facts = first = product.facts(product.folded(case.history, now), now, news=case.history)
    change = oracle.next_change(case.model, case.history, now)
    wakes = 0
    while (until := lasting(facts)) is not None and until <= (change or now + FAR):
        wakes, facts = wakes + 1, later(facts, until)
        if until == change or answer(facts) != answer(first):
            break
    assert wakes <= 1 + (facts.now - now) / DAY
    assert change is None or facts.now == change


@law(300)
@given(cases(count=3))
def test_an_answer_given_again_at_the_same_instant_is_the_same(case: Case) -> None:
    product = Product.of(case.model)
    facts = product.facts(product.folded(case.history, case.instants[0]), case.instants[0], news=case.history)
    for now in case.instants:
        facts = later(facts, now)
        assert answer(later(facts, now)) == answer(facts)
