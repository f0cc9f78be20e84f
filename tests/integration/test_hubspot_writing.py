"""What is written into HubSpot, over HTTP to the stand-in; and what becomes of it where HubSpot answers badly."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pytest

from leadflow.adapters.crm import hubspot
from leadflow.adapters.crm.hubspot import writing
from leadflow.adapters.http import Outside
from leadflow.application.channel import RefusedForGood, Reply, TryAgain
from leadflow.application.crm_out import CrmWriter
from leadflow.application.ports import Outcome
from leadflow.domain.activity import Activity, Kind
from leadflow.domain.automation import Task, Upsert
from leadflow.domain.crm import Field, Object
from leadflow.domain.crm_writing import Newcomer
from leadflow.domain.facts import Facts
from leadflow.domain.fold import fold
from leadflow.domain.identity import CRM_ID, Keys
from leadflow.domain.instant import HOUR, MINUTE, SECOND, Instant
from leadflow.domain.json import Json
from leadflow.domain.sender import Sender
from leadflow.domain.standing import Standing
from local.crm.exchange import Failure
from local.crm.hubspot.account import Record
from local.crm.hubspot.kinds import NAMED
from local.crm.hubspot.provider import TOKEN, HubSpot
from local.crm.hubspot.schema import Property
from local.crm.hubspot.seed import ADA, add, seed
from tests.integration.crm_desk import READ, WHO, CrmDesk, working
from tests.unit.channels.matters import NOW, TAKEN_BACK, lead

WRITER: CrmWriter = writing
"""Written out so that the type checker holds the module against the protocol."""

FIELDS = {
    "title": Field("title", "jobtitle"),
    "persona": Field("persona", "lf_persona"),
    "interests": Field("interests", "lf_interests", Object.LEAD),
    "vip": Field("vip", "hs_email_optout"),
    "employees": Field("employees", "numberofemployees", Object.ACCOUNT),
}
GRACE = "grace@acme.example"


@dataclass
class Office:
    """The account, and whoever works with it."""

    crm: HubSpot
    desk: CrmDesk

    @property
    def contacts(self) -> Mapping[str, Record]:
        return {name: each for name, each in self.crm.account.records["contacts"].items() if each.archived is None}

    @property
    def emails(self) -> list[str | None]:
        return [each.properties.get("email") for each in self.contacts.values()]

    @property
    def tasks(self) -> list[Record]:
        return [*self.crm.account.records["tasks"].values()]


@pytest.fixture
def office() -> Iterator[Office]:
    crm = HubSpot(now=lambda: NOW)
    seed(crm.account, people=0)
    choices = (("decision_maker", "Decision maker"),)
    known = crm.account.properties["contacts"]
    known["lf_persona"] = Property("lf_persona", "P", "enumeration", "select", options=choices)
    known["lf_interests"] = Property("lf_interests", "I")
    with working(crm, "hubspot", TOKEN, FIELDS) as desk:
        yield Office(crm, desk)


def test_a_contact_is_made_with_its_owner_and_the_fields_of_the_map(office: Office) -> None:
    wanted: dict[str, Json] = {"persona": "decision_maker", "interests": ["a", "b"], "vip": True, "employees": 12}
    assert office.desk.upsert(owner=GRACE, traits={"title": "VP", **wanted}) is Outcome.DONE
    made = office.contacts[office.desk.made].properties
    assert made == {
        "email": "ada@northwind.example",
        "firstname": "Ada",
        "lastname": "Lindqvist",
        "jobtitle": "VP",
        "lf_persona": "decision_maker",
        "lf_interests": "a;b",
        "hs_email_optout": "true",
        "hubspot_owner_id": "71",
    }


def test_once_more_it_is_the_same_contact_and_nothing_is_written_that_is_so_already(office: Office) -> None:
    office.desk.upsert(owner=GRACE, traits={"title": "VP"})
    before = len(office.desk.standin.calls)
    office.desk.upsert(Keys(WHO.email, office.desk.made), GRACE, {"title": "vp "})
    assert [(each.asked.method, each.status) for each in office.desk.standin.calls[before:]] == [("GET", 200)]


def test_a_contact_that_there_is_is_found_by_its_address_and_told_to_the_lead(office: Office) -> None:
    office.desk.upsert(Keys(ADA["email"]), "jonas@acme.example", {"persona": "decision_maker"})
    assert office.desk.made == "1002"
    held, names = office.contacts["1002"].properties, ("hubspot_owner_id", "lf_persona", "jobtitle")
    assert [held[name] for name in names] == ["72", "decision_maker", "CTO"]


def test_a_merged_contact_is_found_by_its_former_id(office: Office) -> None:
    other = add(office.crm.account, "contacts", {"email": "a@other.example"})
    merged = office.crm.account.merge(NAMED["contacts"], office.contacts["1002"], other)
    office.desk.upsert(Keys("a@other.example", other.id), traits={"persona": "decision_maker"})
    assert office.desk.made == merged.id


def test_a_deleted_contact_is_made_anew(office: Office) -> None:
    office.desk.upsert(traits={"title": "VP"})
    first = office.desk.made
    office.crm.account.archive(office.contacts[first])
    office.desk.upsert(Keys(WHO.email, first), traits={"title": "VP"})
    assert office.desk.made != first
    assert office.emails.count(WHO.email) == 1


def test_what_comes_back_from_hubspot_does_not_beat_what_was_said_meanwhile(office: Office) -> None:
    policy, later, said = office.desk.policy, Instant(NOW + 10 * MINUTE), Instant(NOW + MINUTE)
    office.crm.now, sender = lambda: later, policy.senders["crm"]
    office.desk.upsert(traits={"title": "VP"})
    reply = Outside(frozenset({office.desk.standin.place})).post(hubspot.page(sender, "contacts", None, TOKEN))
    echoed = hubspot.paged(sender, "contacts", reply, {}, later).activities
    form = Activity("late", WHO, Kind.FORM_SUBMITTED, said, later, "site", traits={"title": "CEO"})
    own = [each for each in echoed if each.lead.email == WHO.email]
    known = fold(lead({"title": "VP"}), [*office.desk.intake.activities, *own, form], policy, later)
    assert own[0].occurred_at == later
    assert own[0].traits["title"] == "VP"
    assert Facts(policy, known, Standing(), later).trait("title") == "CEO"


def test_a_task_belongs_to_the_contact_and_is_made_once(office: Office) -> None:
    office.desk.upsert()
    for _ in range(2):
        assert office.desk.task(owner=GRACE) is Outcome.DONE
    (task,) = office.tasks
    told = task.properties
    assert (told["hs_task_subject"], told["hs_timestamp"]) == ("Call Ada Lindqvist", "2024-05-15T14:07:00.000Z")
    assert (told["hubspot_owner_id"], told["hs_task_status"]) == ("71", "NOT_STARTED")
    assert "Why readiness is 83<br>   +38  asked for a demo, 2 hours ago" in told["hs_task_body"]
    assert office.crm.account.tied(("tasks", task.id), "contacts") == [(office.desk.made, [204])]


def test_what_strangers_write_is_no_markup_in_a_task(office: Office) -> None:
    office.desk.upsert()
    office.desk.task(traits={"company": '<img src=x onerror="alert(1)">'})
    assert "<img" not in office.tasks[0].properties["hs_task_body"]


def test_taken_back_nothing_is_made(office: Office) -> None:
    before = len(office.contacts)
    for action in (Upsert("hubspot"), Task("hubspot", "Call {name}")):
        assert office.desk.do(action, WHO, None, {}, TAKEN_BACK) is Outcome.DONE
    assert (len(office.contacts), office.tasks) == (before, [])


@pytest.mark.parametrize(
    ("failure", "after"),
    [
        (Failure(500), 0),
        (Failure(503, retry_after=30), 30 * SECOND),
        (Failure(429, retry_after=7), 7 * SECOND),
        (Failure(429), 0),
        (Failure(429, reason="DAILY"), HOUR),
        (Failure(silent=True), 0),
        (Failure(silent=True, done=True), 0),
        (Failure(200, delay=2 * READ), 0),
        (Failure(200, delay=2 * READ, done=True), 0),
        (Failure(200, raw=b"{"), 0),
        (Failure(200, raw=b"<html>", done=True), 0),
        (Failure(200, raw=b'{"id": null, "results": []}', done=True), 0),
        (Failure(200, raw=b" " * 10_000_000 + b"{}", done=True), 0),
    ],
)
@pytest.mark.parametrize("at", [0, 2])
def test_what_may_pass_is_tried_again_and_leaves_one_contact(
    office: Office, failure: Failure, after: int, at: int
) -> None:
    office.desk.standin.fail(failure, after=at)
    with pytest.raises(TryAgain) as again:
        office.desk.upsert(owner=GRACE)
    assert again.value.after == after
    office.desk.standin.recover()
    assert office.desk.upsert(owner=GRACE) is Outcome.DONE
    assert office.emails.count(WHO.email) == 1


@pytest.mark.parametrize("failure", [Failure(500), Failure(silent=True, done=True), Failure(200, raw=b"{", done=True)])
def test_a_task_whose_answer_was_lost_is_not_made_twice(office: Office, failure: Failure) -> None:
    office.desk.upsert()
    office.desk.standin.fail(failure, after=2)
    with pytest.raises(TryAgain):
        office.desk.task()
    assert office.desk.task() is Outcome.DONE
    assert len(office.tasks) == 1


@pytest.mark.parametrize("status", [301, 302, 307, 400, 409, 415])
def test_a_redirect_is_not_followed_and_what_is_refused_is_so_for_good(office: Office, status: int) -> None:
    office.desk.standin.fail(Failure(status), after=1)
    with pytest.raises(RefusedForGood, match=str(status)):
        office.desk.upsert()
    assert len(office.desk.standin.calls) == 2


def test_a_value_that_hubspot_does_not_take_is_named_and_nothing_personal_with_it(office: Office) -> None:
    with pytest.raises(RefusedForGood, match=r"400: VALIDATION_ERROR, lf_persona: INVALID_OPTION$") as refused:
        office.desk.upsert(traits={"persona": "ada@northwind.example"})
    assert "ada" not in refused.value.reason


def test_a_scope_that_lacks_is_named(office: Office) -> None:
    office.crm.withheld.add("owners")
    with pytest.raises(RefusedForGood, match=r"403: MISSING_SCOPES, crm\.objects\.owners\.read"):
        office.desk.upsert(owner=GRACE)


def test_a_revoked_token_is_waited_for(office: Office) -> None:
    office.crm.tokens.clear()
    with pytest.raises(TryAgain, match="401"):
        office.desk.upsert()
    office.crm.tokens.add(TOKEN)
    assert office.desk.upsert() is Outcome.DONE


def test_a_contact_that_is_deleted_between_reading_and_writing_is_looked_for_again(office: Office) -> None:
    office.desk.standin.fail(Failure(404), after=1)
    with pytest.raises(TryAgain, match="404"):
        office.desk.upsert(Keys(ADA["email"], "1002"), traits={"persona": "decision_maker"})


def test_what_a_batch_says_of_its_only_record_decides() -> None:
    content = {"results": [], "numErrors": 1, "errors": [{"category": "VALIDATION_ERROR", "message": "ada@x.example"}]}
    new, sender = Newcomer(Object.LEAD, "ada@x.example", "", "ada", "x"), Sender("crm", "hubspot")
    with pytest.raises(RefusedForGood, match=r"207: VALIDATION_ERROR$"):
        writing.created(sender, new, Reply(207, {}, json.dumps(content).encode()))


def test_an_id_of_another_system_is_none_of_hubspot_s() -> None:
    assert not writing.speaks((CRM_ID, "003A000000abcde"))
    assert not writing.speaks((CRM_ID, "1/../2"))
    assert writing.speaks((CRM_ID, "1002"))
