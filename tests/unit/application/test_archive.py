import pytest

from leadflow.application.archive import Archive, NobodyKnown, reasons
from leadflow.domain.activity import Activity
from leadflow.domain.evaluation import evaluate
from leadflow.domain.instant import Instant
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.response import Arrival, respond
from leadflow.domain.state import State
from tests.fakes import MemoryLeads, MemoryTimeline
from tests.models import MONDAY, did, later, model

KEY = b"the deployment's own"
ADA = "ada@nordlys.example"
POLICY = model(
    signals={"demo": {"activity": "form.submitted"}},
    scores={"readiness": {"half_life": "10 days", "points": {"demo": 80}}},
    segments={"hot": {"when": {"score": "readiness", "above": 75}, "until": {"score": "readiness", "below": 20}}},
)
DEMO = did("1", "form.submitted")


def archive(*activities: Activity, at: Instant = MONDAY, now_by: LeadModel = POLICY) -> Archive:
    """Ada's, after she did this and was judged then; the archive is read by the model `now_by`."""
    leads, timeline = MemoryLeads(), MemoryTimeline()
    found = Archive(leads, timeline, KEY, now_by)
    leads.commit(respond(POLICY, State(found.id(ADA)), Arrival(activities), at).state)
    for activity in activities:
        timeline.add(found.id(ADA), activity)
    return found


def test_a_stored_lead_is_found_by_its_address() -> None:
    found = archive(DEMO).now(ADA, later(10))
    assert found.score("readiness") == 40.0
    assert found.now == later(10)


def test_a_lead_s_time_never_runs_backwards() -> None:
    assert archive(DEMO, at=later(5)).now(ADA, MONDAY).now == later(5)


def test_an_address_that_nobody_has_is_said_to_be_so() -> None:
    with pytest.raises(NobodyKnown, match=r"^bo@nordlys\.example: no lead of the stack has this address"):
        archive(DEMO).now("bo@nordlys.example", MONDAY)


def test_a_lead_that_an_earlier_model_judged_is_folded_again_for_what_the_new_one_sees() -> None:
    policy = model(
        signals={"asset": {"activity": "asset.downloaded"}, "demo": {"activity": "form.submitted"}},
        scores={"readiness": {"points": {"asset": 5, "demo": 1}}},
    )
    known = archive(DEMO, did("2", "asset.downloaded"), now_by=policy)
    assert known.now(ADA, MONDAY).score("readiness") == 6.0


def test_the_past_is_told_by_the_timeline_and_where_the_lead_stood_then() -> None:
    known = archive(DEMO, did("2", "form.submitted", later(40)), at=later(40))
    found = known.at(ADA, later(15), later(41))
    assert found.score("readiness") == pytest.approx(28.284271)
    assert evaluate(found).segments == ("hot",)
    assert found.now == later(15)


def test_nothing_is_known_before_the_first_activity() -> None:
    with pytest.raises(NobodyKnown, match="nothing is known of this lead by 2026-03-01 09:00 UTC"):
        archive(DEMO).at(ADA, later(-1), later(1))


def test_what_is_to_come_is_told_by_time_alone() -> None:
    found = archive(DEMO).at(ADA, later(25), MONDAY)
    assert (found.now, evaluate(found).segments) == (later(25), ())


def test_the_reasons_of_what_was_taken_back_are_read_where_something_was() -> None:
    word = did("word", "activity.voided", later(1), properties={"activity": "1", "reason": "a colleague"})
    known = archive(DEMO, word, at=later(1))
    assert known.said(ADA, known.now(ADA, later(1))) == {"word": "a colleague"}
    untouched = archive(DEMO)
    assert untouched.said(ADA, untouched.now(ADA, MONDAY)) == {}


def test_only_words_with_a_reason_have_one() -> None:
    mute = did("mute", "activity.restored", properties={"activity": "1"})
    form = did("form", "form.submitted", properties={"reason": "other"})
    assert reasons([mute, form]) == {}
