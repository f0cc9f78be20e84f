from dataclasses import replace

import pytest

from leadflow.application.ports import Leads, Outbox, Outrun, Wakes
from leadflow.domain.instant import Instant
from leadflow.domain.kin import Claim, Kin, Tie
from leadflow.domain.pace import Pace
from leadflow.domain.state import State, Tombstone
from tests.samples import ADA, NOON, after, lead, lead_number, news, state

BO = lead_number(0)


def test_a_lead_that_was_never_written_is_missing(leads: Leads) -> None:
    assert leads.load([ADA]) == {}


def test_a_lead_is_loaded_as_it_was_committed_one_version_on(leads: Leads) -> None:
    leads.commit(state())
    assert leads.load([ADA]) == {ADA: replace(state(), version=1)}


def test_a_lead_of_which_nothing_is_known_can_be_committed(leads: Leads) -> None:
    leads.commit(State(ADA))
    assert leads.load([ADA]) == {ADA: State(ADA, version=1)}


def test_the_next_commit_replaces_all_of_the_last(leads: Leads) -> None:
    leads.commit(state())
    leads.commit(State(ADA, version=1))
    assert leads.load([ADA]) == {ADA: State(ADA, version=2)}


def test_the_pace_of_a_lead_is_kept_with_it(leads: Leads) -> None:
    leads.commit(State(ADA, pace=Pace(492_123, 500)))
    assert leads.load([ADA])[ADA].pace == Pace(492_123, 500)


def test_who_a_lead_is_and_whether_it_asked_to_be_erased_is_kept_with_it(leads: Leads) -> None:
    said = Claim(Tie.STATED, NOON, "form:ø", "site")
    whole = Kin(
        key=("email", "ada@nordlys.example"),
        claims=frozenset({lead_number(1)}),
        claimed={lead_number(2): said, lead_number(3): replace(said, tie=Tie.MERGED), BO: replace(said, tie=Tie(0))},
        members={lead_number(2): ADA, lead_number(3): lead_number(2)},
        barred=frozenset({lead_number(4), lead_number(5)}),
        unsettled=frozenset({lead_number(3)}),
        names={"email": "ada@nordlys.example", "crm_id": "7"},
    )
    ada = State(ADA, lead=replace(lead(), erase_requested=after(3)), kin=whole)
    joined = State(BO, kin=Kin(key=("user_id", "u\ud800"), to=ADA, since=after(2)))
    leads.commit(ada, others=[joined])
    assert leads.load([ADA, BO]) == {ADA: replace(ada, version=1), BO: replace(joined, version=1)}


def test_several_leads_are_written_at_once_each_under_its_own_version(leads: Leads, outbox: Outbox) -> None:
    leads.commit(State(BO))
    leads.commit(State(ADA, model="a"), [news()], [State(BO, version=1, model="b"), State(lead_number(1), model="c")])
    found = leads.load([ADA, BO, lead_number(1)])
    assert {(each.model, each.version) for each in found.values()} == {("a", 1), ("b", 2), ("c", 1)}
    assert outbox.load(ADA, news().id) == news()


@pytest.mark.parametrize("stale", [State(BO), State(BO, version=2), State(lead_number(1), version=1)])
def test_where_another_is_outrun_nothing_of_it_is_written(leads: Leads, outbox: Outbox, stale: State) -> None:
    leads.commit(State(BO, model="b"))
    with pytest.raises(Outrun):
        leads.commit(State(ADA), [news()], [State(lead_number(7)), stale])
    assert leads.load([ADA, BO, lead_number(1), lead_number(7)]) == {BO: State(BO, model="b", version=1)}
    assert outbox.load(ADA, news().id) is None


def test_where_the_first_is_outrun_the_others_are_not_written_and_what_it_is_now_is_told(leads: Leads) -> None:
    leads.commit(State(ADA, model="a"))
    with pytest.raises(Outrun) as outrun:
        leads.commit(State(ADA), others=[State(BO)])
    assert outrun.value.current == State(ADA, model="a", version=1)
    assert leads.load([BO]) == {}


def test_many_leads_are_loaded_at_once_and_each_once(leads: Leads) -> None:
    for number in range(205):
        leads.commit(State(lead_number(number)))
    wanted = [lead_number(number) for number in range(205)]
    assert set(leads.load([each for each in wanted for _ in range(2)] + [ADA])) == set(wanted)


def test_the_second_of_two_racing_writers_is_outrun(leads: Leads) -> None:
    leads.commit(replace(state(), model="first"))
    with pytest.raises(Outrun) as outrun:
        leads.commit(replace(state(), model="second"))
    assert outrun.value.current == replace(state(), version=1, model="first")
    assert leads.load([ADA])[ADA].model == "first"


def test_the_second_of_two_later_writers_is_outrun(leads: Leads) -> None:
    leads.commit(state())
    leads.commit(State(ADA, version=1))
    with pytest.raises(Outrun) as outrun:
        leads.commit(replace(state(), version=1))
    assert outrun.value.current == State(ADA, version=2)


def test_who_writes_a_lead_that_is_gone_is_outrun(leads: Leads) -> None:
    with pytest.raises(Outrun) as outrun:
        leads.commit(State(ADA, version=3))
    assert outrun.value.current is None


def test_news_are_written_with_the_lead(leads: Leads, outbox: Outbox) -> None:
    entered, cooled = news(), news(of="cooled")
    leads.commit(state(), [entered, cooled])
    assert leads.load([ADA]) == {ADA: replace(state(), version=1)}
    assert [outbox.load(ADA, each.id) for each in (entered, cooled)] == [entered, cooled]


def test_news_of_a_writer_that_is_outrun_are_not_written(leads: Leads, outbox: Outbox) -> None:
    leads.commit(replace(state(), model="first"))
    with pytest.raises(Outrun) as outrun:
        leads.commit(replace(state(), model="second"), [news()])
    assert outrun.value.current == replace(state(), version=1, model="first")
    assert outbox.load(ADA, news().id) is None


def test_leads_are_due_from_their_wake_on(leads: Leads, wakes: Wakes) -> None:
    for number, minutes in enumerate([10, 20, 30, 20]):
        leads.commit(State(lead_number(number), wake_at=after(minutes)))
    leads.commit(State(ADA))
    expected = [(after(10), lead_number(0)), (after(20), lead_number(1)), (after(20), lead_number(3))]
    assert sorted(wakes.due(after(20))) == sorted(expected)
    assert list(wakes.due(Instant(after(10) - 1))) == []


def test_the_last_commit_says_when_a_lead_is_due(leads: Leads, wakes: Wakes) -> None:
    leads.commit(State(ADA, wake_at=NOON))
    leads.commit(State(ADA, version=1, wake_at=after(5)))
    assert list(wakes.due(NOON)) == []
    leads.commit(State(ADA, version=2))
    assert list(wakes.due(after(5))) == []


def test_a_disarmed_lead_is_not_due_until_it_is_next_written(leads: Leads, wakes: Wakes) -> None:
    leads.commit(state())
    wakes.disarm(ADA, after(60))
    assert list(wakes.due(after(60))) == []
    assert leads.load([ADA]) == {ADA: replace(state(), version=2, wake_at=None)}
    leads.commit(replace(state(), version=2))
    assert list(wakes.due(after(60))) == [(after(60), ADA)]


def test_a_lead_that_was_never_written_can_be_disarmed(leads: Leads, wakes: Wakes) -> None:
    wakes.disarm(ADA, after(60))
    assert leads.load([ADA]) == {}


def test_a_lead_that_was_armed_anew_for_later_stays_armed(leads: Leads, wakes: Wakes) -> None:
    leads.commit(State(ADA, wake_at=after(10)))
    wakes.disarm(ADA, after(9))
    assert list(wakes.due(after(60))) == [(after(10), ADA)]


def test_a_tombstone_and_from_when_on_a_lead_counts_again_are_kept(leads: Leads) -> None:
    stone = Tombstone(NOON, frozenset({BO}))
    leads.commit(State(ADA, tombstone=stone, kin=Kin(to=BO, since=NOON)))
    leads.commit(State(BO, since=after(1), kin=Kin(shared=True, claims=frozenset({ADA}))))
    found = leads.load([ADA, BO])
    assert (found[ADA].tombstone, found[ADA].kin.to, found[ADA].gone) == (stone, BO, True)
    assert (found[BO].since, found[BO].kin.shared, found[BO].gone) == (after(1), True, False)
    leads.commit(State(ADA, version=1, tombstone=Tombstone(NOON, finished=True)))
    assert leads.load([ADA])[ADA].tombstone == Tombstone(NOON, finished=True)
