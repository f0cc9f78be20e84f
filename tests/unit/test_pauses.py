"""How long to wait before a destination is tried again."""

from leadflow.application.deliver import FIRST_PAUSE, LONGEST_PAUSE, pause
from leadflow.domain.instant import MINUTE, Duration


def test_pauses_grow_fourfold_up_to_the_longest() -> None:
    pauses = [pause(attempt, Duration(0), 1.0) for attempt in range(1, 12)]
    assert pauses[:3] == [FIRST_PAUSE, 4 * FIRST_PAUSE, 16 * FIRST_PAUSE]
    assert pauses[-1] == LONGEST_PAUSE
    assert pauses == sorted(pauses)


def test_chance_shortens_a_pause_by_half_at_the_most() -> None:
    assert pause(3, Duration(0), 0.0) == pause(3, Duration(0), 1.0) / 2


def test_a_pause_is_as_long_as_was_asked_for() -> None:
    assert pause(1, Duration(5 * MINUTE), 0.0) == 5 * MINUTE
    assert pause(1, Duration(LONGEST_PAUSE * 9), 0.0) == LONGEST_PAUSE
    assert pause(10**9, Duration(0), 1.0) == LONGEST_PAUSE
