"""Typeform's webhook: one response to one form, its answers named by the `ref` of their fields.

https://www.typeform.com/developers/webhooks/example-payload/
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from leadflow.adapters.payloads import body
from leadflow.adapters.payloads.filled import filled
from leadflow.adapters.signatures.macs import Encoding, HmacSha256
from leadflow.application import answers
from leadflow.application.webhook import Unreadable, Webhook
from leadflow.domain.activity import Activity, Kind
from leadflow.domain.identity import digest
from leadflow.domain.json import Json
from leadflow.domain.sender import Words

SIGNATURE: Final = HmacSha256(header="typeform-signature", prefix="sha256=", encoding=Encoding.BASE64)

SENDS: Final = (Kind.FORM_SUBMITTED,)

WORDS: Final = Words(takes=frozenset({"form", "fields"}))

accepted: Final = answers.taken

RESPONSE: Final = "form_response"
"""The one event that says that somebody submitted; `form_response_partial` is somebody who has not yet."""

LABELLED: Final[Mapping[str, str]] = {"choice": "label", "payment": "amount"}
"""Answers that are objects, and the part of them that was answered; others stand plainly under their type."""
CHOICES: Final = "choices"


def activities(webhook: Webhook) -> Iterator[Activity]:
    """One activity a response. Raises Unreadable."""
    event = body.record(body.document(webhook.request.body))
    if not isinstance(event.get("event_type"), str):
        raise Unreadable("an event without its type")
    if event["event_type"] == RESPONSE:
        yield _activity(webhook, body.record(event.get(RESPONSE)), event)


def _activity(webhook: Webhook, response: Mapping[str, Json], event: Mapping[str, Json]) -> Activity:
    sender, token = webhook.sender, body.text(response.get("token"))
    if token is None:
        raise Unreadable("a response without its token")
    given = [body.part(answer) for answer in body.items(response.get("answers"))]
    form = filled(_stated(given, body.part(response.get("hidden"))), sender.fields, _email(given))
    return Activity(
        id=digest(sender.name, RESPONSE, token),  # event_id is another one on each delivery
        lead=form.keys,
        type=Kind.FORM_SUBMITTED,
        occurred_at=body.iso(response.get("submitted_at")) or webhook.received_at,
        received_at=webhook.received_at,
        source=sender.name,
        properties={
            **form.properties,
            "form": sender.form or body.text(response.get("form_id")) or sender.name,
        },
        traits=form.traits,
        raw=event,
    )


def _stated(given: Sequence[Mapping[str, Json]], hidden: Mapping[str, Json]) -> Mapping[str, Json]:
    stated = dict(hidden)
    for answer in given:
        field = body.part(answer.get("field"))
        if name := body.text(field.get("ref")) or body.text(field.get("id")):
            stated[name] = _value(answer)
    return stated


def _value(answer: Mapping[str, Json]) -> Json:
    kind = answer.get("type")
    value = answer.get(kind) if isinstance(kind, str) else None
    if not isinstance(value, dict):
        return value
    other = value.get("other")
    if kind == CHOICES:
        return [*body.items(value.get("labels")), *([] if other is None else [other])]
    return (value.get(LABELLED[kind]) or other) if isinstance(kind, str) and kind in LABELLED else value


def _email(given: Sequence[Mapping[str, Json]]) -> str | None:
    return next((text for answer in given if (text := body.text(answer.get("email")))), None)
