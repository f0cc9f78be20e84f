"""HubSpot's schema, fields that are made in it, and its refusals, over HTTP from the stand-in."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from leadflow.adapters.crm import hubspot
from leadflow.application.channel import RefusedForGood, TryAgain
from leadflow.application.crm import CrmField, FieldKind
from leadflow.domain.crm import Object
from leadflow.domain.instant import HOUR, SECOND
from leadflow.domain.sender import Sender
from local.crm.exchange import Failure
from local.crm.hubspot.provider import TOKEN
from tests.integration.asking_hubspot import ADA, NOW, Seen, event, talking


@pytest.fixture
def seen() -> Iterator[Seen]:
    with talking() as found:
        yield found


def test_the_schema_tells_types_choices_and_what_is_read_only(seen: Seen) -> None:
    reply = seen.post.post(hubspot.schema(seen.sender, Object.CONTACT, TOKEN))
    found = {each.name: each for each in hubspot.fields(Object.CONTACT, reply)}
    assert found["jobtitle"] == CrmField("jobtitle", "Jobtitle", FieldKind.TEXT)
    assert found["lifecyclestage"].choices[:2] == ("subscriber", "lead")
    kinds = {name: (each.kind, each.read_only) for name, each in found.items()}
    assert kinds["lastmodifieddate"] == (FieldKind.INSTANT, True)
    assert kinds["hs_is_contact"] == (FieldKind.BOOLEAN, True)
    assert kinds["associatedcompanyid"] == (FieldKind.NUMBER, False)
    assert kinds["hubspot_owner_id"] == (FieldKind.CHOICE, False)


@pytest.mark.parametrize("on", Object)
@pytest.mark.parametrize("kind", FieldKind)
def test_a_field_that_is_made_is_found_as_it_was_meant(seen: Seen, on: Object, kind: FieldKind) -> None:
    choices = ("cold", "hot") if kind is FieldKind.CHOICE else ()
    wanted = CrmField("lead_state", "Lead state", kind, custom=True, choices=choices)
    for _ in range(2):  # made the second time, it is there
        hubspot.created(seen.post.post(hubspot.create(seen.sender, on, wanted, TOKEN)))
    reply = seen.post.post(hubspot.schema(seen.sender, on, TOKEN))
    [found] = [each for each in hubspot.fields(on, reply) if each.name == "lead_state"]
    assert found == (replace(wanted, kind=FieldKind.TEXT) if kind is FieldKind.OTHER else wanted)


@pytest.mark.parametrize(
    ("failure", "after"),
    [
        (Failure(429, retry_after=7), 7 * SECOND),
        (Failure(429, reason="DAILY"), HOUR),
        (Failure(477, retry_after=60), 60 * SECOND),
        (Failure(503), 0),
        (Failure(401), 0),
    ],
)
def test_what_may_pass_is_waited_for(seen: Seen, failure: Failure, after: int) -> None:
    seen.standin.fail(failure, times=2)
    with pytest.raises(TryAgain) as again:
        seen.pulled()
    assert again.value.after == after
    with pytest.raises(TryAgain):
        seen.heard(event("contact.creation", ADA))
    assert seen.heard(event("contact.creation", ADA))


def test_a_scope_that_lacks_is_named(seen: Seen) -> None:
    seen.crm.withheld.add("contacts")
    with pytest.raises(RefusedForGood, match=r"403: MISSING_SCOPES, crm\.objects\.contacts\.read"):
        seen.heard(event("contact.creation", ADA))


def test_a_refusal_s_reason_holds_nothing_of_a_record(seen: Seen) -> None:
    seen.crm.withheld.clear()
    wanted = CrmField("Bad Name ada@nordlys.example", "Bad", FieldKind.TEXT)
    with pytest.raises(RefusedForGood, match="400") as refused:
        hubspot.created(seen.post.post(hubspot.create(seen.sender, Object.CONTACT, wanted, TOKEN)))
    assert "ada" not in refused.value.reason


def test_an_answer_that_is_cut_is_asked_for_again(seen: Seen) -> None:
    request = replace(hubspot.page(seen.sender, "contacts", None, TOKEN), reply_limit=100)
    with pytest.raises(TryAgain, match="cannot be read"):
        hubspot.paged(seen.sender, "contacts", seen.post.post(request), {}, NOW)


def test_without_an_instance_it_is_hubspot_s_own_address_that_is_asked() -> None:
    request = hubspot.page(Sender("crm", "hubspot"), "contacts", None, TOKEN)
    assert request.url.startswith("https://api.hubapi.com/crm/v3/objects/contacts?")
    assert request.hosts == frozenset({"api.hubapi.com"})
