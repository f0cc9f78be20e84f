"""Mandrill: an address that is signed with the form, and batches of which some events are about no lead."""

import json
from dataclasses import replace
from typing import Final
from urllib.parse import urlencode

import pytest

from leadflow.adapters.sources import mandrill
from leadflow.application.webhook import NotAuthenticated, Unreadable, Webhook
from leadflow.domain.activity import Activity
from leadflow.domain.json import Json
from local.samples import sample

BATCH: Final = sample("mandrill", "batch")
EVENT: Final[dict[str, Json]] = {"event": "click", "_id": "a", "ts": 1772445600, "url": "https://a.example"}


def told(*events: Json) -> list[Activity]:
    form = urlencode({"mandrill_events": json.dumps(events)}).encode()
    return list(mandrill.activities(Webhook(BATCH.sender, replace(BATCH.request, body=form), BATCH.received_at)))


@pytest.mark.parametrize("url", [None, "", "https://hooks.acme.example/hooks/shop-mails"])
def test_the_signed_address_is_the_models_to_the_letter(url: str | None) -> None:
    mandrill.SIGNATURE.verify(Webhook(BATCH.sender, BATCH.request, BATCH.received_at), [BATCH.secret])
    elsewhere = Webhook(replace(BATCH.sender, url=url), BATCH.request, BATCH.received_at)
    with pytest.raises(NotAuthenticated):
        mandrill.SIGNATURE.verify(elsewhere, [BATCH.secret])


def test_every_parameter_is_signed_in_the_order_of_the_names() -> None:
    def signed(form: bytes) -> str:
        request = replace(BATCH.request, body=form)
        signed = mandrill.SIGNATURE.sign(Webhook(BATCH.sender, request, BATCH.received_at), BATCH.secret)
        return signed.headers["x-mandrill-signature"]

    assert signed(b"b=2&a=1") == signed(b"a=1&b=2") == signed(b"%61=%31&b=2") != signed(b"a=1&b=3")


def test_the_key_that_everybody_knows_opens_nothing() -> None:
    request = mandrill.SIGNATURE.sign(Webhook(BATCH.sender, BATCH.request, BATCH.received_at), "test-webhook")
    with pytest.raises(NotAuthenticated):
        mandrill.SIGNATURE.verify(Webhook(BATCH.sender, request, BATCH.received_at), [BATCH.secret])


@pytest.mark.parametrize("changed", [{"event": "open"}, {"_id": "b"}, {"ts": 1772445601}, {"url": "https://b.example"}])
def test_what_when_which_mail_and_which_link_tell_activities_apart(changed: dict[str, Json]) -> None:
    assert len({activity.id for activity in told(EVENT, {**EVENT, **changed}, EVENT)}) == 2


def test_changes_of_lists_and_new_kinds_of_event_are_nobodys_activity() -> None:
    assert told({"type": "blacklist", "action": "add"}, {"event": "inbound"}, {"event": "new"}) == []


@pytest.mark.parametrize("event", [{}, {"event": "click"}, {**EVENT, "ts": "soon"}, "odd"])
def test_one_event_that_cannot_be_read_refuses_the_call(event: Json) -> None:
    with pytest.raises(Unreadable):
        told(EVENT, event)


def test_a_form_without_events_is_unreadable() -> None:
    with pytest.raises(Unreadable):
        list(mandrill.activities(Webhook(BATCH.sender, replace(BATCH.request, body=b"a=1"), BATCH.received_at)))
