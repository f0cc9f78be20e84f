"""Dynamics' modules against its stand-in, over real HTTP."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest

from leadflow.adapters.crm import dynamics
from leadflow.adapters.sources import dynamics as source
from leadflow.application.channel import RefusedForGood, Reply, TryAgain
from leadflow.application.crm import CrmField, FieldKind
from leadflow.domain.activity import Kind
from leadflow.domain.crm import Field, Object
from leadflow.domain.instant import SECOND
from local.crm.dynamics import seed
from local.crm.dynamics.provider import TENANT
from local.crm.exchange import Failure
from tests.integration.dynamics import NOW, SECRET, Office, opened


@pytest.fixture
def office() -> Iterator[Office]:
    with opened() as found:
        yield found


def test_all_is_pulled_with_owners_accounts_and_labels(office: Office) -> None:
    owners = office.owners()
    ada, converted, company, ben, _ = office.pulled("contacts", owners)
    assert (ada.lead.email, ada.lead.crm_id) == ("ada@nordlys.example", seed.ADA)
    assert (ada.traits["title"], ada.traits["plan"], ada.traits["silent"]) == ("CTO", "Team", False)
    assert ada.traits["crm.owner"] == "bo@acme.example"
    assert (converted.type, converted.lead.crm_id) == (Kind.CRM_LEAD_MERGED, seed.ADA_BEFORE)
    assert (company.traits["industry"], company.traits["employees"]) == ("Software", 1200)
    assert company.traits["crm.account_owner"] == "cy@acme.example"
    assert "crm.owner" not in ben.traits
    eva, _ = office.pulled("leads", owners)
    assert (eva.traits["crm.stage"], eva.traits["crm.record"]) == ("contacted", "lead")
    opened, won = office.pulled("opportunities", owners)
    assert (opened.properties["stage"], won.properties["stage"]) == ("propose", "won")
    assert opened.traits[f"crm.opportunities.{seed.SEATS}.seats"] == 50
    assert won.traits[f"crm.purchases.{seed.PILOT}.currency"] == "EUR"
    assert [each.lead.crm_id for each in office.pulled("phone calls", owners)] == [seed.ADA, seed.BEN]
    assert list(office.pulled("emails", owners)) == []


def test_pages_follow_each_other_to_the_end_without_a_gap_or_a_repetition(office: Office) -> None:
    for number in range(450):
        office.crm.environment.write("lead", None, {"lastname": f"Lead {number}", "statecode": 0})
    reply = office.outside.post(dynamics.page(office.sender, "leads", None, office.token))
    assert dynamics.paged(office.sender, "leads", reply, {}, NOW).total == 452
    found = [each.lead.crm_id for each in office.pulled("leads", {})]
    assert len(found) == len(set(found)) == 452


def test_more_rows_than_dataverse_counts_are_a_number_that_nobody_knows(office: Office) -> None:
    reply = Reply(200, {}, b'{"value": [], "@odata.count": 5000}')
    assert dynamics.paged(office.sender, "leads", reply, {}, NOW).total is None


def test_a_row_that_went_into_another_one_says_that_and_nothing_else(office: Office) -> None:
    owners = office.owners()
    office.crm.environment.rows["contact"][seed.BEN] |= {"merged": True, "masterid": ("contact", seed.ADA)}
    told = [each for each in office.pulled("contacts", owners) if each.lead.crm_id == seed.BEN]
    assert [(each.type, each.properties["into"]) for each in told] == [(Kind.CRM_CONTACT_MERGED, seed.ADA)]


def test_what_an_account_says_of_a_contact_is_as_of_when_either_was_changed_last(office: Office) -> None:
    for changed in (f"/accounts({seed.NORDLYS})", f"/contacts({seed.ADA})"):
        before = [each.occurred_at for each in office.pulled("contacts", office.owners())]
        office.call("PATCH", changed, {"ownerid@odata.bind": f"/systemusers({seed.BO})"}, if_match="*")
        after = [each.occurred_at for each in office.pulled("contacts", office.owners())]
        assert after[2] > before[2]


def test_what_is_pulled_twice_is_the_same_and_what_changed_in_between_is_not(office: Office) -> None:
    first = [each.id for each in office.pulled("leads", {})]
    assert [each.id for each in office.pulled("leads", {})] == first
    assert office.call("PATCH", f"/leads({seed.EVA})", {"jobtitle": "CEO"}, if_match="*").status == 204
    changed = [each.id for each in office.pulled("leads", {})]
    assert [old == new for old, new in zip(first, changed, strict=True)] == [False, True]


def test_a_pull_is_told_how_long_to_wait_and_goes_on_where_it_was(office: Office) -> None:
    token = office.token
    office.standin.fail(Failure(429, retry_after=7))
    reply = office.outside.post(dynamics.page(office.sender, "leads", None, token))
    with pytest.raises(TryAgain, match="429: 0x80072322 Number of requests exceeded") as again:
        dynamics.paged(office.sender, "leads", reply, {}, NOW)
    assert again.value.after == 7 * SECOND
    assert len(list(office.pulled("leads", {}))) == 2


def test_a_token_is_asked_for_once_and_again_when_it_is_refused(office: Office) -> None:
    list(office.pulled("leads", {}))
    list(office.pulled("contacts", {}))
    assert [each.asked.path for each in office.standin.calls].count(f"/{TENANT}/oauth2/v2.0/token") == 1
    office.crm.expire()
    with pytest.raises(TryAgain, match="Dataverse answered 401"):
        list(office.pulled("leads", {}))
    office.tokens.forget(office.sender)
    assert len(list(office.pulled("leads", {}))) == 2


def test_a_wrong_secret_is_tried_again_for_it_can_be_renewed(office: Office) -> None:
    wrong = json.dumps({**json.loads(SECRET), "client_secret": "other"})
    with pytest.raises(TryAgain, match="401: invalid_client"):
        office.tokens.token(source, office.sender, wrong)


def test_a_contact_s_question_leads_to_its_account(office: Office) -> None:
    person, converted, company = office.told("contact", seed.ADA)
    assert (person.traits["plan"], person.traits["crm.owner"]) == ("Team", "bo@acme.example")
    assert converted.properties["into"] == seed.ADA
    assert company.traits["crm.account_owner"] == "cy@acme.example"
    assert company.lead.crm_id == seed.ADA


def test_an_account_s_question_leads_to_all_of_its_contacts(office: Office) -> None:
    parent = {"parentcustomerid_account@odata.bind": f"/accounts({seed.NORDLYS})"}
    for number in range(300):
        office.crm.environment.write("contact", None, {"lastname": f"Contact {number}", **parent})
    told = office.told("account", seed.NORDLYS)
    assert len({each.lead.crm_id for each in told}) == len({each.id for each in told}) == 302
    assert {each.traits["crm.account_name"] for each in told} == {"Nordlys AS"}


def test_an_opportunity_and_a_call_tell_of_their_contacts_and_what_is_gone_of_nobody(office: Office) -> None:
    [opened] = office.told("opportunity", seed.SEATS)
    assert (opened.lead.crm_id, opened.properties["stage"]) == (seed.ADA, "propose")
    assert [each.type for each in office.told("phonecall", seed.CALL)] == [Kind.SALES_CALLED] * 2
    assert office.told("contact", seed.CALL) == []


def test_a_column_that_there_is_not_is_named(office: Office) -> None:
    misspelt = replace(office.sender, fields_map={"title": Field("title", "jobtitel")})
    with pytest.raises(RefusedForGood, match="400: 0x80060888 Could not find a property named 'jobtitel'"):
        list(replace(office, sender=misspelt).told("contact", seed.ADA))


def test_the_schema_names_columns_choices_and_what_is_read_only_and_a_new_one_is_in_it(office: Office) -> None:
    def fields() -> Mapping[str, CrmField]:
        reply = office.outside.post(dynamics.schema(office.sender, Object.CONTACT, office.token))
        return {each.name: each for each in dynamics.fields(Object.CONTACT, reply)}

    before = fields()
    assert before["new_plan"] == CrmField("new_plan", "Plan", FieldKind.CHOICE, custom=True, choices=("Free", "Team"))
    assert before["modifiedon"].read_only
    assert before["birthdate"].kind == FieldKind.DATE
    assert "ownerid" in before
    assert "owneridname" not in before
    for kind in FieldKind:
        made = CrmField(f"new_{kind}", f"New {kind}", kind, choices=("low", "high"))
        for _ in range(2):  # the second time it is there already
            dynamics.created(office.outside.post(dynamics.create(office.sender, Object.CONTACT, made, office.token)))
    after = fields()
    assert {kind: after[f"new_{kind}"].kind for kind in FieldKind if kind != FieldKind.OTHER} == {
        kind: kind for kind in FieldKind if kind != FieldKind.OTHER
    }
    assert after["new_choice"].choices == ("low", "high")
    unprefixed = CrmField("readiness", "Readiness", FieldKind.NUMBER)
    with pytest.raises(RefusedForGood, match="400"):
        dynamics.created(office.outside.post(dynamics.create(office.sender, Object.CONTACT, unprefixed, office.token)))
