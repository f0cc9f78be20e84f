"""Leads that are due go back to be judged, each at its second."""

from leadflow.application.ports import Parcel
from leadflow.application.wake import AHEAD, AT_ONCE, BACKED_UP, TOGETHER, Waker
from leadflow.domain.identity import LeadId
from leadflow.domain.instant import SECOND, Duration, Instant
from leadflow.domain.state import State
from tests.fakes import MemoryLeads
from tests.models import MONDAY
from tests.unit.application.workbench import MemoryIntake


def due(*wakes: int) -> MemoryLeads:
    """Leads to be woken so many microseconds after MONDAY."""
    states = [State(LeadId(str(i)), wake_at=Instant(MONDAY + wake)) for i, wake in enumerate(wakes)]
    return MemoryLeads(kept={state.id: state for state in states})


def test_a_lead_is_sent_to_the_whole_second_at_or_after_its_wake() -> None:
    intake = MemoryIntake()
    Waker(due(SECOND, SECOND + 1, 2 * SECOND), intake).round(MONDAY)
    assert intake.sent == [
        (Parcel(wakes=(LeadId("0"),)), Duration(SECOND)),
        (Parcel(wakes=(LeadId("1"), LeadId("2"))), Duration(2 * SECOND)),
    ]


def test_an_overdue_lead_is_sent_at_once_and_its_lateness_told() -> None:
    intake = MemoryIntake()
    done = Waker(due(-3_600 * SECOND), intake).round(MONDAY)
    assert intake.sent == [(Parcel(wakes=(LeadId("0"),)), Duration(0))]
    assert done.latest == 3_600 * SECOND


def test_what_was_missed_for_long_goes_together() -> None:
    intake = MemoryIntake()
    done = Waker(due(-7_200 * SECOND, -3_600 * SECOND, -SECOND), intake).round(MONDAY)
    assert [(len(parcel.wakes), delay) for parcel, delay in intake.sent] == [(3, 0)]
    assert done.latest == 7_200 * SECOND


def test_a_round_looks_further_than_to_the_next_one() -> None:
    intake = MemoryIntake()
    assert Waker(due(AHEAD, AHEAD + 1), intake).round(MONDAY).leads == 1


def test_a_backed_up_queue_is_not_fed_twice() -> None:
    intake = MemoryIntake([(Parcel(), Duration(0))] * BACKED_UP)
    assert Waker(due(0), intake).round(MONDAY).left_out
    assert len(intake.sent) == BACKED_UP


def test_many_leads_share_a_message_up_to_its_limit() -> None:
    intake = MemoryIntake()
    Waker(due(*[0] * (TOGETHER + 1)), intake).round(MONDAY)
    assert [len(parcel.wakes) for parcel, _ in intake.sent] == [TOGETHER, 1]


def test_of_very_many_leads_each_is_sent_once() -> None:
    intake = MemoryIntake()
    Waker(due(*[0] * (AT_ONCE + 1)), intake).round(MONDAY)
    assert [len(parcel.wakes) for parcel, _ in intake.sent] == [TOGETHER] * (AT_ONCE // TOGETHER) + [1]
    assert len({lead for parcel, _ in intake.sent for lead in parcel.wakes}) == AT_ONCE + 1
