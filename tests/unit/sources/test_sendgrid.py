"""SendGrid: its own fields under the names that all email sources share, and what the mail's sender has added."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

import pytest

from leadflow.adapters.sources import sendgrid
from leadflow.application.webhook import Webhook
from leadflow.domain.activity import Activity
from leadflow.domain.json import Json
from local.samples import sample

CLICK: Final = sample("sendgrid", "click")


def properties(event: str = "click", **changed: Json) -> Mapping[str, Json]:
    record = {**json.loads(CLICK.request.body)[0], "event": event, **changed}
    request = replace(CLICK.request, body=json.dumps([record]).encode())
    [activity] = sendgrid.activities(Webhook(CLICK.sender, request, CLICK.received_at))
    return activity.properties


def told(body: bytes) -> Sequence[Activity]:
    return list(sendgrid.activities(Webhook(CLICK.sender, replace(CLICK.request, body=body), CLICK.received_at)))


@pytest.mark.parametrize(
    "odd",
    [
        "Ada@Nordlys.example",
        "ada@b.example\nada@c.example",
        '"ada"@b.example',
        "ada@.b",
        "a@" + "b" * 400,
        "",
        None,
        5,
        ["a"],
    ],
)
def test_an_odd_address_in_a_batch_is_read_as_it_is_alone(odd: Json) -> None:
    record = json.loads(CLICK.request.body)[0]
    batch = [{**record, "email": f"lead-{number}@nordlys.example"} for number in range(9)]
    batch[5]["email"] = odd
    assert told(json.dumps(batch).encode()) == [told(json.dumps([each]).encode())[0] for each in batch]
    del batch[5]["email"]
    assert told(json.dumps(batch).encode()) == [told(json.dumps([each]).encode())[0] for each in batch]


@pytest.mark.parametrize("message", ["mail", "two\x1fparts", "a\\b", ["\u2028"], {"a": "\\"}])
def test_how_a_body_is_escaped_is_nothing_of_an_activity(message: Json) -> None:
    record = {**json.loads(CLICK.request.body)[0], "sg_message_id": message}
    escaped = json.dumps([record]).replace('"event"', '"\\u0065vent"').encode("ascii")
    assert told(json.dumps([record], ensure_ascii=False).encode()) == told(escaped)


def test_more_forms_of_events_than_are_remembered_are_read_alike() -> None:
    record = json.loads(CLICK.request.body)[0]
    batch = [{**record, f"added_{number % 200}": number % 200} for number in range(400)]
    found = [activity.properties["metadata"] for activity in told(json.dumps(batch).encode())]
    assert found == [{f"added_{number % 200}": number % 200} for number in range(400)]
    assert 0 < len(sendgrid.SHAPES) <= sendgrid.SHAPES_LIMIT


def test_what_separates_an_ids_parts_moves_nothing_from_one_to_another() -> None:
    record = json.loads(CLICK.request.body)[0]
    batch = [{**record, "sg_message_id": "a", "email": "b\x1fc"}, {**record, "sg_message_id": "a\x1fb", "email": "c"}]
    assert len({activity.id for activity in told(json.dumps(batch).encode())}) == len(batch)


def test_what_the_mails_sender_has_added_stands_apart() -> None:
    told = properties(plan="pro", seats=7, odd={"a": [1]})
    assert told["metadata"] == {"plan": "pro", "seats": 7, "odd": {"a": [1]}}
    assert "plan" not in told
    assert "metadata" not in properties()


def test_a_category_may_be_one_or_many() -> None:
    assert properties(category="a")["tags"] == properties(category=["a", "", None])["tags"] == ["a"]


@pytest.mark.parametrize("odd", [None, "", [], {}, [["a"]], False])
def test_a_field_of_another_kind_is_as_absent(odd: Json) -> None:
    assert {"url", "ip"}.isdisjoint(properties(url=odd, ip=odd))


@pytest.mark.parametrize(
    ("named", "status", "bounce"),
    [
        ("blocked", "4.7.1", "block"),
        ("bounce", "4.4.7", "hard"),
        (None, "4.2.2", "soft"),
        ("new", "5.1.1", "hard"),
        (None, None, "undetermined"),
    ],
)
def test_the_type_of_a_bounce_says_its_class_and_else_its_code(named: Json, status: Json, bounce: str) -> None:
    assert properties("bounce", type=named, status=status)["bounce"] == bounce


@pytest.mark.parametrize(
    ("url", "named", "campaign"),
    [
        ("https://a.example/?b=c&utm_campaign=spring-news#top", None, "spring-news"),
        ("https://a.example/?utm_campaign=spring%20news", None, "spring news"),
        ("https://a.example/?q=https://b.example?utm_campaign=theirs", None, None),
        ("https://a.example/#?utm_campaign=none", None, None),
        ("https://a.example/?utm_campaign=link", "mail", "mail"),
    ],
)
def test_a_link_names_the_campaign_that_the_provider_does_not(url: str, named: Json, campaign: Json) -> None:
    assert properties(url=url, marketing_campaign_name=named).get("campaign") == campaign


def test_two_groups_left_at_once_are_two_activities() -> None:
    record = {**json.loads(CLICK.request.body)[0], "event": "group_unsubscribe"}
    batch = [{**record, "asm_group_id": group} for group in (5, 6, 5)]
    request = replace(CLICK.request, body=json.dumps(batch).encode())
    told = list(sendgrid.activities(Webhook(CLICK.sender, request, CLICK.received_at)))
    assert told[0].id == told[2].id != told[1].id


@pytest.mark.parametrize(
    ("event", "told", "code"),
    [
        ("deferred", {"response": "452 4.2.2 full"}, "4.2.2"),
        ("bounce", {"reason": "550 no such user"}, "550"),
        ("bounce", {"reason": "550 no such user", "status": "5.1.1"}, "5.1.1"),
        ("bounce", {"reason": "unknown"}, None),
    ],
)
def test_the_other_servers_status_is_found_in_its_answer(event: str, told: dict[str, Json], code: str | None) -> None:
    assert properties(event, **told).get("smtp_code") == code


def test_why_a_mail_was_deferred_is_its_reason() -> None:
    assert properties("deferred", response="452 4.2.2 full")["reason"] == "452 4.2.2 full"
    assert properties("delivered", response="250 OK")["response"] == "250 OK"
