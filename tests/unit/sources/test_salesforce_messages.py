"""Salesforce's Outbound Messages: whose they are, what XML may not do in them, and that each counts once."""

import json
from dataclasses import replace
from typing import Final

import pytest

from leadflow.adapters.sources import salesforce
from leadflow.application.webhook import Unreadable, Webhook
from leadflow.domain.activity import Kind
from leadflow.domain.fold import fold
from leadflow.domain.lead import Lead
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.sender import Sender
from local.samples import Sample, sample

OUTBOUND: Final = sample("salesforce", "outbound")
SENDER: Final = OUTBOUND.sender
NOW: Final = OUTBOUND.received_at
LEAD: Final = "00Q5f00000LdAdaEAF"


def heard(one: Sample, body: bytes | None = None, sender: Sender | None = None) -> Webhook:
    request = one.request if body is None else replace(one.request, body=body)
    return Webhook(sender or one.sender, request, one.received_at)


def test_an_outbound_message_is_acknowledged_as_salesforce_needs_it() -> None:
    answer = salesforce.accepted(heard(OUTBOUND))
    assert (answer.status, answer.headers["content-type"]) == (200, "text/xml; charset=utf-8")
    assert b"<Ack>true</Ack>" in answer.body
    assert salesforce.accepted(heard(sample("salesforce", "callout"))).headers["content-type"] == "application/json"


@pytest.mark.parametrize("stated", [b"00D000000000063", b"00d000000000062EAA", b"", b"x"])
def test_a_message_of_another_organisation_is_refused(stated: bytes) -> None:
    body = OUTBOUND.request.body.replace(b">00D000000000062EAA<", b">" + stated + b"<")
    with pytest.raises(Unreadable, match="another organisation"):
        list(salesforce.activities(heard(OUTBOUND, body)))
    called = json.dumps({"organization": stated.decode(), "object": "Lead", "record": {"Id": LEAD}}).encode()
    with pytest.raises(Unreadable, match="another organisation"):
        list(salesforce.activities(heard(OUTBOUND, called)))


def test_a_message_by_the_short_form_of_the_organisations_id_is_taken() -> None:
    body = OUTBOUND.request.body.replace(b">00D000000000062EAA<", b">00D000000000062<")
    assert [each.lead.crm_id for each in salesforce.activities(heard(OUTBOUND, body))] == [LEAD]
    short = replace(SENDER, organization="00D000000000062")
    assert list(salesforce.activities(heard(OUTBOUND, OUTBOUND.request.body, short)))


@pytest.mark.parametrize(
    "declared",
    [
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY e "&a;&a;&a;">]>',
        '<!DOCTYPE x SYSTEM "https://evil.example/x.dtd">',
        "<!DOCTYPE x>",
    ],
)
def test_a_document_type_is_refused_and_with_it_every_entity(declared: str) -> None:
    head, _, rest = OUTBOUND.request.body.decode().partition("?>")
    body = f"{head}?>{declared}{rest.replace('Working - Contacted', '&e;')}"
    with pytest.raises(Unreadable, match="document type"):
        list(salesforce.activities(heard(OUTBOUND, body.encode())))


@pytest.mark.parametrize(
    "body",
    [
        b"<",
        b"<a/>",
        b"<a>" * 100_000,
        OUTBOUND.request.body.replace(b"notifications ", b"other "),
        OUTBOUND.request.body.replace(b"04l5f00000NoOneAAF", b"04l"),
        OUTBOUND.request.body.replace(b"UTF-8", b"UTF-16"),
        OUTBOUND.request.body.replace(b"<sf:Id>00Q5f00000LdAdaEAF</sf:Id>", b"<sf:Id>&nope;</sf:Id>"),
    ],
)
def test_xml_that_is_no_outbound_message_is_refused_or_says_nothing_else(body: bytes) -> None:
    try:
        found = list(salesforce.activities(heard(OUTBOUND, body)))
    except Unreadable:
        return
    assert [each.lead.crm_id for each in found] == [LEAD]


def test_no_session_is_kept() -> None:
    again = sample("salesforce", "outbound-again")
    assert b"AnotherMadeUpSession" in again.request.body
    assert not ["Session" for each in salesforce.activities(heard(again)) if "Session" in json.dumps(each.raw)]


def test_a_notification_counts_once_however_often_and_beside_whichever_others_it_comes() -> None:
    ids = {
        each.id
        for name in ("outbound", "outbound-again", "outbound-two")
        for each in salesforce.activities(heard(sample("salesforce", name)))
        if each.type == Kind.CRM_LEAD_CHANGED
    }
    assert len(ids) == 1
    newer = OUTBOUND.request.body.replace(b":58.", b":59.")  # a message holds the values of when it is sent
    assert {each.id for each in salesforce.activities(heard(OUTBOUND, newer))} == ids


def test_messages_that_come_out_of_order_leave_the_latest_values() -> None:
    older = OUTBOUND.request.body
    newer = older.replace(b"Working - Contacted", b"Nurturing").replace(b"NoOne", b"NoTwo").replace(b":58.", b":59.")
    model = LeadModel("test", senders={SENDER.name: SENDER}, traits=("crm.stage",))
    for bodies in ((older, newer), (newer, older)):
        found = [each for body in bodies for each in salesforce.activities(heard(OUTBOUND, body))]
        lead = Lead()
        for each in found:
            lead = fold(lead, [each], model, NOW)
        assert lead.traits["crm.stage"].value == "nurturing"
