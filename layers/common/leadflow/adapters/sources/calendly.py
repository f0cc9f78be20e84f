"""Calendly's webhook: meetings that invitees book and cancel, and routing forms that they fill in.

A rescheduled meeting comes as a cancellation and a booking. The cancellation says so and is no activity, for the
meeting still is to be; the booking has the property `rescheduled`, so that a model can count first bookings only. That
somebody did not show up is no activity either.

https://developer.calendly.com/api-docs/overview/webhooks/webhook-signatures
https://developer.calendly.com/docs/api-guides/see-how-webhook-payloads-change-when-invitees-reschedule-events
"""

from collections.abc import Iterator, Mapping
from typing import Final

from leadflow.adapters.payloads import body
from leadflow.adapters.payloads.filled import filled
from leadflow.adapters.signatures.stamped import StampedHeader
from leadflow.application import answers
from leadflow.application.webhook import Unreadable, Webhook
from leadflow.domain.activity import Activity, Kind
from leadflow.domain.identity import digest
from leadflow.domain.instant import MINUTE, SECOND, Duration, Instant
from leadflow.domain.json import Json
from leadflow.domain.sender import Words

SIGNATURE: Final = StampedHeader("calendly-webhook-signature", SECOND, Duration(5 * MINUTE))

SENDS: Final = (Kind.MEETING_BOOKED, Kind.MEETING_CANCELED, Kind.FORM_SUBMITTED)

WORDS: Final = Words(takes=frozenset({"form", "fields"}))

accepted: Final = answers.taken

SUBMITTED: Final = "routing_form_submission.created"
CANCELED: Final = "invitee.canceled"

MEETINGS: Final[Mapping[str, Kind]] = {"invitee.created": Kind.MEETING_BOOKED, CANCELED: Kind.MEETING_CANCELED}

ABOUT: Final = ("name", "first_name", "last_name", "timezone", "text_reminder_number")
"""What Calendly knows of an invitee besides the address; `fields` can make traits of it."""

TRACKED: Final = ("utm_campaign", "utm_source", "utm_medium", "utm_content", "utm_term")

_NOTHING: Final[tuple[Json, ...]] = (None, "")

Part = Mapping[str, Json]


def activities(webhook: Webhook) -> Iterator[Activity]:
    """One activity an event, or none. Raises Unreadable."""
    event = body.record(body.document(webhook.request.body))
    name = event.get("event")
    if not isinstance(name, str):
        raise Unreadable("an event without its type")
    if name == SUBMITTED:
        yield _submission(webhook, body.record(event.get("payload")), event)
    elif name in MEETINGS:
        payload = body.record(event.get("payload"))
        invitee = body.part(payload.get("invitee")) or payload  # it is nested in older payloads
        if name != CANCELED or invitee.get("rescheduled") is not True:
            yield _meeting(webhook, payload, invitee, event)


def _meeting(webhook: Webhook, payload: Part, invitee: Part, event: Part) -> Activity:
    sender, name = webhook.sender, str(event["event"])
    meeting = body.part(payload.get("scheduled_event")) or body.part(payload.get("event"))
    about = {word: invitee.get(word) for word in (*ABOUT, "email")}
    form = filled({**_stated(payload), **about}, sender.fields)
    called = body.text(meeting.get("name")) or body.text(body.part(payload.get("event_type")).get("name"))
    starts_at = body.text(meeting.get("start_time"))
    uri = body.text(invitee.get("uri")) or body.text(invitee.get("uuid"))
    return Activity(
        id=digest(sender.name, name, uri) if uri else digest(sender.name, name, form.keys.email or "", starts_at or ""),
        lead=form.keys,
        type=MEETINGS[name],
        occurred_at=_at(name, invitee, event) or webhook.received_at,
        received_at=webhook.received_at,
        source=sender.name,
        properties={
            **form.properties,
            **_there({"event": called, "starts_at": starts_at, **_said(name, invitee)}),
        },
        traits=form.traits,
        raw=event,
    )


def _at(name: str, invitee: Part, event: Part) -> Instant | None:
    happened = body.part(invitee.get("cancellation")) if name == CANCELED else invitee
    return body.iso(happened.get("created_at")) or body.iso(event.get("created_at"))


def _said(name: str, invitee: Part) -> Part:
    """What only a cancellation, or only a booking, says of itself."""
    if name != CANCELED:
        return {"rescheduled": body.text(invitee.get("old_invitee")) is not None}
    cancellation = body.part(invitee.get("cancellation"))
    return {
        "canceled_by": body.text(cancellation.get("canceler_type")),
        "reason": body.text(cancellation.get("reason")),
    }


def _submission(webhook: Webhook, submission: Part, event: Part) -> Activity:
    sender, uri = webhook.sender, body.text(submission.get("uri"))
    if uri is None:
        raise Unreadable("a submission without its address")
    stated = _stated(submission)
    form = filled(stated, sender.fields, _email(stated))
    at = body.iso(submission.get("created_at")) or body.iso(event.get("created_at")) or webhook.received_at
    named = (body.text(submission.get("routing_form")) or "").rpartition("/")[2]
    return Activity(
        id=digest(sender.name, SUBMITTED, uri),
        lead=form.keys,
        type=Kind.FORM_SUBMITTED,
        occurred_at=at,
        received_at=webhook.received_at,
        source=sender.name,
        properties={**form.properties, "form": sender.form or named or sender.name},
        traits=form.traits,
        raw=event,
    )


def _stated(payload: Part) -> Mapping[str, Json]:
    """The answers by question, and the campaign that brought somebody to the page."""
    tracking = body.part(payload.get("tracking"))
    stated: dict[str, Json] = {name: tracking.get(name) for name in TRACKED}
    for answered in map(body.part, body.items(payload.get("questions_and_answers"))):
        if question := body.text(answered.get("question")):
            stated[question] = answered.get("answer")
    return stated


def _email(stated: Part) -> str | None:
    """The first answer that is an address: what kind of question it was is not said."""
    return next((text for text in stated.values() if isinstance(text, str) and body.email(text)), None)


def _there(properties: Part) -> Part:
    return {name: value for name, value in properties.items() if value not in _NOTHING}
