from dataclasses import replace

import pytest

from leadflow.application.ports import Claimed, Outcome
from leadflow.domain.errand import Errand
from leadflow.domain.instant import MINUTE, Instant
from tests.contract.conftest import Stores
from tests.samples import ADA, NOON, after, news

ERRAND = Errand(ADA, news().id, "hand_over", 0)


def test_only_one_worker_has_an_errand(stores: Stores) -> None:
    assert stores.worker().claim(ERRAND, NOON, MINUTE) is None
    with pytest.raises(Claimed):
        stores.worker().claim(ERRAND, NOON, MINUTE)


@pytest.mark.parametrize(
    "other", [replace(ERRAND, action=1), replace(ERRAND, automation="b"), replace(ERRAND, news="b")]
)
def test_another_errand_is_claimed_apart(stores: Stores, other: Errand) -> None:
    stores.worker().claim(ERRAND, NOON, MINUTE)
    assert stores.worker().claim(other, NOON, MINUTE) is None


def test_a_claim_runs_out(stores: Stores) -> None:
    stores.worker().claim(ERRAND, NOON, MINUTE)
    with pytest.raises(Claimed):
        stores.worker().claim(ERRAND, Instant(after(1) - 1), MINUTE)
    assert stores.worker().claim(ERRAND, after(1), MINUTE) is None
    with pytest.raises(Claimed):
        stores.worker().claim(ERRAND, after(1), MINUTE)


def test_a_claim_that_was_given_back_is_free_at_once(stores: Stores) -> None:
    worker = stores.worker()
    worker.claim(ERRAND, NOON, MINUTE)
    worker.release(ERRAND)
    assert stores.worker().claim(ERRAND, NOON, MINUTE) is None


def test_a_slow_worker_gives_nobody_elses_claim_back(stores: Stores) -> None:
    slow, idle = stores.worker(), stores.worker()
    slow.claim(ERRAND, NOON, MINUTE)
    stores.worker().claim(ERRAND, after(1), MINUTE)
    slow.release(ERRAND)
    idle.release(ERRAND)
    with pytest.raises(Claimed):
        stores.worker().claim(ERRAND, after(1), MINUTE)


@pytest.mark.parametrize("outcome", Outcome)
def test_whoever_claims_an_errand_that_has_ended_learns_how(stores: Stores, outcome: Outcome) -> None:
    worker = stores.worker()
    worker.claim(ERRAND, NOON, MINUTE)
    worker.end(ERRAND, outcome, NOON, "why")
    worker.release(ERRAND)
    assert stores.worker().claim(ERRAND, after(100), MINUTE) is outcome


def test_what_was_noted_first_stays(stores: Stores) -> None:
    slow, quick = stores.worker(), stores.worker()
    slow.claim(ERRAND, NOON, MINUTE)
    quick.claim(ERRAND, after(1), MINUTE)
    quick.end(ERRAND, Outcome.DONE, after(1))
    slow.end(ERRAND, Outcome.FAILED, after(2), "no such channel")
    assert quick.claim(ERRAND, after(3), MINUTE) is Outcome.DONE


@pytest.mark.parametrize("ended", [False, True])
def test_an_errand_that_was_forgotten_stays_so_whatever_its_worker_notes(stores: Stores, *, ended: bool) -> None:
    worker = stores.worker()
    worker.claim(ERRAND, NOON, MINUTE)
    if ended:
        worker.end(ERRAND, Outcome.FAILED, NOON)
    stores.worker().forget(ERRAND)
    worker.end(ERRAND, Outcome.DONE, NOON)
    worker.hold(ERRAND, after(1))
    worker.release(ERRAND)
    assert stores.worker().claim(ERRAND, NOON, MINUTE) is None
