"""HubSpot's own client meets in the stand-in what HubSpot documents of ties, owners, properties, scopes and limits."""

from collections.abc import Iterator, Sequence

import pytest
from hubspot import Client
from hubspot.crm import associations, contacts, deals, objects, owners, pipelines, properties
from hubspot.crm.associations.v4 import models as ties
from hubspot.crm.objects import models as loose
from hubspot.crm.properties import models as fields
from hubspot.discovery.crm.discovery import Discovery as Api

from leadflow.domain.json import Json
from local.crm.exchange import Failure
from local.crm.hubspot.provider import TOKEN, HubSpot
from local.crm.limit import Limit
from local.crm.standin import Standin
from tests.integration.hubspot import ADA, DEAL, Stated, client, opened, told


@pytest.fixture
def standin() -> Iterator[Standin]:
    with opened() as found:
        yield found


@pytest.fixture
def crm(standin: Standin) -> Api:
    return client(standin)


def tied_to(contact: str, number: int) -> Sequence[Json]:
    spec: Stated = {"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": number}
    return [{"to": {"id": contact}, "types": [spec]}]


def test_a_task_is_made_for_a_contact_and_needs_its_time(crm: Api) -> None:
    api = crm.objects.tasks.basic_api
    stated = {"hs_timestamp": "2026-03-05T09:00:00Z", "hs_task_subject": "Call Ada", "hs_task_status": "NOT_STARTED"}
    made = api.create({"properties": stated, "associations": tied_to(ADA, 204)})
    shown = api.get_by_id(made.id, associations=["contacts"])
    assert [each.id for each in shown.associations["contacts"].results] == [ADA]
    with pytest.raises(objects.tasks.ApiException, match="hs_timestamp"):
        api.create({"properties": {"hs_task_subject": "Call"}, "associations": []})
    with pytest.raises(objects.tasks.ApiException, match="associations are not valid"):
        api.create({"properties": stated, "associations": tied_to(ADA, 99)})


def test_a_deal_that_is_closed_says_so(crm: Api) -> None:
    wanted = ["hs_is_closed", "hs_is_closed_won", "closedate"]
    crm.deals.basic_api.update(DEAL, {"properties": {"dealstage": "closedwon"}})
    shown = crm.deals.basic_api.get_by_id(DEAL, properties=wanted).properties
    assert (shown["hs_is_closed"], shown["hs_is_closed_won"]) == ("true", "true")
    assert shown["closedate"]


def test_ties_are_made_listed_and_cut(crm: Api) -> None:
    api = crm.associations.v4.basic_api
    api.create_default("deals", DEAL, "contacts", "1005")
    assert [each.to_object_id for each in api.get_page("deals", DEAL, "contacts").results] == [ADA, "1005"]
    page = api.get_page("deals", DEAL, "contacts", limit=1)
    assert (len(page.results), page.paging.next.after) == (1, ADA)
    api.archive("deals", DEAL, "contacts", "1005")
    found = crm.associations.v4.batch_api.get_page(
        "contacts", "deals", ties.BatchInputPublicFetchAssociationsBatchRequest(inputs=[{"id": ADA}, {"id": "1005"}])
    )
    assert [(each._from.id, len(each.to)) for each in found.results] == [(ADA, 2)]
    assert found.errors[0].sub_category == "crm.associations.NO_ASSOCIATIONS_FOUND"
    with pytest.raises(associations.v4.ApiException, match="Invalid association type"):
        api.create("deals", DEAL, "contacts", "1005", [ties.AssociationSpec("HUBSPOT_DEFINED", 204)])


def test_owners_are_found_by_their_ids_those_of_their_users_and_their_addresses(crm: Api) -> None:
    api = crm.owners.owners_api
    assert [each.email for each in api.get_page(limit=1).results] == ["grace@acme.example"]
    assert [each.id for each in api.get_page(email="jonas@acme.example").results] == ["72"]
    assert api.get_by_id(9071, id_property="userId").id == "71"
    assert api.get_by_id(73, archived=True).archived is True
    with pytest.raises(owners.ApiException, match="404"):
        api.get_by_id(73)


def test_pipelines_tell_their_stages(crm: Api) -> None:
    [pipeline] = crm.pipelines.pipelines_api.get_all("deals").results
    assert {each.id: each.metadata["isClosed"] for each in pipeline.stages if each.label == "Closed Won"} == {
        "closedwon": "true"
    }
    with pytest.raises(pipelines.ApiException, match="404"):
        crm.pipelines.pipelines_api.get_by_id("deals", "other")


def test_a_property_is_made_once_in_a_group_that_there_is(crm: Api) -> None:
    made = fields.PropertyCreate(
        name="lead_score", label="Lead score", type="number", field_type="number", group_name="contactinformation"
    )
    assert crm.properties.core_api.create("contacts", made).modification_metadata.read_only_value is False
    with pytest.raises(properties.ApiException, match="409"):
        crm.properties.core_api.create("contacts", made)
    assert crm.contacts.basic_api.update(ADA, {"properties": {"lead_score": "72"}}).properties["lead_score"] == "72"
    for wrong in ({"name": "Lead Score"}, {"group_name": "nowhere"}, {"type": "enumeration"}, {"field_type": "select"}):
        with pytest.raises(properties.ApiException, match="400"):
            crm.properties.core_api.create("contacts", {**made.to_dict(), **wrong})


def test_calculated_properties_are_read_only(crm: Api) -> None:
    found = crm.properties.core_api.get_by_name("deals", "hs_is_closed_won")
    assert (found.calculated, found.modification_metadata.read_only_value) == (True, True)


def test_who_has_no_token_or_lacks_a_scope_is_refused(standin: Standin) -> None:
    with pytest.raises(contacts.ApiException) as unknown:
        client(standin, "another").contacts.basic_api.get_page()
    assert (unknown.value.status, told(unknown)["category"]) == (401, "INVALID_AUTHENTICATION")
    withheld = HubSpot(withheld={"deals"})
    with Standin(withheld) as other, pytest.raises(deals.ApiException) as forbidden:
        client(other).deals.basic_api.get_page()
    assert (forbidden.value.status, told(forbidden)["category"]) == (403, "MISSING_SCOPES")


def test_who_asks_too_often_is_told_by_which_limit(standin: Standin, crm: Api) -> None:
    standin.limit = Limit(2, 10)
    crm.contacts.basic_api.get_page()
    crm.contacts.basic_api.get_page()
    with pytest.raises(contacts.ApiException) as limited:
        crm.contacts.basic_api.get_page()
    assert (limited.value.status, told(limited)["policyName"]) == (429, "TEN_SECONDLY_ROLLING")
    assert 0 < int(limited.value.headers["retry-after"]) <= 10


def test_the_client_waits_as_long_as_it_is_asked_to(standin: Standin) -> None:
    standin.fail(Failure(429, retry_after=1))
    assert Client(access_token=TOKEN, host=standin.url).crm.contacts.basic_api.get_page().results
    assert [call.status for call in standin.calls] == [429, 200]


def test_it_fails_as_a_test_asks_it_to(standin: Standin, crm: Api) -> None:
    standin.fail(Failure(429, retry_after=3, reason="DAILY"), after=1)
    standin.fail(Failure(502, done=True))
    assert crm.contacts.basic_api.get_page().results
    with pytest.raises(contacts.ApiException, match="DAILY"):
        crm.contacts.basic_api.get_page()
    with pytest.raises(contacts.ApiException, match="502"):
        crm.contacts.basic_api.create({"properties": {"email": "lost@fjord.example"}, "associations": []})
    assert crm.contacts.basic_api.get_by_id("lost@fjord.example", id_property="email").id


def test_loose_objects_go_the_same_way(crm: Api) -> None:
    stated = loose.SimplePublicObjectInputForCreate(
        properties={"hs_timestamp": "2026-03-01T09:00:00Z", "hs_call_title": "Prices"}, associations=[]
    )
    made = crm.objects.basic_api.create("calls", stated)
    assert (
        crm.objects.basic_api.get_by_id("0-48", made.id, properties=["hs_call_title"]).properties["hs_call_title"]
        == "Prices"
    )
