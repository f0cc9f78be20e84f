"""Which leads are shown to whoever asks for a list, and in which order."""

from collections.abc import Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace

import pytest

from leadflow.application.archive import Archive
from leadflow.application.listing import Card
from leadflow.application.roster import (
    AHEAD,
    CARDS,
    LATE,
    TOGETHER,
    Gaps,
    Wish,
    ahead,
    first,
    gaps,
    listing_all,
    read,
    rows,
)
from leadflow.domain.activity import Activity
from leadflow.domain.identity import Keys, LeadId
from leadflow.domain.instant import DAY, Duration, Instant
from leadflow.domain.kin import Kin
from leadflow.domain.listed import of_company, of_segment
from leadflow.domain.response import Arrival, respond
from leadflow.domain.state import State
from tests.fakes import MemoryLeads, MemoryTimeline
from tests.listing import MemoryLists
from tests.models import MONDAY, did, later, model
from tests.samples import lead_number

NOW = later(10)
POLICY = model(
    signals={"clicked": {"activity": "email.clicked"}},
    scores={"readiness": {"half_life": "10 days", "points": {"clicked": 10}}},
    segments={"active": {"signal": "clicked", "at_least": 1}},
    classes={"stage": {"subscriber": "otherwise"}},
)
ARCHIVE = Archive(MemoryLeads(), MemoryTimeline(), b"k", POLICY)


def lead(name: str, *days: float, email: str | None = "", owner: str | None = None) -> State:
    """A lead that clicked so many days after Monday."""
    keys = Keys(email=email if email != "" else f"{name}@acme.example", anonymous_id="x")
    clicks: list[Activity] = [did(f"{name}{place}", at=later(day), lead=keys) for place, day in enumerate(days)]
    given = [] if owner is None else [did("o", "sales.assigned", MONDAY, keys, properties={"owner": owner})]
    heard = [did("f", "form.submitted", MONDAY, keys), *clicks, *given]
    return replace(respond(POLICY, State(LeadId(name)), Arrival(heard), NOW).state, version=1)


ADA, BO, CY, DI = lead("ada", 9), lead("bo", 0, 1), lead("cy", 0, 9, owner="ann@acme.example"), lead("di")


def names(wish: Wish, *states: State, count: int = 9) -> list[str]:
    return [row.state.id for row in first(count, rows(wish, states, ARCHIVE, NOW))]


def test_the_highest_score_comes_first_and_none_last() -> None:
    assert names(Wish("readiness"), DI, ADA, BO, CY) == ["cy", "bo", "ada", "di"]
    assert names(Wish("readiness"), DI, ADA, BO, CY, count=2) == ["cy", "bo"]


def test_equals_are_in_the_order_of_their_names_and_so_are_all_without_a_score() -> None:
    assert names(Wish("readiness"), lead("zoe", 9), ADA) == ["ada", "zoe"]
    assert names(Wish(None), CY, ADA, BO) == ["ada", "bo", "cy"]
    assert names(Wish(None, rise=Duration(DAY)), CY) == ["cy"]


def test_those_who_rose_most_come_first_and_only_those_who_rose() -> None:
    week = Wish("readiness", rise=Duration(7 * DAY))
    assert names(week, BO, CY, ADA, DI) == ["ada", "cy"]
    (row,) = rows(week, [ADA], ARCHIVE, NOW)
    assert row.rise == row.score == pytest.approx(10 * 2**-0.1)


def test_only_the_leads_of_an_owner_a_segment_and_a_company_are_wanted() -> None:
    assert names(Wish("readiness", owner="ann@acme.example"), ADA, CY) == ["cy"]
    assert names(Wish("readiness", frozenset({of_segment("active")})), ADA, DI) == ["ada"]
    elsewhere = lead("eve", 1, email="eve@b.example")
    assert names(Wish("readiness", frozenset({of_company("b.example")})), ADA, elsewhere) == ["eve"]


def test_visitors_keys_that_joined_others_and_who_asked_to_be_erased_are_left_out() -> None:
    visitor = lead("v", 1, email=None)
    joined = replace(ADA, kin=Kin(to=LeadId("bo")))
    erased = replace(ADA, lead=replace(ADA.lead, erase_requested=MONDAY))
    assert names(Wish("readiness"), visitor, joined, erased) == []


def test_a_lead_without_an_address_is_called_by_another_key() -> None:
    nameless = replace(ADA, lead=replace(ADA.lead, keys=Keys(user_id="u1")))
    assert names(Wish(None), nameless, BO) == ["bo", "ada"]


def test_leads_are_read_in_batches() -> None:
    @dataclass(slots=True)
    class Counted(MemoryLeads):
        sizes: list[int] = field(default_factory=list)

        def load(self, ids: Collection[LeadId], *, fresh: bool = False) -> dict[LeadId, State]:
            self.sizes.append(len(ids))
            return {each: State(each) for each in ids}

    leads, ids = Counted(), [lead_number(number) for number in range(12 * TOGETHER + 1)]
    with ThreadPoolExecutor(1) as threads:
        assert [state.id for state in read(leads, ids, threads)] == ids
    assert leads.sizes == [TOGETHER] * 12 + [1]


def test_only_a_few_calls_are_ahead_of_whoever_looks() -> None:
    taken: list[int] = []

    def numbers() -> Iterator[int]:
        for number in range(50):
            taken.append(number)
            yield number

    with ThreadPoolExecutor(1) as threads:
        squares = ahead(threads, lambda number: number**2, numbers())
        assert next(squares) == 0
        assert len(taken) == AHEAD + 1
        assert list(squares) == [number**2 for number in range(1, 50)]


def test_what_the_lists_lack_is_found_by_some_of_the_leads() -> None:
    old = Instant(NOW - LATE - 1)
    settled = [replace(each, evaluated_at=old) for each in (ADA, BO)]
    lists = MemoryLists(cards={BO.id: Card(BO.id, 1)})
    assert gaps(POLICY, lists, [*settled, CY], NOW) == Gaps(3, 0, 1)
    assert gaps(
        POLICY, lists, [replace(CY, model="older"), replace(lead("v", 1, email=None), evaluated_at=old)], NOW
    ) == Gaps(2, 1, 0)
    assert gaps(POLICY, lists, [replace(ADA, evaluated_at=old)] * (CARDS + 5), NOW).unlisted == CARDS


def test_a_class_with_a_last_label_for_everybody_has_everybody_listed() -> None:
    assert listing_all(POLICY)
    assert not listing_all(replace(POLICY, classes={}))
