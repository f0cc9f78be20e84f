"""When the answer to a question first changes, and when it last was so."""

from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadflow.domain.conditions.scores import Level
from leadflow.domain.course import Course
from leadflow.domain.decay import Decay, Expires, HalfLife, Linear
from leadflow.domain.foresight import first_flip, last_held
from leadflow.domain.instant import DAY, LAST, Duration, Instant
from leadflow.domain.match import Bounds, Within
from leadflow.domain.trend import UNBOUNDED, Parts, Range, Summed, Term, Trend
from tests.models import MONDAY, days, later


@dataclass
class Still(Course):
    """A score that nothing enters and nothing leaves."""

    terms: Sequence[Term]
    traits: float = 0.0
    limits: Range = UNBOUNDED
    knots: Sequence[Instant] = ()
    steps: Sequence[Instant] = ()

    @property
    def ends(self) -> float:
        return self.trend(MONDAY).ends

    def trend(self, at: Instant) -> Trend:
        return Summed(Parts(self.terms, traits=self.traits), self.limits)


def term(points: float, decay: Decay | None, at: Instant = MONDAY) -> Term:
    return Term("s", "a", at, points, decay)


def flip(course: Course, bounds: Bounds) -> Instant | None:
    return first_flip(Level(course, (), Within(bounds)), MONDAY)


FADING = HalfLife(days(10))


def test_a_score_at_rest_never_crosses() -> None:
    assert flip(Still([term(50, None)]), Bounds(above=40)) is None


def test_a_score_that_falls_to_what_is_left_never_crosses_below_it() -> None:
    assert flip(Still([term(50, FADING)], 45), Bounds(at_least=45)) is None


def test_a_score_above_its_range_crosses_only_when_the_sum_does() -> None:
    found = flip(Still([term(200, FADING)], limits=Range(0, 100)), Bounds(at_least=100))
    assert found is not None
    assert later(10) <= found < later(10) + DAY


def test_what_expires_crosses_at_that_very_instant() -> None:
    assert flip(Still([term(50, Expires(days(10)))]), Bounds(at_least=50)) == later(10)


@pytest.mark.slow
def test_a_search_without_end_stops_early_at_an_instant_of_which_it_is_sure() -> None:
    # Both parts move, and their sum stands on the bound to the last digit for decades: no halving can tell.
    falling = [term(1e9, HalfLife(Duration(10 * DAY + index))) for index in range(3)]
    rising = [term(-1e9, HalfLife(Duration(10 * DAY + index))) for index in range(3)]
    found = flip(Still([*falling, *rising]), Bounds(at_least=0))
    assert found is not None
    assert found > MONDAY


def test_nothing_is_foreseen_beyond_the_calendar() -> None:
    forever = Still([term(1e6, Linear(Duration(LAST)))])
    assert flip(forever, Bounds(above=0.1)) is None


SPANS = st.integers(1, 60).map(days)
DECAYS = st.one_of(*(SPANS.map(word) for word in (HalfLife, Linear, Expires)))
SIGNED = st.tuples(st.floats(-50, 50), DECAYS)


@given(st.lists(SIGNED, min_size=1, max_size=4), st.floats(-60, 60), st.integers(0, 100))
def test_before_the_instant_that_is_named_nothing_crosses(
    terms: list[tuple[float, Decay]], level: float, share: int
) -> None:
    course, bounds = Still([term(points, decay) for points, decay in terms]), Bounds(at_least=level)
    held = bounds.hold(course.trend(MONDAY).value(MONDAY))
    found = flip(course, bounds)
    last = later(4_000) if found is None else found - 1
    between = Instant(MONDAY + (last - MONDAY) * share // 100)
    assert bounds.hold(course.trend(between).value(between)) is held
    assert found is None or found > MONDAY


@dataclass
class Unsure:
    """A question of which only the single instants are known."""

    flips: Instant
    ends: float
    knots: Sequence[Instant] = ()

    def holds(self, at: Instant) -> bool:
        return at >= self.flips

    def certain(self, start: Instant, end: Instant, *, held: bool) -> bool:
        return False


def test_what_is_never_certain_is_asked_instant_by_instant() -> None:
    rest = MONDAY + 9
    assert first_flip(Unsure(Instant(MONDAY + 4), rest), MONDAY) == MONDAY + 4
    assert first_flip(Unsure(Instant(MONDAY + 99), rest), MONDAY) is None


@pytest.mark.parametrize(("until", "expected"), [(20, 10), (5, 5), (0, 0)])
def test_the_last_instant_at_which_it_was_so_is_found(until: int, expected: int) -> None:
    level = Level(Still([term(50, Expires(days(10)))]), (), Within(Bounds(at_least=50)))
    found = last_held(level, MONDAY, later(until))
    assert found == (later(expected) - 1 if expected == 10 else later(expected))


def test_what_never_was_so_has_no_last_instant() -> None:
    level = Level(Still([term(50, FADING)]), (), Within(Bounds(at_least=51)))
    assert last_held(level, MONDAY, later(99)) is None
    assert last_held(level, MONDAY, MONDAY) is None
