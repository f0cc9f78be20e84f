from dataclasses import replace

import pytest

from leadflow.application.ports import Leads, Outbox, Outrun, Wakes
from leadflow.domain.instant import Instant
from leadflow.domain.pace import Pace
from leadflow.domain.state import State
from tests.samples import ADA, NOON, after, lead_number, news, state


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
        leads.commit(State(lead_number(number), wake_at=after(minutes), indexed=True))
    leads.commit(State(ADA))
    expected = [(after(10), lead_number(0)), (after(20), lead_number(1)), (after(20), lead_number(3))]
    assert sorted(wakes.due(after(20))) == sorted(expected)
    assert list(wakes.due(Instant(after(10) - 1))) == []


def test_the_last_commit_says_when_a_lead_is_due(leads: Leads, wakes: Wakes) -> None:
    leads.commit(State(ADA, wake_at=NOON, indexed=True))
    leads.commit(State(ADA, version=1, wake_at=after(5), indexed=True))
    assert list(wakes.due(NOON)) == []
    leads.commit(State(ADA, version=2))
    assert list(wakes.due(after(5))) == []


def test_a_disarmed_lead_is_not_due_until_it_is_next_written(leads: Leads, wakes: Wakes) -> None:
    leads.commit(state())
    wakes.disarm(ADA, after(60))
    assert list(wakes.due(after(60))) == []
    assert leads.load([ADA]) == {ADA: replace(state(), version=2, wake_at=None, indexed=False)}
    leads.commit(replace(state(), version=2))
    assert list(wakes.due(after(60))) == [(after(60), ADA)]


def test_a_lead_that_was_never_written_can_be_disarmed(leads: Leads, wakes: Wakes) -> None:
    wakes.disarm(ADA, after(60))
    assert leads.load([ADA]) == {}


def test_a_lead_that_was_armed_anew_for_later_stays_armed(leads: Leads, wakes: Wakes) -> None:
    leads.commit(State(ADA, wake_at=after(10), indexed=True))
    wakes.disarm(ADA, after(9))
    assert list(wakes.due(after(60))) == [(after(10), ADA)]
