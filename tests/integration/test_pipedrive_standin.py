"""Pipedrive's modules against its stand-in, over real HTTP."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import pytest

from leadflow.adapters.crm import pipedrive
from leadflow.adapters.crm.pipedrive.pull import What
from leadflow.adapters.http import Outside
from leadflow.adapters.sources import pipedrive as source
from leadflow.application.channel import OutboundRequest, RefusedForGood, TryAgain
from leadflow.application.crm import CrmField, FieldKind
from leadflow.application.fetch import Fetch
from leadflow.domain.activity import Activity, Kind
from leadflow.domain.crm import Field, Object
from leadflow.domain.instant import SECOND, parse
from leadflow.domain.json import Json
from leadflow.domain.sender import Sender
from local.crm.exchange import Failure
from local.crm.limit import Limit
from local.crm.pipedrive import seed
from local.crm.pipedrive.provider import TOKEN, Pipedrive
from local.crm.standin import Standin

NOW: Final = parse("2026-03-02T10:00:00Z")
MAP: Final = (
    Field("title", seed.ROLE),
    Field("plan", seed.PLAN),
    Field("tier", seed.TIER, Object.ACCOUNT),
    Field("seats", seed.SEATS, Object.OPPORTUNITY),
)


@dataclass(frozen=True, slots=True)
class Office:
    """The stand-in, what plays in it, and who calls it."""

    standin: Standin
    crm: Pipedrive
    outside: Outside
    sender: Sender

    def pulled(self, what: str, owners: Mapping[str, str], start: str | None = None) -> Iterator[Activity]:
        page = pipedrive.paged(
            self.sender, what, self.outside.post(pipedrive.page(self.sender, what, start, TOKEN)), owners, NOW
        )
        yield from page.activities
        if page.next is not None:
            yield from self.pulled(what, owners, page.next)

    def owners(self) -> Mapping[str, str]:
        known: dict[str, str] = {}
        for what in (What.OWNERS, What.STAGES, What.ORGANIZATIONS):
            reply = self.outside.post(pipedrive.page(self.sender, what, None, TOKEN))
            known |= pipedrive.paged(self.sender, what, reply, known, NOW).owners
        return known

    def told(self, fetch: Fetch) -> Sequence[Activity]:
        """What all answers tell, with those to the questions that they raise."""
        reply = self.outside.post(source.request(fetch, self.sender, TOKEN))
        found = list(source.fetched(fetch, reply, self.sender))
        further = [activity for each in found if isinstance(each, Fetch) for activity in self.told(each)]
        return [*(each for each in found if isinstance(each, Activity)), *further]

    def call(self, method: str, path: str, content: Json = None) -> tuple[int, Mapping[str, Json]]:
        body = b"" if content is None else json.dumps(content).encode()
        headers = {"x-api-token": TOKEN, "content-type": "application/json"}
        request = OutboundRequest(
            f"{self.standin.url}{path}", body, headers, frozenset(), method, reply_limit=1_000_000
        )
        reply = self.outside.post(request)
        return reply.status, json.loads(reply.body)


@pytest.fixture
def office() -> Iterator[Office]:
    crm = Pipedrive()
    with Standin(crm) as standin:
        sender = Sender("crm", "pipedrive", "crm", token="crm-token", instance=standin.url)
        mapped = replace(sender, fields_map={each.term: each for each in MAP})
        yield Office(standin, crm, Outside(frozenset({standin.place})), mapped)


def test_all_is_pulled_with_owners_stages_accounts_and_labels(office: Office) -> None:
    owners = office.owners()
    ada, company, *_ = office.pulled(What.PERSONS, owners)
    assert (ada.lead.email, ada.lead.crm_id) == ("ada@nordlys.example", "101")
    assert (ada.traits["title"], ada.traits["plan"], ada.traits["crm.owner"]) == (
        "CTO",
        "Enterprise",
        "bo@acme.example",
    )
    assert (company.type, company.lead) == (Kind.CRM_ACCOUNT_CHANGED, ada.lead)
    assert (company.traits["tier"], company.traits["crm.account_owner"]) == ("Gold", "cy@acme.example")
    opened, won = office.pulled(What.DEALS, owners)
    assert (opened.properties["stage"], opened.traits["crm.opportunities.501.seats"]) == ("proposal made", 50)
    assert (won.properties["stage"], won.traits["crm.purchases.502.amount"]) == ("won", 900.5)
    [lost] = office.pulled(What.ARCHIVED, owners)
    assert lost.properties["stage"] == "lost"
    assert [each.type for each in office.pulled(What.LEADS, owners)] == [Kind.CRM_LEAD_CHANGED]
    assert [each.lead.crm_id for each in office.pulled(What.ACTIVITIES, owners)] == ["101", "102"]


def test_pages_follow_each_other_to_the_end_without_a_gap_or_a_repetition(office: Office) -> None:
    for number in range(250):
        office.crm.company.add("persons", {"name": f"Person {number}", "emails": [], "owner_id": 7})
        office.crm.company.add(
            "leads", {"title": f"Lead {number}", "person_id": 101, "is_archived": False}, f"l{number}"
        )
    persons = [each.properties["record"] for each in office.pulled(What.PERSONS, {}) if each.traits]
    assert len(persons) == len(set(persons)) == 253
    leads = [each.properties["record"] for each in office.pulled(What.LEADS, {})]
    assert len(leads) == len(set(leads)) == 251


def test_what_is_pulled_twice_is_the_same_and_what_changed_in_between_is_not(office: Office) -> None:
    first = [each.id for each in office.pulled(What.PERSONS, {})]
    assert [each.id for each in office.pulled(What.PERSONS, {})] == first
    assert office.call("PATCH", "/api/v2/persons/101", {"name": "Ada L."})[0] == 200
    changed = [each.id for each in office.pulled(What.PERSONS, {})]
    assert [old == new for old, new in zip(first, changed, strict=True)] == [False, True, True]


def test_what_an_organization_says_of_a_person_is_as_of_when_either_was_changed_last(office: Office) -> None:
    for changed in ("/api/v2/organizations/1", "/api/v2/persons/101"):
        before = [each.occurred_at for each in office.pulled(What.PERSONS, office.owners())]
        office.call("PATCH", changed, {"name": "Another"})
        after = [each.occurred_at for each in office.pulled(What.PERSONS, office.owners())]
        assert after[1] > before[1]


def test_a_pull_is_told_how_long_to_wait_and_goes_on_where_it_was(office: Office) -> None:
    office.standin.fail(Failure(429, retry_after=7))
    with pytest.raises(TryAgain, match="429: request over limit") as again:
        list(office.pulled(What.PERSONS, {}))
    assert again.value.after == 7 * SECOND
    assert len(list(office.pulled(What.PERSONS, {}))) == 3


def test_the_stand_in_keeps_its_pace(office: Office) -> None:
    office.standin.limit = Limit(2, 60)
    assert [office.call("GET", "/api/v1/users")[0] for _ in range(3)] == [200, 200, 429]


def test_a_wrong_token_is_tried_again(office: Office) -> None:
    reply = office.outside.post(pipedrive.page(office.sender, What.PERSONS, None, "wrong"))
    with pytest.raises(TryAgain, match="401: unauthorized access"):
        pipedrive.paged(office.sender, What.PERSONS, reply, {}, NOW)


def question(what: str, known: str, **about: str) -> Fetch:
    return Fetch("crm", what, known, NOW, {"at": str(NOW), **about})


def test_a_person_s_question_leads_to_its_owner_and_its_organization(office: Office) -> None:
    person, owner, company, head = office.told(question("person", "101"))
    assert (person.traits["plan"], person.traits["crm.account_id"]) == ("Enterprise", "1")
    assert owner.traits == {"crm.owner": "bo@acme.example"}
    assert (company.traits["crm.account_name"], company.traits["tier"]) == ("Nordlys AS", "Gold")
    assert head.traits == {"crm.account_owner": "cy@acme.example"}
    assert {each.lead.crm_id for each in (person, owner, company, head)} == {"101"}


def test_an_organization_s_question_leads_to_all_of_its_persons(office: Office) -> None:
    for number in range(150):
        office.crm.company.add("persons", {"name": f"Person {number}", "emails": [], "owner_id": 7, "org_id": 1})
    told = office.told(question("organization", "1"))
    named = {each.lead.crm_id for each in told if "crm.account_name" in each.traits}
    owned = {each.lead.crm_id for each in told if "crm.account_owner" in each.traits}
    assert len(named) == 152
    assert named == owned
    assert len({each.id for each in told}) == len(told)


def test_an_open_deal_s_question_leads_to_its_stage(office: Office) -> None:
    opened, owner = office.told(question("deal", "501"))
    if "stage" not in opened.properties:
        opened, owner = owner, opened
    assert opened.properties["stage"] == "proposal made"
    assert owner.traits == {"crm.opportunities.501.owner": "bo@acme.example"}
    assert office.told(question("deal", "999")) == []


def test_the_schema_names_fields_choices_and_what_is_read_only_and_a_new_field_is_in_it(office: Office) -> None:
    def fields(on: Object) -> Mapping[str, CrmField]:
        reply = office.outside.post(pipedrive.schema(office.sender, on, TOKEN))
        return {each.name: each for each in pipedrive.fields(on, reply)}

    before = fields(Object.CONTACT)
    choices = ("Free", "Team", "Enterprise")
    assert before[seed.PLAN] == CrmField(seed.PLAN, "Plan", FieldKind.CHOICE, custom=True, choices=choices)
    assert before["update_time"].read_only
    assert fields(Object.LEAD) == fields(Object.OPPORTUNITY)
    for kind in FieldKind:
        made = CrmField("readiness", f"Readiness {kind}", kind, choices=("low", "high"))
        pipedrive.created(office.outside.post(pipedrive.create(office.sender, Object.CONTACT, made, TOKEN)))
    added = {each.label: each.kind for name, each in fields(Object.CONTACT).items() if name not in before}
    assert added["Readiness number"] == FieldKind.NUMBER
    assert len(added) == len(FieldKind)
    empty = CrmField("x", "", FieldKind.TEXT)
    with pytest.raises(RefusedForGood, match="400: Field 'field_name' is required"):
        pipedrive.created(office.outside.post(pipedrive.create(office.sender, Object.CONTACT, empty, TOKEN)))


def test_the_stand_in_finds_a_person_by_the_very_address(office: Office) -> None:
    search = "/api/v2/persons/search?fields=email&exact_match=true&term="
    found = office.call("GET", f"{search}ADA@nordlys.example")[1]
    assert json.dumps(found["data"]).count('"id": 101') == 1
    assert office.call("GET", f"{search}nordlys")[1]["data"] == {"items": []}
    assert office.call("GET", f"{search}a")[0] == 400


@pytest.mark.parametrize(
    "content",
    [
        {"emails": []},
        {"name": "x", "nmae": "y"},
        {"name": "x", "owner_id": "7"},
        {"name": "x", "custom_fields": {seed.PLAN: 99}},
        {"name": "x", "custom_fields": {"0" * 40: "x"}},
    ],
)
def test_the_stand_in_refuses_what_pipedrive_refuses(office: Office, content: Json) -> None:
    assert office.call("POST", "/api/v2/persons", content)[0] == 400


def test_the_stand_in_takes_a_task_and_a_deletion_and_says_what_there_is_not(office: Office) -> None:
    participants: Json = [{"person_id": 101, "primary": True}]
    task: Json = {"subject": "Call", "type": "task", "participants": participants, "owner_id": 7}
    assert office.call("POST", "/api/v2/activities", task)[0] == 201
    assert office.call("DELETE", "/api/v2/persons/101")[0] == 200
    assert "101" not in [each.lead.crm_id for each in office.pulled(What.PERSONS, {})]
    assert office.call("GET", "/api/v2/persons?limit=501")[0] == 400
    assert office.call("GET", "/api/v2/nothing")[0] == 404
