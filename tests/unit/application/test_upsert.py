"""The CRM's record of a lead is found or made, written into, and known from then on."""

from dataclasses import replace

import pytest

from leadflow.application.channel import RefusedForGood, TryAgain
from leadflow.application.job import Noted
from leadflow.application.ports import Outcome
from leadflow.application.upsert import Upserting
from leadflow.domain.activity import Kind
from leadflow.domain.crm import WROTE
from leadflow.domain.identity import Keys
from leadflow.domain.json import Json
from tests.unit.application.crm_jobs import ANN, EMAIL, TASK, Work
from tests.unit.channels.matters import ENTERED, TAKEN_BACK

CARD: dict[str, Json] = {"id": "1", "on": "contact", "email": EMAIL, "jobtitle": "VP", "owner": "o-ann"}


@pytest.fixture
def work() -> Work:
    return Work()


def test_a_lead_without_a_record_gets_one_with_its_owner_and_what_is_known(work: Work) -> None:
    assert work.do(work.job()) is Outcome.DONE
    made = {"name": "Ada Lindqvist", "jobtitle": "VP", "owner": "o-ann"}
    assert work.crm.people == {"1": {"id": "1", "on": "contact", "email": EMAIL, **made}}
    assert work.crm.tokens == ["the value of crm-token"] * 3


def test_its_record_is_known_from_then_on(work: Work) -> None:
    work.do(work.job())
    (told,) = work.intake.activities
    assert (told.type, told.lead, told.source) == (Kind.IDENTITY_STATED, Keys(EMAIL, "1"), "crm")
    assert (told.occurred_at, told.received_at) == (ENTERED.at, ENTERED.at)
    assert told.properties == {"record": "1", "object": "contact"}
    assert told.traits == {"crm.record": "contact", "crm.deleted": False, WROTE + "title": "VP"}


def test_done_again_it_makes_no_second_record_and_tells_the_same(work: Work) -> None:
    work.do(work.job())
    work.do(work.job())
    assert len(work.crm.people) == 1
    assert work.crm.asked == ["find", "owner", "create", "find", "owner"]
    first, second = work.intake.activities
    assert (first.lead, first.occurred_at) == (second.lead, second.occurred_at)


def test_a_record_that_is_as_it_should_be_is_not_written_and_nothing_is_told(work: Work) -> None:
    work.crm.people["1"] = dict(CARD)
    work.do(work.job(keys=Keys(EMAIL, "1")))
    assert (work.crm.asked, work.intake.activities) == (["find", "owner"], [])


def test_a_record_is_found_by_its_id_whatever_its_address_is_by_now(work: Work) -> None:
    work.crm.people["1"] = {**CARD, "email": "ada@elsewhere.example", "owner": None}
    work.do(work.job(keys=Keys(EMAIL, "1")))
    assert (work.crm.people["1"]["owner"], len(work.crm.people)) == ("o-ann", 1)


def test_a_record_whose_id_is_gone_is_found_by_its_address(work: Work) -> None:
    work.crm.people["1"] = dict(CARD)
    work.do(work.job(keys=Keys(EMAIL, "99")))
    assert [each.lead for each in work.intake.activities] == [Keys(EMAIL, "1")]


def test_a_deleted_record_is_made_anew_and_no_longer_deleted(work: Work) -> None:
    work.do(work.job(keys=Keys(EMAIL, "99"), traits={"crm.deleted": True}))
    (told,) = work.intake.activities
    assert (told.lead.crm_id, told.traits["crm.deleted"]) == ("1", False)


def test_a_record_that_was_said_to_be_deleted_and_is_there_is_known_again(work: Work) -> None:
    work.crm.people["1"] = dict(CARD)
    work.do(work.job(keys=Keys(EMAIL, "1"), traits={"crm.deleted": True}))
    assert [each.traits["crm.deleted"] for each in work.intake.activities] == [False]


def test_an_id_that_is_none_of_the_crm_is_not_asked_for(work: Work) -> None:
    work.do(work.job(keys=Keys(EMAIL, "of-another-system")))
    assert work.crm.asked == ["find", "owner", "create"]


def test_a_record_that_has_moved_is_followed_once(work: Work) -> None:
    work.crm.people["1"] = {**CARD, "email": "other@x.example"}
    work.crm.moved[EMAIL] = "1"
    work.do(work.job())
    assert (len(work.crm.people), work.crm.asked[:2]) == (1, ["find", "find"])


def test_what_the_crm_says_is_not_overwritten(work: Work) -> None:
    work.crm.people["1"] = {**CARD, "jobtitle": "CEO", "tel": "1"}
    work.do(work.job(traits={"phone": "2"}))
    assert (work.crm.people["1"]["jobtitle"], work.crm.people["1"]["tel"]) == ("CEO", "1")


def test_without_an_assignment_a_record_keeps_its_owner_and_a_new_one_gets_the_lead_s(work: Work) -> None:
    work.do(work.job(owner=None))
    assert "owner" not in work.crm.people["1"]
    work.crm.people.clear()
    work.do(work.job(owner=None, traits={"crm.owner": ANN}))
    assert work.crm.people["1"]["owner"] == "o-ann"
    work.crm.people["1"]["owner"] = "o-cy"
    work.do(work.job(owner=None, traits={"crm.owner": ANN}))
    assert work.crm.people["1"]["owner"] == "o-cy"


def test_an_owner_whom_the_crm_does_not_know_is_left_out_and_that_is_said(work: Work) -> None:
    with pytest.raises(Noted, match=r"^nobody in ledger has the owner's address$"):
        work.do(work.job(owner="nobody@acme.example"))
    assert "owner" not in work.crm.people["1"]
    assert [each.lead.crm_id for each in work.intake.activities] == ["1"]


def test_what_is_taken_back_brings_a_record_up_to_date_and_makes_none(work: Work) -> None:
    assert work.do(work.job(transition=TAKEN_BACK)) is Outcome.DONE
    assert (work.crm.people, work.intake.activities) == ({}, [])
    work.crm.people["1"] = {**CARD, "jobtitle": None, "owner": "o-cy"}
    work.do(work.job(keys=Keys(EMAIL, "1"), transition=TAKEN_BACK))
    assert (work.crm.people["1"]["jobtitle"], work.crm.people["1"]["owner"]) == ("VP", "o-cy")


def test_without_an_address_none_can_be_made(work: Work) -> None:
    with pytest.raises(RefusedForGood, match="no email address"):
        work.do(work.job(keys=Keys(user_id="7")))


def test_an_answer_that_was_lost_after_it_was_made_makes_no_second_one(work: Work) -> None:
    work.do(work.job())  # the answer to this is lost: no receipt, nothing told
    work.intake.parcels.clear()
    work.do(work.job())
    assert len(work.crm.people) == 1
    assert [each.lead.crm_id for each in work.intake.activities] == ["1"]


def test_another_action_is_none_of_its_own(work: Work) -> None:
    with pytest.raises(TypeError):
        Upserting(work.crm.ways(work.policy), work.intake).do(work.job(TASK))


def test_what_is_down_for_a_moment_is_tried_again(work: Work) -> None:
    work.crm.moods = [TryAgain("no answer")]
    with pytest.raises(TryAgain):
        work.do(work.job())
    assert work.do(work.job()) is Outcome.DONE


def test_the_standing_decides_where_a_segment_is_left_later_than_entered(work: Work) -> None:
    job = work.job()
    assert work.do(replace(job, state=replace(job.state, evaluated_at=job.now))) is Outcome.DONE
