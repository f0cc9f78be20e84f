"""HubSpot's own client works against the stand-in as it is, and meets there what HubSpot documents."""

from collections.abc import Iterator

import pytest
from hubspot.crm import contacts
from hubspot.crm.contacts import models
from hubspot.discovery.crm.discovery import Discovery as Api

from local.crm.standin import Standin
from tests.integration.hubspot import ADA, DEAL, EMAIL, Stated, by_email, client, opened, searched, told, upserted


@pytest.fixture
def standin() -> Iterator[Standin]:
    with opened() as found:
        yield found


@pytest.fixture
def crm(standin: Standin) -> Api:
    return client(standin)


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
