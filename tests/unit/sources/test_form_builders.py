"""Jotform and Gravity Forms: which field is which, what is kept, and what makes two submissions two."""

import json
from dataclasses import replace
from typing import Final
from urllib.parse import urlencode

import pytest

from leadflow.adapters.sources import source
from leadflow.application.webhook import Unreadable, Webhook
from leadflow.domain.activity import Activity
from leadflow.domain.identity import Keys
from leadflow.domain.instant import HOUR, MINUTE, SECOND, Instant, iso
from leadflow.domain.json import Json
from local.samples import Sample, sample

JOTFORM: Final = sample("jotform", "urlencoded")
GRAVITY: Final = sample("gravity_forms", "entry")
ENTRY: Final = json.loads(GRAVITY.request.body)


def heard(one: Sample, body: bytes, fields: dict[str, str] | None = None, later: int = 0) -> Activity:
    sender = one.sender if fields is None else replace(one.sender, fields=fields)
    webhook = Webhook(sender, replace(one.request, body=body), Instant(one.received_at + later))
    [activity] = source(sender.kind).activities(webhook)
    return activity


def answered(fields: dict[str, str] | None = None, submission: str = "1", **answers: Json) -> Activity:
    parts = {"formID": "250611234567890", "submissionID": submission, "rawRequest": json.dumps(answers)}
    return heard(
        JOTFORM, urlencode({**parts, "webhookURL": "https://leads.acme.example/hooks/x/s3cret"}).encode(), fields
    )


@pytest.mark.parametrize("field", ["q3_fullName", "fullName", "q3_fullName.first", "fullName.first"])
def test_a_jotform_question_is_named_with_its_number_or_without(field: str) -> None:
    activity = answered({field: "name"}, q3_fullName={"first": "Ada"}, q4_x="1")
    assert (activity.traits, activity.properties["x"]) == ({"name": "Ada"}, "1")


def test_two_jotform_questions_of_one_name_are_told_apart_by_their_numbers() -> None:
    activity = answered({"q5_team": "second"}, q3_team="a", q5_team="b")
    assert (activity.traits, activity.properties["team"]) == ({"second": "b"}, "a")


@pytest.mark.parametrize(
    ("answers", "email"),
    [
        ({"q3_email": "Ada@Nordlys.example"}, "ada@nordlys.example"),
        ({"q3_workEmail4": "ada@nordlys.example"}, "ada@nordlys.example"),
        ({"q3_emailMeUpdates": "Yes", "q4_yourEmail": "ada@nordlys.example"}, "ada@nordlys.example"),
        ({"q3_contact": "ada@nordlys.example"}, None),
        ({"submitEmail": "ada@nordlys.example", "q_email": "ada@nordlys.example"}, None),
    ],
)
def test_jotforms_address_is_the_answer_to_a_question_that_is_called_so(answers: dict[str, Json], email: str) -> None:
    assert answered({}, "1", **answers).lead == Keys(email)


def test_of_jotform_neither_our_own_address_nor_what_the_page_did_is_kept_as_an_answer() -> None:
    activity = answered({}, q3_a="1", slug="submit/1", event_id="e", path="/submit/1")
    assert "s3cret" not in str(activity.raw)
    assert set(activity.properties) == {"a", "form"}


@pytest.mark.parametrize(
    ("away", "believed"), [(-5 * SECOND, True), (-2 * HOUR, True), (60 * SECOND, False), (-48 * HOUR, False)]
)
def test_a_visitors_clock_is_believed_where_it_is_a_little_slow(away: int, *, believed: bool) -> None:
    at = JOTFORM.received_at + away
    activity = answered({}, submitDate=str(at // 1000))
    assert activity.occurred_at == (at if believed else JOTFORM.received_at)


def test_two_jotform_submissions_with_the_same_answers_are_two() -> None:
    assert answered({}, "1", q3_a="1").id != answered({}, "2", q3_a="1").id


@pytest.mark.parametrize(
    "parts",
    [
        {"submissionID": "1"},
        {"rawRequest": "{}"},
        {"submissionID": "", "rawRequest": "{}"},
        {"submissionID": "1", "rawRequest": "[]"},
        {"submissionID": "1", "rawRequest": "null"},
        {"submissionID": "1", "rawRequest": '{"q3_a":'},
    ],
)
def test_a_jotform_submission_without_its_id_or_its_answers_is_unreadable(parts: dict[str, str]) -> None:
    with pytest.raises(Unreadable):
        heard(JOTFORM, urlencode(parts).encode())


def entered(fields: dict[str, str] | None = None, later: int = 0, **changed: Json) -> Activity:
    return heard(GRAVITY, json.dumps({**ENTRY, **changed}).encode(), fields, later)


def test_an_entry_is_known_by_its_form_and_its_number() -> None:
    again = entered(later=30 * MINUTE, date_updated="2026-03-02 10:20:00", is_read="1")
    assert again.id == entered().id
    assert len({entered().id, entered(id="1043").id, entered(form_id="8").id}) == 3


def test_an_entry_without_a_number_is_known_by_its_content_for_some_minutes() -> None:
    assert entered(id=None).id == entered(id=None, later=MINUTE).id
    assert entered(id=None).id != entered(id=None, later=20 * MINUTE).id


def test_an_entry_was_made_in_utc() -> None:
    assert iso(entered(date_created="2026-03-02 09:59:58").occurred_at) == "2026-03-02T09:59:58Z"
    assert entered(date_created="yesterday").occurred_at == GRAVITY.received_at


def test_what_an_entry_says_of_itself_is_no_answer_unless_the_model_asks_for_it() -> None:
    assert not {"id", "status", "currency", "source_url", "date_created"} & set(entered().properties)
    assert entered({"currency": "currency"}).traits == {"currency": "EUR"}


@pytest.mark.parametrize("body", [b"[]", b"null", b"1", b'"x"', b"{"])
def test_what_is_no_entry_is_unreadable(body: bytes) -> None:
    with pytest.raises(Unreadable):
        heard(GRAVITY, body)
