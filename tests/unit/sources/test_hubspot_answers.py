"""HubSpot: what its answers become, and which of them are none."""

import json
from dataclasses import replace

import pytest

from leadflow.adapters.crm.hubspot import calls, fields
from leadflow.adapters.sources import hubspot
from leadflow.application.channel import RefusedForGood, Reply, TryAgain
from leadflow.application.crm import CrmField, FieldKind
from leadflow.application.fetch import Fetch
from leadflow.application.webhook import Unreadable
from leadflow.domain.activity import Activity
from leadflow.domain.crm import Object
from leadflow.domain.identity import Keys
from leadflow.domain.instant import parse
from leadflow.domain.json import Json
from tests.unit.sources.hubspot_events import NOW, SENDER, answered


def test_what_is_known_by_then_goes_from_question_to_question() -> None:
    contact: Json = {
        "id": "1002",
        "updatedAt": "2026-03-02T10:00:00.123Z",
        "properties": {"email": "ada@nordlys.example", "hubspot_owner_id": "71", "associatedcompanyid": "1001"},
    }
    [owner] = answered(Fetch("hubspot-demo", "contacts", "1002", NOW), contact)
    assert isinstance(owner, Fetch)
    assert (owner.what, owner.id, owner.received_at) == ("owners", "71", NOW)
    [company] = answered(owner, {"id": "71", "email": "Grace@Acme.example"})
    assert isinstance(company, Fetch)
    assert (company.what, company.id) == ("company", "1001")
    [activity] = answered(company, {"id": "1001", "properties": {"name": "Nordlys", "hubspot_owner_id": "71"}})
    assert isinstance(activity, Activity)
    assert activity.traits["crm.owner"] == activity.traits["crm.account_owner"] == "grace@acme.example"
    assert activity.occurred_at == parse("2026-03-02T10:00:00.123Z")


def test_a_closed_deal_needs_no_label_and_is_told_once_to_a_contact_with_two_ties() -> None:
    twice: Json = {"contacts": {"results": [{"id": "1"}, {"id": "1"}, {"id": None}, None]}}
    stated: Json = {"dealstage": "closedlost", "hs_is_closed": "true", "hs_is_closed_won": "false", "amount": "much"}
    [activity] = answered(
        Fetch("hubspot-demo", "deals", "7", NOW), {"id": "7", "properties": stated, "associations": twice}
    )
    assert isinstance(activity, Activity)
    assert (activity.lead, activity.properties["stage"]) == (Keys(crm_id="1"), "lost")
    assert "amount" not in activity.properties


def test_yes_and_no_are_no_choice_and_what_is_calculated_is_read_only() -> None:
    options: Json = [{"value": "true"}, {"value": "false"}]
    old: Json = {"name": "old", "type": "enumeration", "options": options, "hubspotDefined": True, "calculated": True}
    odd: Json = {"name": "odd", "type": "json", "label": None}
    reply = Reply(200, {}, json.dumps({"results": [old, odd, {"name": None}, None]}).encode())
    assert fields(Object.CONTACT, reply) == [
        CrmField("old", "old", FieldKind.BOOLEAN, read_only=True),
        CrmField("odd", "odd", FieldKind.OTHER, custom=True),
    ]


def test_an_owner_who_is_nobody_any_more_is_looked_for_among_those_who_left_and_then_left_out() -> None:
    contact: Json = {"id": "1002", "properties": {"hubspot_owner_id": "71"}}
    [owner] = answered(Fetch("hubspot-demo", "contacts", "1002", NOW), contact)
    assert isinstance(owner, Fetch)
    [again] = answered(owner, {}, 404)
    assert isinstance(again, Fetch)
    assert hubspot.request(again, SENDER, "t").url.endswith("/crm/v3/owners/71?archived=true")
    [activity] = answered(again, {}, 404)
    assert isinstance(activity, Activity)
    assert (activity.traits.get("crm.owner"), activity.occurred_at) == (None, NOW)


@pytest.mark.parametrize("answer", [b"", b"[]", b'{"id": "1002"', b"<html>"])
def test_an_answer_that_is_none_of_hubspot_s_is_asked_for_again(answer: bytes) -> None:
    with pytest.raises(TryAgain):
        list(hubspot.fetched(Fetch("hubspot-demo", "contacts", "1002", NOW), Reply(200, {}, answer), SENDER))


def test_a_record_without_its_id_is_unreadable() -> None:
    for what in ("contacts", "deals", "companies", "calls"):
        with pytest.raises(Unreadable):
            answered(Fetch("hubspot-demo", what, "1002", NOW), {"properties": None})


@pytest.mark.parametrize("body", [b"", b"[]", b"<html>", b'{"category": "ada@nordlys.example", "errors": [null, {}]}'])
def test_a_refusal_in_odd_words_says_its_status_only(body: bytes) -> None:
    with pytest.raises(RefusedForGood) as refused:
        calls.check(Reply(400, {}, body))
    assert refused.value.reason == "HubSpot answered 400"


def test_the_token_goes_in_a_header_to_the_source_s_own_instance() -> None:
    elsewhere = replace(SENDER, instance="https://api-eu1.hubapi.example/")
    request = hubspot.request(Fetch("hubspot-demo", "deals", "7", NOW), elsewhere, "the-token")
    assert request.url.startswith("https://api-eu1.hubapi.example/crm/v3/objects/deals/7?")
    assert (request.hosts, request.method) == (frozenset({"api-eu1.hubapi.example"}), "GET")
    assert request.headers["authorization"] == "Bearer the-token"
    assert "the-token" not in request.url
    assert "seat_count" in request.url
