"""The plain HTML form: what robots are told and marked with, where people are sent on to, and what a script hears."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Final
from urllib.parse import urlencode

import pytest

from leadflow.adapters.signatures import rendered
from leadflow.adapters.sources import form
from leadflow.application.receive import Outcome
from leadflow.application.webhook import Answer, Request
from leadflow.domain.activity import Activity
from leadflow.domain.instant import DAY, SECOND, Duration, Instant
from leadflow.domain.sender import Guard, Sender, Trust
from local.samples import live_secret
from tests.receiving import NOW, MemoryIntake, receiver

TOKEN: Final = live_secret("form", "contact")
PATH: Final = f"/hooks/contact/{TOKEN}"
URLENCODED: Final = "application/x-www-form-urlencoded"
THANKS: Final = "https://www.acme.example/thanks"
OPEN: Final = Sender("contact", "form", "contact", trust=Trust.PUBLIC)
ADA: Final = {"email": "ada@nordlys.example"}

at_once: Final = replace(OPEN, guard=Guard(fill_time=Duration(3 * SECOND)))
trapped: Final = replace(OPEN, guard=Guard(honeypot="website", redirects=(THANKS, "https://acme.example/")))


def posted(sender: Sender, fields: Mapping[str, str], accept: str = "text/html") -> tuple[Activity, Answer]:
    headers = {"content-type": URLENCODED, "accept": accept}
    request = Request("POST", PATH, "", headers, urlencode(fields).encode(), "192.0.2.7")
    intake = MemoryIntake()
    outcome = replace(receiver(intake), senders={"contact": sender}).receive(request, NOW)
    [activity] = intake.activities
    return activity, outcome.answer


def asked(query: str, token: str = TOKEN, sender: Sender = at_once) -> Outcome:
    request = Request("GET", f"/hooks/contact/{token}", query, {}, b"", "192.0.2.7")
    return replace(receiver(MemoryIntake()), senders={"contact": sender}).receive(request, NOW)


def seconds_ago(seconds: float, token: str = TOKEN) -> Mapping[str, str]:
    return {**ADA, "_rendered": rendered.stamp("contact", token, Instant(round(NOW - seconds * SECOND)))}


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_a_robot_in_the_honeypot_hears_byte_for_byte_what_a_human_hears(accept: str) -> None:
    human, told = posted(trapped, {**ADA, "website": ""}, accept)
    robot, lied_to = posted(trapped, {**ADA, "website": "https://spam.example"}, accept)
    assert told == lied_to
    assert (human.machine, robot.machine) == (None, "filled in a field that no human sees")


def test_the_honeypot_is_evidence_and_no_property() -> None:
    robot, _ = posted(trapped, {**ADA, "website": "https://spam.example"})
    assert set(robot.properties) == {"form", "ip"}
    assert robot.raw == {**ADA, "website": "https://spam.example"}


def test_a_human_who_tries_again_is_not_taken_for_the_robot_before() -> None:
    quick, _ = posted(at_once, seconds_ago(1))
    slow, _ = posted(at_once, seconds_ago(5))
    assert quick.machine
    assert (slow.machine, slow.id != quick.id) == (None, True)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        (seconds_ago(3), None),
        (seconds_ago(23 * 3600), None),
        (seconds_ago(1), "filled in faster than a human can"),
        (seconds_ago(-60), "filled in faster than a human can"),
        (seconds_ago(DAY // SECOND + 1), "sent more than a day after its page was made"),
        (seconds_ago(60, "another"), "sent with a made-up time of its page"),
        (ADA | {"_rendered": "1772445600"}, "sent with a made-up time of its page"),
        (ADA | {"_rendered": "nan.00"}, "sent with a made-up time of its page"),
        (ADA, "sent without the time at which its page was made"),
        (ADA | {"_rendered": ""}, "sent without the time at which its page was made"),
    ],
)
def test_a_form_that_no_human_can_have_filled_in_is_a_machines(fields: Mapping[str, str], reason: str | None) -> None:
    activity, answer = posted(at_once, fields)
    assert (activity.machine, answer.status) == (reason, 200)


def test_a_forms_own_fields_are_no_properties() -> None:
    ours = {"_rendered": seconds_ago(9)["_rendered"], "_next": THANKS, "_charset_": "utf-8", "_submission": "s1"}
    activity, _ = posted(at_once, {**ADA, **ours, "_other": "x"})
    assert set(activity.properties) == {"form", "ip", "_other"}
    assert activity.raw == {**ADA, "_other": "x"}


def test_the_time_of_a_page_does_not_make_two_submissions_of_one() -> None:
    assert posted(at_once, seconds_ago(9))[0].id == posted(at_once, seconds_ago(8))[0].id


def test_a_page_gets_its_time_where_it_posts_to() -> None:
    outcome = asked("rendered")
    assert outcome.answer.status == 200
    assert outcome.answer.headers["cache-control"] == "no-store"
    assert outcome.answer.headers["access-control-allow-origin"] == "*"
    assert json.loads(outcome.answer.body) == {"_rendered": seconds_ago(0)["_rendered"]}


def test_the_time_of_a_page_is_what_the_page_about_models_says() -> None:
    # computed elsewhere: printf 'contact:1772445630' | openssl dgst -sha256 -hmac token
    assert (
        rendered.stamp("contact", "token", NOW)
        == "1772445630.260054212af9fc54ef417a70fc4326b1a2c0dd4ebcc6686708011354c7b73860"
    )


@pytest.mark.parametrize(("query", "token"), [("rendered", "wrong"), ("rendered", ""), ("other", TOKEN)])
def test_nobody_else_gets_a_time(query: str, token: str) -> None:
    outcome = asked(query, token)
    assert b"_rendered" not in outcome.answer.body
    assert outcome.answer.status == 401


@pytest.mark.parametrize(
    ("fields", "location"),
    [
        ({"_next": THANKS}, THANKS),
        ({"_next": f"{THANKS}/demo?lang=no#top"}, f"{THANKS}/demo?lang=no#top"),
        ({"_next": "https://evil.example/"}, THANKS),
        ({}, THANKS),
    ],
)
def test_people_are_sent_on_to_where_the_model_says(fields: Mapping[str, str], location: str) -> None:
    _, answer = posted(trapped, {**ADA, **fields})
    assert (answer.status, answer.body, answer.headers["location"]) == (303, b"", location)


def test_without_redirects_people_are_thanked() -> None:
    _, answer = posted(OPEN, {**ADA, "_next": THANKS})
    assert (answer.status, "location" in answer.headers) == (200, False)
    assert answer.body == form.THANKS.body


@pytest.mark.parametrize(
    ("accept", "wants"),
    [
        ("application/json", True),
        ("Application/JSON; charset=utf-8", True),
        ("application/json, text/plain, */*", True),
        ("text/html, application/json;q=0.5", True),
        ("application/json;q=0", False),
        ("text/html, application/json; q=0.0", False),
        ("application/json-seq", False),
        ("text/html;note=application/json", False),
        ("*/*", False),
        ("", False),
    ],
)
def test_who_asks_for_json_gets_it(accept: str, *, wants: bool) -> None:
    _, answer = posted(trapped, ADA, accept)
    assert (answer.status, answer.body[:20] == b'{"code":"accepted","'[:20]) == ((200, True) if wants else (303, False))
