"""What is written into Salesforce, over HTTP to the stand-in; and what becomes of it where Salesforce answers badly."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pytest

from leadflow.adapters.crm.salesforce import writing
from leadflow.application.channel import RefusedForGood, Reply, TryAgain
from leadflow.application.crm_out import CrmWriter, Values
from leadflow.application.job import Noted
from leadflow.application.ports import Outcome
from leadflow.domain.crm import Field, Object
from leadflow.domain.crm_writing import Newcomer
from leadflow.domain.identity import CRM_ID, EMAIL, Keys
from leadflow.domain.instant import HOUR
from leadflow.domain.json import Json
from leadflow.domain.sender import Sender
from local.crm.exchange import Failure
from local.crm.salesforce.fields import Field as Column
from local.crm.salesforce.login import CLIENT
from local.crm.salesforce.org import Record
from local.crm.salesforce.provider import Salesforce
from local.crm.salesforce.seed import ADA, seed
from tests.integration.crm_desk import READ, WHO, CrmDesk, working
from tests.unit.channels.matters import NOW

WRITER: CrmWriter = writing
"""Written out so that the type checker holds the module against the protocol."""

FIELDS = {
    "title": Field("title", "Title"),
    "persona": Field("persona", "Persona__c", Object.LEAD),
    "interests": Field("interests", "Interests__c", Object.LEAD),
    "employees": Field("employees", "NumberOfEmployees", Object.ACCOUNT),
    "odd": Field("odd", "no such field", Object.LEAD),
}
GRACE = "grace@acme.example"
SECRET = json.dumps({"client_id": CLIENT[0], "client_secret": CLIENT[1]})
SENDER = Sender("crm", "salesforce", instance="https://acme.my.salesforce.com", fields_map=FIELDS)


@dataclass
class Office:
    """The organisation, and whoever works with it."""

    crm: Salesforce
    desk: CrmDesk

    def known(self, of: str, **wanted: object) -> list[Record]:
        rows = self.crm.org.tables[of].values()
        return [each for each in rows if all(each[name] == value for name, value in wanted.items())]

    def one(self, of: str, **wanted: object) -> Record:
        (found,) = self.known(of, **wanted)
        return found


@pytest.fixture
def office() -> Iterator[Office]:
    crm = Salesforce(now=lambda: NOW)
    seed(crm.org)
    for name in ("Persona__c", "Interests__c"):
        crm.org.add_field("Lead", Column(name, "string", name))
    with working(crm, "salesforce", SECRET, FIELDS) as desk:
        yield Office(crm, desk)


def test_a_lead_is_made_with_its_owner_a_name_a_company_and_the_fields_of_the_map(office: Office) -> None:
    traits: dict[str, Json] = {"title": "VP", "persona": "decision_maker", "employees": 12}
    assert office.desk.upsert(owner=GRACE, traits={**traits, "interests": ["a", "b"]}) is Outcome.DONE
    made = office.one("Lead", Email=WHO.email)
    assert made["Id"] == office.desk.made
    names = ("FirstName", "LastName", "Company", "Title", "Persona__c", "Interests__c")
    assert [made[name] for name in names] == [
        "Ada",
        "Lindqvist",
        "northwind.example",
        "VP",
        "decision_maker",
        "a;b",
    ]
    assert made["OwnerId"] == office.one("User", Email=GRACE)["Id"]


def test_once_more_it_is_the_same_lead_and_nothing_is_written_that_is_so_already(office: Office) -> None:
    office.desk.upsert(owner=GRACE, traits={"title": "VP"})
    before = len(office.desk.standin.calls)
    office.desk.upsert(Keys(WHO.email, office.desk.made), GRACE, {"title": "vp "})
    assert [each.asked.path.rpartition("/")[2] for each in office.desk.standin.calls[before:]] == ["composite"]


def test_a_contact_of_the_address_goes_before_a_new_lead(office: Office) -> None:
    office.desk.upsert(Keys(ADA["Email"]), "jonas@acme.example", {"title": "CEO", "persona": "x"})
    contact = office.one("Contact", Email=ADA["Email"])
    assert (office.desk.made, office.known("Lead", Email=ADA["Email"])) == (contact["Id"], [])
    assert (contact["OwnerId"], contact["Title"]) == (office.one("User", Email="jonas@acme.example")["Id"], "CTO")


def test_a_lead_that_was_converted_is_not_touched_but_its_contact_is(office: Office) -> None:
    bo = office.one("Lead", LastName="Fjell")
    office.one("Contact", LastName="Fjell")["Email"] = "bo@elsewhere.example"
    before = dict(bo)
    for keys in (Keys("bo@fjell.example"), Keys("bo@fjell.example", str(bo["Id"]))):
        office.desk.upsert(keys, traits={"title": "CEO"})
        assert office.desk.made == bo["ConvertedContactId"]
    assert office.one("Lead", LastName="Fjell") == before
    assert office.one("Contact", LastName="Fjell")["Title"] == "CEO"


def test_a_contact_is_made_where_that_is_wanted(office: Office) -> None:
    office.desk.kind = Object.CONTACT
    office.desk.upsert(traits={"title": "VP"})
    assert office.one("Contact", Email=WHO.email)["Title"] == "VP"


def test_a_deleted_lead_is_made_anew(office: Office) -> None:
    office.desk.upsert()
    first = office.desk.made
    office.crm.org.delete("Lead", first)
    office.desk.upsert(Keys(WHO.email, first))
    assert office.desk.made != first


def test_an_address_with_a_quote_is_an_address(office: Office) -> None:
    keys = Keys("o'neil\\x@nordlys.example")
    for _ in range(2):
        office.desk.upsert(keys)
    assert len(office.known("Lead", Email=keys.email)) == 1


def test_a_task_belongs_to_the_person_and_is_made_once(office: Office) -> None:
    office.desk.upsert()
    before = len(office.known("Task"))
    for _ in range(2):
        assert office.desk.task(owner=GRACE) is Outcome.DONE
    task = office.one("Task", WhoId=office.desk.made)
    assert (task["Subject"], task["ActivityDate"]) == ("Call Ada Lindqvist", "2024-05-15")
    assert task["OwnerId"] == office.one("User", Email=GRACE)["Id"]
    assert "Why readiness is 83\n   +38  asked for a demo, 2 hours ago" in str(task["Description"])
    assert len(office.known("Task")) == before + 1


def test_whoever_is_not_active_owns_nothing(office: Office) -> None:
    office.one("User", Email=GRACE)["IsActive"] = False
    jonas = office.one("User", Email="jonas@acme.example")["Id"]
    with pytest.raises(Noted, match="nobody in salesforce"):
        office.desk.upsert(owner=GRACE)
    assert office.one("Lead", Email=WHO.email)["OwnerId"] != jonas


@pytest.mark.parametrize(
    ("failure", "after"),
    [
        (Failure(500), 0),
        (Failure(503), 0),
        (Failure(429), HOUR),
        (Failure(400, reason="UNABLE_TO_LOCK_ROW"), 0),
        (Failure(silent=True), 0),
        (Failure(silent=True, done=True), 0),
        (Failure(200, delay=2 * READ, done=True), 0),
        (Failure(200, raw=b"{", done=True), 0),
        (Failure(200, raw=b"{}", done=True), 0),
        (Failure(200, raw=b" " * 10_000_000 + b"{}", done=True), 0),
    ],
)
def test_what_may_pass_is_tried_again_and_leaves_one_lead(office: Office, failure: Failure, after: int) -> None:
    office.desk.standin.fail(failure, after=3)  # the token, the search and the owner
    with pytest.raises(TryAgain) as again:
        office.desk.upsert(owner=GRACE)
    assert again.value.after == after
    assert office.desk.upsert(owner=GRACE) is Outcome.DONE
    assert len(office.known("Lead", Email=WHO.email)) == 1


@pytest.mark.parametrize("failure", [Failure(500), Failure(silent=True, done=True), Failure(200, raw=b"{", done=True)])
def test_a_task_whose_answer_was_lost_is_not_made_twice(office: Office, failure: Failure) -> None:
    office.desk.upsert()
    office.desk.standin.fail(failure, after=2)
    with pytest.raises(TryAgain):
        office.desk.task()
    assert office.desk.task() is Outcome.DONE
    assert len(office.known("Task", WhoId=office.desk.made)) == 1


def test_a_token_that_has_ended_is_asked_for_anew(office: Office) -> None:
    office.desk.upsert()
    office.crm.login.sessions.clear()
    assert office.desk.upsert(traits={"title": "VP"}) is Outcome.DONE


def test_a_revoked_app_is_waited_for(office: Office) -> None:
    office.desk.secret = json.dumps({"client_id": CLIENT[0], "client_secret": "another"})
    with pytest.raises(TryAgain, match="invalid_client"):
        office.desk.upsert()


@pytest.mark.parametrize("status", [302, 400, 409])
def test_what_is_refused_is_so_for_good(office: Office, status: int) -> None:
    office.desk.standin.fail(Failure(status), after=2)
    with pytest.raises(RefusedForGood, match=str(status)):
        office.desk.upsert()


def test_what_a_duplicate_rule_objects_to_is_refused(office: Office) -> None:
    office.desk.standin.fail(Failure(400, reason="DUPLICATES_DETECTED"), after=2)
    with pytest.raises(RefusedForGood, match="400: DUPLICATES_DETECTED"):
        office.desk.upsert()


def test_two_leads_of_one_address_are_nobody_s_to_choose_from_when_one_is_made(office: Office) -> None:
    office.desk.standin.fail(Failure(300, raw=b'["/services/data/v60.0/sobjects/Lead/1"]'), after=2)
    with pytest.raises(RefusedForGood, match="300"):
        office.desk.upsert()


def test_a_person_who_is_deleted_between_reading_and_writing_is_looked_for_again(office: Office) -> None:
    office.desk.upsert()
    office.desk.standin.fail(Failure(404), after=1)
    with pytest.raises(TryAgain, match="404"):
        office.desk.upsert(traits={"title": "CEO"})


def test_a_field_that_salesforce_does_not_take_is_named_and_nothing_personal_with_it() -> None:
    told = [{"errorCode": "STRING_TOO_LONG", "message": "Title: ada@x.example", "fields": ["Title", "ada@x.example"]}]
    with pytest.raises(RefusedForGood, match=r"400: STRING_TOO_LONG, Title$"):
        writing.changed(SENDER, Reply(400, {}, json.dumps(told).encode()))


def test_an_address_that_salesforce_would_take_for_a_file_does_not_end_a_path() -> None:
    new = Newcomer(Object.LEAD, "ada@nordlys.inc", "", "ada", "x")
    request = writing.create(SENDER, new, Values({}), "t")
    assert (request.method, request.url.endswith("/sobjects/Lead")) == ("POST", True)
    content: Mapping[str, str] = json.loads(request.body)
    assert content["Email"] == "ada@nordlys.inc"


def test_a_first_name_that_salesforce_has_no_room_for_is_cut_and_keeps_nobody_out_of_the_crm() -> None:
    new = Newcomer(Object.LEAD, "ada@nordlys.example", "Ada " * 19, "Lindqvist", "Nordlys")
    content: Mapping[str, str] = json.loads(writing.create(SENDER, new, Values({}), "t").body)
    assert (len(content["FirstName"]) <= 40, content["LastName"]) == (True, "Lindqvist")


def test_only_leads_and_contacts_are_people() -> None:
    assert writing.speaks((CRM_ID, "003000000000001"))
    assert writing.speaks((EMAIL, "ada@x.example"))
    assert not writing.speaks((CRM_ID, "001000000000001AAA"))
    assert not writing.speaks((CRM_ID, "1002"))
