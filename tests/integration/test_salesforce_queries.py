"""Salesforce's usual client in Python asks the stand-in, in SOQL, page by page."""

from collections.abc import Iterator
from typing import Final

import pytest
from simple_salesforce.exceptions import SalesforceMalformedRequest

from tests.integration.salesforce import Talk, codes, talking

ADA: Final = "ada.lindqvist@nordlys.example"


@pytest.fixture
def talk() -> Iterator[Talk]:
    with talking() as found:
        yield found


def test_a_query_reaches_related_records_and_none(talk: Talk) -> None:
    text = "SELECT Id, Email, Account.Name, Account.Owner.Email, Owner.Email FROM Contact WHERE Title = 'cto' LIMIT 1"
    [ada] = talk.client.query(text)["records"]
    assert (ada["Email"], ada["Account"]["Name"]) == (ADA, "Nordlys AS")
    assert (ada["Account"]["Owner"]["Email"], ada["Owner"]["Email"]) == ("jonas@acme.example", "grace@acme.example")
    assert ada["attributes"]["type"] == "Contact"
    [meeting] = talk.client.query("SELECT Id, What.Name, Who.Email FROM Event")["records"]
    assert (meeting["What"], meeting["Who"]["Email"]) == (None, ADA)


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ("Status = 'Working - Contacted'", ["person1@fjord.example", "person4@fjord.example"]),
        ("Email LIKE '%4@fjord%' AND IsConverted = false", ["person4@fjord.example"]),
        ("Email IN ('person0@fjord.example', 'O\\'Hara')", ["person0@fjord.example"]),
        (
            "Email NOT IN ('bo@fjell.example') AND Status = 'Open - Not Contacted'",
            ["person0@fjord.example", "person3@fjord.example"],
        ),
        ("ConvertedContactId != null", ["bo@fjell.example"]),
        ("LastModifiedDate > 2100-01-01T00:00:00Z", []),
    ],
)
def test_a_query_compares(talk: Talk, where: str, found: list[str]) -> None:
    query = f"SELECT Email FROM Lead WHERE {where} ORDER BY Email LIMIT 2"  # noqa: S608 - of a stand-in
    rows = talk.client.query(query)["records"]
    assert [each["Email"] for each in rows] == found


def test_a_long_answer_comes_in_pages(talk: Talk) -> None:
    talk.provider.queries.batch = 2
    emails = [each["Email"] for each in talk.client.query_all("SELECT Email FROM Lead ORDER BY Email DESC")["records"]]
    assert emails == [*(f"person{number}@fjord.example" for number in (4, 3, 2, 1, 0)), "bo@fjell.example"]
    assert len(talk.standin.calls) == 3
    with pytest.raises(SalesforceMalformedRequest) as error:
        talk.client.query_more("01gNONE-2000")
    assert codes(error) == ["INVALID_QUERY_LOCATOR"]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("SELECT Id FROM", "MALFORMED_QUERY"),
        ("SELECT Id FROM Lead WHERE Email ~ 'x'", "MALFORMED_QUERY"),
        ("SELECT Id FROM Lead WHERE Email = 'x", "MALFORMED_QUERY"),
        ("SELECT Nope FROM Lead", "INVALID_FIELD"),
        ("SELECT Nope.Name FROM Lead", "INVALID_FIELD"),
        ("SELECT Id FROM Lead WHERE IsConverted = 'true'", "INVALID_FIELD"),
        ("SELECT Id FROM Nope", "INVALID_TYPE"),
    ],
)
def test_a_query_that_is_wrong_is_refused_by_its_fault(talk: Talk, query: str, code: str) -> None:
    with pytest.raises(SalesforceMalformedRequest) as error:
        talk.client.query(query)
    assert codes(error) == [code]
