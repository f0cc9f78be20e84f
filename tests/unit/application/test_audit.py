"""Each way in which a lead can be late, or will be, is found for what it is, and nothing else is."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from leadflow.application.audit import SHOWN, Audit, Finding, Mark, check
from leadflow.application.ports import Parcel
from leadflow.application.recall import Recall
from leadflow.application.wake import AT_ONCE, LATE, TOGETHER
from leadflow.domain.activity import Activity
from leadflow.domain.identity import LeadId
from leadflow.domain.instant import DAY, MINUTE, SECOND, Instant
from leadflow.domain.kin import Kin
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.response import Arrival, respond
from leadflow.domain.state import State, Tombstone
from tests.models import MONDAY, did, later, model
from tests.unit.application.workbench import MemoryIntake

ADA = LeadId("ada")
POLICY = model(
    signals={"clicked": {"activity": "email.clicked"}},
    machine={"settle": "90 seconds"},
    segments={"recent": {"signal": "clicked", "within": "10 days"}},
)
OLD = model(signals={"clicked": {"activity": "email.clicked"}}, segments={"recent": {"signal": "clicked"}})
FUNNEL = model(
    signals={"clicked": {"activity": "email.clicked"}},
    classes={"stage": {"sticky": "forward", "begun": "otherwise", "keen": {"signal": "clicked", "within": "10 days"}}},
)
SETTLED = Instant(MONDAY + 90 * SECOND)


def judged(*activities: Activity, by: LeadModel = POLICY, until: Instant = SETTLED) -> State:
    """Ada as she is stored, who did this and was looked at when it had settled."""
    state = State(ADA)
    for arrival, at in ((Arrival(activities), MONDAY), (Arrival(), until)):
        state = replace(respond(by, state, arrival, at).state, version=1)
    return state


CLICKED = judged(did("a"))
END = later(10)


def found(state: State, now: Instant) -> Finding | None:
    return check(POLICY, state, now)


def test_a_lead_that_comes_back_when_its_answer_ends_is_right() -> None:
    assert CLICKED.wake_at == END
    assert found(CLICKED, later(1)) == Finding(ADA, Mark.RIGHT)
    assert found(judged(did("a", "page.viewed")), later(99)) == Finding(ADA, Mark.RIGHT)


def test_what_has_fallen_due_is_on_its_way_for_a_while() -> None:
    assert found(CLICKED, Instant(END + LATE - 1)) == Finding(ADA, Mark.RIGHT)


def test_a_segment_that_was_not_left_is_late_since_it_should_have_been() -> None:
    assert found(CLICKED, Instant(END + LATE)) == Finding(ADA, Mark.LATE, END)
    assert found(replace(CLICKED, wake_at=later(99)), later(12)) == Finding(ADA, Mark.LATE, END)


def test_a_standing_that_never_was_so_is_late_since_it_was_written() -> None:
    bare = replace(CLICKED, standing=replace(CLICKED.standing, segments={}))
    assert found(bare, later(1)) == Finding(ADA, Mark.LATE, SETTLED)


def test_what_a_funnel_waits_for_is_part_of_the_answer() -> None:
    set_back = did("b", "sales.rejected", at=later(1), properties={"stage": "begun"})
    first = replace(respond(FUNNEL, State(ADA), Arrival([did("a")]), MONDAY).state, version=1)
    blocked = replace(respond(FUNNEL, first, Arrival([set_back]), later(1)).state, version=2, wake_at=later(99))
    assert blocked.standing.blocked == {"stage": ("keen",)}
    assert check(FUNNEL, blocked, later(2)) == Finding(ADA, Mark.AFTER)
    assert check(FUNNEL, blocked, later(12)) == Finding(ADA, Mark.LATE, Instant(later(12) - LATE))


def test_a_lead_that_nobody_looked_at_is_overdue_even_where_nothing_has_changed() -> None:
    state = replace(respond(POLICY, CLICKED, Arrival([did("b", at=later(4))]), later(4)).state, version=2)
    state = replace(respond(POLICY, state, Arrival(), Instant(later(4) + 90 * SECOND)).state, version=3)
    early = replace(state, wake_at=END)
    assert found(early, later(9)) == Finding(ADA, Mark.EARLY)
    assert found(early, later(11)) == Finding(ADA, Mark.OVERDUE, END)


def test_a_lead_that_nothing_brings_back_is_told_before_and_after_its_answer_has_ended() -> None:
    unwoken = replace(CLICKED, wake_at=None, returns_at=None)
    assert found(unwoken, later(1)) == Finding(ADA, Mark.ABSENT)
    half = replace(judged(did("a"), until=Instant(MONDAY + SECOND)), wake_at=None, returns_at=None)
    assert found(half, Instant(MONDAY + 30 * SECOND)) == Finding(ADA, Mark.ABSENT, settling=True)


def test_a_message_that_found_nothing_leaves_the_lead_to_the_index() -> None:
    more = respond(POLICY, CLICKED, Arrival([did("b", at=later(4))]), later(4)).state
    assert (more.wake_at, more.returns_at) == (END, Instant(later(4) + 90 * SECOND))
    assert found(more, later(5)) == Finding(ADA, Mark.EARLY)
    assert found(replace(more, wake_at=None), later(5)) == Finding(ADA, Mark.ABSENT)
    assert found(replace(more, wake_at=later(30)), later(5)) == Finding(ADA, Mark.AFTER)


def test_who_comes_back_after_the_end_of_an_answer_that_changes_nothing_is_right_once_a_message_has_come() -> None:
    more = respond(POLICY, CLICKED, Arrival([did("b", at=later(4))]), later(4)).state
    assert found(replace(more, returns_at=later(4)), later(4)) == Finding(ADA, Mark.RIGHT, settling=True)
    assert found(replace(more, returns_at=None), later(4)) == Finding(ADA, Mark.AFTER, settling=True)


LOST = replace(CLICKED, wake_at=None, returns_at=CLICKED.wake_at)


def test_a_wake_that_has_lost_its_place_in_the_index_is_absent() -> None:
    assert found(LOST, later(1)) == Finding(ADA, Mark.ABSENT)


def test_who_is_brought_back_by_a_message_needs_no_place_in_the_index() -> None:
    soon = judged(did("a"), until=Instant(END - 5 * MINUTE))
    assert found(replace(soon, wake_at=None, returns_at=END), Instant(END - MINUTE)) == Finding(ADA, Mark.RIGHT)


def test_a_wake_after_the_end_of_the_answer_comes_too_late() -> None:
    assert found(replace(CLICKED, wake_at=Instant(END + 1)), later(1)) == Finding(ADA, Mark.AFTER)


def test_a_wake_that_finds_nothing_to_do_is_harmless() -> None:
    assert found(replace(CLICKED, wake_at=later(5)), later(1)) == Finding(ADA, Mark.EARLY)
    idle = replace(judged(did("a", "page.viewed")), wake_at=later(5))
    assert found(idle, later(1)) == Finding(ADA, Mark.EARLY)


def test_of_what_another_model_judged_only_the_wake_is_looked_at() -> None:
    other = replace(CLICKED, model=OLD.fingerprint, standing=replace(CLICKED.standing, segments={}))
    assert found(other, later(1)) == Finding(ADA, Mark.OTHER_MODEL)
    assert found(replace(other, wake_at=None), later(99)) == Finding(ADA, Mark.OTHER_MODEL)
    assert found(other, later(11)) == Finding(ADA, Mark.OVERDUE, END)
    assert found(replace(other, wake_at=None, returns_at=END), later(1)) == Finding(ADA, Mark.ABSENT)


def test_a_lead_that_was_looked_at_after_the_audit_began_was_right_then() -> None:
    assert found(CLICKED, Instant(MONDAY - DAY)) == Finding(ADA, Mark.RIGHT, settling=True)


def test_who_asked_to_be_erased_is_judged_like_anybody_until_that_is_done() -> None:
    asked = replace(CLICKED, lead=replace(CLICKED.lead, erase_requested=MONDAY))
    assert found(asked, later(1)) == Finding(ADA, Mark.RIGHT)
    assert found(asked, later(12)) == Finding(ADA, Mark.LATE, END)


@pytest.mark.parametrize(
    "nobody",
    [
        State(ADA),
        replace(CLICKED, wake_at=None, kin=Kin(to=LeadId("bo"))),
        replace(CLICKED, wake_at=None, tombstone=Tombstone(MONDAY)),
    ],
)
def test_keys_that_have_joined_and_erased_leads_are_no_leads(nobody: State) -> None:
    assert found(nobody, later(99)) is None


def audited(intake: MemoryIntake | None, *states: State) -> Audit:
    audit = Audit(POLICY, later(12), None if intake is None else Recall(intake))
    for state in states:
        audit.look(state)
    return audit


def called(name: str, state: State) -> State:
    return replace(state, id=LeadId(name))


def test_leads_are_counted_by_what_they_are_and_the_first_of_each_wrong_named() -> None:
    leads = [called(f"{number}", CLICKED) for number in range(SHOWN + 1)]
    tally = audited(None, *leads, State(ADA), called("x", replace(CLICKED, model="?", wake_at=None))).tally
    assert tally.marks == {Mark.LATE: SHOWN + 1, Mark.OTHER_MODEL: 1}
    assert (tally.leads, tally.wrong, tally.settling, tally.latest) == (SHOWN + 2, SHOWN + 1, 0, 2 * DAY)
    assert [each.lead for each in tally.first] == [each.id for each in leads[:SHOWN]]


@pytest.mark.parametrize("spoil", [lambda state: state, lambda state: replace(state, wake_at=None)])
def test_who_is_wrong_is_sent_back_and_nobody_else(spoil: Callable[[State], State]) -> None:
    intake = MemoryIntake()
    right = judged(did("a", "page.viewed"))
    audit = audited(intake, called("wrong", spoil(CLICKED)), called("right", right))
    assert audit.recall is not None
    audit.recall.flush()
    assert intake.sent == [(Parcel(wakes=(LeadId("wrong"),)), 0)]


def test_nobody_is_sent_back_where_that_is_not_asked_for() -> None:
    intake = MemoryIntake()
    audited(None, CLICKED)
    assert intake.sent == []


def test_many_are_sent_back_together() -> None:
    intake = MemoryIntake()
    audited(intake, *(called(f"{number}", CLICKED) for number in range(AT_ONCE)))
    assert [len(parcel.wakes) for parcel, _ in intake.sent] == [TOGETHER] * (AT_ONCE // TOGETHER)
