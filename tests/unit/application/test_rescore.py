from dataclasses import replace

import pytest

from leadflow.application.ports import OutsideDown, Parcel
from leadflow.application.recall import Recall
from leadflow.application.rescore import Foreseen, Foresight, Rescore
from leadflow.application.wake import TOGETHER
from leadflow.domain.identity import LeadId
from leadflow.domain.json import Json
from leadflow.domain.response import Arrival, respond
from leadflow.domain.state import State
from tests.fakes import MemoryTimeline
from tests.models import ADA, MONDAY, did, later, model
from tests.unit.application.workbench import MemoryIntake

SIGNALS = {"demo": {"activity": "form.submitted"}}
OLD = model(signals=SIGNALS, scores={"readiness": {"points": {"demo": 40}}}, segments={"hot": {"signal": "demo"}})
ACTING: dict[str, Json] = {
    "channels": {"sales": {"slack": "x"}},
    "automations": {"hand_over": {"when": {"enters": "keen"}, "do": [{"notify": "sales"}]}},
}
NEW = model(
    signals=SIGNALS,
    scores={"readiness": {"points": {"demo": 20}}},
    segments={"hot": {"score": "readiness", "above": 30}, "keen": {"signal": "demo"}},
    **ACTING,
)
WIDER = model(
    signals={"demo": {"activity": ["form.submitted", "asset.downloaded"]}},
    scores={"readiness": {"points": {"demo": 40}}},
    segments={"hot": {"signal": "demo", "at_least": 2}},
)
DID = [did("1", "form.submitted"), did("2", "asset.downloaded")]


def judged() -> State:
    """Ada as the old model has judged her, once."""
    return replace(respond(OLD, State(LeadId("ada")), Arrival(DID), MONDAY).state, version=1)


def timeline() -> MemoryTimeline:
    found = MemoryTimeline()
    for each in DID:
        found.add(LeadId("ada"), each)
    return found


def changes(found: Foreseen | None) -> list[tuple[str, str]]:
    assert found is not None
    return [(each.change, each.of) for each in found.transitions]


def test_leads_that_another_model_judged_are_sent_many_in_a_message() -> None:
    intake = MemoryIntake()
    rescore = Rescore(NEW, Recall(intake))
    rescore.run((LeadId(f"{number}"), OLD.fingerprint) for number in range(TOGETHER + 1))
    assert [len(parcel.wakes) for parcel, _ in intake.sent] == [TOGETHER, 1]
    recall = rescore.recall
    assert (rescore.seen, recall.sent, recall.messages) == (TOGETHER + 1, TOGETHER + 1, 2)


def test_leads_that_this_model_judged_are_passed_over() -> None:
    intake = MemoryIntake()
    rescore = Rescore(NEW, Recall(intake, announce=True))
    rescore.run([(LeadId("a"), NEW.fingerprint), (LeadId("b"), OLD.fingerprint)])
    assert intake.sent == [(Parcel(wakes=(LeadId("b"),), announce=True), 0)]
    assert (rescore.seen, rescore.recall.sent) == (2, 1)


def test_where_there_is_nobody_to_send_no_message_is() -> None:
    intake = MemoryIntake()
    Rescore(NEW, Recall(intake)).run([(LeadId("a"), NEW.fingerprint)])
    assert intake.sent == []


def test_a_queue_that_is_down_is_said_to_be_so() -> None:
    with pytest.raises(OutsideDown):
        Rescore(NEW, Recall(MemoryIntake(down=True))).run([(LeadId("a"), OLD.fingerprint)])


def test_who_would_enter_and_leave_is_foreseen_and_nobody_is_told() -> None:
    (found,) = Foresight(NEW, timeline(), later(1)).of([judged()])
    assert changes(found) == [("left", "hot"), ("entered", "keen")]
    assert found is not None
    assert found.name == ADA.email
    assert all(each.sets_off == () for each in found.transitions)


def test_who_would_be_told_is_foreseen_where_that_is_asked_for() -> None:
    (found,) = Foresight(NEW, timeline(), later(1), announce=True).of([judged()])
    assert found is not None
    assert [each.sets_off for each in found.transitions] == [(), ("hand_over",)]


def test_what_the_new_model_sees_otherwise_is_read_from_the_timeline() -> None:
    (wider,) = Foresight(WIDER, timeline(), later(1)).of([judged()])
    assert changes(wider) == []
    (unknown,) = Foresight(WIDER, MemoryTimeline(), later(1)).of([judged()])
    assert changes(unknown) == [("left", "hot")]


def test_of_leads_that_this_model_judged_nothing_is_foreseen() -> None:
    assert list(Foresight(OLD, timeline(), later(1)).of([judged()])) == [None]


def test_a_lead_without_any_key_is_called_by_its_id() -> None:
    assert Foreseen(State(LeadId("x")), ()).name == "x"
