from collections.abc import Iterator
from itertools import permutations

from hypothesis import given

from leadflow.adapters.sources import sends
from leadflow.domain.facts import Facts
from leadflow.model.check import findings
from leadflow.model.grammar import ModelFile
from leadflow.model.lints import thresholds
from leadflow.model.lints.asked import Asked, asked
from leadflow.model.lints.implication import implies
from leadflow.model.lints.surroundings import Surroundings
from leadflow.model.lints.values import values
from tests.fragments import Document
from tests.laws.cases import Case, cases, law
from tests.laws.product import Product
from tests.models import KINDS
from tests.strategies import models


@law(40)
@given(models())
def test_any_model_without_mistakes_can_be_looked_through(document: Document) -> None:
    assert all(each.warning for each in findings(document, KINDS, {}, Surroundings(sends())))


def looked_at(case: Case) -> Iterator[Facts]:
    """The lead at each instant of the case."""
    product = Product.of(case.model)
    for now in case.instants:
        yield product.facts(product.folded(case.history, now), now)


def holds(each: Asked, facts: Facts) -> bool:
    return each.test.compiled(none_is_zero=each.in_until).holds(facts)


@law(40)
@given(cases())
def test_no_score_leaves_the_values_that_it_can_have(case: Case) -> None:
    file = ModelFile.model_validate(case.model)
    for facts in looked_at(case):
        for name in file.scores:
            score, possible = facts.score(name), values(name, file).held
            assert score is None or possible.low - 1e-6 <= score <= possible.high + 1e-6


@law(40)
@given(cases())
def test_no_threshold_that_is_out_of_reach_is_ever_reached(case: Case) -> None:
    file = ModelFile.model_validate(case.model)
    doubted = {place for place, _ in thresholds.doubts(file)}
    never = [each for each in asked(file) if each.place in doubted]
    for facts in looked_at(case) if never else ():
        assert not any(holds(each, facts) for each in never)


@law(40)
@given(cases())
def test_whoever_fits_one_condition_fits_what_it_implies(case: Case) -> None:
    file = ModelFile.model_validate(case.model)
    pairs = [pair for pair in permutations(set_of_tests(file), 2) if implies(pair[0].test, pair[1].test)]
    for facts in looked_at(case) if pairs else ():
        assert all(holds(other, facts) for one, other in pairs if holds(one, facts))


def set_of_tests(file: ModelFile) -> list[Asked]:
    """All tests, as they are asked outside of `until`."""
    return [Asked(each.place, each.test) for each in asked(file)]
