"""Salesforce's usual client in Python does several things at once in the stand-in."""

from collections.abc import Iterator

import pytest
from simple_salesforce.exceptions import SalesforceMalformedRequest

from leadflow.domain.json import Json
from local.crm.salesforce.fields import Field
from tests.integration.salesforce import Talk, talking


@pytest.fixture
def talk() -> Iterator[Talk]:
    with talking() as found:
        yield found


def part(method: str, name: str, url: str, body: Json = None) -> dict[str, Json]:
    return {"method": method, "referenceId": name, "url": f"/services/data/v60.0/{url}", "body": body}


def composite(talk: Talk, *parts: Json, together: bool = True) -> list[tuple[int, Json]]:
    answer = talk.client.restful("composite", method="POST", json={"allOrNone": together, "compositeRequest": [*parts]})
    assert answer is not None
    return [(each["httpStatusCode"], each["body"]) for each in answer["compositeResponse"]]


def test_a_composite_names_the_results_of_its_parts(talk: Talk) -> None:
    lead = part("POST", "lead", "sobjects/Lead", {"LastName": "Dahl", "Company": "Dahl AS"})
    task = part("POST", "task", "sobjects/Task", {"Subject": "Call", "WhoId": "@{lead.id}"})
    assert [status for status, _ in composite(talk, lead, task)] == [201, 201]
    assert talk.count("Task WHERE Who.LastName = 'Dahl'") == 1


def test_a_composite_is_done_as_a_whole_or_in_parts(talk: Talk) -> None:
    lead = part("POST", "lead", "sobjects/Lead", {"LastName": "Dahl", "Company": "Dahl AS"})
    wrong = part("POST", "wrong", "sobjects/Lead", {"LastName": "Dahl"})
    count = "SELECT COUNT() FROM Lead WHERE Company = 'Dahl AS'"
    (first, halted), (second, fault) = composite(talk, lead, wrong)
    assert (first, second) == (400, 400)
    assert isinstance(halted, list)
    assert isinstance(fault, list)
    assert (halted[0]["errorCode"], fault[0]["errorCode"]) == ("PROCESSING_HALTED", "REQUIRED_FIELD_MISSING")
    assert talk.client.query(count)["totalSize"] == 0
    assert [status for status, _ in composite(talk, lead, wrong, together=False)] == [201, 400]
    assert talk.client.query(count)["totalSize"] == 1
    with pytest.raises(SalesforceMalformedRequest):
        composite(talk, *[lead] * 26)


def test_a_collection_is_done_as_far_as_it_goes_or_not_at_all(talk: Talk) -> None:
    attributes = {"type": "Lead"}
    records = [
        {"attributes": attributes, "LastName": "Dahl", "Company": "Dahl AS"},
        {"attributes": attributes, "LastName": "X"},
    ]
    good, wrong = talk.client.restful(
        "composite/sobjects", method="POST", json={"allOrNone": False, "records": records}
    )  # type: ignore[misc]  # a list
    assert (good["success"], wrong["success"], wrong["errors"][0]["statusCode"]) == (
        True,
        False,
        "REQUIRED_FIELD_MISSING",
    )
    change = [{"attributes": attributes, "id": good["id"], "Status": "Working - Contacted"}]
    [changed] = talk.client.restful("composite/sobjects", method="PATCH", json={"records": change})  # type: ignore[misc]  # a list
    assert changed == {"id": good["id"], "success": True, "errors": []}
    undone, _ = talk.client.restful("composite/sobjects", method="POST", json={"allOrNone": True, "records": records})  # type: ignore[misc]  # a list
    assert undone["errors"][0]["statusCode"] == "ALL_OR_NONE_OPERATION_ROLLED_BACK"
    [deleted] = talk.client.restful("composite/sobjects", {"ids": good["id"]}, method="DELETE")  # type: ignore[misc]  # a list
    assert deleted["success"] is True
    assert talk.count("Lead WHERE Company = 'Dahl AS'") == 0


def test_a_collection_is_upserted(talk: Talk) -> None:
    talk.provider.org.add_field("Contact", Field("Key__c", "string", "Key", external=True))
    records = [{"attributes": {"type": "Contact"}, "Key__c": "a", "LastName": "Dahl"}] * 2
    done = talk.client.restful("composite/sobjects/Contact/Key__c", method="PATCH", json={"records": records})
    assert [each["created"] for each in done or []] == [True, False]
