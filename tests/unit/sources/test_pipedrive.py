"""Pipedrive's webhooks: what they say is told, and what they leave out is asked for."""

from collections.abc import Mapping

import pytest

from leadflow.adapters.sources import pipedrive
from leadflow.application.fetch import Fetch
from leadflow.application.webhook import Unreadable
from leadflow.domain.activity import Activity, Kind
from leadflow.domain.crm import Field
from leadflow.domain.identity import Keys
from leadflow.domain.instant import parse
from leadflow.domain.json import Json
from tests.unit.sources.pipedrive_events import PLAN, SEATS, answered, asked, heard, told


def test_a_person_says_its_keys_and_what_the_map_names() -> None:
    activity = told(heard("person-created"))
    assert (activity.type, activity.lead) == (Kind.CRM_CONTACT_CHANGED, Keys("ada@nordlys.example", "101"))
    assert activity.traits["title"] == "CTO"
    assert activity.traits["phone"] == "+47 22 00 00 00"
    assert activity.occurred_at == parse("2026-03-02T10:00:00.412Z")


def test_what_is_sent_again_has_the_same_id_and_a_later_change_another() -> None:
    first, again = told(heard("person-changed")), told(heard("person-changed-again"))
    assert first.id == again.id
    assert told(heard("person-changed", meta__timestamp="2026-03-02T10:05:00.001Z")).id != first.id


def test_what_was_emptied_is_empty_and_what_was_never_filled_is_not_said() -> None:
    webhook = heard("person-changed", data__custom_fields={}, data__phones=[], data__org_id=None, previous__org_id=1)
    traits = told(webhook).traits
    assert (traits["title"], traits["crm.account_id"], traits["crm.account_name"]) == ("", "", "")
    assert "phone" not in traits


def test_only_what_is_new_to_a_person_is_asked_for() -> None:
    assert asked(heard("person-created")) == [("user", "7"), ("organization", "1")]
    assert asked(heard("person-changed")) == []
    assert asked(heard("person-changed", previous__owner_id=8)) == [("user", "7")]


@pytest.mark.parametrize("value", [{"type": "enum", "id": 23}, {"type": "set", "values": [{"id": 1}], "id": 1}])
def test_a_choice_without_its_label_lets_the_whole_record_be_asked_for(value: Json) -> None:
    webhook = heard("person-changed", {"plan": Field("plan", PLAN)}, data__custom_fields={PLAN: value})
    assert list(pipedrive.activities(webhook)) == []
    [fetch] = pipedrive.fetches(webhook)
    assert (fetch.what, fetch.id) == ("person", "101")
    request = pipedrive.request(fetch, webhook.sender, "t")
    assert request.url == "https://api.pipedrive.com/api/v2/persons/101?include_option_labels=true"
    record: Json = {
        "id": 101,
        "custom_fields": {PLAN: {"id": 23, "label": "Enterprise"}},
        "owner_id": 7,
        "org_id": None,
    }
    activity, *others = answered(fetch, record, webhook.sender)
    assert isinstance(activity, Activity)
    assert activity.traits["plan"] == "Enterprise"
    assert [(each.what, each.id) for each in others if isinstance(each, Fetch)] == [("user", "7")]


@pytest.mark.parametrize("data", [None, {}])
def test_a_change_that_says_nothing_is_asked_for(data: Json) -> None:
    assert asked(heard("person-changed", data=data)) == [("person", "101")]
    assert asked(heard("deal-won", data=data)) == [("deal", "502")]


def test_either_half_of_a_merge_tells_the_whole_under_one_id() -> None:
    gone = told(heard("person-merged"))
    left, changed = pipedrive.activities(heard("person-survived"))
    assert (gone.id, gone.lead, gone.properties) == (left.id, left.lead, left.properties)
    assert (gone.type, gone.lead) == (Kind.CRM_CONTACT_MERGED, Keys(crm_id="102"))
    assert (gone.properties["into"], gone.properties["merged"]) == ("101", ["102"])
    assert changed.type == Kind.CRM_CONTACT_CHANGED


def test_a_deleted_person_says_so_and_a_later_change_that_it_is_back() -> None:
    assert told(heard("person-deleted")).traits == {"crm.deleted": True}
    assert told(heard("person-changed")).traits["crm.deleted"] is False


def test_a_won_deal_is_a_purchase_and_a_reopened_or_deleted_one_is_none() -> None:
    won = told(heard("deal-won", data__custom_fields={SEATS: {"type": "double", "value": 5}})).traits
    assert (won["crm.opportunities.502.stage"], won["crm.opportunities.502.seats"]) == ("won", 5)
    assert (won["crm.purchases.502.amount"], won["crm.purchases.502.at"]) == (900.5, "2026-03-02")
    assert won["crm.purchases.502.deleted"] is False
    reopened = heard("deal-reopened")
    assert list(pipedrive.activities(reopened)) == []
    [fetch] = pipedrive.fetches(reopened)
    [activity] = answered(fetch, {"id": 2, "name": "Proposal Made"}, reopened.sender)
    assert isinstance(activity, Activity)
    assert activity.properties["stage"] == "proposal made"
    assert activity.traits["crm.purchases.502.deleted"] is True
    deleted = told(heard("deal-deleted"))
    assert (deleted.type, deleted.lead) == (Kind.CRM_OPPORTUNITY_DELETED, Keys(crm_id="101"))
    assert deleted.traits["crm.purchases.502.deleted"] is True


def test_a_merged_deal_is_no_opportunity_of_its_own_any_more() -> None:
    merged = told(heard("deal-merged"))
    assert (merged.type, merged.properties["into"]) == (Kind.CRM_OPPORTUNITY_MERGED, "501")
    assert merged.traits["crm.opportunities.502.deleted"] is True


def test_a_lead_is_told_of_its_person_with_the_fields_of_deals() -> None:
    activity = told(heard("lead-created", data__custom_fields={SEATS: {"type": "double", "value": 12}}))
    assert (activity.type, activity.lead, activity.traits) == (Kind.CRM_LEAD_CHANGED, Keys(crm_id="101"), {"topic": 12})


def test_a_done_call_counts_once_for_each_who_took_part_however_often_it_is_changed() -> None:
    first, second = pipedrive.activities(heard("activity-done"))
    assert {first.lead.crm_id, second.lead.crm_id} == {"101", "102"}
    assert first.type == Kind.SALES_CALLED
    later, _ = pipedrive.activities(heard("activity-done", meta__timestamp="2026-03-02T09:50:00.000Z"))
    assert later.id == first.id
    assert "note" not in str(first.raw)


@pytest.mark.parametrize("changed", [{"data__done": False}, {"data__type": "task"}, {"data__is_deleted": True}])
def test_what_is_planned_deleted_or_of_another_type_is_nothing(changed: Mapping[str, Json]) -> None:
    assert list(pipedrive.activities(heard("activity-done", **changed))) == []


@pytest.mark.parametrize("changed", [{"meta__entity": "product"}, {"meta__action": "merge"}])
def test_other_things_are_passed_over(changed: Mapping[str, Json]) -> None:
    webhook = heard("person-changed", **changed)
    assert [*pipedrive.activities(webhook), *pipedrive.fetches(webhook)] == []


def test_version_1_is_refused_and_the_message_says_so() -> None:
    for changed in ({"current": {"id": 1}}, {"meta": {"v": 1, "action": "updated", "object": "person"}}):
        with pytest.raises(Unreadable, match="version 1: make one of version 2"):
            list(pipedrive.activities(heard("person-changed", **changed)))


@pytest.mark.parametrize(
    "wrong", [{"meta__entity_id": "../users"}, {"meta__entity_id": "\u0661"}, {"meta__timestamp": None}]
)
def test_an_event_without_its_record_or_time_is_unreadable(wrong: Mapping[str, Json]) -> None:
    for read in (pipedrive.activities, pipedrive.fetches):
        with pytest.raises(Unreadable):
            list(read(heard("person-changed", **wrong)))


def test_an_id_that_is_none_is_never_asked_for() -> None:
    assert asked(heard("person-created", data__owner_id="7/x", data__org_id={"id": 1})) == []
