"""What a call of the tracking API says, whichever library makes it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

import pytest

from leadflow.adapters.payloads import semantic
from leadflow.adapters.sources import segment
from leadflow.application.webhook import Webhook
from leadflow.domain.activity import Activity, is_kind
from leadflow.domain.fold import fold
from leadflow.domain.identity import Keys
from leadflow.domain.instant import DAY, SECOND, Instant, parse
from leadflow.domain.json import Json
from leadflow.domain.lead import Lead
from leadflow.domain.occurrence import by_signal
from local.samples import sample
from tests.models import model

AT: Final = parse("2026-03-02T10:00:30Z")
BATCH: Final = sample("segment", "spec-events")


def heard(body: Mapping[str, object], path: str = "/v1/batch", at: Instant = AT) -> Sequence[Activity]:
    request = replace(BATCH.request, path=path, body=json.dumps(body).encode())
    return list(segment.activities(Webhook(BATCH.sender, request, at)))


def told(path: str = "/v1/track", **message: Json) -> Activity:
    [activity] = heard({"userId": "7", "messageId": "m", **message}, path)
    return activity


@pytest.mark.parametrize("call", ["track", "page", "screen", "identify", "group", "alias"])
def test_the_short_path_of_browsers_is_the_same_call(call: str) -> None:
    message = {"userId": "7", "event": "Signed In", "name": "Home", "timestamp": "2026-03-02T10:00:00Z"}
    assert heard(message, f"/v1/{call[0]}") == heard({"type": call, **message}, f"/v1/{call}/")


def test_a_type_that_is_stated_goes_before_the_path_and_null_is_none() -> None:
    assert told(type="page", event="Signed In").type == "page.viewed"
    assert told(type=None, event="Signed In").type == "product.login"


def test_a_batch_is_a_batch_wherever_it_is_posted() -> None:
    batch = {"batch": [{"type": "page", "userId": "7", "messageId": "m"}]}
    assert heard(batch, "/v1/b") == heard(batch) == heard(batch, "/hooks/site")


def test_what_a_batch_states_once_is_kept_with_each_message() -> None:
    shared = {"ip": "192.0.2.1", "locale": "nb-NO"}
    message = {"type": "page", "userId": "7", "messageId": "m", "context": {"ip": "192.0.2.2", "locale": None}}
    [viewed] = heard({"context": shared, "integrations": {"All": True}, "batch": [message]})
    assert viewed.properties == {"ip": "192.0.2.2"}
    assert viewed.raw == {
        **message,
        "context": {"ip": "192.0.2.2", "locale": "nb-NO"},
        "integrations": {"All": True},
    }


@pytest.mark.parametrize("event", semantic.EVENTS)
def test_every_event_of_the_table_is_a_type_of_activity_that_the_source_sends(event: str) -> None:
    said = told(event=event.title())
    assert is_kind(said.type)
    assert said.type in segment.SENDS


@pytest.mark.parametrize("event", sorted(semantic.NOBODYS))
def test_what_nobody_did_is_nobodys_activity(event: str) -> None:
    assert heard({"userId": "7", "event": event.title()}, "/v1/track") == []


@pytest.mark.parametrize(
    ("event", "properties", "expected"),
    [
        ("Products Searched", {"query": "sla"}, {"term": "sla"}),
        ("File Downloaded", {"file_name": "a.pdf", "title": "A"}, {"asset": "a.pdf"}),
        ("Email Link Clicked", {"link_url": "https://a.example/?gclid=g"}, {"url": "https://a.example/?gclid=g"}),
        ("Email Link Clicked", {"email_id": 7, "campaign_id": "c"}, {"message_id": "7", "campaign": "c"}),
        ("Email Link Clicked", {"link_url": "https://a.example/?utm_campaign=x"}, {"campaign": "x"}),
        ("Email Bounced", {}, {"bounce": "undetermined"}),
        ("Unsubscribed", {"list_id": "li"}, {"list": "li"}),
        ("Webinar Attended", {"webinar_name": "Uptime"}, {"event": "Uptime"}),
    ],
)
def test_an_events_properties_have_our_names(
    event: str, properties: dict[str, Json], expected: dict[str, Json]
) -> None:
    found = told(event=event, properties=properties).properties
    assert {name: found[name] for name in expected} == expected


def test_a_search_for_what_is_no_text_has_no_term() -> None:
    assert told(event="Products Searched", properties={"query": {"text": "sla"}}).properties.get("term") is None


@pytest.mark.parametrize(
    ("message", "keys"),
    [
        ({"previousId": "anon"}, Keys(user_id="7", anonymous_id="anon")),
        ({"previousId": "anon", "anonymousId": "anon"}, Keys(user_id="7", anonymous_id="anon")),
        ({"previousId": "old", "anonymousId": "anon"}, Keys(user_id="7", anonymous_id="anon")),
        ({"previousId": "ada@nordlys.example"}, Keys("ada@nordlys.example", user_id="7")),
        ({"previousId": "7", "userId": "ada@nordlys.example", "anonymousId": "anon"}, None),
        ({"previousId": "bo@nordlys.example", "userId": "ada@nordlys.example"}, Keys("ada@nordlys.example")),
        (
            {"previousId": "anon", "userId": "ada@nordlys.example", "anonymousId": "anon"},
            Keys("ada@nordlys.example", anonymous_id="anon"),
        ),
        ({"previousId": None, "userId": 7}, Keys(user_id="7")),
    ],
)
def test_an_alias_carries_as_many_keys_as_a_lead_has(message: dict[str, Json], keys: Keys | None) -> None:
    everything = Keys("ada@nordlys.example", user_id="7", anonymous_id="anon")
    assert told("/v1/alias", **message).lead == (keys or everything)


@pytest.mark.parametrize(
    ("event", "email"),
    [
        ("Signed Up", "ada@nordlys.example"),
        ("Form Submitted", "ada@nordlys.example"),
        ("Email Opened", None),
        ("Other", None),
    ],
)
def test_who_signs_up_or_fills_in_a_form_says_who_it_is(event: str, email: str | None) -> None:
    said = told(event=event, properties={"email": "Ada@nordlys.example "})
    assert said.lead == Keys(email, user_id="7")


def test_an_email_property_of_a_page_names_nobody() -> None:
    assert told("/v1/page", event="Signed Up", properties={"email": "ada@nordlys.example"}).lead.email is None


@pytest.mark.parametrize(
    ("context", "properties", "expected"),
    [
        (
            {"campaign": {"name": "c", "source": "s", "medium": "m", "term": "t", "content": "k"}},
            {},
            {"campaign": "c", "utm_source": "s", "utm_medium": "m", "utm_term": "t", "utm_content": "k"},
        ),
        ({"campaign": {"name": None}}, {"url": "https://a.example/?utm_campaign=x"}, {"campaign": "x"}),
        (
            {"campaign": {"name": "c"}},
            {"url": "https://a.example/?utm_campaign=x&gclid=g"},
            {"campaign": "c", "gclid": "g"},
        ),
        ({"page": {"url": "https://a.example/", "search": "?utm_term=t"}}, {}, {"utm_term": "t"}),
        ({"page": {"url": "https://a.example/?utm_term=t"}}, {"url": "https://a.example/f.pdf"}, {"utm_term": "t"}),
        ({"campaign": {"name": "c"}}, {"campaign": "mine"}, {"campaign": "mine"}),
        ({"campaign": {"name": "c"}}, {"campaign": ""}, {"campaign": "c"}),
    ],
)
@pytest.mark.parametrize("path", ["/v1/page", "/v1/track"])
def test_the_campaign_is_what_the_context_or_an_address_says(
    path: str, context: Json, properties: dict[str, Json], expected: dict[str, Json]
) -> None:
    found = told(path, event="Other", context=context, properties=properties).properties
    names = ("campaign", "utm_source", "utm_medium", "utm_term", "utm_content", "gclid")
    assert {name: found[name] for name in names if name in found} == expected


def test_a_page_told_again_with_its_time_is_one_view_and_its_seconds_count_once() -> None:
    policy = model(
        signals={"visit": {"activity": "page.viewed"}, "reading": {"activity": "page.viewed", "measure": "seconds"}}
    )
    page = {"type": "page", "anonymousId": "anon", "messageId": "m", "timestamp": "2026-03-02T09:58:00Z"}
    left = {**page, "timestamp": "2026-03-02T09:59:00Z", "properties": {"seconds": 55}}
    first, last = heard({"batch": [page]}), heard({"batch": [left]})
    for history in ([*first, *last], [*last, *first, *last], heard({"batch": [left, page]})):
        lead = fold(Lead(), history, policy, Instant(AT + DAY))
        seen = by_signal(lead.occurrences.values())
        assert [each.at for each in seen["visit"]] == [parse("2026-03-02T09:58:00Z")]
        assert [each.measure for each in seen["reading"]] == [55.0]


def test_a_message_of_a_batch_may_state_itself_when_it_was_sent() -> None:
    sent = {"timestamp": "2026-03-02T08:00:00Z", "sentAt": "2026-03-02T08:00:10Z"}
    [viewed] = heard({"batch": [{"type": "page", "userId": "7", "messageId": "m", **sent}]})
    assert viewed.occurred_at == AT - 10 * SECOND
