"""What Amazon SES tells, the same by both of its ways: whom an event is about, and what is the same event."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Final

import pytest

from leadflow.adapters.sources import ses
from leadflow.application.relay import Event
from leadflow.application.webhook import Unreadable, Webhook
from leadflow.domain import wire
from leadflow.domain.activity import Activity
from leadflow.domain.instant import parse
from leadflow.domain.json import Json
from leadflow.domain.sender import Sender
from local.samples import EVENTS, Sample, sample

CLICK: Final = sample("ses", "click")
BUS: Final = sorted(EVENTS.glob("ses/eventbridge/*.expected.json"))
HEARS_EVENTBRIDGE: Final = Sender("mail", "ses")


def heard(one: Sample) -> Webhook:
    return Webhook(one.sender, one.request, one.received_at)


def event(name: str) -> Event:
    read: Event = json.loads((EVENTS / f"ses/eventbridge/{name}.json").read_text())
    return read


def told(detail: Mapping[str, Json]) -> Sequence[Activity]:
    return list(ses.relayed({**event("click"), "detail": detail}, HEARS_EVENTBRIDGE, CLICK.received_at))


def clicked(**more: Json) -> Activity:
    """The click of the sample with other members."""
    detail = event("click")["detail"]
    assert isinstance(detail, dict)
    parts = {
        name: {**part, **value}
        for name, value in more.items()
        if isinstance(part := detail.get(name), dict) and isinstance(value, dict)
    }
    [activity] = told({**detail, **parts})
    return activity


@pytest.mark.parametrize("path", BUS, ids=lambda path: path.name)
def test_an_event_of_eventbridge_becomes_what_is_expected_of_it(path: object) -> None:
    name = str(path).rpartition("/")[2].removesuffix(".expected.json")
    expected = json.loads((EVENTS / f"ses/eventbridge/{name}.expected.json").read_text())
    heard_here = ses.hears(event(name), HEARS_EVENTBRIDGE)
    activities = list(ses.relayed(event(name), HEARS_EVENTBRIDGE, CLICK.received_at)) if heard_here else []
    assert [wire.to_json(replace(one, raw=None)) for one in activities] == expected


def test_a_source_with_topics_does_not_hear_eventbridge() -> None:
    assert ses.hears(event("click"), HEARS_EVENTBRIDGE)
    assert not ses.hears(event("click"), CLICK.sender)


@pytest.mark.parametrize(("bus", "topic"), [("click", "click"), ("bounce", "bounce-of-two"), ("sent", "send")])
def test_an_event_heard_both_ways_is_one_activity(bus: str, topic: str) -> None:
    one = sample("ses", topic)
    over_bus = list(ses.relayed(event(bus), one.sender, one.received_at))
    assert over_bus == list(ses.activities(heard(one)))
    assert over_bus


def test_two_links_two_times_and_two_mails_are_two_clicks() -> None:
    ids = {
        clicked().id,
        clicked(click={"link": "https://www.acme.example/blog"}).id,
        clicked(click={"timestamp": "2026-03-02T10:00:10.333Z"}).id,
        clicked(mail={"messageId": "another"}).id,
        clicked(mail={"destination": ["bo@fjell.example"]}).id,
    }
    assert len(ids) == 5
    assert clicked(click={"ipAddress": "192.0.2.99", "userAgent": None}).id == clicked().id


def test_of_a_mail_to_several_nobody_is_credited_with_the_click() -> None:
    activity = clicked(mail={"destination": ["ada@nordlys.example", "bo@fjell.example"]})
    assert activity.lead.strongest is None


@pytest.mark.parametrize(
    ("what", "member", "names"),
    [
        ("Bounce", "bounce", "bouncedRecipients"),
        ("Complaint", "complaint", "complainedRecipients"),
        ("Delivery", "delivery", "recipients"),
        ("DeliveryDelay", "deliveryDelay", "delayedRecipients"),
    ],
)
def test_of_a_mail_to_several_only_who_is_named_is_meant(what: str, member: str, names: str) -> None:
    def meant(to: list[Json], named: Json) -> list[str | None]:
        about: Json = {names: named, "timestamp": "2026-03-02T10:00:00Z"}
        return [one.lead.email for one in told({"eventType": what, "mail": {"destination": to}, member: about})]

    both: list[Json] = ["ada@nordlys.example", "bo@fjell.example"]
    assert meant(both, None) == [None]
    assert meant(both, [{"emailAddress": "bo@fjell.example"}]) == ["bo@fjell.example"]
    assert meant(both[:1], []) == ["ada@nordlys.example"]


def test_an_address_may_have_a_name_before_it() -> None:
    assert clicked(mail={"destination": ["Ada <Ada@nordlys.example>"]}).lead.email == "ada@nordlys.example"


@pytest.mark.parametrize("name", ["campaign", "Campaign"])
def test_a_tag_named_campaign_is_the_campaign(name: str) -> None:
    properties = clicked(mail={"tags": {"ses:source-ip": ["192.0.2.3"], name: ["spring"], "odd": []}}).properties
    assert (properties["campaign"], properties["metadata"]) == ("spring", {name: "spring"})


@pytest.mark.parametrize(
    ("bounce", "kind", "properties"),
    [
        ({"bounceType": "Permanent", "bounceSubType": "NoEmail"}, "email.bounced", {"bounce": "hard"}),
        ({"bounceType": "Transient", "bounceSubType": "ContentRejected"}, "email.bounced", {"bounce": "soft"}),
        ({"bounceType": "Odd", "bounceSubType": None}, "email.bounced", {"bounce": "undetermined"}),
        ({"bounceType": "Permanent", "bounceSubType": "Suppressed"}, "email.rejected", {"reason": "Suppressed"}),
    ],
)
def test_a_bounce_is_hard_soft_or_none_at_all(bounce: dict[str, Json], kind: str, properties: dict[str, Json]) -> None:
    at = {"timestamp": "2026-03-02T10:00:00Z"}
    [activity] = told(
        {"eventType": "Bounce", "mail": {"destination": ["ada@nordlys.example"]}, "bounce": {**bounce, **at}}
    )
    assert activity.type == kind
    assert properties.items() <= activity.properties.items()
    assert ("bounce" in properties) == ("bounce" in activity.properties)


def test_the_other_servers_status_is_found_in_its_answer() -> None:
    recipients: list[Json] = [{"emailAddress": "ada@nordlys.example", "diagnosticCode": "smtp; 550 5.7.1 no"}]
    bounce: Event = {"timestamp": "2026-03-02T10:00:00Z", "bouncedRecipients": recipients}
    [activity] = told({"eventType": "Bounce", "bounce": bounce})
    assert activity.properties["smtp_code"] == "5.7.1"


def test_a_complaint_about_a_suppressed_address_is_a_mail_that_was_never_sent() -> None:
    complaint = {"timestamp": "2026-03-02T10:00:00Z", "complaintSubType": "OnAccountSuppressionList"}
    [activity] = told({"eventType": "Complaint", "complaint": complaint})
    assert (activity.type, activity.properties["reason"]) == ("email.rejected", "OnAccountSuppressionList")


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ({}, {"unsubscribeAll": True}, "email.unsubscribed"),
        ({"unsubscribeAll": True}, {"unsubscribeAll": False}, "email.subscribed"),
        ({"prices": "OptIn"}, {"prices": "OptOut"}, "email.unsubscribed"),
        ({"prices": "OptOut"}, {"prices": "OptIn"}, "email.subscribed"),
        ({"prices": "OptOut", "blog": "OptOut"}, {"prices": "OptOut", "blog": "OptIn"}, "email.subscribed"),
        ({"unsubscribeAll": True}, {"unsubscribeAll": False, "prices": "OptOut"}, "email.subscribed"),
    ],
)
def test_who_leaves_a_list_or_a_topic_has_unsubscribed(old: dict[str, Json], new: dict[str, Json], kind: str) -> None:
    def preferences(stated: Mapping[str, Json]) -> dict[str, Json]:
        topics = [
            {"topicName": name, "subscriptionStatus": value}
            for name, value in stated.items()
            if name != "unsubscribeAll"
        ]
        return {"unsubscribeAll": stated.get("unsubscribeAll", False), "topicSubscriptionStatus": topics}

    about = {"oldTopicPreferences": preferences(old), "newTopicPreferences": preferences(new)}
    [activity] = told({"eventType": "Subscription", "subscription": {**about, "timestamp": "2026-03-02T10:00:00Z"}})
    assert activity.type == kind


def test_an_event_without_its_time_has_that_of_its_telling_or_is_unreadable() -> None:
    opened: Event = {"eventType": "Open", "mail": {"timestamp": "2026-03-02T08:00:00Z"}, "open": {}}
    assert [one.occurred_at for one in told(opened)] == [parse("2026-03-02T10:00:09Z")]
    broken: list[Event] = [{"detail": opened}, {"detail": {}}, {"detail": {"eventType": 5}}, {"detail": None}]
    for timeless in broken:
        with pytest.raises(Unreadable):
            list(ses.relayed(timeless, HEARS_EVENTBRIDGE, CLICK.received_at))


def stained(value: Json, odd: Json) -> Iterator[Json]:
    """The value with the odd one in the place of each value within it, one at a time."""
    yield odd
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from ({**value, name: other} for other in stained(inner, odd))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from ([*value[:place], other, *value[place + 1 :]] for other in stained(inner, odd))


@pytest.mark.slow
@pytest.mark.parametrize("odd", [None, True, 10**30, 1e300, "", "\x00", "a@b@c", "<", [], {}, [[]], [None], {"": None}])
@pytest.mark.parametrize("name", ["click", "bounce-of-two", "complaint", "delivery-delay", "subscription-left"])
def test_a_value_of_the_wrong_kind_anywhere_in_an_event_breaks_nothing(name: str, odd: Json) -> None:
    for detail in stained(json.loads(json.loads(sample("ses", name).request.body)["Message"]), odd):
        with suppress(Unreadable):  # anything else is a fault of ours
            activities = list(ses.relayed({**event("click"), "detail": detail}, HEARS_EVENTBRIDGE, CLICK.received_at))
            assert [wire.from_json(wire.to_json(one)) for one in activities] == activities
