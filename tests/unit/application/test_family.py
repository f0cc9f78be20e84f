import pytest

from leadflow.application import family
from leadflow.application.desk import Kept, Table
from leadflow.application.ports import OutsideDown
from leadflow.domain.identity import LeadId
from leadflow.domain.kin import Kin
from leadflow.domain.state import State
from tests.fakes import MemoryLeads, MemoryTimeline
from tests.models import MONDAY, did, later
from tests.unit.application.joining import SALES
from tests.unit.application.workbench import MemoryIntake

ONE, TWO, THREE = map(LeadId, ("one", "two", "three"))


def redirects(**to: str) -> MemoryLeads:
    leads = MemoryLeads()
    for key in ("one", "two", "three"):
        leads.commit(State(LeadId(key), kin=Kin(to=LeadId(to[key]) if key in to else None)))
    return leads


def test_a_lead_is_found_by_any_of_its_keys_however_far_that_is() -> None:
    leads = redirects(one="two", two="three")
    found = family.load(leads, [ONE])
    assert set(found) == {ONE, TWO, THREE}
    assert [family.top(found, key) for key in (ONE, TWO, THREE)] == [THREE] * 3
    whole = family.whole(leads, ONE)
    assert whole is not None
    assert whole.id == THREE
    assert family.whole(MemoryLeads(), ONE) is None


def test_of_what_was_not_found_as_much_is_known_as_was() -> None:
    leads = MemoryLeads()
    leads.commit(State(ONE, kin=Kin(to=TWO)))
    found = family.load(leads, [ONE])
    assert (set(found), family.top(found, ONE)) == ({ONE}, TWO)


def test_keys_in_a_circle_are_given_up_and_not_followed_for_ever() -> None:
    leads = redirects(one="two", two="one")
    with pytest.raises(OutsideDown, match="circle"):
        family.top(family.load(leads, [ONE]), ONE)
    with pytest.raises(OutsideDown, match="circle"):
        Table(Kept(SALES, leads, MemoryTimeline(), MemoryIntake()), MONDAY).top(ONE)


def test_a_row_of_keys_that_is_too_long_is_given_up() -> None:
    leads = MemoryLeads()
    for number in range(family.HOPS + 1):
        leads.commit(State(LeadId(f"k{number}"), kin=Kin(to=LeadId(f"k{number + 1}"))))
    with pytest.raises(OutsideDown, match="more keys in a row"):
        family.load(leads, [LeadId("k0")])


def test_what_was_done_under_several_keys_is_told_in_order_each_once() -> None:
    timeline = MemoryTimeline()
    both = did("both", at=later(1))
    for key, activity in ((ONE, did("first")), (ONE, both), (TWO, both), (TWO, did("last", at=later(2)))):
        timeline.add(key, activity)
    assert [each.id for each in family.history(timeline, (ONE, TWO))] == ["first", "both", "last"]
    assert [each.id for each in family.history(timeline, (ONE, TWO), later(1))] == ["first", "both"]
    assert [each.id for each in family.recent(timeline, (ONE, TWO), 2)] == ["last", "both"]
