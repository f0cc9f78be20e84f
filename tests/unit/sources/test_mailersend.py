"""MailerSend: what is told twice is one activity, and nulls are as good as nothing."""

import json
from dataclasses import replace
from typing import Final

import pytest

from leadflow.adapters.sources import mailersend
from leadflow.application.webhook import Unreadable, Webhook
from leadflow.domain.activity import Activity
from leadflow.domain.json import Json
from local.samples import Sample, sample

DELIVERED: Final = sample("mailersend", "delivered")
OPENED: Final = sample("mailersend", "opened")


def told(one: Sample, kind: str | None = None, **changed: Json) -> list[Activity]:
    document = json.loads(one.request.body)
    document["data"] |= changed
    body = json.dumps({**document, "type": kind or document["type"]}).encode()
    return list(mailersend.activities(Webhook(one.sender, replace(one.request, body=body), one.received_at)))


@pytest.mark.parametrize("kind", ["opened", "clicked"])
def test_the_first_of_its_kind_is_told_twice_and_counts_once(kind: str) -> None:
    [each], [first] = told(OPENED, f"activity.{kind}"), told(OPENED, f"activity.{kind}_unique", id="another")
    assert each == replace(first, raw=each.raw)
    [later] = told(OPENED, f"activity.{kind}_unique", id="another", created_at="2026-03-02T10:00:03.014000Z")
    assert each.id == later.id


def test_another_view_is_another_activity() -> None:
    assert told(OPENED)[0].id != told(OPENED, created_at="2026-03-02T10:00:04.000000Z")[0].id


def test_events_of_other_kinds_are_known_by_their_id() -> None:
    later = told(DELIVERED, created_at="2026-03-02T10:00:04.000000Z")[0]
    assert told(DELIVERED)[0].id == later.id != told(DELIVERED, id="another")[0].id


def test_an_event_without_a_time_happened_when_it_was_told() -> None:
    assert told(DELIVERED, created_at=None)[0].occurred_at < DELIVERED.received_at


def test_an_event_without_id_is_unreadable() -> None:
    with pytest.raises(Unreadable):
        told(DELIVERED, id=None)


def test_surveys_are_accepted_and_nobodys_activity() -> None:
    assert told(OPENED, "activity.survey_submitted") == []
