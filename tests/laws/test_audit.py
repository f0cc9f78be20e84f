"""The audit finds nothing in a lead that the product alone has written, and in one that was damaged just the damage."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from random import Random

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from leadflow.application.audit import Mark, check
from leadflow.application.wake import LATE
from leadflow.domain.evaluation import valid_until
from leadflow.domain.facts import Facts
from leadflow.domain.instant import DAY, HOUR, SECOND, Instant
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.response import NEAR, Arrival, respond
from leadflow.domain.state import State
from tests.fragments import Document
from tests.laws.cases import Case, batches, cases, hunt, law, shuffled
from tests.laws.product import Course, Product
from tests.oracle.clock import happened

SEEDS = st.integers(0, 2**16)
STEPS = [0, 1, SECOND, 100 * SECOND, HOUR, DAY, 3 * DAY, 20 * DAY, 100 * DAY]
WAKES = 12


@dataclass(frozen=True)
class Moment:
    """A lead as it stood in the table from one instant until before another."""

    state: State
    start: int
    end: int


def lived(case: Case, seed: int) -> Iterator[Moment]:
    """What became of the lead: batches in any order at any instants, each wake handled within the grace."""
    random, course = Random(seed), Product.of(case.model).begun()  # noqa: S311 # nothing is hidden by it
    known: list[Document] = []
    clock = min(map(happened, case.history))
    for batch in [*batches(shuffled(case.history, seed), seed), []]:
        arrival = clock + random.choice(STEPS)
        for _ in range(WAKES):
            wake = course.state.next_wake(Instant(clock))
            handled = arrival + 1 if wake is None else max(wake, clock) + random.randrange(LATE)
            if handled > arrival:
                break
            yield Moment(course.state, clock, handled)
            course.take([], known, handled)
            clock = handled
        else:
            return
        yield Moment(course.state, clock, arrival)
        course.take(batch, known, arrival)
        known, clock = [*known, *batch], arrival
    yield Moment(course.state, clock, clock + 1)


def looked_at(moment: Moment, random: Random) -> list[Instant]:
    """Instants at which to look at the lead, the first and the last among them."""
    last = max(moment.start, moment.end - 1)
    return [Instant(at) for at in (moment.start, last, random.randint(moment.start, last))]


def finds_nothing(case: Case, seed: int) -> None:
    model, random = Product.of(case.model).model, Random(seed)  # noqa: S311 # nothing is hidden by it
    for moment in lived(case, seed):
        for now in looked_at(moment, random):
            found = check(model, moment.state, now)
            assert found is None or found.mark in (Mark.RIGHT, Mark.EARLY)
            assert (found is None) == (moment.state.version == 0)


@law(100)
@given(cases(count=1), SEEDS)
def test_of_a_lead_that_nobody_damaged_nothing_is_wrong_at_any_instant(case: Case, seed: int) -> None:
    finds_nothing(case, seed)


@pytest.mark.long
@hunt(6_000)
@given(cases(count=1), SEEDS)
def test_of_a_lead_that_nobody_damaged_nothing_is_wrong_in_very_many_cases(case: Case, seed: int) -> None:
    finds_nothing(case, seed)


def judged(case: Case) -> tuple[LeadModel, State]:
    """The lead, judged once at the case's first instant."""
    course = Product.of(case.model).begun()
    course.take(case.history, [], case.instants[0])
    return course.model, course.state


def end(model: LeadModel, state: State) -> Instant | None:
    """When its answer ends."""
    return valid_until(Facts(model, state.lead, state.standing, state.evaluated_at))


Planted = tuple[State, Mark, Instant]
"""A damaged lead, what it is to be found to be, and when."""


def no_wake(model: LeadModel, state: State) -> Planted | None:
    unwoken = replace(state, wake_at=None, returns_at=None)
    return None if end(model, state) is None else (unwoken, Mark.ABSENT, state.evaluated_at)


def no_place_in_the_index(model: LeadModel, state: State) -> Planted | None:
    until, now = end(model, state), state.evaluated_at
    lost = replace(state, wake_at=None, returns_at=state.wake_at)
    return None if until is None or until - now <= NEAR else (lost, Mark.ABSENT, now)


def a_wake_too_late(model: LeadModel, state: State) -> Planted | None:
    until = end(model, state)
    if until is None:
        return None
    return replace(state, wake_at=Instant(until + 1), returns_at=None), Mark.AFTER, state.evaluated_at


def asleep(model: LeadModel, state: State) -> Planted | None:
    until = end(model, state)
    if until is None:
        return None
    changed = respond(model, state, Arrival(), until).news
    if not changed and state.wake_at is None:
        return None  # a message that finds nothing leaves no trace
    return state, Mark.LATE if changed else Mark.OVERDUE, Instant(until + LATE)


def another_standing(model: LeadModel, state: State) -> Planted | None:
    if not model.segments:
        return None
    name, segments = next(iter(model.segments)), dict(state.standing.segments)
    if segments.pop(name, None) is None:
        segments[name] = state.evaluated_at
    return replace(state, standing=replace(state.standing, segments=segments)), Mark.LATE, state.evaluated_at


@pytest.mark.parametrize("damage", [no_wake, no_place_in_the_index, a_wake_too_late, asleep, another_standing])
@settings(law(30), suppress_health_check=list(HealthCheck))
@given(case=cases(count=1, plain=True))
def test_damage_is_found_for_what_it_is_and_is_repaired(
    damage: Callable[[LeadModel, State], Planted | None], case: Case
) -> None:
    model, state = judged(case)
    planted = damage(model, state)
    assume(planted is not None)
    assert planted is not None
    spoiled, mark, now = planted
    found = check(model, spoiled, now)
    assert found is not None
    assert found.mark is mark
    repaired = Course(model, spoiled)
    repaired.take([], case.history, now)
    mended = check(model, repaired.state, now)
    assert mended is not None
    assert mended.mark in (Mark.RIGHT, Mark.EARLY)
