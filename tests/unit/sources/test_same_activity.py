"""What is one activity and what is two: neither finer nor coarser than what a person did."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import pytest

from leadflow.adapters.sources import source
from leadflow.application.webhook import Webhook
from leadflow.domain.activity import Activity
from leadflow.domain.instant import MINUTE, SECOND, Instant, iso, parse
from leadflow.domain.json import Json
from leadflow.domain.sender import Trust
from local.samples import Sample, sample

AT: Final = parse("2026-03-02T10:00:30Z")
CLICK: Final = sample("sendgrid", "click")
CONTACT: Final = sample("form", "contact")
PAGE: Final = sample("segment", "page")


def heard(one: Sample, body: bytes, at: Instant = AT) -> Sequence[Activity]:
    return list(source(one.sender.kind).activities(Webhook(one.sender, replace(one.request, body=body), at)))


def clicked(**changed: Json) -> Activity:
    [activity] = heard(CLICK, json.dumps([{**json.loads(CLICK.request.body)[0], **changed}]).encode())
    return activity


def told(at: Instant = AT, /, **message: Json) -> Activity:
    [activity] = heard(PAGE, json.dumps({"userId": "7", **message}).encode(), at)
    return activity


def test_two_links_of_one_mail_are_two_activities() -> None:
    assert clicked(url="https://www.acme.example/pricing").id != clicked(url="https://www.acme.example/blog").id


@pytest.mark.parametrize(
    "changed",
    [{"timestamp": 1772445610}, {"event": "open"}, {"email": "bo@nordlys.example"}, {"sg_message_id": "other.filter"}],
)
def test_whom_what_when_and_which_mail_tell_activities_apart(changed: dict[str, Json]) -> None:
    assert clicked(**changed).id != clicked().id


def test_what_sendgrid_changes_when_it_sends_again_tells_nothing_apart() -> None:
    assert clicked(sg_event_id="another", ip="192.0.2.200").id == clicked().id


def test_sources_do_not_share_ids() -> None:
    other = replace(CLICK, sender=replace(CLICK.sender, name="other"))
    assert heard(other, CLICK.request.body)[0].id != clicked().id


@pytest.mark.parametrize(("later", "submissions"), [(0, 1), (4 * MINUTE, 1), (20 * MINUTE, 2)])
def test_a_form_sent_twice_at_once_is_one_submission(later: int, submissions: int) -> None:
    ids = {heard(CONTACT, CONTACT.request.body, Instant(at))[0].id for at in (AT, AT + later)}
    assert len(ids) == submissions


def test_forms_with_other_answers_are_other_submissions() -> None:
    assert (
        heard(CONTACT, b"email=ada%40nordlys.example&a=1")[0].id != heard(CONTACT, b"email=ada%40nordlys.example")[0].id
    )


def test_a_form_with_an_id_of_its_own_is_one_submission_for_ever() -> None:
    first = heard(CONTACT, b"email=ada%40nordlys.example&_submission=s1")[0]
    again = heard(CONTACT, b"_submission=s1&email=ada%40nordlys.example+", Instant(AT + 60 * MINUTE))[0]
    other = heard(CONTACT, b"email=ada%40nordlys.example&_submission=s2")[0]
    assert first.id == again.id != other.id


def test_a_message_without_id_is_known_by_its_content() -> None:
    stated = {"timestamp": "2026-03-02T10:00:00Z", "name": "Pricing"}
    again = told(Instant(AT + 60 * MINUTE), sentAt="2026-03-02T11:00:00Z", **stated)
    assert told(**stated).id == again.id != told(**{**stated, "name": "Blog"}).id


def test_a_message_without_id_and_time_is_the_same_for_some_minutes() -> None:
    assert told(name="Pricing").id == told(Instant(AT + MINUTE), name="Pricing").id
    assert told(name="Pricing").id != told(Instant(AT + 20 * MINUTE), name="Pricing").id


@pytest.mark.parametrize(
    ("stated", "sent", "happened"),
    [
        ("2026-03-02T10:00:00Z", "2026-03-02T10:00:29Z", "2026-03-02T10:00:00Z"),
        ("2026-03-02T10:00:00Z", None, "2026-03-02T10:00:00Z"),
        ("2026-03-02T08:00:00Z", "2026-03-02T08:00:10Z", "2026-03-02T10:00:20Z"),
        ("2026-03-02T13:00:00+00:00", "2026-03-02T14:00:10.5+01:00", "2026-03-02T10:00:19.500000Z"),
        ("2026-03-02T08:00:10Z", "2026-03-02T08:00:00Z", "2026-03-02T08:00:10Z"),
        ("0001-01-01T00:00:00Z", "2026-03-02T08:00:00Z", "2026-03-02T10:00:30Z"),
        ("yesterday", "2026-03-02T10:00:29Z", "2026-03-02T10:00:30Z"),
        (None, None, "2026-03-02T10:00:30Z"),
    ],
)
def test_a_clock_that_is_wrong_is_corrected_by_when_it_sent(stated: Json, sent: Json, happened: str) -> None:
    assert iso(told(timestamp=stated, sentAt=sent).occurred_at) == happened


def test_a_clock_that_is_right_gives_the_same_instant_when_sent_again() -> None:
    first = told(timestamp="2026-03-02T10:00:00Z", sentAt="2026-03-02T10:00:29Z", messageId="m")
    again = told(
        Instant(AT + 9 * SECOND), timestamp="2026-03-02T10:00:00Z", sentAt="2026-03-02T10:00:38Z", messageId="m"
    )
    assert (first.id, first.occurred_at) == (again.id, again.occurred_at)


@pytest.mark.parametrize(
    ("message", "keys"),
    [
        ({"userId": "Ada@Nordlys.example"}, {"email": "ada@nordlys.example"}),
        ({"userId": 42, "anonymousId": None}, {"user_id": "42"}),
        ({"context": {"traits": {"email": "ada@nordlys.example"}}}, {"email": "ada@nordlys.example", "user_id": "7"}),
        ({"context": {"traits": {"email": "no address"}}}, {"user_id": "7"}),
        ({"type": "group", "traits": {"email": "post@nordlys.example"}}, {"user_id": "7"}),
        ({"type": "alias", "previousId": "anon"}, {"user_id": "7", "anonymous_id": "anon"}),
        ({"userId": "x" * 1000}, {}),
    ],
)
def test_whom_a_message_is_about(message: dict[str, Json], keys: dict[str, str]) -> None:
    lead = told(**message).lead
    stated = {"email": lead.email, "user_id": lead.user_id, "anonymous_id": lead.anonymous_id}
    assert {name: value for name, value in stated.items() if value} == keys


def test_a_browsers_own_address_is_the_visitors() -> None:
    public = replace(PAGE, sender=replace(PAGE.sender, trust=Trust.PUBLIC))
    [viewed] = heard(public, b'{"anonymousId":"a","messageId":"m"}')
    assert viewed.properties["ip"] == PAGE.request.ip
    assert "ip" not in told(messageId="m").properties


def test_a_write_key_is_not_kept() -> None:
    assert told(writeKey="wk_test", messageId="m").raw == {"userId": "7", "messageId": "m", "type": "page"}


@pytest.mark.parametrize(
    ("url", "campaign"),
    [
        ("https://www.acme.example/?utm_campaign=spring", "spring"),
        ("https://www.acme.example/", None),
        ("http://[", None),
    ],
)
def test_the_campaign_stands_in_the_pages_address(url: str, campaign: str | None) -> None:
    assert told(properties={"url": url}).properties.get("campaign") == campaign
