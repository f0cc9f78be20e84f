"""Conditions about scores: where they are, whether they are at all, and how they moved."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from leadflow.domain.condition import Facts
from leadflow.domain.course import Course
from leadflow.domain.foresight import first_flip, inside, last_held
from leadflow.domain.instant import Duration, Instant
from leadflow.domain.match import Bounds, Test, Within
from leadflow.domain.trend import Trend, shown


@dataclass(frozen=True, slots=True)
class ScoreIs:
    """`{ score: readiness, above: 75 }`: false where the score is none, unless none is to count as 0."""

    score: str
    bounds: Bounds
    none_is_zero: bool = False

    def holds(self, facts: Facts) -> bool:
        value = facts.score(self.score)
        if value is None:
            return self.none_is_zero and self.bounds.hold(0.0)
        return self.bounds.hold(value)

    def changes_at(self, facts: Facts) -> Instant | None:
        course = facts.course(self.score)
        return first_flip(Level(course, course.steps, Within(self.bounds), self.none_is_zero), facts.now, facts.horizon)


@dataclass(frozen=True, slots=True)
class ScoreIsNone:
    """`{ score: readiness, is: none }`: no rule of it has anything to count. None is not 0."""

    score: str

    def holds(self, facts: Facts) -> bool:
        return facts.score(self.score) is None

    def changes_at(self, facts: Facts) -> Instant | None:
        course, held = facts.course(self.score), self.holds(facts)
        ahead = course.steps[bisect_right(course.steps, facts.now) :]
        return next((at for at in ahead if (course.trend(at) is None) != held), None)


@dataclass(frozen=True, slots=True)
class ScoreMoved:
    """`{ score: readiness, rose: 20, within: 30 days }`; with `fell` the same downwards."""

    score: str
    by: float
    within: Duration
    down: bool = False

    def holds(self, facts: Facts) -> bool:
        return self._drift(facts).holds(facts.now)

    def changes_at(self, facts: Facts) -> Instant | None:
        return first_flip(self._drift(facts), facts.now, facts.horizon)

    def _drift(self, facts: Facts) -> "Drift":
        return Drift(facts.course(self.score), self.by, self.within, self.down)


@dataclass(frozen=True, slots=True)
class ScorePeaked:
    """`{ score: readiness, peaked: 80, within: 90 days }`: it was so high at some instant of that time."""

    score: str
    at_least: float
    within: Duration
    none_is_zero: bool = False

    def holds(self, facts: Facts) -> bool:
        return self._last(facts) is not None

    def changes_at(self, facts: Facts) -> Instant | None:
        last = self._last(facts)
        flip = first_flip(self._level(facts), facts.now, facts.horizon)
        if last is None:
            return flip
        if last < facts.now:
            return Instant(last + self.within + 1)
        return None if flip is None else Instant(flip + self.within)

    def _last(self, facts: Facts) -> Instant | None:
        return last_held(self._level(facts), Instant(facts.now - self.within), facts.now)

    def _level(self, facts: Facts) -> "Level":
        course = facts.course(self.score)
        return Level(course, course.knots, Within(Bounds(at_least=self.at_least)), self.none_is_zero)


@dataclass(frozen=True)
class Level:
    """Whether a score fits a test, over time; `knots` are those of the course that are of interest."""

    course: Course
    knots: Sequence[Instant]
    test: Test
    none_is_zero: bool = False

    @property
    def ends(self) -> float:
        return self.course.ends

    def holds(self, at: Instant) -> bool:
        return self._fits(self.course.trend(at), at)

    def certain(self, start: Instant, end: Instant, *, held: bool) -> bool:
        if inside(self.knots, start, end):
            return False
        trend = self.course.trend(start)
        if trend is None:
            return self._fits(None, start) is held
        low, high = map(shown, trend.spread(start, end))
        return self.test.sure(low, high) if held else not self.test.possible(low, high)

    def _fits(self, trend: Trend | None, at: Instant) -> bool:
        if trend is None:
            return self.none_is_zero and self.test.holds(0.0)
        return self.test.holds(trend.value(at))


@dataclass(frozen=True)
class Drift:
    """Whether a score is so much higher, or lower, than it was a while ago, over time."""

    course: Course
    by: float
    within: Duration
    down: bool

    @property
    def ends(self) -> float:
        return self.course.ends + self.within

    @cached_property
    def knots(self) -> Sequence[Instant]:
        return sorted({*self.course.steps, *(Instant(knot + self.within) for knot in self.course.knots)})

    def holds(self, at: Instant) -> bool:
        moved = self.course.clamped(at) - self.course.clamped(self._before(at))
        return shown(-moved if self.down else moved) >= self.by

    def certain(self, start: Instant, end: Instant, *, held: bool) -> bool:
        low, high = self._spread(start, end)
        least, most = self._spread(self._before(start), self._before(end))
        down, up = (least - high, most - low) if self.down else (low - most, high - least)
        return shown(down) >= self.by if held else shown(up) < self.by

    def _spread(self, start: Instant, end: Instant) -> tuple[float, float]:
        return self.course.spread(start, end, whole=not inside(self.course.knots, start, end))

    def _before(self, at: Instant) -> Instant:
        return Instant(at - self.within)
