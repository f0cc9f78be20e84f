"""Forms and meetings of Tally, Typeform, Webflow, HubSpot and Calendly, beyond what their samples show."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

import pytest

from leadflow.adapters.sources import source
from leadflow.application.webhook import Unreadable, Webhook
from leadflow.domain.activity import Activity
from leadflow.domain.json import Json
from leadflow.domain.sender import Sender
from local.samples import sample

KINDS: Final = ("tally", "webflow", "hubspot_forms", "calendly", "typeform")


def read(kind: str, told: Json, sender: Sender | None = None) -> Sequence[Activity]:
    given = sample(kind, "nulls")
    request = replace(given.request, body=json.dumps(told).encode())
    return list(source(kind).activities(Webhook(sender or given.sender, request, given.received_at)))


def known(kind: str, name: str) -> Mapping[str, Json]:
    told: Mapping[str, Json] = json.loads(sample(kind, name).request.body)
    return told


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("told", [{}, [], None, "x"])
def test_what_says_not_what_it_is_is_unreadable(kind: str, told: Json) -> None:
    with pytest.raises(Unreadable):
        read(kind, told)


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("tally", {"eventType": "FORM_RESPONSE", "data": {"fields": []}}),
        ("webflow", {"triggerType": "form_submission", "payload": {"data": {}}}),
        ("calendly", {"event": "routing_form_submission.created", "payload": {"questions_and_answers": []}}),
        ("typeform", {"event_type": "form_response", "form_response": {}}),
    ],
)
def test_a_submission_without_its_id_is_unreadable(kind: str, told: Json) -> None:
    with pytest.raises(Unreadable, match="without its"):
        read(kind, told)


@pytest.mark.parametrize(
    ("kind", "first", "again"),
    [
        ("tally", "response", "response-again"),
        ("webflow", "submission", "submission-again"),
        ("hubspot_forms", "contact", "contact-again"),
        ("calendly", "booked", "booked-again"),
    ],
)
def test_what_is_sent_again_is_the_same_activity(kind: str, first: str, again: str) -> None:
    ids = [[activity["id"] for activity in sample(kind, name).expected] for name in (first, again)]
    assert ids[0] == ids[1]
    assert ids[0]


def test_an_option_is_known_by_its_text_and_one_that_is_not_listed_stays() -> None:
    options: Json = [{"id": "a", "text": "Yes"}, {"id": None, "text": "?"}, None]
    fields: Json = [
        {"key": "q1", "label": "One", "type": "DROPDOWN", "value": "a", "options": options},
        {"key": "q2", "label": "Several", "type": "MULTIPLE_CHOICE", "value": ["a", "b"], "options": options},
        {"key": "q3", "label": "Agreed", "type": "CHECKBOXES", "value": ["a"], "options": options},
        {"key": "q4", "label": "Alone", "type": "CHECKBOXES", "value": True},
    ]
    [activity] = read("tally", {"eventType": "FORM_RESPONSE", "data": {"responseId": "1", "fields": fields}})
    answers = {"One": "Yes", "Several": ["Yes", "b"], "Agreed": ["Yes"], "Alone": True}
    assert {name: activity.properties[name] for name in answers} == answers


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("tally", {"eventType": "FORM_PUBLISHED"}),
        ("webflow", {"triggerType": "site_publish"}),
        ("calendly", {"event": "invitee_no_show.created", "payload": {}}),
        ("typeform", {"event_type": "form_response_partial"}),
    ],
)
def test_another_kind_of_event_is_nobody_s_activity(kind: str, told: Json) -> None:
    assert read(kind, told) == []


def test_webflow_s_email_field_is_known_by_its_name() -> None:
    fields: Json = {"Colleague": "cy@fjord.example", "E-mail": "bo@fjord.example"}
    [activity] = read("webflow", {"triggerType": "form_submission", "payload": {"id": "1", "data": fields}})
    assert activity.lead.email == "bo@fjord.example"


def test_of_several_choices_that_of_the_lead_s_own_is_kept() -> None:
    answer: Json = {
        "type": "choices",
        "choices": {"labels": ["Support"], "other": "Boats"},
        "field": {"ref": "interests"},
    }
    [activity] = read("typeform", {"event_type": "form_response", "form_response": {"token": "1", "answers": [answer]}})
    assert activity.properties["interests"] == ["Support", "Boats"]


def test_only_the_first_booking_of_a_meeting_is_not_rescheduled() -> None:
    first, second = (sample("calendly", name).expected for name in ("booked", "rescheduled-booked"))
    said = [[activity["properties"] for activity in each] for each in (first, second)]
    assert [isinstance(one, Mapping) and one["rescheduled"] for [one] in said] == [False, True]
    assert sample("calendly", "rescheduled-canceled").expected == []


def test_a_booking_and_its_cancellation_are_two_activities() -> None:
    ids = {str(sample("calendly", name).expected[0]["id"]) for name in ("booked", "canceled")}
    assert len(ids) == 2


def test_the_invitee_s_address_comes_before_an_answer_unless_the_model_says_so() -> None:
    told = known("calendly", "booked")
    payload = told["payload"]
    assert isinstance(payload, dict)
    asked = [{"question": "email", "answer": "other@fjord.example"}]
    [activity] = read("calendly", {**told, "payload": {**payload, "questions_and_answers": asked}})
    assert activity.lead.email == "ada.lindqvist@nordlys.example"
    mapped = Sender("meetings", "calendly", "meetings", fields={"Whose?": "email"})
    asked = [{"question": "Whose?", "answer": "other@fjord.example"}]
    [activity] = read("calendly", {**told, "payload": {**payload, "questions_and_answers": asked}}, mapped)
    assert activity.lead.email == "other@fjord.example"


def test_of_a_contact_s_properties_only_what_a_form_asks_is_read() -> None:
    [activity] = sample("hubspot_forms", "contact").expected
    assert "lifecyclestage" not in str(activity["traits"]) + str(activity["properties"])


def test_two_submissions_of_one_contact_are_two_activities() -> None:
    told = known("hubspot_forms", "chosen")
    later = {**told, "recent_conversion_date": "1772445700000"}
    other = {**told, "recent_conversion_date": None, "company": "Another AS"}
    ids = {activity.id for each in (told, later, other) for activity in read("hubspot_forms", each)}
    assert len(ids) == 3


def test_a_contact_whose_properties_are_none_is_unreadable() -> None:
    with pytest.raises(Unreadable):
        read("hubspot_forms", {"vid": 1, "properties": "none"})
