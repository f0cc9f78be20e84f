from dataclasses import replace

import pytest

from leadflow.application.held import HeldLeads, HeldTimeline, NoQueue
from leadflow.application.ports import Outrun, Parcel
from leadflow.domain.identity import LeadId
from leadflow.domain.instant import Instant
from leadflow.domain.state import State
from tests.models import MONDAY, did, later

ADA, BO = LeadId("ada"), LeadId("bo")
DONE = [did("1"), did("2", at=later(1)), did("3", at=later(2))]


def state(lead: LeadId = ADA, version: int = 0, wake: int | None = None) -> State:
    return State(lead, version=version, wake_at=None if wake is None else Instant(wake))


def timeline() -> HeldTimeline:
    return HeldTimeline({ADA: DONE}, later(1))


def test_the_second_of_two_writers_is_outrun_and_nothing_of_it_is_written() -> None:
    leads = HeldLeads()
    leads.commit(state())
    with pytest.raises(Outrun) as raised:
        leads.commit(state(), others=[state(BO)])
    assert raised.value.current == state(version=1)
    assert leads.load([ADA, BO], fresh=True) == {ADA: state(version=1)}


def test_leads_are_due_by_the_instants_at_which_they_wake_now() -> None:
    leads = HeldLeads()
    leads.commit(state(wake=5), others=[state(BO, wake=3)])
    leads.commit(state(version=1, wake=7))
    assert list(leads.due(Instant(7))) == [(3, BO)]
    assert list(leads.due(Instant(8))) == [(7, ADA)]


def test_a_lead_is_due_by_the_index_and_by_a_message() -> None:
    leads = HeldLeads()
    leads.commit(replace(state(wake=5), returns_at=Instant(3)))
    leads.commit(replace(state(version=1, wake=5), returns_at=Instant(3)))
    assert list(leads.due(Instant(9))) == [(3, ADA), (5, ADA)]


def test_a_lead_that_was_looked_at_may_be_due_again_at_once() -> None:
    leads = HeldLeads()
    leads.commit(state(wake=3))
    due = leads.due(Instant(9))
    assert next(due) == (3, ADA)
    leads.commit(state(version=1, wake=4))
    assert next(due) == (4, ADA)


def test_what_has_not_happened_yet_is_in_no_timeline() -> None:
    assert list(timeline().read(ADA)) == DONE[:2]
    assert list(timeline().read(ADA, MONDAY)) == DONE[:1]
    assert list(timeline().read(ADA, later(9))) == DONE[:2]
    assert timeline().latest(ADA, 1) == DONE[1:2]
    assert list(timeline().read(BO)) == []


def test_nothing_is_new_to_a_timeline_that_holds_everything() -> None:
    held = timeline()
    held.add_unidentified(did("4"))
    assert held.add(ADA, DONE[2]) is False
    assert list(held.read(ADA)) == DONE[:2]


def test_a_queue_that_nobody_reads_is_empty() -> None:
    queue = NoQueue()
    queue.send([Parcel(wakes=(ADA,))])
    assert queue.waiting() == 0
