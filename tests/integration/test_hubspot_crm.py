"""What HubSpot's records become, pulled and asked for over HTTP from the stand-in."""

from collections.abc import Iterator, Mapping
from typing import Final

import pytest

from leadflow.adapters.crm import crm, hubspot
from leadflow.adapters.sources import hubspot as source
from leadflow.application.crm import CrmModule
from leadflow.application.fetch import Fetching
from leadflow.domain.activity import Kind
from leadflow.domain.identity import Keys
from leadflow.domain.instant import SECOND, Instant, parse
from leadflow.domain.json import Json
from local.crm.hubspot.kinds import NAMED
from local.crm.hubspot.seed import add
from tests.integration.asking_hubspot import ADA, BO, FIRM, NOW, OPEN, WON, Seen, changed, event, talking

MODULE: CrmModule = hubspot  # the type checker holds them against their protocols
SOURCE: Fetching = source

ADA_S: Final[Mapping[str, Json]] = {
    "title": "CTO",
    "crm.record": "contact",
    "crm.stage": "opportunity",
    "crm.owner": "grace@acme.example",
    "crm.deleted": False,
    "crm.account_id": FIRM,
    "crm.account_name": "Nordlys AS",
    "crm.account_owner": "jonas@acme.example",
}
OPEN_S: Final[Mapping[str, Json]] = {
    "crm.opportunities.1003.stage": "presentation scheduled",
    "crm.opportunities.1003.name": "Nordlys 1200.50",
    "crm.opportunities.1003.amount": 1200.5,
    "crm.opportunities.1003.currency": "EUR",
    "crm.opportunities.1003.owner": "grace@acme.example",
    "crm.opportunities.1003.deleted": False,
    "crm.purchases.1003.deleted": True,
}
WON_S: Final[Mapping[str, Json]] = {
    "crm.opportunities.1004.stage": "won",
    "crm.opportunities.1004.name": "Nordlys 5000",
    "crm.opportunities.1004.amount": 5000,
    "crm.opportunities.1004.currency": "EUR",
    "crm.opportunities.1004.close_date": "2026-03-02",
    "crm.opportunities.1004.owner": "grace@acme.example",
    "crm.opportunities.1004.deleted": False,
    "crm.purchases.1004.amount": 5000,
    "crm.purchases.1004.currency": "EUR",
    "crm.purchases.1004.at": "2026-03-02",
    "crm.purchases.1004.deleted": False,
}


@pytest.fixture
def seen() -> Iterator[Seen]:
    with talking() as found:
        yield found


def test_the_module_is_found_by_its_provider() -> None:
    assert crm("hubspot") is MODULE


def test_a_pull_tells_of_people_their_firm_and_their_deals(seen: Seen) -> None:
    found = seen.pulled()
    assert {what: len(told) for what, told in found.items()} == {"owners": 0, "companies": 0, "contacts": 5, "deals": 2}
    ada, bo = found["contacts"][:2]
    assert (ada.lead, ada.type) == (Keys("ada.lindqvist@nordlys.example", ADA), Kind.CRM_CONTACT_CHANGED)
    assert (ada.traits, ada.properties["stage"], ada.occurred_at) == (ADA_S, "opportunity", NOW)
    assert (bo.lead, bo.traits) == (Keys(crm_id=BO), {"crm.record": "contact", "crm.deleted": False})
    assert [(deal.lead, deal.traits) for deal in found["deals"]] == [
        (Keys(crm_id=ADA), OPEN_S),
        (Keys(crm_id=ADA), WON_S),
    ]
    assert found["deals"][1].properties == {
        "record": WON,
        "object": "opportunity",
        "stage": "won",
        "amount": 5000,
        "name": "Nordlys 5000",
    }
    assert {each.type for told in found.values() for each in told} <= set(source.SENDS)


def test_a_pull_reads_every_page_once(seen: Seen) -> None:
    for number in range(300):
        add(seen.crm.account, "contacts", {"email": f"more{number}@fjord.example"})
    keys = [activity.lead.crm_id for activity in seen.pulled()["contacts"]]
    assert len(keys) == len(set(keys)) == 305
    assert sum(call.asked.path == "/crm/v3/objects/contacts" for call in seen.standin.calls) == 4


def test_what_was_given_to_somebody_who_has_left_is_still_theirs(seen: Seen) -> None:
    seen.change("contacts", BO, hubspot_owner_id="73")
    bo = seen.pulled()["contacts"][1]
    [again] = seen.heard(event("contact.creation", BO))
    assert bo.traits["crm.owner"] == again.traits["crm.owner"] == "left@acme.example"


def test_a_pull_and_a_webhook_tell_the_same_of_the_same_state(seen: Seen) -> None:
    found = seen.pulled()
    told = seen.heard(event("contact.creation", ADA), event("deal.creation", OPEN), event("deal.creation", WON))
    assert {each.id for each in told} == {found["contacts"][0].id, *(deal.id for deal in found["deals"])}
    assert {each.id: each.traits for each in told} == {
        each.id: each.traits for each in (found["contacts"][0], *found["deals"])
    }


def test_what_has_changed_is_another_activity(seen: Seen) -> None:
    [before] = seen.heard(event("contact.creation", ADA))
    seen.crm.now = lambda: Instant(NOW + SECOND)
    seen.change("contacts", ADA, jobtitle="CEO")
    [after] = seen.heard(event("contact.creation", ADA))
    assert (before.id != after.id, after.traits["title"], after.occurred_at) == (True, "CEO", NOW + SECOND)


def test_a_new_owner_is_asked_for_by_its_number(seen: Seen) -> None:
    seen.change("contacts", ADA, hubspot_owner_id="72")
    [told] = seen.heard(changed("contact", ADA, "hubspot_owner_id", "72"))
    assert told.traits["crm.owner"] == "jonas@acme.example"


def test_an_owner_who_may_not_be_read_or_is_gone_leaves_the_rest(seen: Seen) -> None:
    seen.crm.withheld.add("owners")
    [told] = seen.heard(event("contact.creation", ADA))
    assert "crm.owner" not in told.traits
    assert told.traits["crm.account_name"] == "Nordlys AS"
    seen.crm.withheld.clear()
    del seen.crm.account.owners["71"]
    assert seen.heard(event("contact.creation", ADA))[0].traits.get("crm.owner") is None


def test_a_change_of_a_firm_is_told_to_all_whose_first_firm_it_is(seen: Seen) -> None:
    account = seen.crm.account
    second = add(account, "companies", {"name": "Fjord AS"})
    account.tie(("contacts", ADA), ("companies", second.id))
    people = [add(account, "contacts", {"email": f"more{number}@nordlys.example"}).id for number in range(600)]
    for each in people:
        account.tie(("contacts", each), ("companies", FIRM))
    seen.change("companies", FIRM, name="Nordlys ASA", industry="SHIPPING")
    told = seen.heard(changed("company", FIRM, "name", "Nordlys ASA"), changed("company", FIRM, "industry", "SHIPPING"))
    assert [each.lead.crm_id for each in told] == [ADA, *people]
    assert {each.type for each in told} == {Kind.CRM_ACCOUNT_CHANGED}
    assert told[0].traits == {
        "industry": "SHIPPING",
        "crm.account_id": FIRM,
        "crm.account_name": "Nordlys ASA",
        "crm.account_owner": "jonas@acme.example",
    }
    assert seen.heard(event("company.restore", second.id)) == []


def test_a_deal_that_is_won_is_a_purchase_until_it_is_reopened(seen: Seen) -> None:
    seen.change("deals", OPEN, dealstage="closedwon")
    [won] = seen.heard(changed("deal", OPEN, "dealstage", "closedwon"))
    assert won.traits["crm.purchases.1003.amount"] == 1200.5
    seen.crm.now = lambda: Instant(NOW + SECOND)
    seen.change("deals", OPEN, dealstage="contractsent")
    [reopened] = seen.heard(changed("deal", OPEN, "dealstage", "contractsent"))
    assert reopened.traits["crm.opportunities.1003.stage"] == "contract sent"
    assert reopened.traits["crm.purchases.1003.deleted"] is True
    seen.change("deals", OPEN, dealstage="closedlost", closed_lost_reason="price")
    [lost] = seen.heard(changed("deal", OPEN, "closed_lost_reason", "price"))
    assert lost.traits["crm.opportunities.1003.why_lost"] == "price"
    assert lost.properties["stage"] == "lost"


def test_a_deal_is_told_to_whoever_is_tied_to_it_and_only_to_them(seen: Seen) -> None:
    ends: Mapping[str, Json] = {"fromObjectId": int(OPEN), "toObjectId": int(BO), "associationType": "DEAL_TO_CONTACT"}
    seen.crm.account.tie(("deals", OPEN), ("contacts", BO))
    tied = seen.heard(event("deal.associationChange", OPEN, **ends, associationRemoved=False))
    assert [each.lead.crm_id for each in tied] == [BO]
    both = seen.heard(changed("deal", OPEN, "amount", "1200.50"))
    assert [each.lead.crm_id for each in both] == [ADA, BO]
    assert both[1].id == tied[0].id


def test_a_deleted_deal_is_deleted_for_whoever_it_was_with(seen: Seen) -> None:
    account = seen.crm.account
    account.archive(account.records["deals"][WON])
    [deleted] = seen.heard(event("deal.deletion", WON))
    assert (deleted.type, deleted.lead) == (Kind.CRM_OPPORTUNITY_DELETED, Keys(crm_id=ADA))
    assert deleted.traits["crm.opportunities.1004.deleted"] is True
    assert deleted.traits["crm.purchases.1004.deleted"] is True
    account.restore(account.records["deals"][WON])
    [restored] = seen.heard(event("deal.restore", WON))
    assert (restored.traits["crm.purchases.1004.deleted"], restored.id != deleted.id) == (False, True)


def test_logged_calls_mails_and_meetings_are_told_once_and_without_their_bodies(seen: Seen) -> None:
    account, at = seen.crm.account, {"hs_timestamp": "2026-03-01T09:00:00Z"}
    logged = {
        "calls": {"hs_call_title": "Prices", "hs_call_direction": "OUTBOUND", "hs_call_body": "private"},
        "emails": {"hs_email_subject": "Our offer", "hs_email_direction": "EMAIL", "hs_email_text": "private"},
        "meetings": {"hs_meeting_title": "Demo", "hs_meeting_outcome": "COMPLETED"},
    }
    numbers = {"calls": "0-48", "emails": "0-49", "meetings": "0-47"}
    events = []
    for kind, stated in logged.items():
        record = add(account, kind, {**at, **stated})
        account.tie((kind, record.id), ("contacts", ADA))
        events += [event("object.creation", record.id, objectTypeId=numbers[kind])]
    told = seen.heard(*events)
    assert [(each.type, each.lead, each.occurred_at) for each in told] == [
        (kind, Keys(crm_id=ADA), parse("2026-03-01T09:00:00Z"))
        for kind in (Kind.SALES_CALLED, Kind.SALES_EMAILED, Kind.SALES_MET)
    ]
    assert [each.properties.get("subject") for each in told] == ["Prices", "Our offer", "Demo"]
    assert "private" not in str(told)
    assert [each.id for each in seen.heard(*events)] == [each.id for each in told]


@pytest.mark.parametrize(
    ("kind", "stated"),
    [
        ("emails", {"hs_email_direction": "INCOMING_EMAIL"}),
        ("meetings", {"hs_meeting_outcome": "SCHEDULED"}),
        ("meetings", {"hs_meeting_outcome": "NO_SHOW"}),
    ],
)
def test_what_came_in_or_never_was_is_nothing_that_sales_did(seen: Seen, kind: str, stated: Mapping[str, str]) -> None:
    record = add(seen.crm.account, kind, {"hs_timestamp": "2026-03-01T09:00:00Z", **stated})
    seen.crm.account.tie((kind, record.id), ("contacts", ADA))
    assert seen.heard(event("object.creation", record.id, objectTypeId=NAMED[kind].number)) == []


def test_a_record_that_is_gone_tells_nothing(seen: Seen) -> None:
    assert seen.heard(event("contact.creation", "99"), event("deal.creation", "98"), event("deal.deletion", OPEN)) == []


def test_after_a_merge_the_surviving_record_is_read(seen: Seen) -> None:
    account = seen.crm.account
    into = account.merge(NAMED["contacts"], account.records["contacts"][ADA], account.records["contacts"][BO]).id
    merge = event("contact.merge", into, primaryObjectId=int(ADA), mergedObjectIds=[int(BO)], newObjectId=int(into))
    told = seen.heard(merge)
    assert [(each.type, each.lead.crm_id) for each in told] == [
        (Kind.CRM_CONTACT_MERGED, ADA),
        (Kind.CRM_CONTACT_MERGED, BO),
        (Kind.CRM_CONTACT_CHANGED, into),
    ]
    assert told[2].lead.email == "ada.lindqvist@nordlys.example"
