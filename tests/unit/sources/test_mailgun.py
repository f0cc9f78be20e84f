"""Mailgun: what is signed and what is not, the class of a failure, and the older form posts."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Final
from urllib.parse import urlencode

import pytest

from leadflow.adapters.sources import mailgun
from leadflow.application.webhook import NotAuthenticated, Stale, Unreadable, Webhook
from leadflow.domain.activity import Activity
from leadflow.domain.instant import HOUR, Instant
from leadflow.domain.json import Json
from local.samples import Sample, sample

CLICKED: Final = sample("mailgun", "clicked")
FAILED: Final = sample("mailgun", "failed-permanent")
FORM: Final = sample("mailgun", "form-clicked")
MULTIPART: Final = sample("mailgun", "form-multipart")


def webhook(one: Sample, body: bytes | None = None, later: int = 0) -> Webhook:
    request = one.request if body is None else replace(one.request, body=body)
    return Webhook(one.sender, request, Instant(one.received_at + later))


def heard(one: Sample, body: bytes | None = None) -> Sequence[Activity]:
    return list(mailgun.activities(webhook(one, body)))


def told(one: Sample, **changed: Json) -> Activity:
    document = json.loads(one.request.body)
    document["event-data"] |= changed
    [activity] = heard(one, json.dumps(document).encode())
    return activity


@pytest.mark.parametrize("one", [CLICKED, FORM, MULTIPART], ids=["json", "urlencoded", "multipart"])
def test_each_way_of_posting_is_signed_in_its_body(one: Sample) -> None:
    mailgun.SIGNATURE.verify(webhook(one), [one.secret])
    changed = one.request.body.replace(b"token", b"tokem")
    with pytest.raises(NotAuthenticated):
        mailgun.SIGNATURE.verify(webhook(one, changed), [one.secret])


def test_a_signature_holds_as_long_as_mailgun_tries_and_some_hours_more() -> None:
    mailgun.SIGNATURE.verify(webhook(CLICKED, later=11 * HOUR), [CLICKED.secret])
    with pytest.raises(Stale):
        mailgun.SIGNATURE.verify(webhook(CLICKED, later=13 * HOUR), [CLICKED.secret])


def test_of_a_form_the_last_of_a_repeated_name_signs_and_the_first_tells() -> None:
    repeated = urlencode({"token": "mine", "event": "clicked"}).encode() + b"&" + FORM.request.body
    mailgun.SIGNATURE.verify(webhook(FORM, repeated), [FORM.secret])
    after = FORM.request.body + b"&" + urlencode({"event": "opened", "recipient": "bo@nordlys.example"}).encode()
    [activity] = heard(FORM, after)
    assert (activity.type, activity.lead.email) == ("email.clicked", "ada@nordlys.example")


def test_the_evidence_of_a_form_holds_no_signature() -> None:
    [activity] = heard(FORM)
    assert isinstance(activity.raw, dict)
    assert {"token", "signature"}.isdisjoint(activity.raw)


def test_the_token_tells_nothing_apart_but_link_and_time_do() -> None:
    again = heard(CLICKED, CLICKED.request.body.replace(b'"token":"', b'"token":"0'))[0]
    assert again.id == told(CLICKED).id
    changes: list[dict[str, Json]] = [
        {"url": "https://www.acme.example/"},
        {"timestamp": 1772445000.0},
        {"id": "other"},
    ]
    assert len({told(CLICKED, **changed).id for changed in changes} | {again.id}) == 4


@pytest.mark.parametrize(
    ("changed", "kind", "bounce"),
    [
        ({}, "email.bounced", "hard"),
        ({"reason": "espblock"}, "email.bounced", "block"),
        ({"reason": "generic", "delivery-status": {"code": 451}}, "email.bounced", "soft"),
        ({"reason": "generic", "delivery-status": None}, "email.bounced", "undetermined"),
        ({"severity": "temporary"}, "email.deferred", None),
        ({"reason": "suppress-complaint"}, "email.rejected", None),
    ],
)
def test_what_a_failure_is(changed: dict[str, Json], kind: str, bounce: str | None) -> None:
    activity = told(FAILED, **changed)
    assert (activity.type, activity.properties.get("bounce")) == (kind, bounce)


@pytest.mark.parametrize(
    ("to", "email"),
    [
        ("Ada <ada@nordlys.example>", "ada@nordlys.example"),
        ("ada@nordlys.example, Ada <ada@nordlys.example>", "ada@nordlys.example"),
        ("ada@nordlys.example, bo@fjell.example", None),
        ("", None),
    ],
)
def test_a_rejected_mail_to_several_is_nobodys(to: str, email: str | None) -> None:
    message: Json = {"headers": {"to": to, "message-id": "m@acme.example"}}
    assert told(CLICKED, event="rejected", recipient=None, message=message).lead.email == email


@pytest.mark.parametrize(("bot", "machine"), [("apple", True), ("generic", True), (True, True), ("gmail", False)])
def test_gmails_proxy_alone_is_no_machine(bot: Json, machine: bool) -> None:
    assert (told(CLICKED, **{"client-info": {"bot": bot}}).machine is not None) is machine


@pytest.mark.parametrize("changed", [{"event": None}, {"event": 7}, {"timestamp": None}, {"timestamp": "soon"}])
def test_an_event_without_name_or_time_is_unreadable(changed: dict[str, Json]) -> None:
    with pytest.raises(Unreadable):
        told(CLICKED, **changed)
