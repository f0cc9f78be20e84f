"""Salesforce's usual client in Python works against the stand-in as it is: tokens, records, fields, failures."""

from collections.abc import Iterator, Mapping
from typing import Final

import pytest
import requests
from simple_salesforce.api import Salesforce
from simple_salesforce.exceptions import (
    SalesforceAuthenticationFailed,
    SalesforceExpiredSession,
    SalesforceMalformedRequest,
    SalesforceMoreThanOneRecord,
    SalesforceRefusedRequest,
    SalesforceResourceNotFound,
)
from simple_salesforce.login import SalesforceLogin

from leadflow.domain.json import Json
from local.crm.exchange import Failure
from local.crm.salesforce.fields import Field
from local.crm.salesforce.login import CLIENT, REFRESH, USER
from tests.integration.salesforce import Talk, codes, talking

CONTACTS: Final = "SELECT COUNT() FROM Contact"


@pytest.fixture
def talk() -> Iterator[Talk]:
    with talking() as found:
        yield found


def test_it_logs_in_by_the_flows_that_need_no_browser(talk: Talk) -> None:
    key, secret = CLIENT
    user, password, token = USER
    clients = (
        Salesforce(consumer_key=key, consumer_secret=secret, domain="acme.my", session=talk.session),
        Salesforce(username=user, password=password, consumer_key=key, consumer_secret=secret, session=talk.session),
        Salesforce(username=user, password=password, security_token=token, session=talk.session),
    )
    assert [client.query(CONTACTS)["totalSize"] for client in clients] == [2, 2, 2]
    with pytest.raises(SalesforceAuthenticationFailed, match="invalid_client"):
        Salesforce(consumer_key=key, consumer_secret="another", domain="acme.my", session=talk.session)
    with pytest.raises(SalesforceAuthenticationFailed, match="INVALID_LOGIN"):
        SalesforceLogin(username=user, password="another", security_token=token, session=talk.session)


def test_a_refresh_token_is_exchanged_as_often_as_one_likes(talk: Talk) -> None:
    form = {"grant_type": "refresh_token", "refresh_token": REFRESH, "client_id": CLIENT[0]}
    tokens = [requests.post(f"{talk.standin.url}/services/oauth2/token", form, timeout=5).json() for _ in range(2)]
    assert len({each["access_token"] for each in tokens}) == 2
    assert tokens[0]["instance_url"] == talk.standin.url
    wrong = requests.post(f"{talk.standin.url}/services/oauth2/token", {**form, "refresh_token": "x"}, timeout=5)
    assert (wrong.status_code, wrong.json()["error"]) == (400, "invalid_grant")


def test_a_record_is_made_read_written_and_deleted(talk: Talk) -> None:
    made = talk.of("Lead").create({"LastName": "Dahl", "Company": "Dahl AS", "Email": "eva@dahl.example"})
    assert made["success"] is True
    assert talk.of("Lead").update(made["id"], {"Status": "Working - Contacted"}) == 204
    assert talk.of("Lead").get(made["id"])["Status"] == "Working - Contacted"
    assert talk.of("Lead").delete(made["id"]) == 204
    with pytest.raises(SalesforceResourceNotFound) as error:
        talk.of("Lead").get(made["id"])
    assert codes(error) == ["NOT_FOUND"]
    gone = f"SELECT IsDeleted FROM Lead WHERE Id = '{made['id'][:15]}'"  # noqa: S608 - of a stand-in
    assert talk.client.query(gone)["totalSize"] == 0
    assert talk.client.query(gone, include_deleted=True)["records"][0]["IsDeleted"] is True


@pytest.mark.parametrize(
    ("stated", "code"),
    [
        ({"Company": "Dahl AS"}, "REQUIRED_FIELD_MISSING"),
        ({"LastName": "Dahl", "Company": "Dahl AS", "Email": "person1@fjord.example"}, "DUPLICATES_DETECTED"),
        ({"LastName": "Dahl", "Company": "Dahl AS", "Email": "eva"}, "INVALID_EMAIL_ADDRESS"),
        ({"LastName": "Dahl", "Company": "Dahl AS", "Nope": "x"}, "INVALID_FIELD"),
        ({"LastName": "Dahl", "Company": "Dahl AS", "IsConverted": True}, "INVALID_FIELD_FOR_INSERT_UPDATE"),
        ({"LastName": 1, "Company": "Dahl AS"}, "JSON_PARSER_ERROR"),
    ],
)
def test_what_may_not_be_written_is_refused_by_its_fault(talk: Talk, stated: Mapping[str, Json], code: str) -> None:
    with pytest.raises(SalesforceMalformedRequest) as error:
        talk.of("Lead").create(dict(stated))
    assert codes(error) == [code]


def test_a_duplicate_is_saved_where_that_is_asked_for(talk: Talk) -> None:
    stated = {"LastName": "Dahl", "Company": "Dahl AS", "Email": "person1@fjord.example"}
    headers = {"Sforce-Duplicate-Rule-Header": "allowSave=true"}
    assert talk.of("Lead").create(stated, headers=headers)["success"] is True


def test_a_converted_lead_is_not_written_to(talk: Talk) -> None:
    [bo] = talk.client.query("SELECT Id, ConvertedContactId FROM Lead WHERE IsConverted = true")["records"]
    assert talk.of("Contact").get(bo["ConvertedContactId"])["Email"] == "bo@fjell.example"
    with pytest.raises(SalesforceMalformedRequest) as error:
        talk.of("Lead").update(bo["Id"], {"Status": "Working - Contacted"})
    assert codes(error) == ["CANNOT_UPDATE_CONVERTED_LEAD"]


def test_an_upsert_makes_writes_or_cannot_choose(talk: Talk) -> None:
    talk.provider.org.add_field("Lead", Field("Key__c", "string", "Key", external=True))
    stated = {"LastName": "Dahl", "Company": "Dahl AS"}
    assert talk.of("Lead").upsert("Key__c/a-1", stated) == 201
    assert talk.of("Lead").upsert("Key__c/A-1", {"Status": "Working - Contacted"}) == 200
    assert talk.of("Lead").get_by_custom_id("Key__c", "a-1")["Status"] == "Working - Contacted"
    for value, code in (("Key__c", "INVALID_FIELD"), ("Id", "INVALID_FIELD")):
        with pytest.raises(SalesforceMalformedRequest) as error:
            talk.of("Lead").upsert("Key__c/a-1", {value: "a-1"})
        assert codes(error) == [code]
    with pytest.raises(SalesforceResourceNotFound):
        talk.of("Lead").upsert("Company/ada", stated)
    assert [talk.of("Lead").upsert("Email/ada@dahl.example", stated) for _ in range(2)] == [201, 200]
    talk.of("Lead").create({**stated, "Key__c": "a-1"})
    with pytest.raises(SalesforceMoreThanOneRecord) as several:
        talk.of("Lead").upsert("Key__c/a-1", {"Status": "Working - Contacted"})
    assert len(several.value.content) == 2


def test_the_schema_says_what_fields_hold_and_who_may_write_them(talk: Talk) -> None:
    assert {"Lead", "Contact", "Task"} <= {each["name"] for each in (talk.client.describe() or {})["sobjects"]}
    fields = {each["name"]: each for each in talk.of("Lead").describe()["fields"]}
    assert (fields["Status"]["type"], fields["Status"]["picklistValues"][0]["value"]) == (
        "picklist",
        "Open - Not Contacted",
    )
    assert (fields["IsConverted"]["updateable"], fields["Email"]["updateable"]) == (False, True)


def test_a_new_field_can_be_made_once(talk: Talk) -> None:
    definition = {"value": [{"fullName": "A", "label": "A", "default": False}], "sorted": False}
    metadata = {"type": "Picklist", "label": "Segment", "valueSet": {"valueSetDefinition": definition}}
    stated = {"FullName": "Contact.Segment__c", "Metadata": metadata}
    assert talk.client.toolingexecute("sobjects/CustomField", "POST", stated)["success"] is True
    fields = {each["name"]: each for each in talk.of("Contact").describe()["fields"]}
    assert (fields["Segment__c"]["custom"], fields["Segment__c"]["picklistValues"][0]["value"]) == (True, "A")
    for wrong, code in (
        (stated, "DUPLICATE_DEVELOPER_NAME"),
        ({**stated, "FullName": "Contact.Segment"}, "FIELD_INTEGRITY_EXCEPTION"),
        ({"FullName": "Contact.A__c", "Metadata": {"type": "Text", "label": "A"}}, "REQUIRED_FIELD_MISSING"),
    ):
        with pytest.raises(SalesforceMalformedRequest) as error:
            talk.client.toolingexecute("sobjects/CustomField", "POST", wrong)
        assert codes(error) == [code]


def test_a_session_that_has_ended_a_used_up_day_and_failures_are_told(talk: Talk) -> None:
    talk.client.query("SELECT Id FROM Lead")
    assert talk.client.api_usage["api-usage"].total == talk.provider.daily
    assert talk.client.limits()["DailyApiRequests"]["Remaining"] == talk.provider.daily - 2
    talk.standin.fail(Failure(503))
    with pytest.raises(Exception, match="SERVER_UNAVAILABLE"):
        talk.client.query("SELECT Id FROM Lead")
    talk.provider.daily = talk.provider.used
    with pytest.raises(SalesforceRefusedRequest) as refused:
        talk.client.query("SELECT Id FROM Lead")
    assert codes(refused) == ["REQUEST_LIMIT_EXCEEDED"]
    talk.provider.login.sessions.clear()
    with pytest.raises(SalesforceExpiredSession) as expired:
        talk.client.query("SELECT Id FROM Lead")
    assert codes(expired) == ["INVALID_SESSION_ID"]


def test_a_client_whose_session_has_ended_logs_in_anew(talk: Talk) -> None:
    key, secret = CLIENT
    client = Salesforce(consumer_key=key, consumer_secret=secret, domain="acme.my", session=talk.session)
    talk.provider.login.sessions.clear()
    assert client.query(CONTACTS)["totalSize"] == 2
