"""A slice of time at scale: few leads for a year, a newsletter to some hundred, and what sleeping leads cost.

`make torture-time` lives through all of it.
"""

from functools import cache

import pytest

from tests.fragments import DAY, Document
from tests.torture_time.part import Part, Plan, part, verdict
from tests.torture_time.traffic import START, Post, Traffic, email, year
from tests.torture_time.verdict import Verdict
from tests.torture_time.world import World

PLANS = {
    "year": Plan(newsletter=False, leads=8, days=365, seed=5),
    "newsletter": Plan(newsletter=True, leads=250, days=3, seed=5, page=1024, sample=100),
}
"""The newsletter's pages are so small that each part of the index by time has several."""

PARTS = pytest.mark.parametrize("name", PLANS)


@cache
def lived(name: str) -> tuple[Part, Verdict]:
    found = part(PLANS[name])
    return found, verdict(found.cases)


@PARTS
def test_whatever_time_changes_is_published_at_or_after_its_instant_and_nothing_else_is(name: str) -> None:
    found, judged = lived(name)
    assert judged.changes > len(found.cases) >= min(found.leads, PLANS[name].sample)
    assert judged.wrong == []


@PARTS
def test_nobody_is_woken_early_or_late_or_often_for_nothing_and_little_is_read(name: str) -> None:
    found, _ = lived(name)
    assert found.wakes.useful > found.leads
    assert found.broken == []


def test_whoever_was_not_woken_is_judged_beside_the_sample() -> None:
    found = part(PLANS["newsletter"]._replace(leads=120, days=1, direct=True))
    assert len(found.cases) >= found.suspects > found.plan.sample


def test_whoever_gets_the_newsletter_in_one_second_is_silent_in_one_second() -> None:
    found, _ = lived("newsletter")
    assert len(found.silent) == PLANS["newsletter"].leads


def test_leads_that_sleep_cost_no_reads() -> None:
    few, many = (reads_beside(sleeping) for sleeping in (10, 100))
    assert few == many
    assert few[0] > 0


def reads_beside(sleeping: int) -> tuple[int, float]:
    """Calls and units of the same traffic while so many others do nothing, and have nothing to come."""
    awake = year(seed=7, leads=3, days=25)
    beds = [Post(START - 10 * DAY, [_fell_asleep(number)]) for number in range(sleeping)]
    world = World(Traffic("sleeping", START + 15 * DAY, [*beds, *awake.posts]), shards=2)
    before = list[tuple[int, float]]()

    def told(world: World) -> None:
        if world.clock.now < START - DAY:
            before[:] = [(world.reads.all_calls, world.reads.all_units)]

    world.live(told)
    return world.reads.all_calls - before[0][0], world.reads.all_units - before[0][1]


def _fell_asleep(number: int) -> Document:
    at = "2025-12-27T09:00:00Z"
    return {
        "id": f"bed.{number}",
        "lead": {"email": email(10_000 + number)},
        "type": "email.delivered",
        "occurred_at": at,
        "received_at": at,
        "source": "newsletter",
    }
