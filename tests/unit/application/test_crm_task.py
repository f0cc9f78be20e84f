"""A task stands beside the lead's record, once, with its owner and its due time."""

from dataclasses import replace

import pytest

from leadflow.application.channel import RefusedForGood
from leadflow.application.circuit import NotYet
from leadflow.application.crm_task import SOON, SUBJECT, Tasking, order
from leadflow.application.ports import Outcome
from leadflow.domain.automation import Task
from leadflow.domain.crm import Object
from leadflow.domain.crm_writing import Record
from leadflow.domain.facts import Facts
from leadflow.domain.hours import Hours
from leadflow.domain.identity import Keys
from leadflow.domain.instant import DAY, MINUTE, parse
from leadflow.domain.json import Json
from leadflow.domain.standing import Standing
from tests.unit.application.crm_jobs import ANN, BOTH, EMAIL, TASK, UPSERT, Work
from tests.unit.channels.matters import ENTERED, HAND_OVER, NOW, TAKEN_BACK

CARD: dict[str, Json] = {"id": "1", "on": "contact", "email": EMAIL}
RECORD = Record("1", Object.CONTACT)


@pytest.fixture
def work() -> Work:
    found = Work()
    found.crm.people["1"] = dict(CARD)
    return found


def test_the_owner_gets_a_task_beside_the_record(work: Work) -> None:
    assert work.do(work.job(TASK)) is Outcome.DONE
    (made,) = work.crm.todo
    assert (made["of"], made["subject"], made["owner"]) == ("1", "Call Ada Lindqvist at Northwind", "o-ann")
    assert (made["due"], made["day"]) == (ENTERED.at + DAY, "2024-05-15")


def test_done_again_it_makes_no_second_task(work: Work) -> None:
    work.do(work.job(TASK))
    assert work.do(work.job(TASK)) is Outcome.DONE
    assert len(work.crm.todo) == 1


def test_each_action_has_a_task_of_its_own(work: Work) -> None:
    other = Task("ledger", "Write to {name}")
    work.automation = replace(HAND_OVER, do=(TASK, other))
    work.do(work.job(TASK))
    work.do(work.job(other))
    assert [each["subject"] for each in work.crm.todo] == ["Call Ada Lindqvist at Northwind", "Write to Ada Lindqvist"]
    assert work.crm.todo[1]["due"] == ENTERED.at


def test_a_missing_trait_is_paraphrased_as_in_messages(work: Work) -> None:
    work.do(work.job(TASK, traits={"company": None}))
    assert work.crm.todo[0]["subject"] == "Call Ada Lindqvist at their company"


def test_a_long_subject_is_cut(work: Work) -> None:
    told = order(
        work.job(TASK, traits={"name": "A" * 80, "company": "B" * 80}), Task("ledger", "{name} {company} " * 9), RECORD
    )
    assert len(told.subject) == SUBJECT


def test_the_task_tells_the_evidence_and_no_link_to_the_record_that_it_stands_beside(work: Work) -> None:
    told = order(work.job(TASK), TASK, RECORD)
    assert told.message.reasons.told[0].what == "asked for a demo, 2 hours ago"
    assert (told.message.record, told.message.pending) == ("", False)


def test_a_record_that_is_still_to_be_made_is_waited_for(work: Work) -> None:
    work.crm.people.clear()
    with pytest.raises(NotYet, match="not made yet") as later:
        work.do(work.job(TASK))
    assert later.value.after == NOW - ENTERED.at
    work.do(work.job(UPSERT))
    assert work.do(work.job(TASK)) is Outcome.DONE


def test_what_was_held_for_the_night_waits_for_its_record_from_the_morning_on(work: Work) -> None:
    work.crm.people.clear()
    work.automation = replace(BOTH, hours=Hours(0, DAY // MINUTE, "Asia/Tokyo"))
    job = work.job(TASK, transition=replace(ENTERED, at=parse("2024-05-11T20:00:00Z")))
    monday = replace(job, facts=Facts(work.policy, job.state.lead, Standing(), parse("2024-05-12T15:00:00Z")))
    with pytest.raises(NotYet) as later:
        work.do(monday)
    assert later.value.after == SOON


def test_where_nothing_makes_a_record_the_task_has_no_place(work: Work) -> None:
    work.crm.people.clear()
    work.automation = replace(HAND_OVER, do=(TASK,))
    with pytest.raises(RefusedForGood, match=r"no record in the CRM$"):
        work.do(work.job(TASK))
    with pytest.raises(RefusedForGood, match="no email address to make one with"):
        work.do(work.job(TASK, keys=Keys(user_id="7")))


def test_without_an_assignment_the_lead_s_owner_gets_it_and_without_an_owner_nobody_in_particular(work: Work) -> None:
    work.do(work.job(TASK, owner=None, traits={"crm.owner": ANN}))
    assert work.crm.todo[0]["owner"] == "o-ann"
    work.crm.todo.clear()
    work.do(work.job(TASK, owner=None))
    assert work.crm.todo[0]["owner"] is None


def test_what_is_taken_back_makes_no_task_and_asks_nothing(work: Work) -> None:
    assert work.do(work.job(TASK, transition=TAKEN_BACK)) is Outcome.DONE
    assert work.crm.asked == []


def test_another_action_is_none_of_its_own(work: Work) -> None:
    with pytest.raises(TypeError):
        Tasking(work.crm.ways(work.policy)).do(work.job(UPSERT))
