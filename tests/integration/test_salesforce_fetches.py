"""What Salesforce is asked for because an event left it out: over real HTTP from the stand-in."""

from collections.abc import Iterator

import pytest

from leadflow.adapters.crm.salesforce.soql import ROWS
from leadflow.application.channel import RefusedForGood, TryAgain
from leadflow.application.fetch import Fetch
from leadflow.domain.activity import Activity
from leadflow.domain.crm import Field, Object
from leadflow.domain.identity import Keys
from leadflow.domain.instant import HOUR, Duration, parse
from leadflow.domain.sender import Sender
from local.crm.exchange import Failure
from tests.integration.asking_salesforce import ADA, Asking, asked


@pytest.fixture
def asking() -> Iterator[Asking]:
    with asked() as found:
        yield found


def only(found: list[Activity | Fetch]) -> Activity:
    [activity] = found
    assert isinstance(activity, Activity)
    return activity


def test_an_owner_is_known_by_the_address_however_the_record_was_heard_of(asking: Asking) -> None:
    ada = asking.known("Contact", Email=ADA)
    fetched = only(asking.fetch("Contact", ada))
    assert fetched in asking.pull("contacts")
    assert fetched.traits["crm.owner"] == "grace@acme.example"


def test_an_account_is_told_of_all_its_contacts_page_by_page(asking: Asking) -> None:
    firm = asking.known("Account", Name="Nordlys AS")
    for number in range(ROWS):
        asking.provider.org.create("Contact", {"LastName": f"Dahl {number}", "AccountId": firm})
    *found, more = asking.fetch("Account", firm)
    first = found[0]
    assert isinstance(first, Activity)
    assert isinstance(more, Fetch)
    assert (first.type, first.lead.email, first.traits["industry"]) == ("crm.account.changed", ADA, "Energy")
    [last] = asking.fetch(more.what, more.id, **more.about)
    assert isinstance(last, Activity)
    assert last.lead.crm_id not in {each.lead.crm_id for each in found if isinstance(each, Activity)}
    assert len(found) == ROWS


def test_an_opportunity_is_told_of_its_contact_also_when_it_is_deleted(asking: Asking) -> None:
    name = asking.known("Opportunity", Amount=5000.0)
    assert only(asking.fetch("Opportunity", name)).type == "crm.opportunity.changed"
    asking.provider.org.delete("Opportunity", name)
    gone = only(asking.fetch("Opportunity", name, change="DELETE"))
    assert (gone.type, gone.traits[f"crm.purchases.{name}.deleted"]) == ("crm.opportunity.deleted", True)
    assert gone.lead.email == ADA


def test_what_was_deleted_is_gone_or_was_merged_and_comes_back(asking: Asking) -> None:
    org, ada, bo = (
        asking.provider.org,
        asking.known("Contact", Email=ADA),
        asking.known("Contact", Email="bo@fjell.example"),
    )
    org.delete("Contact", bo)
    gone = only(asking.fetch("Contact", bo, change="DELETE"))
    assert (gone.type, gone.lead, gone.traits) == ("crm.contact.deleted", Keys(crm_id=bo), {"crm.deleted": True})
    org.restore("Contact", bo)
    back = only(asking.fetch("Contact", bo))
    assert (back.type, back.traits["crm.deleted"], back.lead.email) == (
        "crm.contact.changed",
        False,
        "bo@fjell.example",
    )
    org.delete("Contact", bo, into=ada)
    merged = only(asking.fetch("Contact", bo, change="DELETE"))
    assert (merged.type, merged.properties["into"], merged.lead) == ("crm.contact.merged", ada, Keys(crm_id=bo))
    assert merged.traits == {}


def test_what_was_deleted_for_good_is_gone_and_what_was_never_there_is_nothing(asking: Asking) -> None:
    at = "2026-03-02T09:59:00Z"
    gone = only(asking.fetch("Lead", "00Q5f0000099999", change="DELETE", at=at))
    assert (gone.type, gone.occurred_at) == ("crm.lead.deleted", parse(at))
    assert asking.fetch("Lead", "00Q5f0000099999") == []
    assert asking.fetch("Opportunity", "0065f0000099999", change="DELETE") == []


def test_an_overflow_is_made_good_by_what_has_changed_since(asking: Asking) -> None:
    assert len(asking.fetch("Lead", "since", at="2026-03-01T08:59:00Z")) == 6
    assert asking.fetch("Lead", "since", at="2026-03-01T09:01:00Z") == []
    assert len(asking.fetch("Opportunity", "since", at="2026-03-01T08:59:00Z")) == 2
    assert len(asking.fetch("Account", "since", at="2026-03-01T08:59:00Z")) == 2


@pytest.mark.parametrize(("what", "known"), [("Case", "5005f00000CaOne"), ("Lead", "x' OR Id != '"), ("Lead", "since")])
def test_only_what_there_is_to_ask_for_is_asked_for(asking: Asking, what: str, known: str) -> None:
    with pytest.raises(RefusedForGood):
        asking.fetch(what, known)
    assert not [call for call in asking.standin.calls if "query" in call.asked.path]


@pytest.mark.parametrize(
    ("failure", "after"),
    [
        (Failure(401), 0),
        (Failure(403), HOUR),
        (Failure(429), HOUR),
        (Failure(503), 0),
        (Failure(503, retry_after=7), 7_000_000),
        (Failure(500), 0),
        (Failure(silent=True), 0),
    ],
)
def test_what_fails_for_now_comes_again(asking: Asking, failure: Failure, after: int) -> None:
    asking.token()
    asking.standin.fail(failure)
    with pytest.raises(TryAgain) as error:
        asking.fetch("Lead", "00Q5f0000000001")
    assert error.value.after == Duration(after)


def test_a_query_that_salesforce_refuses_is_refused_for_good_by_its_code(asking: Asking) -> None:
    asking.sender = Sender(
        "crm", "salesforce", instance=asking.standin.url, fields_map={"x": Field("x", "Nope__c", Object.LEAD)}
    )
    with pytest.raises(RefusedForGood, match="Salesforce answered 400: INVALID_FIELD"):
        asking.fetch("Lead", "00Q5f0000000001")
