"""What Dataverse answers to the questions that its webhooks raise, and how it is asked: with which token, for what."""

import json
from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from leadflow.adapters.crm.dynamics import rows
from leadflow.adapters.sources import dynamics
from leadflow.application.channel import RefusedForGood, Reply, TryAgain
from leadflow.application.fetch import Fetch
from leadflow.domain.activity import Activity, Kind
from leadflow.domain.identity import Keys
from leadflow.domain.instant import SECOND
from leadflow.domain.json import Json
from tests.unit.sources.dynamics_events import (
    ADA,
    ASKED,
    BEN,
    BO,
    EVA,
    FORMATTED,
    NORDLYS,
    PILOT,
    TABLE,
    answered,
    heard,
    row,
    sender,
)


def test_a_row_tells_its_owner_its_labels_and_then_asks_what_its_account_says() -> None:
    stated = row(
        "contact",
        ADA.upper(),
        emailaddress1="Ada@nordlys.example",
        jobtitle="CTO",
        preferredcontactmethodcode=2,
        preferredcontactmethodcode__label="Email",
        _parentcustomerid_value=NORDLYS,
        _parentcustomerid_value__table="account",
        _parentcustomerid_value__label="Nordlys AS",
        owninguser={"internalemailaddress": "Bo@acme.example"},
    )
    activity, account = answered(ASKED, stated)
    assert isinstance(activity, Activity)
    assert activity.lead == Keys("ada@nordlys.example", ADA)
    assert (activity.traits["crm.owner"], activity.traits["reached_by"]) == ("bo@acme.example", "Email")
    assert isinstance(account, Fetch)
    assert (account.what, account.id) == ("account", NORDLYS)
    about = row("account", NORDLYS, name="Nordlys AS", numberofemployees=1200, numberofemployees__label="1,200")
    [found] = answered(account, {**about, "industrycode": 3, f"industrycode{FORMATTED}": "Software"})
    assert isinstance(found, Activity)
    assert (found.type, found.lead) == (Kind.IDENTITY_STATED, Keys(crm_id=ADA))
    assert (found.traits["employees"], found.traits["industry"]) == (1200, "Software")


def test_a_changed_account_is_told_of_all_its_contacts_page_by_page() -> None:
    [fetch] = dynamics.fetches(heard("account-updated"))
    [members] = answered(fetch, row("account", NORDLYS, name="Nordlys AS"))
    assert isinstance(members, Fetch)
    address = urlsplit(dynamics.request(members, sender(), "t").url)
    assert address.path == "/api/data/v9.2/contacts"
    assert parse_qs(address.query)["$filter"] == [f"_parentcustomerid_value eq {NORDLYS}"]
    following = "https://nordsales.crm4.dynamics.com/api/data/v9.2/contacts?$skiptoken=2"
    ada = {"contactid": ADA, "emailaddress1": "ada@nordlys.example"}
    first, further = answered(members, {"value": [ada], "@odata.nextLink": following})
    assert isinstance(first, Activity)
    assert (first.type, first.lead) == (Kind.CRM_ACCOUNT_CHANGED, Keys("ada@nordlys.example", ADA))
    assert isinstance(further, Fetch)
    assert dynamics.request(further, sender(), "t").url == following
    [second] = answered(further, {"value": [{"contactid": BEN}]})
    assert isinstance(second, Activity)
    assert second.lead == Keys(crm_id=BEN)


def test_a_next_page_anywhere_else_is_refused() -> None:
    members = replace(ASKED, what="contacts", id=NORDLYS, about={"at": "0", "traits": "{}"})
    for elsewhere in ("https://evil.example/api/data/v9.2/contacts", "https://nordsales.crm4.dynamics.com/other"):
        with pytest.raises(RefusedForGood, match="not on the instance"):
            answered(members, {"value": [], "@odata.nextLink": elsewhere})


def test_a_lead_that_became_a_contact_has_gone_into_it() -> None:
    became = row("contact", ADA, _originatingleadid_value=EVA, _originatingleadid_value__table="lead")
    _, merged = answered(ASKED, became)
    assert isinstance(merged, Activity)
    assert (merged.type, merged.lead, merged.properties["into"]) == (Kind.CRM_LEAD_MERGED, Keys(crm_id=EVA), ADA)
    [qualified] = answered(replace(ASKED, what="lead", id=EVA), row("lead", EVA, statecode=1))
    assert isinstance(qualified, Activity)
    assert "crm.record" not in qualified.traits


def opportunity(**values: Json) -> Activity:
    stated = row("opportunity", PILOT, _parentcontactid_value=ADA, _parentcontactid_value__table="contact", **values)
    [activity] = answered(replace(ASKED, what="opportunity", id=PILOT), stated)
    assert isinstance(activity, Activity)
    return activity


def test_a_won_opportunity_is_a_purchase_whatever_its_state_is_called() -> None:
    currency: Json = {"isocurrencycode": "EUR"}
    won = opportunity(
        statecode=1,
        statecode__label="Gewonnen",
        actualvalue=900.5,
        estimatedvalue=1000.0,
        actualclosedate="2026-01-15",
        transactioncurrencyid=currency,
    )
    assert (won.type, won.lead) == (Kind.CRM_OPPORTUNITY_CHANGED, Keys(crm_id=ADA))
    purchase = {name.rpartition(".")[2]: value for name, value in won.traits.items() if "purchases" in name}
    assert purchase == {"amount": 900.5, "currency": "EUR", "at": "2026-01-15", "deleted": False}


def test_an_open_opportunity_has_the_stage_of_sales_and_is_no_purchase() -> None:
    opened = opportunity(statecode=0, salesstage=2, salesstage__label="Propose", estimatedvalue=1000.0)
    assert (opened.properties["stage"], opened.properties["amount"]) == ("propose", 1000.0)
    assert opened.traits[f"crm.purchases.{PILOT}.deleted"] is True


def test_a_done_call_counts_once_for_each_who_took_part_and_mail_that_came_in_not_at_all() -> None:
    known = "0f000000-0000-4000-8000-000000000901"
    parties: Json = [
        {"_partyid_value": each, f"_partyid_value{TABLE}": table}
        for each, table in ((BO, "systemuser"), (ADA, "contact"), (EVA, "lead"), (ADA, "contact"))
    ]
    call = row("phonecall", known, statecode=1, actualend="2026-02-10T09:20:00Z", phonecall_activity_parties=parties)
    found = answered(replace(ASKED, what="phonecall", id=known), call)
    assert [each.lead.crm_id for each in found if isinstance(each, Activity)] == [ADA, EVA]
    for outgoing, times in ((True, 1), (False, 0)):
        regarding = {"_regardingobjectid_value": ADA, f"_regardingobjectid_value{TABLE}": "contact"}
        mail = {**row("email", known, statecode=1, directioncode=outgoing), **regarding}
        assert len(answered(replace(ASKED, what="email", id=known), mail)) == times


@pytest.mark.parametrize(
    ("status", "headers", "code", "after"),
    [
        (429, {"retry-after": "27"}, "0x80072322", 27 * SECOND),
        (429, {"retry-after": "soon"}, "0x80072326", 0),
        (401, {}, "", 0),
        (503, {"retry-after": "5"}, "", 5 * SECOND),
    ],
)
def test_what_may_be_different_later_is_tried_again(
    status: int, headers: Mapping[str, str], code: str, after: int
) -> None:
    body = json.dumps({"error": {"code": code, "message": "told"}}).encode()
    with pytest.raises(TryAgain, match=f"Dataverse answered {status}: {code}") as again:
        list(dynamics.fetched(ASKED, Reply(status, headers, body), sender()))
    assert again.value.after == after


def test_what_there_is_not_or_may_not_be_seen_is_refused_for_good_by_name() -> None:
    message = "Could not find a property named 'jobtitel' on type 'Microsoft.Dynamics.CRM.contact'."
    with pytest.raises(RefusedForGood, match="jobtitel"):
        answered(ASKED, {"error": {"code": "0x80060888", "message": message}}, 400)
    with pytest.raises(RefusedForGood, match="403: 0x80040220 missing prvReadContact"):
        answered(ASKED, {"error": {"code": "0x80040220", "message": "missing prvReadContact"}}, 403)
    assert answered(ASKED, {"error": {"code": "0x80040217", "message": "Does Not Exist"}}, 404) == []


def test_a_row_is_asked_for_with_the_columns_of_the_map_and_all_labels() -> None:
    request = dynamics.request(ASKED, sender(), "token")
    assert request.hosts == frozenset({"nordsales.crm4.dynamics.com"})
    assert request.headers["authorization"] == "Bearer token"
    assert request.headers["prefer"].startswith('odata.include-annotations="*"')
    query = parse_qs(unquote(urlsplit(request.url).query))
    assert {"jobtitle", "telephone1", "_ownerid_value"} <= set(query["$select"][0].split(","))
    assert "new_seats" not in query["$select"][0]


def test_a_token_is_asked_for_where_the_instance_s_cloud_gives_it_out() -> None:
    secret = json.dumps({"tenant": "acme.example", "client_id": "id", "client_secret": "s&t"})
    request = dynamics.grant(sender(), secret)
    assert request is not None
    assert request.url == "https://login.microsoftonline.com/acme.example/oauth2/v2.0/token"
    assert parse_qs(request.body.decode())["scope"] == ["https://nordsales.crm4.dynamics.com/.default"]
    assert parse_qs(request.body.decode())["client_secret"] == ["s&t"]
    government = dynamics.grant(replace(sender(), instance="https://a.crm.microsoftdynamics.us"), secret)
    assert government is not None
    assert government.hosts == frozenset({"login.microsoftonline.us"})
    assert dynamics.grant(sender(), "eyJ0.bearer.token") is None
    for wrong in ({"tenant": "a/../b", "client_id": "i", "client_secret": "s"}, {"tenant": "a"}):
        with pytest.raises(RefusedForGood, match="needs tenant, client_id and client_secret"):
            dynamics.grant(sender(), json.dumps(wrong))


def test_a_grant_holds_as_long_as_it_says_and_a_refusal_is_tried_again() -> None:
    grant = dynamics.granted(Reply(200, {}, b'{"access_token":"t","expires_in":3599,"token_type":"Bearer"}'))
    assert (grant.token, grant.lifetime) == ("t", 3599 * SECOND)
    for reply in (Reply(401, {}, b'{"error":"invalid_client"}'), Reply(503, {}, b"<html>")):
        with pytest.raises(TryAgain, match=str(reply.status)):
            dynamics.granted(reply)


@pytest.mark.parametrize(
    ("value", "label", "plain"),
    [
        (3, "Software", "Software"),
        (3, "100-249", "100-249"),
        (1200, "1,200", 1200),
        (-5, "-5", -5),
        (12000.0, "€12,000.00", 12000.0),
        (True, "Yes", True),
        ("1,3", "Mail; Phone", ["Mail", "Phone"]),
        ("2026-04-30", "4/30/2026", "2026-04-30"),
        ("CTO", "CTO", "CTO"),
    ],
)
def test_only_the_labels_of_choices_are_told(value: Json, label: str, plain: Json) -> None:
    found = rows.of_api("contact", {"contactid": ADA, "column": value, f"column{FORMATTED}": label})
    assert found.plain("column") == plain
