import pytest

from leadflow.application.circuit import FIRST_WAIT, LONGEST_WAIT, PROBE, TRIES, Circuit
from leadflow.domain.instant import HOUR, MINUTE, SECOND, Duration, Instant
from tests.contract.conftest import Stores
from tests.samples import NOON, after

NOTHING = Duration(0)


def fails(stores: Stores, count: int = TRIES, at: Instant = NOON) -> Circuit:
    """So many calls fail, each by a worker of its own."""
    for _ in range(count):
        circuit = stores.circuits().failed("sales", at, NOTHING)
    return circuit


def test_a_destination_that_nobody_called_may_be_called(stores: Stores) -> None:
    assert stores.circuits().enter("sales", NOON) is None
    assert stores.circuits().look("sales", NOON) == Circuit()


def test_after_so_many_failures_in_a_row_nobody_calls(stores: Stores) -> None:
    assert not fails(stores, TRIES - 1).open
    assert stores.circuits().enter("sales", NOON) is None
    assert fails(stores, 1) == Circuit(TRIES, Instant(NOON + FIRST_WAIT))
    assert stores.circuits().enter("sales", Instant(NOON + SECOND)) == NOON + FIRST_WAIT
    assert stores.circuits().enter("owner", NOON) is None


def test_when_the_wait_is_over_one_worker_finds_out_for_all(stores: Stores) -> None:
    until = fails(stores).until
    first, second = stores.circuits(), stores.circuits()
    assert second.look("sales", until).open
    assert first.enter("sales", until) is None
    assert second.enter("sales", until) == until + PROBE
    assert second.enter("sales", Instant(until + PROBE)) is None


def test_every_further_failure_doubles_the_wait(stores: Stores) -> None:
    fails(stores)
    waits = [fails(stores, 1).until - NOON for _ in range(6)]
    assert waits == [2 * FIRST_WAIT, 4 * FIRST_WAIT, 8 * FIRST_WAIT, 16 * FIRST_WAIT, *[LONGEST_WAIT] * 2]


def test_the_wait_is_as_long_as_the_destination_asks_for(stores: Stores) -> None:
    fails(stores, TRIES - 1)
    assert stores.circuits().failed("sales", NOON, HOUR).until == NOON + HOUR


def test_a_slow_destination_is_called_again_at_once_but_by_one_at_a_time(stores: Stores) -> None:
    fails(stores, TRIES - 1)
    assert stores.circuits().failed("sales", NOON, None) == Circuit(TRIES, NOON)
    assert stores.circuits().enter("sales", NOON) is None
    assert stores.circuits().enter("sales", NOON) == NOON + PROBE


def test_an_answer_closes_the_circuit(stores: Stores) -> None:
    fails(stores)
    stores.circuits().close("sales")
    assert stores.circuits().enter("sales", NOON) is None
    assert not fails(stores, TRIES - 1).open


@pytest.mark.parametrize("later", [5 * SECOND, MINUTE])
def test_a_worker_learns_within_seconds_what_others_have_found(stores: Stores, later: int) -> None:
    worker = stores.circuits()
    assert worker.enter("sales", after(0)) is None
    fails(stores)
    assert worker.look("sales", Instant(NOON + later)).open
