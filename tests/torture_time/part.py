"""One part of it all: a world that is lived in, and what of it is to be judged."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import NamedTuple

from tests.fragments import DAY
from tests.oracle.clock import duration, instant, iso
from tests.torture_time.diary import Published, Wakes
from tests.torture_time.laws import broken
from tests.torture_time.model import MODEL, SILENCE
from tests.torture_time.reads import Reads
from tests.torture_time.traffic import Traffic, newsletter, year
from tests.torture_time.truth import Came, changes
from tests.torture_time.verdict import Verdict, judged
from tests.torture_time.world import MINUTE, PAGE, World

EVERY = 15
"""Seconds between two lines of progress."""


class Plan(NamedTuple):
    """What to live through: a year of so many leads, or a newsletter to so many.

    Of those who get it a sample is judged by brute force, and whoever was woken early, late or not at all.
    """

    newsletter: bool
    leads: int
    days: int
    seed: int
    page: int = PAGE
    sample: int = 2_000
    direct: bool = False

    @property
    def shards(self) -> int:
        """The parts of the index by time; in a year of few leads all but two are only the same call again."""
        return 16 if self.newsletter else 2

    def traffic(self) -> Traffic:
        return (newsletter if self.newsletter else year)(self.seed, self.leads, self.days)


class Case(NamedTuple):
    """A lead to be judged by brute force."""

    lead: str
    came: Came
    published: Sequence[Published]
    end: int


@dataclass(frozen=True)
class Part:
    """How a world went: figures, and who is to be judged. `silent` is how late each of the newsletter's was silent."""

    plan: Plan
    leads: int
    activities: int
    evaluations: int
    published: int
    wakes: Wakes
    suspects: int
    rounds: int
    skipped: int
    reads: Reads
    lead_days: float
    broken: Sequence[str]
    silent: Sequence[int]
    cases: Sequence[Case]
    seconds: float


def part(plan: Plan, say: Callable[[str], None] = lambda _: None) -> Part:
    """Live through it."""
    began, traffic = time.monotonic(), plan.traffic()
    world = World(traffic, plan.page, plan.shards, direct=plan.direct)
    world.live(_progress(traffic, say))
    diary = world.diary
    silent, wrong = _silence(world) if plan.newsletter else ([], [])
    lead_days = _lead_days(world)
    return Part(
        plan=plan,
        leads=len(diary.arrivals),
        activities=sum(len(post.activities) for post in traffic.posts),
        evaluations=diary.evaluations,
        published=sum(map(len, diary.published.values())),
        wakes=diary.wakes,
        suspects=len(diary.suspects),
        rounds=world.rounds.ran,
        skipped=(traffic.end - traffic.posts[0].at) // MINUTE - world.rounds.ran,
        reads=world.reads,
        lead_days=lead_days,
        broken=[*broken(world, lead_days), *wrong],
        silent=silent,
        cases=_cases(world, plan),
        seconds=time.monotonic() - began,
    )


def _lead_days(world: World) -> float:
    """The days of all leads since they were first heard of."""
    begun = (min(each.at for each in arrivals) for arrivals in world.diary.arrivals.values())
    return sum(world.traffic.end - at for at in begun) / DAY


def verdict(cases: Sequence[Case]) -> Verdict:
    """Judge these by brute force."""
    found = Verdict()
    for lead, came, published, end in cases:
        found.add(judged(lead, changes(came, end), published, end))
    return found


def _cases(world: World, plan: Plan) -> Sequence[Case]:
    diary, known = world.diary, {each["id"]: each for post in world.traffic.posts for each in post.activities}
    leads = sorted(diary.arrivals)
    if plan.newsletter and len(leads) > plan.sample:
        sample = Random(plan.seed).sample(leads, plan.sample)  # noqa: S311 - it chooses whom to look at
        leads = sorted({*sample, *diary.suspects})
    return [
        Case(
            lead,
            [(each.at, known[each.activity]) for each in diary.arrivals[lead]],
            diary.published[lead],
            world.traffic.end,
        )
        for lead in leads
    ]


def _silence(world: World) -> tuple[Sequence[int], Sequence[str]]:
    """Of each recipient how late it was silent, and who was not, early or twice, by the newsletter's instants alone."""
    span, late, wrong = duration(MODEL["segments"][SILENCE]["for"]), list[int](), list[str]()
    for post in world.traffic.posts:
        for mail in post.activities:
            if mail["type"] == "email.delivered":
                lead, due = world.diary.id(mail["lead"]["email"]), instant(mail["occurred_at"]) + span
                told = [each for each in world.diary.published[lead] if each.of == SILENCE]
                if len(told) == 1 and told[0].value is True and told[0].at >= due:
                    late.append(told[0].written - due)
                else:
                    wrong.append(f"{lead} {SILENCE}: {told}, but it is so from {iso(due)} on")
    return late, wrong


def _progress(traffic: Traffic, say: Callable[[str], None]) -> Callable[[World], None]:
    began = said = time.monotonic()

    def told(world: World) -> None:
        nonlocal said
        if time.monotonic() - said >= EVERY:
            said = time.monotonic()
            diary = world.diary
            say(
                f"{traffic.name:10} {iso(world.clock.now)[:16]}  leads {len(diary.arrivals):,}"
                f"  wakes {len(diary.wakes.lateness):,}  changes {sum(map(len, diary.published.values())):,}"
                f"  {said - began:.0f} s"
            )

    return told
