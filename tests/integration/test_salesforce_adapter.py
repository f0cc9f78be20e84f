"""What is pulled from Salesforce, with which token, and what fields it has: over real HTTP from the stand-in."""

import json
from collections.abc import Iterator, Mapping
from typing import Final

import pytest

from leadflow.adapters.crm import salesforce as crm
from leadflow.adapters.crm.salesforce.soql import ROWS
from leadflow.adapters.sources import salesforce as source
from leadflow.application.channel import RefusedForGood, TryAgain
from leadflow.application.crm import CrmField, CrmModule, FieldKind
from leadflow.application.grants import Granting
from leadflow.domain.crm import Object
from leadflow.domain.identity import Keys
from leadflow.domain.instant import HOUR, Instant, parse
from local.crm.salesforce.login import CLIENT, REFRESH
from tests.integration.asking_salesforce import ADA, NOW, Asking, asked

MODULE: Final[CrmModule] = crm
"""Written out so that the type checker holds the module against the protocol."""


@pytest.fixture
def asking() -> Iterator[Asking]:
    with asked() as found:
        yield found


def test_a_secret_is_exchanged_for_a_token_that_is_used_until_it_ends(asking: Asking) -> None:
    assert isinstance(crm, Granting)
    assert isinstance(source, Granting)
    first = asking.token()
    assert asking.token() == first
    asking.now = Instant(NOW + HOUR)
    assert asking.token() != first
    refresh = json.dumps({"client_id": CLIENT[0], "refresh_token": REFRESH})
    assert asking.token(refresh) in asking.provider.login.sessions
    assert asking.token("00D!a-session") == "00D!a-session"


def test_a_secret_that_is_refused_can_be_renewed_and_one_that_is_none_cannot(asking: Asking) -> None:
    with pytest.raises(TryAgain, match="400, invalid_client"):
        asking.token(json.dumps({"client_id": CLIENT[0], "client_secret": "another"}))
    for secret in ("{", "{}", '{"client_id": "x"}'):
        with pytest.raises(RefusedForGood):
            asking.token(secret)


def test_owners_come_first_and_tell_of_nobody(asking: Asking) -> None:
    assert crm.PULLED[0] == "owners"
    page = crm.paged(
        asking.sender, "owners", asking.post(crm.page(asking.sender, "owners", None, asking.token())), {}, NOW
    )
    assert sorted(page.owners.values()) == ["grace@acme.example", "jonas@acme.example"]
    assert (page.activities, page.records, page.next) == ([], 2, None)


def test_a_pull_reads_people_and_what_was_converted(asking: Asking) -> None:
    [ada, bo] = asking.pull("contacts")
    assert (ada.type, ada.lead.email, ada.lead.crm_id) == (
        "crm.contact.changed",
        ADA,
        asking.known("Contact", Email=ADA),
    )
    assert {name: ada.traits[name] for name in ("crm.owner", "crm.account_name", "crm.account_owner")} == {
        "crm.owner": "grace@acme.example",
        "crm.account_name": "Nordlys AS",
        "crm.account_owner": "jonas@acme.example",
    }
    assert (ada.traits["title"], ada.traits["industry"], ada.traits["crm.deleted"]) == ("CTO", "Energy", False)
    leads = asking.pull("leads")
    assert [each.type for each in leads] == ["crm.lead.merged", *["crm.lead.changed"] * 5]
    assert leads[0].properties["into"] == bo.lead.crm_id
    assert leads[1].traits["crm.stage"] == "open - not contacted"


def test_a_pull_goes_on_where_it_was_and_tells_the_same_again(asking: Asking) -> None:
    for number in range(2 * ROWS):
        asking.provider.org.create("Lead", {"LastName": f"Dahl {number}", "Company": "Dahl AS"})
    asking.token()
    whole, before = asking.pull("leads"), len(asking.standin.calls)
    assert len(whole) == len({each.id for each in whole}) == 2 * ROWS + 6
    assert asking.pull("leads") == whole
    assert len(asking.standin.calls) - before == 3
    second = asking.post(crm.page(asking.sender, "leads", whole[ROWS - 1].lead.crm_id, asking.token()))
    assert [*crm.paged(asking.sender, "leads", second, {}, NOW).activities] == whole[ROWS : 2 * ROWS]


def test_a_pull_reads_opportunities_under_their_ids_and_what_was_won_as_purchases(asking: Asking) -> None:
    under_way, won = asking.pull("opportunities")
    assert under_way.lead == won.lead == Keys(ADA, asking.known("Contact", Email=ADA))
    name, sold = asking.known("Opportunity", Amount=1200.5), asking.known("Opportunity", Amount=5000.0)
    assert under_way.properties == {
        "record": name,
        "object": "opportunity",
        "stage": "negotiation/review",
        "amount": 1200.5,
        "name": "Nordlys 1200.5",
    }
    assert under_way.traits[f"crm.opportunities.{name}.owner"] == "grace@acme.example"
    assert under_way.traits[f"crm.opportunities.{name}.kind"] == "Nordlys 1200.5"
    assert under_way.traits[f"crm.purchases.{name}.deleted"] is True
    assert won.traits[f"crm.opportunities.{sold}.stage"] == "won"
    assert (won.traits[f"crm.purchases.{sold}.amount"], won.traits[f"crm.purchases.{sold}.at"]) == (
        5000.0,
        "2026-02-27",
    )


def test_a_pull_reads_what_sales_has_done_and_not_what_it_plans(asking: Asking) -> None:
    ada = asking.known("Contact", Email=ADA)
    later = {"Subject": "Demo 2", "StartDateTime": "2026-04-01T09:00:00.000+0000", "WhoId": ada}
    asking.provider.org.create("Event", later)
    asking.provider.org.create("Event", {**later, "StartDateTime": "2026-02-01T09:00:00.000+0000", "WhoId": None})
    [call], [met] = asking.pull("tasks"), asking.pull("events")
    assert (call.type, call.lead, call.properties["subject"]) == ("sales.called", Keys(crm_id=ada), "Call")
    assert (met.type, met.occurred_at) == ("sales.met", parse("2026-02-24T09:00:00Z"))
    asking.provider.org.update("Task", str(call.properties["record"]), {"Subject": "Long call"})
    assert [each.id for each in asking.pull("tasks")] == [call.id]


def test_the_fields_of_an_object_are_known_and_new_ones_made_once(asking: Asking) -> None:
    def fields(on: Object) -> Mapping[str, CrmField]:
        found = crm.fields(on, asking.post(crm.schema(asking.sender, on, asking.token())))
        return {each.name: each for each in found}

    lead = fields(Object.LEAD)
    assert (lead["Email"].kind, lead["IsConverted"].read_only, lead["Email"].read_only) == (FieldKind.TEXT, True, False)
    assert lead["Status"].choices[:2] == ("Open - Not Contacted", "Working - Contacted")
    kinds = [kind for kind in FieldKind if kind is not FieldKind.OTHER]
    for kind in kinds:
        made = CrmField(f"Our_{kind}", f"Our {kind}", kind, choices=("a", "b") if kind is FieldKind.CHOICE else ())
        request = crm.create(asking.sender, Object.OPPORTUNITY, made, asking.token())
        assert asking.post(request).status == 201
        crm.created(asking.post(request))
    found = fields(Object.OPPORTUNITY)
    assert [found[f"Our_{kind}__c"].kind for kind in kinds] == kinds
    assert (found["Our_choice__c"].choices, found["Our_choice__c"].custom) == (("a", "b"), True)
    odd = crm.create(asking.sender, Object.LEAD, CrmField("no name", "x", FieldKind.TEXT), asking.token())
    refused = asking.post(odd)
    with pytest.raises(RefusedForGood, match="FIELD_INTEGRITY_EXCEPTION"):
        crm.created(refused)
