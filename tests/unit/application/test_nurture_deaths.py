"""A worker dies at any step, news comes in any order: in the end the list is as the latest news wants it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import permutations

import pytest

from leadflow.application.channel import TryAgain
from leadflow.application.once import LEASE
from leadflow.application.ports import Parcel
from leadflow.application.tool import Ask, Wish
from leadflow.domain.identity import LeadId
from leadflow.domain.instant import Duration, Instant
from leadflow.domain.membership import Membership
from leadflow.domain.news import News
from tests.memberships import MemoryMemberships
from tests.unit.application.nursing import Nursery, told
from tests.unit.channels.matters import ADA, NOW

IN, OUT, IN_AGAIN = told(1), told(2, enters=False), told(3)
STEPS = 10


class Death(BaseException):
    """The process ends here."""


@dataclass
class Mortal:
    """Dies at the step of that number."""

    at: int
    steps: int = 0

    def live(self) -> None:
        self.steps += 1
        if self.steps == self.at:
            raise Death


@dataclass(slots=True)
class MortalMemberships(MemoryMemberships):
    mortal: Mortal = field(default_factory=lambda: Mortal(0))

    def read(self, lead: LeadId, track: str) -> Membership | None:
        self.mortal.live()
        return MemoryMemberships.read(self, lead, track)

    def write(self, lead: LeadId, track: str, membership: Membership, now: Instant) -> Membership:
        self.mortal.live()
        written = MemoryMemberships.write(self, lead, track, membership, now)
        self.mortal.live()
        return written


@dataclass
class MortalNursery(Nursery):
    """`listed` is whether the tool has the lead on its list."""

    mortal: Mortal = field(default_factory=lambda: Mortal(0))
    listed: bool = False

    def tell(self, wish: Wish, ask: Ask) -> None:
        self.mortal.live()
        super().tell(wish, ask)
        self.listed = wish.enrol
        self.mortal.live()

    def send(self, parcels: Sequence[Parcel], delay: Duration = Duration(0)) -> None:
        self.mortal.live()
        super().send(parcels, delay)
        self.mortal.live()


def lived(order: Sequence[News], at: int) -> MortalNursery:
    """Each piece of news handed to a worker, again and again where it was not done, as a queue does."""
    mortal = Mortal(at)
    world, now = MortalNursery(memberships=MortalMemberships(mortal=mortal), mortal=mortal), NOW
    left = list(order)
    while left:
        about, now = left.pop(0), Instant(now + LEASE)
        try:
            world.hand(about, now)
        except (Death, TryAgain):
            left.append(about)
    return world


@pytest.mark.parametrize("order", list(permutations([IN, OUT])) + list(permutations([IN, OUT, IN_AGAIN])))
@pytest.mark.parametrize("at", range(STEPS * 3))
def test_the_latest_news_has_the_last_word(order: Sequence[News], at: int) -> None:
    world = lived(order, at)
    latest = max(order, key=lambda each: each.version)
    assert world.listed is (latest is not OUT)
    trait = world.leads.kept[ADA].lead.traits.get("track.reawaken")
    assert (trait is not None and trait.value) == world.listed


@pytest.mark.parametrize("at", range(1, STEPS))
def test_a_death_costs_one_more_call_at_most_and_the_lead_hears_of_one_thing(at: int) -> None:
    world = lived([IN], at)
    assert len(world.wished) <= 2
    assert len({wish.id for wish in world.wished}) == 1
    assert len({each.id for each in world.heard}) == 1


def test_there_are_as_many_steps_as_are_died_at() -> None:
    mortal = lived([IN], 0).mortal
    assert mortal.steps == STEPS - 1
