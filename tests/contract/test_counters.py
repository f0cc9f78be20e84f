from dataclasses import replace

from leadflow.application.ports import Outcome
from leadflow.domain.errand import Errand
from leadflow.domain.instant import HOUR, MINUTE, Instant
from tests.contract.conftest import Stores
from tests.samples import ADA, NOON, after, news

ERRAND = Errand(ADA, news().id, "hand_over", 0)
LATER = Instant(NOON + HOUR)


def errand(number: int) -> Errand:
    return replace(ERRAND, news=f"{ADA}.{number}.entered:sales_ready")


def test_so_many_errands_have_a_place_in_an_hour_and_each_keeps_it(stores: Stores) -> None:
    counters = stores.counters
    assert [counters.take("sales", NOON, errand(number), 2) for number in (1, 1, 2, 3, 2, 1)] == [
        *[True] * 3,
        False,
        True,
        True,
    ]
    assert counters.take("sales", LATER, errand(3), 2)
    assert counters.take("owner", NOON, errand(3), 2)


def test_another_action_of_the_same_news_needs_a_place_of_its_own(stores: Stores) -> None:
    assert stores.counters.take("sales", NOON, ERRAND, 1)
    assert not stores.counters.take("sales", NOON, replace(ERRAND, action=1), 1)


def test_what_is_spared_has_ended_and_is_counted_once_by_automation(stores: Stores) -> None:
    worker = stores.worker()
    for each in (errand(1), errand(2), replace(ERRAND, automation="cooled")):
        worker.claim(each, NOON, MINUTE)
        stores.counters.spare("sales", NOON, each, NOON)
        stores.counters.spare("sales", NOON, each, NOON)
    assert stores.counters.spared("sales", NOON) == {"hand_over": 2, "cooled": 1}
    assert stores.counters.spared("sales", LATER) == {}
    assert worker.claim(errand(1), after(9), MINUTE) is Outcome.GUARDED


def test_what_has_ended_otherwise_is_not_counted(stores: Stores) -> None:
    worker = stores.worker()
    worker.claim(ERRAND, NOON, MINUTE)
    worker.end(ERRAND, Outcome.DONE, NOON)
    stores.counters.spare("sales", NOON, ERRAND, NOON)
    assert stores.counters.spared("sales", NOON) == {}
