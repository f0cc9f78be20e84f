"""What Salesforce tells by each of its ways: whose it is, what is the same change, and what has to be asked for."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import pytest

from leadflow.adapters.crm.salesforce.ids import whole
from leadflow.adapters.sources import salesforce
from leadflow.application.fetch import Fetch
from leadflow.application.relay import Event
from leadflow.application.webhook import Unreadable, Webhook
from leadflow.domain import wire
from leadflow.domain.activity import Activity
from leadflow.domain.crm import Field, Object
from leadflow.domain.instant import Instant, parse
from leadflow.domain.json import Json
from leadflow.domain.sender import Sender
from local.samples import EVENTS, Sample, sample

OUTBOUND: Final = sample("salesforce", "outbound")
SENDER: Final = OUTBOUND.sender
NOW: Final = OUTBOUND.received_at
BUS: Final = sorted(EVENTS.glob("salesforce/eventbridge/*.expected.json"))
LEAD, CONTACT, OTHER = "00Q5f00000LdAdaEAF", "0035f00000CtAdaAAF", "0035f00000CtBooAAF"
TITLE: Final = {"title": Field("title", "Title", Object.LEAD), "tier": Field("tier", "Tier__c", Object.CONTACT)}


def heard(one: Sample, body: bytes | None = None, sender: Sender | None = None) -> Webhook:
    request = one.request if body is None else replace(one.request, body=body)
    return Webhook(sender or one.sender, request, one.received_at)


def asked(webhook: Webhook) -> Sequence[tuple[str, str]]:
    return [(fetch.what, fetch.id) for fetch in salesforce.fetches(webhook)]


def event(name: str, header: dict[str, Json] | None = None, **fields: Json) -> Event:
    read: Event = json.loads((EVENTS / f"salesforce/eventbridge/{name}.json").read_text())
    detail = read["detail"]
    assert isinstance(detail, dict)
    payload = detail["payload"]
    assert isinstance(payload, dict)
    stated = payload["ChangeEventHeader"]
    assert isinstance(stated, dict)
    return {**read, "detail": {"payload": {**payload, **fields, "ChangeEventHeader": {**stated, **(header or {})}}}}


def told(read: Event, sender: Sender = SENDER) -> list[Activity | Fetch]:
    return list(salesforce.relayed(read, sender, NOW))


def posted(content: Json, sender: Sender = SENDER) -> list[Activity]:
    return list(salesforce.activities(heard(OUTBOUND, json.dumps(content).encode(), sender)))


@pytest.mark.parametrize("path", BUS, ids=lambda path: path.name)
def test_a_change_event_becomes_what_is_expected_of_it(path: object) -> None:
    name = str(path).rpartition("/")[2].removesuffix(".expected.json")
    expected = json.loads((EVENTS / f"salesforce/eventbridge/{name}.expected.json").read_text())
    assert salesforce.hears(event(name), SENDER)
    activities = [each for each in told(event(name)) if isinstance(each, Activity)]
    assert [wire.to_json(replace(one, raw=None)) for one in activities] == expected


def test_the_two_forms_of_an_id_are_one_key() -> None:
    assert whole("00D000000000062") == whole("00D000000000062EAA") == "00D000000000062EAA"
    assert whole("00d000000000062") != whole("00D000000000062")
    for value in (None, 7, "", "00D", "00D00000000006'", "000000000000000AAA", "00D000000000062EAA\n"):
        assert whole(value) is None


def test_what_names_others_by_their_ids_alone_is_asked_for() -> None:
    assert asked(heard(sample("salesforce", "outbound-owned"))) == [("Contact", CONTACT)]
    owned: Json = {
        "object": "Lead",
        "record": {"Id": LEAD, "Email": "ada@nordlys.example", "OwnerId": "0055f00000UsCai"},
    }
    assert posted(owned) == []
    assert asked(heard(OUTBOUND, json.dumps(owned).encode())) == [("Lead", LEAD)]
    for of in ("Account", "Opportunity", "OpportunityContactRole", "Task", "Event"):
        thin = json.dumps({"object": of, "record": {"Id": CONTACT, "Name": "x"}}).encode()
        assert asked(heard(OUTBOUND, thin)) == [(of, CONTACT)]


def test_what_is_nobodys_affair_or_has_no_id_says_nothing() -> None:
    records: Sequence[Json] = [
        {"attributes": {"type": of}, "Id": known} for of, known in (("Case", LEAD), ("Lead", "x"))
    ]
    for record in records:
        assert posted(record) == []
        assert asked(heard(OUTBOUND, json.dumps(record).encode())) == []
    with pytest.raises(Unreadable, match="of which object"):
        posted({"Id": LEAD})


def test_a_record_that_was_deleted_is_asked_after_for_only_it_says_into_what_it_was_merged() -> None:
    [fetch] = told(event("contact-deleted"))
    assert fetch == Fetch("crm", "Contact", CONTACT, NOW, {"change": "DELETE", "at": "2026-03-02T10:00:00Z"})
    gone = json.dumps({"object": "Lead", "change": "delete", "record": {"Id": LEAD}}).encode()
    [asked_for] = salesforce.fetches(heard(OUTBOUND, gone))
    assert (asked_for.id, asked_for.about) == (LEAD, {"change": "DELETE"})


def test_a_gap_is_asked_for_record_by_record_and_an_overflow_by_when_it_was() -> None:
    assert [(each.what, each.id) for each in told(event("contact-gap")) if isinstance(each, Fetch)] == [
        ("Contact", CONTACT),
        ("Contact", OTHER),
    ]
    assert told(event("contact-overflow")) == [Fetch("crm", "Contact", "since", NOW, {"at": "2026-03-02T09:00:00Z"})]


def test_each_record_of_a_change_is_a_change_of_its_own_and_the_same_when_it_comes_again() -> None:
    first, second = (each.id for each in told(event("leads-changed")) if isinstance(each, Activity))
    assert first != second
    assert [each.id for each in told(event("leads-changed")) if isinstance(each, Activity)] == [first, second]
    [later] = told(event("lead-changed", {"sequenceNumber": 9}))
    assert isinstance(later, Activity)
    assert later.id not in (first, second)


def test_a_conversion_is_a_merge_of_the_lead_into_the_contact_whoever_tells_of_it() -> None:
    [by_event] = told(event("lead-converted"))
    [_, by_message] = salesforce.activities(heard(sample("salesforce", "outbound-two")))
    assert isinstance(by_event, Activity)
    for each in (by_event, by_message):
        assert (each.type, each.lead.crm_id, each.lead.email) == ("crm.lead.merged", "00Q5f00000LdBooEAF", None)
        assert each.properties["into"] == OTHER
    assert by_event.id == by_message.id


def test_the_map_finds_what_leads_and_contacts_have_alike_in_both_and_the_rest_in_its_own() -> None:
    sender = replace(SENDER, fields_map=TITLE)
    for of, expected in (("Lead", {"title": "CTO"}), ("Contact", {"title": "CTO", "tier": 1.5})):
        [activity] = posted({"object": of, "record": {"Id": LEAD, "Title": "CTO", "Tier__c": 1.5}}, sender)
        assert {name: value for name, value in activity.traits.items() if name in TITLE} == expected


def test_what_was_emptied_is_told_as_empty() -> None:
    [activity] = told(event("lead-cleared"), replace(SENDER, fields_map=TITLE))
    assert isinstance(activity, Activity)
    assert activity.traits["title"] == ""


def test_only_the_organisations_own_changes_are_heard() -> None:
    change = event("lead-changed")
    assert not salesforce.hears(change, replace(SENDER, organization="00D000000000063"))
    assert not salesforce.hears(change, replace(SENDER, organization=None))
    for other in (
        {"source": "aws.ses"},
        {"source": 7},
        {"detail-type": "Email Opened"},
        {"source": "aws.partner/x.com/1"},
    ):
        assert not salesforce.hears({**change, **other}, SENDER)
    assert salesforce.hears(change, replace(SENDER, organization="00D000000000062"))


@pytest.mark.parametrize(
    "header", [{"transactionKey": None}, {"sequenceNumber": None}, {"recordIds": None}, {"recordIds": "x"}]
)
def test_a_change_event_that_does_not_say_which_it_is_is_unreadable(header: dict[str, Json]) -> None:
    with pytest.raises(Unreadable):
        told(event("lead-changed", header))
    with pytest.raises(Unreadable):
        told({**event("lead-changed"), "detail": {}})


def test_the_time_of_a_change_is_that_of_its_commit_else_that_of_its_receipt() -> None:
    assert [at(event("lead-changed", {"commitTimestamp": value})) for value in (1772445600123, None, "x", 10**30)] == [
        parse("2026-03-02T10:00:00.123Z"),
        *[parse("2026-03-02T10:00:00Z")] * 3,
    ]


def at(read: Event) -> Instant:
    [activity] = told(read)
    assert isinstance(activity, Activity)
    return activity.occurred_at
