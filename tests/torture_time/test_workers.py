"""How many containers a queue has, and when."""

from tests.fragments import SECOND
from tests.torture_time.workers import FIRST, HIRING, IDLE, MOST, Workers

LONG = 50 * SECOND
BUSY = 1_000 * SECOND


def begun(workers: Workers, at: int, count: int) -> list[int]:
    """When each of so many batches is begun that all wait from then on, and take long."""
    found = []
    for _ in range(count):
        found.append(workers.begin(at))
        workers.work(found[-1], found[-1] + LONG)
    return found


def test_the_first_are_there_at_once_and_the_others_come_one_by_one() -> None:
    found = begun(Workers(), BUSY, MOST)
    assert found[:FIRST] == [BUSY] * FIRST
    assert [later - earlier for earlier, later in zip(found[FIRST:], found[FIRST + 1 :], strict=False)] == [HIRING] * (
        MOST - FIRST - 1
    )


def test_who_comes_when_all_are_at_work_waits_for_the_first_who_is_free() -> None:
    assert begun(Workers(), BUSY, MOST + 1)[-1] == BUSY + LONG


def test_those_who_had_nothing_to_do_for_long_are_gone() -> None:
    workers = Workers()
    begun(workers, BUSY, MOST)
    later = BUSY + 2 * LONG + IDLE
    assert begun(workers, later, FIRST + 2)[-1] == later + HIRING
