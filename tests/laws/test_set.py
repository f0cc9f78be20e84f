"""A lead is a set: order, repetition and batching do not matter, and two halves of it make the whole."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from leadflow.domain.fold import trim
from leadflow.domain.instant import Instant
from leadflow.domain.lead import Lead, union
from tests import oracle
from tests.fragments import Document
from tests.laws.cases import Case, batches, cases, law, shuffled
from tests.laws.product import Product, outcome
from tests.oracle.clock import iso

RETRIED = 0.3

SEEDS = st.integers(0, 2**16)


@law(300)
@given(cases(plain=True), SEEDS)
def test_order_repetition_and_batching_do_not_matter(case: Case, seed: int) -> None:
    product, latest = Product.of(case.model), max(map(oracle.happened, case.history))
    lead, past = Lead(), list[Document]()
    for batch in batches(shuffled(case.history, seed), seed):
        lead, past = product.folded(batch, latest, lead, past), [*past, *batch]
    for now in case.instants:
        assert outcome(product.facts(lead, now)) == oracle.evaluate(case.model, case.history, now)


@law(300)
@given(cases(plain=True))
def test_what_arrives_in_the_order_of_time_counts_as_what_arrives_at_once(case: Case) -> None:
    product, now = Product.of(case.model), case.instants[-1]
    lead, past = Lead(), list[Document]()
    for activity in sorted(case.history, key=oracle.happened):
        lead, past = product.folded([activity], oracle.happened(activity), lead, past), [*past, activity]
    assert outcome(product.facts(lead, now)) == oracle.evaluate(case.model, case.history, now)


@law(300)
@given(cases(count=1, moving=True), SEEDS)
def test_merge_is_commutative_associative_and_idempotent(case: Case, seed: int) -> None:
    product, now = Product.of(case.model), case.instants[0]
    parts = [product.folded(part, now) for part in batches(shuffled(case.history, seed), seed)]
    a, b, c = (parts * 3)[:3]
    assert a.merge(b) == b.merge(a)
    assert a.merge(b).merge(c) == a.merge(b.merge(c))
    assert a.merge(a) == a


@law(300)
@given(cases(count=1), SEEDS)
def test_what_is_known_of_a_lead_in_parts_is_what_is_known_of_the_whole(case: Case, seed: int) -> None:
    product, now = Product.of(case.model), Instant(case.instants[0])
    parts = [product.folded(part, now) for part in batches(shuffled(case.history, seed), seed)]
    assert trim(union(parts), product.model, now).traits == product.folded(case.history, now).traits


@law(300)
@given(cases(count=1), SEEDS)
def test_the_same_activities_again_change_nothing(case: Case, seed: int) -> None:
    product, now = Product.of(case.model), case.instants[0]
    lead = product.folded(case.history, now)
    assert product.folded(shuffled(case.history, seed), now, lead, case.history) == lead


@law(300)
@given(cases(plain=True), SEEDS)
def test_a_retry_that_says_when_it_was_received_is_what_it_repeats(case: Case, seed: int) -> None:
    product, now, random = Product.of(case.model), case.instants[-1], Random(seed)  # noqa: S311 # nothing is hidden
    lead, past = Lead(), list[Document]()
    for activity in sorted(case.history, key=oracle.happened):
        at = oracle.happened(activity)
        lead, past = product.folded([activity], at, lead, past), [*past, activity]
        known = [each for each in past if each["id"] in lead.occurrences]
        retries = [
            {**each, "occurred_at": iso(at), "received_at": iso(at)} for each in known if random.random() < RETRIED
        ]
        lead = product.folded(retries, at, lead, past)
    assert outcome(product.facts(lead, now)) == oracle.evaluate(case.model, case.history, now)
