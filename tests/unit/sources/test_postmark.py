"""Postmark: what is among its bounces and is none, what it tells twice, and what leads write back."""

import json
from dataclasses import replace
from typing import Final

import pytest

from leadflow.adapters.sources import postmark
from leadflow.application.webhook import Unreadable, Webhook
from leadflow.domain.activity import Activity
from leadflow.domain.json import Json
from local.samples import Sample, sample

BOUNCE: Final = sample("postmark", "bounce-hard")
CHANGE: Final = sample("postmark", "unsubscribe")
CLICK: Final = sample("postmark", "click")
REPLY: Final = sample("postmark", "inbound-reply")
OURS: Final = "5f1a1f0c-6f0b-4b8e-9d0c-0a4f5b6c7d8e"


def told(one: Sample, **changed: Json) -> list[Activity]:
    body = json.dumps({**json.loads(one.request.body), **changed}).encode()
    return list(postmark.activities(Webhook(one.sender, replace(one.request, body=body), one.received_at)))


@pytest.mark.parametrize(
    ("named", "kind", "bounce"),
    [
        ("HardBounce", "email.bounced", "hard"),
        ("DnsError", "email.bounced", "soft"),
        ("Blocked", "email.bounced", "block"),
        ("SomethingNew", "email.bounced", "undetermined"),
        ("Unsubscribe", "email.unsubscribed", None),
        ("ChallengeVerification", "email.replied", None),
        ("SMTPApiError", "email.rejected", None),
    ],
)
def test_the_type_of_a_bounce_says_what_it_is(named: str, kind: str, bounce: str | None) -> None:
    [activity] = told(BOUNCE, Type=named)
    assert (activity.type, activity.properties.get("bounce")) == (kind, bounce)


@pytest.mark.parametrize(
    ("changed", "kind"),
    [
        ({}, "email.unsubscribed"),
        ({"SuppressSending": False}, "email.subscribed"),
        ({"SuppressionReason": "HardBounce"}, "email.bounced"),
        ({"SuppressionReason": "SpamComplaint"}, "email.complained"),
    ],
)
def test_an_address_that_is_suppressed_has_not_always_unsubscribed(changed: dict[str, Json], kind: str) -> None:
    assert [activity.type for activity in told(CHANGE, **changed)] == [kind]


def test_a_bounce_told_again_as_the_reason_of_a_suppression_is_the_same() -> None:
    [bounced], [suppressed] = told(BOUNCE), told(CHANGE, SuppressionReason="HardBounce")
    assert bounced.id == suppressed.id
    assert told(BOUNCE, MessageID=None)[0].id != told(CHANGE, SuppressionReason="HardBounce", MessageID=None)[0].id


def test_two_links_and_two_clicks_are_apart() -> None:
    clicks = (
        told(CLICK),
        told(CLICK, OriginalLink="https://a.example"),
        told(CLICK, ReceivedAt="2026-03-02T10:00:12Z"),
    )
    assert len({activity.id for [activity] in clicks}) == 3


def test_a_reply_names_the_mail_that_it_answers_and_keeps_nothing_of_what_was_written() -> None:
    [reply] = told(REPLY)
    assert (reply.type, reply.lead.email, reply.properties["message_id"]) == (
        "email.replied",
        "ada@nordlys.example",
        OURS,
    )
    assert "Tuesday" not in json.dumps([reply.raw, reply.properties])


def test_what_a_robot_answers_and_how_a_mail_came_back_are_not_kept() -> None:
    [automatic], [bounced] = told(BOUNCE, Type="AutoResponder", Details="I am away"), told(BOUNCE)
    assert automatic.machine
    assert "I am away" not in json.dumps([automatic.raw, automatic.properties])
    assert isinstance(bounced.raw, dict)
    assert "Content" not in bounced.raw


@pytest.mark.parametrize(
    ("headers", "replies"),
    [
        ([], 0),
        (None, 0),
        ([{"Name": "References", "Value": "<a@b.example> <c@d.example>"}], 1),
        ([{"Name": "in-reply-to", "Value": "<a@b.example>"}, {"Name": None}, "odd"], 1),
    ],
)
def test_mail_that_answers_none_is_no_reply(headers: Json, replies: int) -> None:
    assert len(told(REPLY, Headers=headers)) == replies


def test_a_reply_whose_date_cannot_be_read_happened_when_it_was_received() -> None:
    assert told(REPLY, Date="yesterday")[0].occurred_at == REPLY.received_at


@pytest.mark.parametrize("changed", [{"RecordType": 7}, {"ReceivedAt": None}, {"RecordType": None}])
def test_an_event_without_name_or_time_is_unreadable(changed: dict[str, Json]) -> None:
    with pytest.raises(Unreadable):
        told(CLICK, **changed)


def test_an_event_of_a_new_type_is_accepted() -> None:
    assert told(CLICK, RecordType="SMTPApiError") == []
