"""What is written into Pipedrive, over HTTP to the stand-in; and what becomes of it where Pipedrive answers badly."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pytest

from leadflow.adapters.crm.pipedrive import writing
from leadflow.application.channel import RefusedForGood, TryAgain
from leadflow.application.crm_out import Accompanying, Coding, CrmWriter
from leadflow.application.ports import Outcome
from leadflow.domain.crm import Field, Object
from leadflow.domain.identity import CRM_ID, Keys
from leadflow.domain.instant import HOUR, SECOND
from local.crm.exchange import Failure
from local.crm.pipedrive.provider import TOKEN, Pipedrive
from local.crm.pipedrive.seed import PLAN, ROLE, SEATS, Record, field
from tests.integration.crm_desk import READ, WHO, CrmDesk, Told, working

WRITER: CrmWriter = writing
CODING: Coding = writing
ACCOMPANYING: Accompanying = writing
"""Written out so that the type checker holds the module against the protocols."""

VIP = "b" * 40
FIELDS = {
    "title": Field("title", ROLE),
    "plan": Field("plan", PLAN),
    "vip": Field("vip", VIP),
    "seats": Field("seats", SEATS, Object.LEAD),
}
BO, CY = "bo@acme.example", "cy@acme.example"
ADA = Keys("ada@nordlys.example")


@dataclass
class Office:
    """The company, and whoever works with it."""

    crm: Pipedrive
    desk: CrmDesk

    def of(self, kind: str, known: str) -> Record:
        return self.crm.company.records[kind][known]

    def named(self, address: str) -> Sequence[Record]:
        return [each for each in self.crm.company.listed("persons") if address in str(each["emails"]).lower()]

    def leads(self, person: str) -> Sequence[Record]:
        return [each for each in self.crm.company.listed("leads") if str(each["person_id"]) == person]


@pytest.fixture
def office() -> Iterator[Office]:
    crm = Pipedrive()
    crm.company.fields["personFields"].append(field(VIP, "Vip", "enum", "true", "false", custom=True))
    with working(crm, "pipedrive", TOKEN, FIELDS, Object.LEAD) as desk:
        yield Office(crm, desk)


def test_a_person_is_made_with_its_owner_and_a_lead_beside_it(office: Office) -> None:
    assert office.desk.upsert(owner=BO, traits={"title": "VP", "plan": "team", "seats": 5}) is Outcome.DONE
    made = office.of("persons", office.desk.made)
    assert (made["name"], made["owner_id"]) == ("Ada Lindqvist", 7)
    assert made["emails"] == [{"value": WHO.email, "primary": True, "label": "work"}]
    assert made["custom_fields"] == {ROLE: "VP", PLAN: 22}
    (lead,) = office.leads(office.desk.made)
    assert (lead["title"], lead["owner_id"], lead[SEATS]) == ("Ada Lindqvist", 7, 5)


def test_a_contact_has_no_lead_beside_it(office: Office) -> None:
    office.desk.kind = Object.CONTACT
    office.desk.upsert()
    assert office.leads(office.desk.made) == []


def test_once_more_it_is_the_same_person_and_nothing_is_written_that_is_so_already(office: Office) -> None:
    traits: Told = {"title": "VP", "plan": "team", "seats": 5}
    office.desk.upsert(owner=BO, traits=traits)
    before = len(office.desk.standin.calls)
    office.desk.upsert(Keys(WHO.email, office.desk.made), BO, traits)
    assert [each.asked.method for each in office.desk.standin.calls[before:]] == ["GET", "GET"]


def test_a_person_that_there_is_is_found_by_an_address_and_keeps_what_the_crm_says(office: Office) -> None:
    office.desk.upsert(ADA, CY, {"title": "CEO", "seats": 7})
    ada = office.of("persons", "101")
    assert (office.desk.made, ada["owner_id"], ada["custom_fields"]) == ("101", 8, {ROLE: "CTO", PLAN: 23})
    (lead,) = office.leads("101")
    assert (lead["owner_id"], lead[SEATS]) == (8, 7)


def test_a_truth_is_a_choice_there(office: Office) -> None:
    office.desk.upsert(ADA, traits={"vip": True})
    assert office.of("persons", "101")["custom_fields"] == {ROLE: "CTO", PLAN: 23, VIP: 21}
    before = len(office.desk.standin.calls)
    office.desk.upsert(Keys(ADA.email, "101"), traits={"vip": True})
    assert [each.asked.method for each in office.desk.standin.calls[before:]] == ["GET", "GET"]


def test_a_choice_that_there_is_not_is_named_by_its_field(office: Office) -> None:
    with pytest.raises(RefusedForGood, match=f"{PLAN} has no such choice"):
        office.desk.upsert(traits={"plan": "ada@x.example"})


def test_a_deleted_person_is_made_anew(office: Office) -> None:
    office.desk.upsert()
    first = office.desk.made
    office.of("persons", first)["is_deleted"] = True
    office.desk.upsert(Keys(WHO.email, first))
    assert office.desk.made != first


def test_a_task_belongs_to_the_person_and_is_made_once(office: Office) -> None:
    office.desk.upsert()
    before = len(office.crm.company.listed("activities"))
    for _ in range(2):
        assert office.desk.task(owner=BO) is Outcome.DONE
    activities = office.crm.company.listed("activities")
    task = activities[-1]
    assert len(activities) == before + 1
    assert (task["subject"], task["type"], task["done"]) == ("Call Ada Lindqvist", "task", False)
    assert (task["due_date"], task["due_time"], task["owner_id"]) == ("2024-05-15", "14:07", 7)
    assert (str(task["person_id"]), "asked for a demo" in str(task["note"])) == (office.desk.made, True)


@pytest.mark.parametrize(
    ("failure", "after"),
    [
        (Failure(500), 2 * SECOND),
        (Failure(429, retry_after=7), 7 * SECOND),
        (Failure(429), 2 * SECOND),
        (Failure(403, raw=b"<html>banned"), HOUR),
        (Failure(silent=True), 0),
        (Failure(silent=True, done=True), 0),
        (Failure(200, delay=2 * READ, done=True), 0),
        (Failure(200, raw=b"{", done=True), 0),
        (Failure(200, raw=b'{"success": true, "data": {}}', done=True), 0),
        (Failure(200, raw=b" " * 10_000_000 + b"{}", done=True), 0),
    ],
)
def test_what_may_pass_is_tried_again_and_leaves_one_person(office: Office, failure: Failure, after: int) -> None:
    office.desk.standin.fail(failure, after=2)  # the search and the owner
    with pytest.raises(TryAgain) as again:
        office.desk.upsert(owner=BO)
    assert again.value.after == after
    assert office.desk.upsert(owner=BO) is Outcome.DONE
    assert len(office.named(WHO.email or "")) == 1


def test_a_task_whose_answer_was_lost_is_not_made_twice(office: Office) -> None:
    office.desk.upsert()
    before = len(office.crm.company.listed("activities"))
    office.desk.standin.fail(Failure(silent=True, done=True), after=3)
    with pytest.raises(TryAgain):
        office.desk.task()
    assert office.desk.task() is Outcome.DONE
    assert len(office.crm.company.listed("activities")) == before + 1


@pytest.mark.parametrize("status", [302, 400, 409])
def test_what_is_refused_is_so_for_good(office: Office, status: int) -> None:
    office.desk.standin.fail(Failure(status), after=1)
    with pytest.raises(RefusedForGood, match=str(status)):
        office.desk.upsert()


def test_a_field_that_pipedrive_does_not_take_is_named_and_nothing_personal_with_it(office: Office) -> None:
    told = (
        f'"error": "Validation failed: {ROLE}: VP of Ada Lindqvist, ada@x.example is too long", "code": "ERR_TOO_LONG"'
    )
    office.desk.standin.fail(
        Failure(400, raw=f'{{"success": false, {told}}}'.encode()), after=2
    )  # the search and the choices
    with pytest.raises(RefusedForGood) as refused:
        office.desk.upsert(traits={"title": "VP of Ada Lindqvist"})
    assert refused.value.reason == f"Pipedrive answered 400: ERR_TOO_LONG, {ROLE}"


def test_a_search_that_is_refused_names_nobody(office: Office) -> None:
    told = b'{"success": false, "error": "no such term: ada@x.example"}'
    office.desk.standin.fail(Failure(400, raw=told))
    with pytest.raises(RefusedForGood) as refused:
        office.desk.upsert()
    assert refused.value.reason == "Pipedrive answered 400"


def test_a_revoked_token_is_waited_for(office: Office) -> None:
    office.desk.secret = "another"
    with pytest.raises(TryAgain, match="401"):
        office.desk.upsert()


def test_a_person_who_is_deleted_between_reading_and_writing_is_looked_for_again(office: Office) -> None:
    office.desk.upsert(ADA)
    office.desk.standin.fail(Failure(404), after=2)
    with pytest.raises(TryAgain, match="404"):
        office.desk.upsert(Keys(ADA.email, "101"), CY, {"title": "CEO"})


def test_an_id_of_another_system_is_none_of_pipedrive_s() -> None:
    assert not writing.speaks((CRM_ID, "003A000000abcde"))
    assert writing.speaks((CRM_ID, "101"))
