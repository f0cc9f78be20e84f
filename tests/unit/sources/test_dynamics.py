"""Dataverse's webhooks: what a context says is told, and where it says too little the row is asked for."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from leadflow.adapters.sources import dynamics
from leadflow.application.webhook import NotAuthenticated, Unreadable, Webhook
from leadflow.domain.activity import Activity, Kind
from leadflow.domain.identity import Keys
from leadflow.domain.instant import parse
from leadflow.domain.json import Json
from local.samples import sample
from tests.unit.sources.dynamics_events import (
    ADA,
    ASKED,
    BEN,
    EVA,
    NORDLYS,
    OPTION,
    PILOT,
    answered,
    asked,
    heard,
    row,
    target,
    told,
)


def test_a_change_with_its_image_says_keys_labels_and_what_was_emptied() -> None:
    activity = told(heard("contact-updated"))
    assert (activity.type, activity.lead) == (Kind.CRM_CONTACT_CHANGED, Keys("ada@nordlys.example", ADA))
    assert activity.traits == {
        "title": "CEO",
        "phone": "",
        "silent": False,
        "reached_by": "Email",
        "crm.record": "contact",
        "crm.deleted": False,
        "crm.account_id": NORDLYS,
        "crm.account_name": "Nordlys AS",
    }


def test_what_is_sent_again_has_the_same_id_and_another_operation_another() -> None:
    first, again = told(heard("contact-updated")), told(heard("contact-updated-again"))
    assert first.id == again.id
    assert told(heard("contact-updated", OperationId="4a000000-0000-4000-8000-0000000000ff")).id != first.id


@pytest.mark.parametrize(
    ("written", "at"),
    [
        ("/Date(1506409448000-0700)/", "2017-09-26T07:04:08Z"),
        ("/Date(1772445600000)/", "2026-03-02T10:00:00Z"),
        ("/Date(1772445601000)/", "2026-03-02T10:00:01Z"),
    ],
)
def test_a_date_is_in_milliseconds_of_utc_whatever_offset_is_noted(written: str, at: str) -> None:
    assert told(heard("contact-updated", OperationCreatedOn=written)).occurred_at == parse(at)


@pytest.mark.parametrize("written", ["2026-03-02", "/Date(9)/", "/Date(99999999999999999999)/", None, 5])
def test_a_date_that_is_none_gives_way_to_that_of_receipt(written: Json) -> None:
    webhook = heard("contact-updated", OperationCreatedOn=written)
    assert told(webhook).occurred_at == webhook.received_at


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("contact-created", ("contact", BEN)),
        ("contact-owner", ("contact", ADA)),
        ("contact-too-large", ("contact", ADA)),
        ("account-updated", ("account", NORDLYS)),
        ("opportunity-won", ("opportunity", PILOT)),
        ("phonecall-completed", ("phonecall", "0f000000-0000-4000-8000-000000000901")),
    ],
)
def test_what_a_call_does_not_say_is_asked_for(name: str, what: tuple[str, str]) -> None:
    assert list(dynamics.activities(heard(name))) == []
    assert asked(heard(name)) == [what]


def test_a_choice_without_its_label_lets_the_row_be_asked_for() -> None:
    option: Json = {"__type": OPTION, "Value": 2}
    changed = target("contact", ADA, preferredcontactmethodcode=option)
    thin = heard("contact-updated", PostEntityImages=[], InputParameters=changed)
    assert asked(thin) == [("contact", ADA)]
    unmapped = heard("contact-updated", {}, PostEntityImages=[], InputParameters=changed)
    assert told(unmapped).lead == Keys(crm_id=ADA)


def test_of_a_call_that_is_too_large_it_is_asked_whether_it_is_done() -> None:
    cut = heard("phonecall-completed", InputParameters=None)
    assert asked(cut) == []
    headers = {**cut.request.headers, "x-ms-dynamics-msg-size-exceeded": "true"}
    exceeded = replace(cut, request=replace(cut.request, headers=headers))
    assert asked(exceeded) == [("phonecall", "0f000000-0000-4000-8000-000000000901")]


def test_a_call_that_is_not_done_is_nothing() -> None:
    known = "0f000000-0000-4000-8000-000000000901"
    option: Json = {"__type": OPTION, "Value": 0}
    opened = heard("phonecall-completed", InputParameters=target("phonecall", known, statecode=option))
    assert [*dynamics.activities(opened), *dynamics.fetches(opened)] == []


def test_a_merge_says_which_went_into_which_and_the_row_that_went_says_the_same() -> None:
    merged = told(heard("contact-merged"))
    assert (merged.type, merged.lead) == (Kind.CRM_CONTACT_MERGED, Keys(crm_id=BEN))
    assert (merged.properties["into"], merged.properties["merged"]) == (ADA, [BEN])
    assert asked(heard("contact-merged")) == [("contact", ADA)]
    gone = row("contact", BEN, merged=True, _masterid_value=ADA, _masterid_value__table="contact")
    [again] = answered(replace(ASKED, id=BEN), gone)
    assert isinstance(again, Activity)
    assert (again.id, again.lead) == (merged.id, merged.lead)
    older = "0a000000-0000-4000-8000-000000000002"
    gone = row("account", older, merged=True, _masterid_value=NORDLYS, _masterid_value__table="account")
    [account] = answered(replace(ASKED, what="account", id=older), gone)
    assert isinstance(account, Activity)
    assert account.id == told(heard("account-merged")).id


def test_a_lead_s_stage_is_its_status_in_the_crm_s_words() -> None:
    assert told(heard("lead-updated")).traits["crm.stage"] == "contacted"
    option: Json = {"__type": OPTION, "Value": 2}
    thin = heard("lead-updated", PostEntityImages=[], InputParameters=target("lead", EVA, statuscode=option))
    assert asked(thin) == [("lead", EVA)]


def test_a_deleted_opportunity_is_its_contact_s_where_an_image_says_so() -> None:
    deleted = told(heard("opportunity-deleted"))
    assert (deleted.type, deleted.lead) == (Kind.CRM_OPPORTUNITY_DELETED, Keys(crm_id=ADA))
    assert deleted.traits[f"crm.purchases.{PILOT}.deleted"] is True
    assert told(heard("opportunity-deleted", PreEntityImages=[])).lead == Keys()


@pytest.mark.parametrize("changed", [{"PrimaryEntityName": "incident"}, {"MessageName": "Retrieve"}])
def test_other_tables_and_messages_are_passed_over(changed: Mapping[str, Json]) -> None:
    webhook = heard("contact-updated", **changed)
    assert [*dynamics.activities(webhook), *dynamics.fetches(webhook)] == []


@pytest.mark.parametrize("wrong", [{"PrimaryEntityId": "1) or (1 eq 1"}, {"MessageName": None}])
def test_what_is_no_context_is_unreadable(wrong: Mapping[str, Json]) -> None:
    for read in (dynamics.activities, dynamics.fetches):
        with pytest.raises(Unreadable):
            list(read(heard("contact-updated", **wrong)))


def test_the_secret_is_in_the_query_or_in_a_header() -> None:
    one = sample("dynamics", "contact-updated")
    plain = replace(one.request, query="")
    ways = (
        replace(plain, query="code=known&x=1"),
        replace(plain, headers={"x-leadflow-secret": "known"}),
    )
    for request in ways:
        dynamics.SIGNATURE.verify(Webhook(one.sender, request, one.received_at), ["older", "known"])
    refused = (
        plain,
        replace(plain, query="code="),
        replace(plain, query="code=other"),
        replace(plain, query="&".join(["code=known"] * 50)),
        replace(plain, headers={"authorization": "known"}),
    )
    for request in refused:
        with pytest.raises(NotAuthenticated):
            dynamics.SIGNATURE.verify(Webhook(one.sender, request, one.received_at), ["known", ""])
