"""A CRM that numbers its choices gets numbers; one that keeps leads beside people gets one there."""

import json
from dataclasses import dataclass, field, replace

import pytest

from leadflow.application.channel import OutboundRequest, RefusedForGood, Reply
from leadflow.application.crm_out import Codes, Values
from leadflow.application.crm_reach import REMEMBERED
from leadflow.domain.automation import Upsert
from leadflow.domain.crm import Crm, Field, Object
from leadflow.domain.crm_writing import Newcomer, Record
from leadflow.domain.identity import Keys
from leadflow.domain.instant import Instant
from leadflow.domain.json import Json
from leadflow.domain.sender import Sender
from tests.crm_out import Cards
from tests.unit.application.crm_jobs import EMAIL, POLICY, SENDER, UPSERT, Work
from tests.unit.channels.matters import HAND_OVER, NOW, TAKEN_BACK

FIELDS = {"title": Field("title", "jobtitle"), "plan": Field("plan", "plan", Object.LEAD)}
CODES: Codes = {"jobtitle": {"vp": 1, "cto": 2}}
AS_LEAD = Upsert("ledger", Object.LEAD)


@dataclass
class Numbered(Cards):
    """A CRM that numbers its choices, and keeps what leads want beside who they are."""

    wants: dict[str, dict[str, Json]] = field(default_factory=dict)

    def choices(self, sender: Sender, on: Object, token: str) -> OutboundRequest:
        return self._request(token, "choices", on=on)

    def codes(self, reply: Reply) -> Codes:
        return CODES

    def beside(self, sender: Sender, record: Record, token: str) -> OutboundRequest:
        return self._request(token, "beside", id=record.id)

    def stands(self, sender: Sender, reply: Reply) -> Record | None:
        held = json.loads(reply.body)["held"]
        return Record("1", Object.LEAD, held) if held else None

    def place(self, sender: Sender, record: Record, new: Newcomer, values: Values, token: str) -> OutboundRequest:
        return self._request(token, "place", id=record.id, held={"of": new.last, **values.fields})

    def post(self, request: OutboundRequest) -> Reply:
        wanted = json.loads(request.body)
        if wanted["what"] not in ("choices", "beside", "place"):
            return super().post(request)
        self.asked.append(wanted["what"])
        if wanted["what"] == "place":
            self.wants[wanted["id"]] = wanted["held"]
        return Reply(200, {}, json.dumps({"held": self.wants.get(wanted.get("id", ""))}).encode())


@pytest.fixture
def work() -> Work:
    sender = replace(SENDER, fields_map=FIELDS)
    policy = replace(POLICY, senders={"crm": sender}, crm=Crm("ledger", "crm", FIELDS))
    return Work(Numbered(), policy=policy, automation=replace(HAND_OVER, do=(UPSERT, AS_LEAD)))


def test_a_choice_goes_by_its_number_and_is_remembered(work: Work) -> None:
    work.do(work.job())
    assert work.crm.people["1"]["jobtitle"] == 1
    assert work.crm.asked == ["find", "owner", "choices", "create"]


def test_numbers_are_asked_for_once_an_hour(work: Work) -> None:
    ways, values = work.crm.ways(work.policy), Values({"jobtitle": ["CTO", "VP"], "free": "x"})
    for now in (NOW, NOW, Instant(NOW + REMEMBERED)):
        coded = ways.to(UPSERT, now).coded(Object.CONTACT, values)
        assert coded.fields == {"jobtitle": [2, 1], "free": "x"}
    assert work.crm.asked == ["choices"] * 2
    emptied = Values({"jobtitle": None})
    assert ways.to(UPSERT, NOW).coded(Object.CONTACT, emptied) == emptied


def test_a_choice_that_there_is_not_is_refused_without_a_word_of_what_it_was(work: Work) -> None:
    with pytest.raises(RefusedForGood, match=r"^jobtitle has no such choice$"):
        work.do(work.job(traits={"title": "Ada's own"}))


def test_a_lead_stands_beside_the_person_and_is_written_into_from_then_on(work: Work) -> None:
    work.do(work.job(AS_LEAD, traits={"plan": "team"}))
    assert isinstance(work.crm, Numbered)
    assert work.crm.wants == {"1": {"of": "Lindqvist", "plan": "team"}}
    assert work.crm.people["1"]["on"] == "lead"
    work.crm.wants["1"]["plan"] = None
    work.do(work.job(AS_LEAD, Keys(EMAIL, "1"), traits={"plan": "free"}))
    assert work.crm.asked[-2:] == ["beside", "change"]


def test_where_leads_are_records_of_their_own_nothing_stands_beside_them(work: Work) -> None:
    work.crm = Cards()
    work.do(work.job(AS_LEAD))
    assert (work.crm.people["1"]["on"], work.crm.asked) == ("lead", ["find", "owner", "create"])


def test_a_contact_has_none_beside_it_and_what_is_taken_back_makes_none(work: Work) -> None:
    work.do(work.job())
    work.do(work.job(AS_LEAD, Keys(EMAIL, "1"), TAKEN_BACK))
    assert "beside" not in work.crm.asked
