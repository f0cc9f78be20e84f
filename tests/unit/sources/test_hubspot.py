"""HubSpot: what its events say by themselves, what they leave to be asked for, and who may send them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from leadflow.adapters.sources import hubspot
from leadflow.application.webhook import Request, Unreadable
from leadflow.domain.activity import Kind
from leadflow.domain.identity import Keys
from leadflow.domain.instant import HOUR, MINUTE, Instant, parse
from leadflow.domain.json import Json
from local.samples import sample, signed
from tests.receiving import MemoryActions, MemoryIntake, MemorySecrets, receiver
from tests.unit.sources.hubspot_events import CHANGES, SENDER, asked, changed, event, told, webhook


def test_events_sent_again_are_the_same_activities_though_they_are_numbered_anew() -> None:
    def ids(name: str) -> Sequence[Json]:
        return [each["id"] for each in sample("hubspot", name).expected]

    assert ids("changes") == ids("changes-again")
    assert len(set(map(str, ids("changes")))) == 4


@pytest.mark.parametrize(
    "other",
    [
        {"occurredAt": 1772445600001},
        {"objectId": 1003},
        {"propertyValue": "customer"},
        {"portalId": 8},
        {"propertyName": "jobtitle"},
    ],
)
def test_what_differs_in_anything_that_happened_is_another_activity(other: Mapping[str, Json]) -> None:
    before = changed("lifecyclestage", "lead")
    [one], [two] = told(before), told({**before, **other})
    assert one.id != two.id


def test_both_formats_of_an_event_are_one_activity() -> None:
    [old, new] = told(changed("jobtitle", "CTO"), changed("jobtitle", "CTO", "object", objectTypeId="0-1"))
    assert old.id == new.id


@pytest.mark.parametrize(
    ("name", "value", "traits"),
    [
        ("lifecyclestage", "SalesQualifiedLead", {"crm.stage": "salesqualifiedlead"}),
        ("lifecyclestage", "", {"crm.stage": ""}),
        ("jobtitle", "CTO", {"title": "CTO"}),
        ("jobtitle", "", {"title": ""}),
        ("is_vip", "true", {"vip": True}),
        ("is_vip", "false", {"vip": False}),
        ("hubspot_owner_id", "", {"crm.owner": ""}),
        ("associatedcompanyid", "", {"crm.account_id": "", "crm.account_name": "", "crm.account_owner": ""}),
    ],
)
def test_a_changed_property_that_says_all_is_told_at_once(name: str, value: str, traits: Mapping[str, Json]) -> None:
    [activity] = told(changed(name, value))
    assert (activity.lead, activity.type) == (Keys(crm_id="1002"), Kind.CRM_CONTACT_CHANGED)
    assert activity.traits == traits
    assert activity.occurred_at == parse("2026-03-02T10:00:00Z")
    assert asked(changed(name, value)) == []


def test_a_new_address_is_a_key_of_the_same_contact() -> None:
    [activity] = told(changed("email", "Ada@Fjord.example"))
    assert activity.lead == Keys("ada@fjord.example", "1002")
    [cleared] = told(changed("email", ""))
    assert cleared.lead == Keys(crm_id="1002")


@pytest.mark.parametrize(
    "event",
    [
        changed("hubspot_owner_id", "71"),
        changed("associatedcompanyid", "1001"),
        changed("renewal_date", "1772445600000"),  # a time here, a date in the record
        changed("lifecyclestage", None),
    ],
)
def test_a_changed_property_that_only_the_record_explains_is_asked_for(event: Json) -> None:
    assert (told(event), asked(event)) == ([], [("contacts", "1002")])


@pytest.mark.parametrize(
    ("event", "wanted"),
    [
        (changed("industry", "SHIPPING", "company"), [("companies", "1002")]),
        (changed("seat_count", "5", "deal"), [("deals", "1002")]),
        (changed("dealstage", "closedwon", "deal"), [("deals", "1002")]),
        (changed("hs_meeting_outcome", "COMPLETED", "object", objectTypeId="0-47"), [("meetings", "1002")]),
        (event("contact.restore"), [("contacts", "1002")]),
        (changed("industry", "SHIPPING"), []),
        (changed("jobtitle", "CTO", "deal"), []),
        (event("contact.deletion"), []),
        (event("company.deletion"), []),
        (event("ticket.creation"), []),
        (event("conversation.newMessage"), []),
        (event("object.creation", objectTypeId="2-77"), []),
        (event("contact.somethingNew"), []),
    ],
)
def test_what_an_event_leaves_out_is_asked_for_if_it_matters(event: Json, wanted: Sequence[tuple[str, str]]) -> None:
    assert asked(event) == wanted


def test_what_many_events_of_a_call_leave_out_is_asked_for_once() -> None:
    every = [changed(name, "1", "deal") for name in ("amount", "dealname", "seat_count")]
    assert asked(*every, event("deal.creation")) == [("deals", "1002")]


def test_without_a_token_nothing_is_asked_for() -> None:
    without = replace(webhook(event("contact.creation")), sender=replace(SENDER, token=None))
    assert list(hubspot.fetches(without)) == []


def test_a_deletion_that_the_law_asks_for_says_so() -> None:
    plain, private = told(event("contact.deletion"), event("contact.privacyDeletion"))
    assert plain.type == private.type == Kind.CRM_CONTACT_DELETED
    assert ("erase" in plain.properties, private.properties["erase"]) == (False, True)
    assert plain.traits == private.traits == {"crm.deleted": True}


def test_a_restored_contact_is_not_deleted_any_more() -> None:
    [restored] = told(event("contact.restore"))
    assert (restored.type, restored.traits) == (Kind.CRM_CONTACT_CHANGED, {"crm.deleted": False})


@pytest.mark.parametrize(
    ("new", "into", "merged"), [(1010, "1010", ["1002", "1005"]), (1002, "1002", ["1005"]), (None, "1002", ["1005"])]
)
def test_each_merged_contact_goes_into_the_surviving_one(new: Json, into: str, merged: Sequence[str]) -> None:
    merge = event("contact.merge", primaryObjectId=1002, mergedObjectIds=[1005], newObjectId=new)
    found = told(merge)
    assert [(each.type, each.lead) for each in found] == [(Kind.CRM_CONTACT_MERGED, Keys(crm_id=one)) for one in merged]
    assert {each.properties["into"] for each in found} == {into}
    assert found[0].properties["merged"] == merged
    assert asked(merge) == [("contacts", into)]


def test_a_tie_is_cut_once_whichever_end_tells_of_it_and_in_whichever_words() -> None:
    common = {"associationRemoved": True, "objectId": None}
    one = event(
        "contact.associationChange", fromObjectId=1002, toObjectId=55, associationType="CONTACT_TO_DEAL", **common
    )
    other = event(
        "deal.associationChange", fromObjectId=55, toObjectId=1002, associationType="DEAL_TO_CONTACT", **common
    )
    numbers = {"fromObjectTypeId": "0-3", "toObjectTypeId": "0-1"}
    generic = event("object.associationChange", fromObjectId=55, toObjectId=1002, **numbers, **common)
    found = told(one, other, generic)
    assert len({each.id for each in found}) == 1
    assert asked(one, other, generic) == []
    assert found[0].lead == Keys(crm_id="1002")
    assert found[0].traits == {"crm.opportunities.55.deleted": True, "crm.purchases.55.deleted": True}


@pytest.mark.parametrize(
    ("ends", "wanted"),
    [
        ({"associationType": "CONTACT_TO_COMPANY"}, [("contacts", "1")]),
        ({"associationType": "COMPANY_TO_CONTACT_UNLABELED"}, [("contacts", "2")]),
        ({"associationType": "DEAL_TO_CONTACT"}, [("deals", "1")]),
        ({"fromObjectTypeId": "0-1", "toObjectTypeId": "0-48"}, [("calls", "2")]),
        ({"associationType": "CONTACT_TO_TICKET"}, []),
        ({"associationType": None}, []),
        ({"fromObjectTypeId": "0-1", "toObjectTypeId": "2-77"}, []),
    ],
)
def test_a_new_tie_is_asked_about_where_it_is_news(ends: Mapping[str, Json], wanted: Sequence[tuple[str, str]]) -> None:
    tied = event("object.associationChange", fromObjectId=1, toObjectId=2, associationRemoved=False, **ends)
    assert (told(tied), asked(tied)) == ([], wanted)


@pytest.mark.parametrize(
    "body",
    [
        {},
        [[]],
        [{"objectId": 1}],
        [event("contact.creation", objectId=None)],
        [event("contact.creation", objectId="../owners")],
        [event("contact.creation", objectId="٣")],
        [event("contact.merge", objectId=None, primaryObjectId=None)],
    ],
)
def test_what_hubspot_never_sends_is_unreadable(body: Json) -> None:
    call = webhook()
    call = replace(call, request=replace(call.request, body=json.dumps(body).encode()))
    for read in (hubspot.activities, hubspot.fetches):
        with pytest.raises(Unreadable):
            list(read(call))


def received(request: Request, at: Instant) -> int:
    known, actions = MemorySecrets({"hubspot-demo": [CHANGES.secret]}), MemoryActions()
    receiving = receiver(MemoryIntake(), known)
    receiving = replace(receiving, senders={"hubspot-demo": SENDER}, actions=actions)
    return receiving.receive(request, at).answer.status


def test_a_forged_or_replayed_call_is_refused_and_one_tried_again_is_not() -> None:
    request, at = CHANGES.request, CHANGES.received_at
    assert received(request, at) == 200
    assert received(replace(request, body=request.body.replace(b"1002", b"1003")), at) == 401
    assert received(request, Instant(at + 5 * MINUTE + 1_000_000)) == 401
    later = Instant(at + HOUR)
    assert received(signed(SENDER, sample("hubspot", "changes-again").request, CHANGES.secret, later), later) == 200
