"""HubSpot's own client works against the stand-in as it is, and meets there what HubSpot documents."""

import json
from collections.abc import Iterator, Sequence

import pytest
from hubspot import Client
from hubspot.crm import associations, contacts, deals, objects, owners, pipelines, properties
from hubspot.crm.associations.v4 import models as ties
from hubspot.crm.contacts import models
from hubspot.crm.objects import models as loose
from hubspot.crm.properties import models as fields
from hubspot.discovery.crm.discovery import Discovery as Api

from leadflow.domain.json import Json
from local.crm.exchange import Failure
from local.crm.hubspot.provider import TOKEN, HubSpot
from local.crm.hubspot.seed import seed
from local.crm.limit import Limit
from local.crm.standin import Standin

ADA, DEAL = "1002", "1003"
EMAIL = "ada.lindqvist@nordlys.example"
"""Who is in the seed."""

Stated = dict[str, Json]


def client(standin: Standin, token: str = TOKEN) -> Api:
    """HubSpot's client, which waits and asks again of itself unless it is told not to."""
    return Client(access_token=token, host=standin.url, retry=False).crm


@pytest.fixture
def standin() -> Iterator[Standin]:
    crm = HubSpot()
    seed(crm.account, people=240)
    with Standin(crm) as serving:
        yield serving


@pytest.fixture
def crm(standin: Standin) -> Api:
    return client(standin)


def told(error: pytest.ExceptionInfo[contacts.ApiException]) -> Stated:
    body: Stated = json.loads(error.value.body)
    return body


def upserted(*inputs: Stated) -> models.BatchInputSimplePublicObjectBatchInputUpsert:
    return models.BatchInputSimplePublicObjectBatchInputUpsert(inputs=inputs)


def by_email(address: str, **stated: str) -> Stated:
    return {"id": address, "idProperty": "email", "properties": stated}


def searched(limit: int, after: str | None = None, *filters: dict[str, str]) -> models.PublicObjectSearchRequest:
    groups: Sequence[Json] = [{"filters": [*filters]}] if filters else []
    return models.PublicObjectSearchRequest(filter_groups=groups, limit=limit, after=after, properties=["email"])


def test_all_records_are_listed_page_by_page_with_what_they_are_tied_to(standin: Standin, crm: Api) -> None:
    found = crm.contacts.get_all(associations=["companies", "deals"], properties=["jobtitle", "associatedcompanyid"])
    assert len(found) == 240
    assert [call.asked.parameters.get("after") for call in standin.calls] == [None, "1103", "1203"]
    assert found[0].properties["associatedcompanyid"] == "1001"
    assert [each.id for each in found[0].associations["deals"].results] == ["1003", "1004"]
    assert [each.type for each in found[0].associations["companies"].results] == [
        "contact_to_company",
        "contact_to_company_unlabeled",
    ]


def test_a_record_is_found_by_id_and_by_address(crm: Api) -> None:
    assert crm.contacts.basic_api.get_by_id(EMAIL.upper(), id_property="email").id == ADA
    with pytest.raises(contacts.ApiException) as missing:
        crm.contacts.basic_api.get_by_id("9")
    assert (missing.value.status, told(missing)["category"]) == (404, "OBJECT_NOT_FOUND")


def test_a_record_is_made_changed_and_thrown_away(crm: Api) -> None:
    made = crm.contacts.basic_api.create(
        models.SimplePublicObjectInputForCreate(properties={"email": "New@fjord.example"}, associations=[])
    )
    assert made.properties["email"] == "new@fjord.example"
    changed = models.SimplePublicObjectInput(properties={"jobtitle": "CEO"})
    assert crm.contacts.basic_api.update(made.id, changed).properties["jobtitle"] == "CEO"
    crm.contacts.basic_api.archive(made.id)
    with pytest.raises(contacts.ApiException, match="404"):
        crm.contacts.basic_api.get_by_id(made.id)
    assert crm.contacts.basic_api.get_by_id(made.id, archived=True).archived is True


def test_an_address_belongs_to_one_contact(crm: Api) -> None:
    with pytest.raises(contacts.ApiException) as conflict:
        crm.contacts.basic_api.create({"properties": {"email": EMAIL}, "associations": []})
    assert conflict.value.status == 409
    assert told(conflict)["message"] == f"Contact already exists. Existing ID: {ADA}"


@pytest.mark.parametrize(
    ("stated", "error"),
    [
        ({"shoe_size": "44"}, "PROPERTY_DOESNT_EXIST"),
        ({"email": "no address"}, "INVALID_EMAIL"),
        ({"lifecyclestage": "friend"}, "INVALID_OPTION"),
        ({"lastmodifieddate": "2026-01-01"}, "READ_ONLY_VALUE"),
        ({"hs_is_contact": "true"}, "READ_ONLY_VALUE"),
        ({"hubspot_owner_id": "1"}, "INVALID_OWNER_ID"),
    ],
)
def test_a_value_that_does_not_fit_is_refused(crm: Api, stated: dict[str, str], error: str) -> None:
    with pytest.raises(contacts.ApiException) as refused:
        crm.contacts.basic_api.update(ADA, {"properties": stated})
    assert (refused.value.status, told(refused)["category"]) == (400, "VALIDATION_ERROR")
    assert f'"error": "{error}"' in str(told(refused)["message"])


def test_a_lifecycle_stage_moves_forward_only_unless_it_is_cleared(crm: Api) -> None:
    def moved(to: str) -> str:
        return str(
            crm.contacts.basic_api.update(ADA, {"properties": {"lifecyclestage": to}}).properties["lifecyclestage"]
        )

    assert [moved("customer"), moved("lead"), moved(""), moved("lead")] == ["customer", "customer", "None", "lead"]


def test_an_upsert_makes_or_changes(crm: Api) -> None:
    done = crm.contacts.batch_api.upsert(upserted(by_email(EMAIL, jobtitle="CEO"), by_email("new@fjord.example")))
    assert [(each.new, each.properties["email"]) for each in done.results] == [
        (False, EMAIL),
        (True, "new@fjord.example"),
    ]


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        ([by_email("good@fjord.example"), by_email("bad")], "INVALID_EMAIL"),
        ([by_email("a@fjord.example"), by_email("A@fjord.example")], "Duplicate IDs"),
        ([by_email(f"a{number}@fjord.example") for number in range(101)], "maximum number of inputs"),
        ([{**by_email("CTO"), "idProperty": "jobtitle"}], "non-unique"),
    ],
)
def test_one_wrong_input_of_an_upsert_fails_them_all(crm: Api, inputs: list[Stated], message: str) -> None:
    before = crm.contacts.search_api.do_search(searched(1)).total
    with pytest.raises(contacts.ApiException, match=message) as refused:
        crm.contacts.batch_api.upsert(upserted(*inputs))
    assert refused.value.status == 400
    assert crm.contacts.search_api.do_search(searched(1)).total == before


def test_a_batch_that_is_read_says_which_are_not_there(crm: Api) -> None:
    asked = models.BatchReadInputSimplePublicObjectId(
        inputs=[{"id": ADA}, {"id": "9"}], properties=["email"], properties_with_history=[]
    )
    found, status, _ = crm.contacts.batch_api.read_with_http_info(asked)
    assert (status, [each.id for each in found.results], found.num_errors) == (207, [ADA], 1)
    assert found.errors[0].context == {"ids": ["9"]}


def test_traced_inputs_are_made_as_far_as_they_fit(crm: Api) -> None:
    inputs = [
        {"properties": {"email": address}, "associations": [], "objectWriteTraceId": address}
        for address in ("new@fjord.example", EMAIL)
    ]
    done, status, _ = crm.contacts.batch_api.create_with_http_info({"inputs": inputs})
    assert (status, len(done.results), done.errors[0].context) == (207, 1, {"objectWriteTraceId": [EMAIL]})
    with pytest.raises(contacts.ApiException, match="409"):
        crm.contacts.batch_api.create({"inputs": [{"properties": {"email": EMAIL}, "associations": []}]})


def test_a_search_gives_two_hundred_a_page_and_ten_thousand_in_all(crm: Api) -> None:
    first = crm.contacts.search_api.do_search(searched(200))
    assert (first.total, len(first.results), first.paging.next.after) == (240, 200, "200")
    assert len(crm.contacts.search_api.do_search(searched(200, "200")).results) == 40
    for limit, after in ((201, None), (200, "9900")):
        with pytest.raises(contacts.ApiException, match="400"):
            crm.contacts.search_api.do_search(searched(limit, after))


@pytest.mark.parametrize(
    ("wanted", "total"),
    [
        ({"propertyName": "email", "operator": "EQ", "value": EMAIL.upper()}, 1),
        ({"propertyName": "hubspot_owner_id", "operator": "IN", "values": ["71"]}, 1),
        ({"propertyName": "email", "operator": "NOT_HAS_PROPERTY"}, 1),
        ({"propertyName": "lastmodifieddate", "operator": "GTE", "value": "2000-01-01T00:00:00Z"}, 240),
        ({"propertyName": "lastmodifieddate", "operator": "LT", "value": "946684800000"}, 0),
        ({"propertyName": "associations.deal", "operator": "EQ", "value": DEAL}, 1),
    ],
)
def test_a_search_filters(crm: Api, wanted: dict[str, str], total: int) -> None:
    assert crm.contacts.search_api.do_search(searched(10, None, wanted)).total == total


def test_a_merge_makes_a_record_that_answers_to_both_ids(crm: Api) -> None:
    merged = crm.contacts.basic_api.merge(models.PublicMergeInput(primary_object_id=ADA, object_id_to_merge="1005"))
    assert merged.id not in (ADA, "1005")
    assert {crm.contacts.basic_api.get_by_id(each).id for each in (ADA, "1005", merged.id)} == {merged.id}
    tied = crm.associations.v4.basic_api.get_page("contacts", merged.id, "deals")
    assert [each.to_object_id for each in tied.results] == ["1003", "1004"]


def test_a_contact_is_forgotten_for_good(crm: Api) -> None:
    crm.contacts.basic_api.purge(models.PublicGdprDeleteInput(object_id=EMAIL, id_property="email"))
    with pytest.raises(contacts.ApiException, match="404"):
        crm.contacts.basic_api.get_by_id(ADA, archived=True)


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
