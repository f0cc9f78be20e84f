"""A batch of the queue `intake`: what is written, in which order, and what becomes of failures."""

from collections.abc import Collection, Mapping, Sequence

import pytest

from leadflow.application.apply import RACES
from leadflow.application.ports import OutsideDown, Parcel, TooBig
from leadflow.domain.activity import Activity
from leadflow.domain.identity import Keys, LeadId
from leadflow.domain.instant import SECOND, Duration, Instant
from leadflow.domain.news import News
from leadflow.domain.state import State
from tests.fakes import MemoryTimeline
from tests.models import ADA, MONDAY, did, later
from tests.unit.application.workbench import BO, Bench, FaultyLeads, id_of, told


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_all_of_one_lead_in_a_batch_is_one_read_and_one_write(bench: Bench) -> None:
    report = bench.run(told(did("a"), did("b")), told(did("c")))
    assert bench.state(ADA).version == 1
    assert len(bench.state(ADA).lead.occurrences) == 3
    assert bench.leads.reads == 1
    assert (report.fresh, report.written, report.transitions) == (3, 1, 2)


def test_the_same_batch_again_writes_nothing(bench: Bench) -> None:
    bench.run(told(did("a"), did("b")))
    before = bench.state(ADA)
    report = bench.run(told(did("b"), did("a")), told(did("a")))
    assert bench.state(ADA) is before
    assert (report.fresh, report.written, report.transitions) == (0, 0, 0)


def test_every_activity_is_in_the_timeline_of_its_lead(bench: Bench) -> None:
    bench.run(told(did("a"), did("b", "email.opened"), did("c", lead=BO)))
    assert [each.id for each in bench.timeline.read(id_of(ADA))] == ["a", "b"]
    assert [each.id for each in bench.timeline.read(id_of(BO))] == ["c"]


def test_an_activity_that_names_nobody_is_kept_as_unidentified(bench: Bench) -> None:
    report = bench.run(told(did("a", lead=Keys())))
    assert [each.id for each in bench.timeline.unidentified] == ["a"]
    assert report.unidentified == 1
    assert bench.leads.kept == {}


def test_each_transition_is_written_with_the_lead_and_once(bench: Bench) -> None:
    bench.run(told(did("a"), did("b")))
    bench.run(told(did("c")), now=later(1))
    assert [(each.version, each.transition.of) for each in bench.leads.outbox.kept.values()] == [
        (1, "active"),
        (1, "just_now"),
        (2, "just_now"),
    ]


def test_an_answer_that_expires_soon_sends_a_delayed_wake_before_the_write(bench: Bench) -> None:
    bench.leads.poison = [id_of(ADA)]
    bench.run(told(did("a")))
    assert (Parcel(wakes=(id_of(ADA),), after=1), Duration(300 * SECOND)) in bench.intake.sent


def test_a_delayed_wake_that_comes_before_its_time_is_sent_once_more(bench: Bench) -> None:
    """The clock of the worker that sent it was ahead of this one's."""
    bench.run(told(did("a")))
    before = bench.state(ADA)
    bench.intake.sent.clear()
    report = bench.run(Parcel(wakes=(id_of(ADA),), after=1), now=Instant(MONDAY + 299 * SECOND))
    assert bench.state(ADA) is before
    assert (report.written, report.returned) == (0, set())
    assert bench.intake.sent == [(Parcel(wakes=(id_of(ADA),), after=1), Duration(SECOND))]


def test_while_an_answer_expires_soon_one_message_brings_the_lead_back(bench: Bench) -> None:
    bench.run(told(did("a")))
    bench.run(told(did("b", at=Instant(MONDAY + SECOND))), told(did("a")), now=Instant(MONDAY + SECOND))
    bench.run(told(did("b", at=Instant(MONDAY + SECOND))), now=Instant(MONDAY + 2 * SECOND))
    assert [parcel.wakes for parcel, _ in bench.intake.sent] == [(id_of(ADA),)]


def test_a_wake_that_overtakes_its_write_comes_again(bench: Bench) -> None:
    early = Parcel(wakes=(id_of(ADA),), after=1)
    assert bench.run(early).returned == {"m0"}
    bench.run(told(did("a")))
    assert bench.run(early, now=later(1)).returned == set()
    assert bench.state(ADA).standing.segments == {}


def test_a_wake_does_not_hold_up_what_the_lead_did(bench: Bench) -> None:
    report = bench.run(Parcel(wakes=(id_of(ADA),), after=9), told(did("a")))
    assert report.returned == {"m0"}
    assert bench.state(ADA).version == 1


def test_a_wake_is_not_deceived_by_an_old_read(bench: Bench) -> None:
    class Old(FaultyLeads):
        def load(self, ids: Collection[LeadId], *, fresh: bool = False) -> Mapping[LeadId, State]:
            return super().load(ids, fresh=fresh) if fresh else {}

    bench.run(told(did("a")))
    stale = Bench(leads=Old(bench.leads.outbox, bench.leads.kept))
    assert stale.run(Parcel(wakes=(id_of(ADA),), after=1), now=later(1)).written == 1


def test_a_wake_of_a_lead_that_is_gone_makes_none(bench: Bench) -> None:
    report = bench.run(Parcel(wakes=(id_of(ADA),)))
    assert bench.leads.kept == {}
    assert report.written == 0


def test_a_lead_that_fails_stops_nobody_and_is_sent_again_alone(bench: Bench) -> None:
    bench.leads.poison = [id_of(ADA)]
    report = bench.run(told(did("a"), did("x", lead=BO), did("b")))
    assert bench.state(BO).version == 1
    assert report.returned == set()
    assert [parcel for parcel, _ in bench.intake.sent if parcel.activities] == [
        told(did("a"), attempt=1),
        told(did("b"), attempt=1),
    ]


def test_what_fails_alone_too_is_buried_with_its_reason(bench: Bench) -> None:
    bench.leads.poison = [id_of(ADA)]
    report = bench.run(told(did("a"), attempt=1))
    assert bench.grave.buried == [("a", f"TooBig at lead {id_of(ADA)}")]
    assert report.buried == 1


@pytest.mark.parametrize("attempt", [0, 1])
def test_what_was_sent_again_alone_drags_nothing_good_down_with_it(bench: Bench, attempt: int) -> None:
    class Picky(FaultyLeads):
        def commit(self, state: State, news: Sequence[News] = (), others: Sequence[State] = ()) -> None:
            if "bad" in state.lead.occurrences:
                raise TooBig
            super().commit(state, news, others)

    bench.leads = Picky()
    bench.run(told(did("bad"), attempt=1), told(did("good"), attempt=attempt))
    assert [body for body, _ in bench.grave.buried] == ["bad"]
    assert set(bench.state(ADA).lead.occurrences) == {"good"}


def test_a_wake_that_is_buried_disarms_its_lead(bench: Bench) -> None:
    policy_lead = id_of(ADA)
    bench.run(told(did("a"), did("b")))
    bench.leads.kept[policy_lead] = State(
        policy_lead, bench.state(ADA).lead, bench.state(ADA).standing, 1, MONDAY, MONDAY
    )
    bench.leads.poison = [policy_lead]
    bench.run(Parcel(wakes=(policy_lead,), attempt=1), now=later(1))
    assert bench.grave.buried == [(policy_lead, f"TooBig at lead {policy_lead}")]
    assert bench.state(ADA).wake_at is None


def test_a_wake_that_fails_is_sent_again_alone(bench: Bench) -> None:
    bench.run(told(did("a"), did("b")))
    bench.leads.poison = [id_of(ADA)]
    bench.run(Parcel(wakes=(id_of(ADA),)), now=later(1))
    assert bench.intake.sent[-1] == (Parcel(wakes=(id_of(ADA),), attempt=1), Duration(0))


def test_what_is_sent_again_alone_is_still_to_be_announced(bench: Bench) -> None:
    bench.leads.poison = [id_of(ADA)]
    bench.run(told(did("a")), Parcel(wakes=(id_of(ADA),), announce=True))
    assert bench.intake.sent[-1] == (Parcel((did("a"),), attempt=1, announce=True), Duration(0))


def test_when_the_tables_are_down_the_letters_come_again(bench: Bench) -> None:
    bench.leads.down = True
    assert bench.run(told(did("a")), told(did("x", lead=BO))).returned == {"m0", "m1"}
    assert bench.grave.buried == []


def test_when_the_queue_is_down_too_the_letters_come_again(bench: Bench) -> None:
    bench.leads.poison = [id_of(ADA)]
    bench.intake.down = True
    assert bench.run(told(did("a", at=later(-1)))).returned == {"m0"}


def test_only_the_letters_of_what_is_unfinished_come_again(bench: Bench) -> None:
    class Broken(MemoryTimeline):
        def add(self, lead: LeadId, activity: Activity) -> bool:
            if activity.id == "a":
                raise OutsideDown("no table")
            return super().add(lead, activity)

        def add_unidentified(self, activity: Activity) -> None:
            raise OutsideDown("no table")

    bench.timeline = Broken()
    report = bench.run(told(did("a")), told(did("x", lead=BO)), told(did("y", lead=Keys())))
    assert report.returned == {"m0", "m2"}
    assert bench.state(BO).version == 1


def test_an_unidentified_activity_that_cannot_be_kept_is_buried_and_stops_nobody(bench: Bench) -> None:
    class Broken(MemoryTimeline):
        def add_unidentified(self, activity: Activity) -> None:
            raise ValueError(activity.id)

    bench.timeline = Broken()
    report = bench.run(told(did("a", lead=Keys()), did("x", lead=BO)))
    assert bench.grave.buried == [("a", "ValueError at an unidentified activity")]
    assert report.returned == set()
    assert bench.state(BO).version == 1


def test_without_time_no_unidentified_activity_is_begun(bench: Bench) -> None:
    bench.out_of_time = True
    assert bench.run(told(did("a", lead=Keys()))).returned == {"m0"}


def test_without_time_no_lead_is_begun_and_its_letters_go_back(bench: Bench) -> None:
    bench.out_of_time = True
    assert bench.run(told(did("a"))).returned == {"m0"}
    assert bench.leads.kept == {}


def test_who_is_outrun_reads_merges_and_writes_again(bench: Bench) -> None:
    bench.leads.races = RACES - 1
    report = bench.run(told(did("a")))
    assert bench.state(ADA).version == 1
    assert (report.written, report.races) == (1, RACES - 1)


def test_who_is_outrun_without_end_gives_the_letter_back(bench: Bench) -> None:
    bench.leads.races = RACES
    assert bench.run(told(did("a"))).returned == {"m0"}


def test_the_loser_of_a_race_merges_with_the_winner(bench: Bench) -> None:
    class Slow(FaultyLeads):
        def load(self, ids: Collection[LeadId], *, fresh: bool = False) -> Mapping[LeadId, State]:
            return (
                super().load(ids, fresh=fresh) if fresh else {}
            )  # an eventual read that has not seen the winner's write

    bench.run(told(did("a")))
    slow = Bench(leads=Slow(bench.leads.outbox, bench.leads.kept))
    slow.run(told(did("b")))
    assert set(slow.state(ADA).lead.occurrences) == {"a", "b"}
    assert slow.state(ADA).version == 2
