"""When a moving score first crosses a bound."""

import math

from hypothesis import given
from hypothesis import strategies as st

from leadflow.domain.foresight import first_flip
from leadflow.domain.instant import DAY, Duration, Instant
from leadflow.domain.match import Bounds
from leadflow.domain.trend import UNBOUNDED, Range, Term, Trend
from tests.models import MONDAY, days, later


def term(points: float, half_life: Duration | None, at: Instant = MONDAY) -> Term:
    return Term("s", "a", at, points, half_life)


def test_a_score_at_rest_never_crosses() -> None:
    assert first_flip(Trend([term(50, None)], 0, UNBOUNDED), Bounds(above=40), MONDAY) is None


def test_a_score_that_falls_to_what_is_left_never_crosses_below_it() -> None:
    assert first_flip(Trend([term(50, days(10))], 45, UNBOUNDED), Bounds(at_least=45), MONDAY) is None


def test_a_score_above_its_range_crosses_only_when_the_sum_does() -> None:
    flip = first_flip(Trend([term(200, days(10))], 0, Range(0, 100)), Bounds(at_least=100), MONDAY)
    assert flip is not None
    assert later(10) <= flip < later(10) + DAY


def test_a_search_without_end_stops_early_at_an_instant_of_which_it_is_sure() -> None:
    # Both parts move, and their sum stands on the bound to the last digit for decades: no halving can tell.
    falling = [term(1e9, Duration(10 * DAY + index), MONDAY) for index in range(3)]
    rising = [term(-1e9, Duration(10 * DAY + index), MONDAY) for index in range(3)]
    found = first_flip(Trend([*falling, *rising], 0, UNBOUNDED), Bounds(at_least=0), MONDAY)
    assert found is not None
    assert found > MONDAY


SIGNED = st.tuples(st.floats(-50, 50), st.integers(1, 60))


@given(st.lists(SIGNED, min_size=1, max_size=4), st.floats(-60, 60), st.integers(0, 100))
def test_before_the_instant_that_is_named_nothing_crosses(
    terms: list[tuple[float, int]], level: float, share: int
) -> None:
    trend = Trend([term(points, days(life)) for points, life in terms], 0, UNBOUNDED)
    bounds = Bounds(at_least=level)
    held = bounds.hold(trend.value(MONDAY))
    flip = first_flip(trend, bounds, MONDAY)
    last = later(4_000) if flip is None else flip - 1
    between = Instant(MONDAY + (last - MONDAY) * share // 100)
    assert bounds.hold(trend.value(between)) is held
    assert flip is None or flip > MONDAY
    assert not math.isnan(trend.value(between))
