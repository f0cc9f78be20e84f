"""How the courses of scores come about: from occurrences and traits, or from other scores."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, cached_property
from typing import Final

from leadflow.domain.calendar import Calendar
from leadflow.domain.course import Course
from leadflow.domain.instant import FIRST, Instant
from leadflow.domain.occurrence import Sighting
from leadflow.domain.score import Rule, Score
from leadflow.domain.trend import Capped, Combined, Parts, Summed, Term, Trend

Known = Callable[[str], Sequence[Sighting]]

INTERACTION: Final = "interaction"


class SumCourse(Course):
    """The course of a score that is a sum of its own.

    `traits` are the points for traits at an instant, one number for each rule that holds; `steps` are the instants, in
    order, at which they may change.
    """

    def __init__(
        self,
        score: Score,
        sightings: Known,
        calendar: Calendar,
        traits: Callable[[Instant], Sequence[float]],
        steps: Sequence[Instant],
    ) -> None:
        self.score, self.limits, self._steps = score, score.range, steps
        self._sightings, self._calendar, self._traits = sightings, calendar, traits
        self._piece = cache(self._trend_from)

    @property
    def steps(self) -> Sequence[Instant]:
        return self._steps

    @cached_property
    def ends(self) -> float:
        last = max(self._latest, *self._steps, FIRST)
        trend = self.trend(last)
        return last if trend is None else max(last, trend.ends)

    @cached_property
    def knots(self) -> Sequence[Instant]:
        return sorted({*self._steps, *(sighting.at for name in self._signals for sighting in self._sightings(name))})

    @cached_property
    def _latest(self) -> Instant:
        """When the last occurrence entered the sum."""
        found = [self._sightings(name) for name in self._signals]
        return max((those[-1].at for those in found if those), default=FIRST)

    @property
    def _signals(self) -> Iterable[str]:
        yield from (rule.signal for rule in self.score.rules)
        if self.score.inactivity is not None:
            yield INTERACTION

    def trend(self, at: Instant) -> Trend | None:
        knots = self._steps if at >= self._latest else self.knots
        place = bisect_right(knots, at)
        start = knots[place - 1] if place else FIRST
        return self._piece(max(start, self._latest) if at >= self._latest else start)

    def _trend_from(self, knot: Instant) -> Trend | None:
        terms, traits = self._terms(knot), self._traits(knot)
        if not (terms or traits):
            return None
        free, capped = _under_caps(self.score, terms)
        last = self._known(INTERACTION, knot) if self.score.inactivity is not None else ()
        parts = Parts(free, capped, sum(traits), self.score.inactivity, last[-1].at if last else None)
        return Summed(parts, self.limits)

    def _terms(self, knot: Instant) -> list[Term]:
        return [term for rule in self.score.rules for term in self._of(rule, knot)]

    def _of(self, rule: Rule, knot: Instant) -> Iterable[Term]:
        return rule.terms(self._known(rule.signal, knot), self._calendar)

    def _known(self, signal: str, knot: Instant) -> Sequence[Sighting]:
        found = self._sightings(signal)
        if knot >= self._latest:
            return found
        return found[: bisect_right(found, knot, key=lambda sighting: sighting.at)]


class CombinedCourse(Course):
    """The course of a score that is a weighted sum of others."""

    def __init__(self, score: Score, courses: Mapping[str, Course]) -> None:
        self.limits = score.range
        self._parts = [(weight, courses[name]) for name, weight in score.combine.items()]

    @cached_property
    def steps(self) -> Sequence[Instant]:
        return sorted({step for _, course in self._parts for step in course.steps})

    @cached_property
    def ends(self) -> float:
        return max(course.ends for _, course in self._parts)

    @cached_property
    def knots(self) -> Sequence[Instant]:
        return sorted({knot for _, course in self._parts for knot in course.knots})

    def trend(self, at: Instant) -> Trend | None:
        parts = [(weight, course.trend(at)) for weight, course in self._parts]
        return None if all(trend is None for _, trend in parts) else Combined(parts, self.limits)


def _under_caps(score: Score, terms: Iterable[Term]) -> tuple[Sequence[Term], Sequence[Capped]]:
    """The terms that stand free, and those that are limited together."""
    if not score.caps:
        return list(terms), ()
    cap_of = {signal: cap for cap in score.caps for signal in cap.signals}
    free: list[Term] = []
    capped: dict[str, list[Term]] = {cap.name: [] for cap in score.caps}
    for term in terms:
        cap = cap_of.get(term.signal)
        if cap is None or term.points <= 0:
            free.append(term)
        else:
            capped[cap.name].append(term)
    return free, [Capped(cap.name, tuple(capped[cap.name]), cap.at_most) for cap in score.caps if capped[cap.name]]
