"""What Pipedrive answers to the questions that its webhooks raise is told, or asked again, or given up."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import pytest

from leadflow.adapters.crm.replies import Gone
from leadflow.adapters.sources import pipedrive
from leadflow.application.channel import RefusedForGood, Reply, TryAgain
from leadflow.application.fetch import Fetch
from leadflow.domain.activity import Activity, Kind
from leadflow.domain.identity import Keys
from leadflow.domain.instant import HOUR, SECOND
from leadflow.domain.json import Json
from tests.unit.sources.pipedrive_events import AT, answered, heard, told


def test_an_owner_s_address_becomes_known_as_of_the_change() -> None:
    webhook = heard("person-created")
    owner, _ = pipedrive.fetches(webhook)
    assert pipedrive.request(owner, webhook.sender, "t").url == "https://api.pipedrive.com/api/v1/users/7"
    [activity] = answered(owner, {"id": 7, "email": "Bo@acme.example"}, webhook.sender)
    assert isinstance(activity, Activity)
    assert (activity.type, activity.lead) == (Kind.IDENTITY_STATED, Keys(crm_id="101"))
    assert (activity.traits, activity.occurred_at) == ({"crm.owner": "bo@acme.example"}, told(webhook).occurred_at)
    [again] = answered(owner, {"id": 7, "email": "bo@acme.example"}, webhook.sender)
    assert again == activity


def test_a_deal_whose_stage_is_gone_is_told_without_it() -> None:
    webhook = heard("deal-reopened")
    [fetch] = pipedrive.fetches(webhook)
    reply = Reply(404, {}, b'{"success":false,"error":"Stage not found"}')
    [activity] = pipedrive.fetched(fetch, reply, webhook.sender)
    assert isinstance(activity, Activity)
    assert "stage" not in activity.properties
    assert "crm.purchases.502.deleted" not in activity.traits


def test_a_deal_s_new_owner_is_asked_for_and_told_of_its_person() -> None:
    webhook = heard("deal-won", previous__owner_id=8)
    [fetch] = pipedrive.fetches(webhook)
    [activity] = answered(fetch, {"id": 7, "email": "bo@acme.example"}, webhook.sender)
    assert isinstance(activity, Activity)
    assert (activity.lead.crm_id, activity.traits) == ("101", {"crm.opportunities.502.owner": "bo@acme.example"})


def test_a_changed_organization_is_told_of_all_its_persons_page_by_page() -> None:
    webhook = heard("organization-changed")
    [fetch] = pipedrive.fetches(webhook)
    record: Json = {"id": 1, "name": "Nordlys AS", "owner_id": 8, "employee_count": 210, "custom_fields": {}}
    persons, owner = answered(fetch, record, webhook.sender)
    assert isinstance(persons, Fetch)
    assert isinstance(owner, Fetch)
    assert pipedrive.request(persons, webhook.sender, "t").url.endswith("/api/v2/persons?org_id=1&limit=100")
    ada: Json = {"id": 101, "emails": [{"value": "ada@nordlys.example", "primary": True}]}
    first, following = answered(persons, [ada], webhook.sender, next_cursor="c2")
    assert isinstance(first, Activity)
    assert (first.type, first.lead) == (Kind.CRM_ACCOUNT_CHANGED, Keys("ada@nordlys.example", "101"))
    assert first.traits == {"employees": 210, "crm.account_id": "1", "crm.account_name": "Nordlys AS"}
    assert isinstance(following, Fetch)
    assert pipedrive.request(following, webhook.sender, "t").url.endswith("&cursor=c2")
    [second] = answered(following, [{"id": 102}], webhook.sender, next_cursor=None)
    assert isinstance(second, Activity)
    assert second.id != first.id
    [spread] = answered(owner, {"id": 8, "email": "cy@acme.example"}, webhook.sender)
    assert isinstance(spread, Fetch)
    [told_of] = answered(spread, [ada], webhook.sender)
    assert isinstance(told_of, Activity)
    assert told_of.traits == {"crm.account_owner": "cy@acme.example"}


def test_a_person_s_new_organization_is_told_of_that_person_alone() -> None:
    webhook = heard("person-created")
    _, fetch = pipedrive.fetches(webhook)
    stated, owner = answered(fetch, {"id": 1, "name": "Nordlys AS", "owner_id": 8}, webhook.sender)
    assert isinstance(stated, Activity)
    assert (stated.lead, stated.traits["crm.account_name"]) == (Keys(crm_id="101"), "Nordlys AS")
    assert isinstance(owner, Fetch)
    [activity] = answered(owner, {"id": 8, "email": "cy@acme.example"}, webhook.sender)
    assert isinstance(activity, Activity)
    assert activity.traits == {"crm.account_owner": "cy@acme.example"}


USER: Final = Fetch("pipe", "user", "7", AT, {"at": str(AT), "person": "101", "trait": "crm.owner"})


@pytest.mark.parametrize(
    ("status", "headers", "body", "after"),
    [
        (429, {"retry-after": "30"}, b'{"success":false,"error":"request over limit"}', 30 * SECOND),
        (429, {"x-ratelimit-reset": "2"}, b"", 2 * SECOND),
        (403, {}, b"<html>banned</html>", HOUR),
        (401, {}, b'{"success":false,"error":"unauthorized access","errorCode":401}', 0),
        (503, {}, b"", 0),
        (200, {}, b"cut {", 0),
        (200, {}, b'{"success":false}', 0),
    ],
)
def test_what_may_be_different_later_is_tried_again(
    status: int, headers: Mapping[str, str], body: bytes, after: int
) -> None:
    with pytest.raises(TryAgain) as again:
        list(pipedrive.fetched(USER, Reply(status, headers, body), heard("person-created").sender))
    assert again.value.after == after


def test_a_question_that_is_wrong_is_refused_for_good_with_pipedrive_s_own_words() -> None:
    reply = Reply(400, {}, b'{"success":false,"error":"Bad cursor"}')
    with pytest.raises(RefusedForGood, match="Pipedrive answered 400: Bad cursor") as refused:
        list(pipedrive.fetched(USER, reply, heard("person-created").sender))
    assert not isinstance(refused.value, Gone)
    forbidden = Reply(403, {}, b'{"success":false,"error":"Scope and URL mismatch"}')
    with pytest.raises(RefusedForGood, match="403: Scope and URL mismatch"):
        list(pipedrive.fetched(USER, forbidden, heard("person-created").sender))


def test_of_what_is_gone_there_is_nothing_to_tell() -> None:
    assert list(pipedrive.fetched(USER, Reply(404, {}, b"{}"), heard("person-created").sender)) == []


def test_the_token_goes_in_its_header_to_the_instance_and_nowhere_else() -> None:
    sender = replace(heard("person-created").sender, instance="https://nordsales.pipedrive.com/")
    request = pipedrive.request(USER, sender, "secret")
    assert (request.url, request.method) == ("https://nordsales.pipedrive.com/api/v1/users/7", "GET")
    assert (request.headers["x-api-token"], request.hosts) == ("secret", frozenset({"nordsales.pipedrive.com"}))
