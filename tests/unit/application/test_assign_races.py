"""Who gets a lead, whatever fails on the way and whoever else decides meanwhile."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadflow.application.assign import RACES
from leadflow.application.ports import Outrun, OutsideDown
from leadflow.domain.identity import LeadId, digest
from leadflow.domain.ledger import Assignment, Page
from tests.fakes import MemoryBook
from tests.unit.application.assigning import ANN, BO, CY, THREE, World, policy
from tests.unit.application.workbench import MemoryIntake


class Contested(MemoryBook):
    """Somebody else is faster, or the answer is lost, as the dice say."""

    dice = Random(7)  # noqa: S311 it plays a part

    def assign(self, news: str, assignment: Assignment, pages: Sequence[Page]) -> None:
        chance = self.dice.random()
        if chance < 0.2:
            raise Outrun
        super(Contested, self).assign(news, assignment, pages)  # noqa: UP008 slots make another class
        if chance > 0.9:
            raise OutsideDown("the answer is lost")


def test_while_the_lead_cannot_be_told_the_news_comes_again_with_the_same_owner() -> None:
    world = World(intake=MemoryIntake(down=True))
    lead = world.has("a")
    with pytest.raises(OutsideDown):
        world.gives(lead)
    world.intake.down = False
    assert (world.gives(lead), len(world.told())) == (ANN, 1)


def test_whoever_is_always_outrun_leaves_it_for_later() -> None:
    class Fast(MemoryBook):
        tries = 0

        def assign(self, news: str, assignment: Assignment, pages: Sequence[Page]) -> None:
            Fast.tries += 1
            raise Outrun

    world = World(book=Fast())
    with pytest.raises(OutsideDown, match="50 times"):
        world.gives(world.has("a"))
    assert Fast.tries == RACES


def test_two_leads_of_one_company_decided_at_once_go_to_one_person() -> None:
    world = World(policy(routing=[{"by": "account"}, *THREE]))  # type: ignore[misc] # it is a list
    first, second = world.has("a"), world.has("b")

    class Meanwhile(MemoryBook):
        def read(self, pages: Collection[Page]) -> Mapping[str, Page]:
            found = MemoryBook.read(self, pages)
            if any(page.name.startswith("turns:") for page in pages) and not self.decided:
                replace(world, book=MemoryBook(self.decided, self.pages, self.lock)).gives(second)
            return found

    world.book = Meanwhile()
    assert world.gives(first) == world.gives(second)


@pytest.mark.slow
def test_a_thousand_leads_over_seven_by_concurrent_workers_differ_by_one_at_most() -> None:
    seven = [f"rep{number}@acme.example" for number in range(7)]
    world = World(policy(routing=[{"round_robin": seven}]), book=Contested())
    leads = [world.has(digest(str(number))) for number in range(1000)]

    def until_it_works(lead: LeadId) -> str | None:
        try:
            return world.gives(lead)
        except OutsideDown:
            return until_it_works(lead)

    with ThreadPoolExecutor(16) as threads:
        owners = list(threads.map(until_it_works, leads))
    counts = Counter(owners)
    assert set(counts) == set(seven)
    assert (sum(counts.values()), max(counts.values()) - min(counts.values())) == (1000, 1)
    assert Counter(each.owner for each in world.book.decided.values()) == counts


@given(st.lists(st.tuples(st.integers(0, 30), st.booleans()), max_size=60), st.randoms(use_true_random=False))
def test_whatever_is_repeated_turns_stay_fair(asked: Sequence[tuple[int, bool]], dice: Random) -> None:
    book = Contested()
    book.dice = dice
    world = World(book=book)
    for number, twice in asked:
        lead = world.has(str(number))
        for _ in range(1 + twice):
            try:
                world.gives(lead)
            except OutsideDown:
                continue
    counts = Counter(each.owner for each in book.decided.values())
    assert max((counts[each] for each in (ANN, BO, CY)), default=0) - min(counts[each] for each in (ANN, BO, CY)) <= 1
