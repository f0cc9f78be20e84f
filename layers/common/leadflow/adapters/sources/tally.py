"""Tally's webhook: one response to one form, its answers named by the labels of their questions.

https://tally.so/help/webhooks
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

SIGNATURE: Final = HmacSha256(header="tally-signature", encoding=Encoding.BASE64)

SENDS: Final = (Kind.FORM_SUBMITTED,)

WORDS: Final = Words(takes=frozenset({"form", "fields"}))

accepted: Final = answers.taken

RESPONSE: Final = "FORM_RESPONSE"
EMAIL: Final = "INPUT_EMAIL"
CHECKBOXES: Final = "CHECKBOXES"

SINGLE: Final = ("MULTIPLE_CHOICE", "DROPDOWN")
"""Questions with one answer as a rule, which comes as a list all the same."""

Field = Mapping[str, Json]


def activities(webhook: Webhook) -> Iterator[Activity]:
    """One activity a response. Raises Unreadable."""
    event = body.record(body.document(webhook.request.body))
    if not isinstance(event.get("eventType"), str):
        raise Unreadable("an event without its type")
    if event["eventType"] == RESPONSE:
        yield _activity(webhook, body.record(event.get("data")), event)


def _activity(webhook: Webhook, response: Field, event: Field) -> Activity:
    sender, known = webhook.sender, body.text(response.get("responseId"))
    if known is None:
        raise Unreadable("a response without its id")
    fields = [body.part(field) for field in body.items(response.get("fields"))]
    form = filled(_stated(fields, sender.fields), sender.fields, _email(fields))
    at = body.iso(response.get("createdAt")) or body.iso(event.get("createdAt")) or webhook.received_at
    named = body.text(response.get("formName")) or body.text(response.get("formId"))
    return Activity(
        id=digest(sender.name, RESPONSE, known),
        lead=form.keys,
        type=Kind.FORM_SUBMITTED,
        occurred_at=at,
        received_at=webhook.received_at,
        source=sender.name,
        properties={**form.properties, "form": sender.form or named or sender.name},
        traits=form.traits,
        raw=event,
    )


def _stated(fields: Sequence[Field], wanted: Mapping[str, str]) -> Mapping[str, Json]:
    """The answers by label; by key where the model names the key, or another question has that label too."""
    stated: dict[str, Json] = {}
    for field in _questions(fields):
        key, label = body.text(field.get("key")), body.text(field.get("label"))
        name = key if key in wanted or label is None or label in stated else label
        if name is not None:
            stated[name] = _value(field)
    return stated


def _questions(fields: Sequence[Field]) -> Iterator[Field]:
    """The fields without those that say of each checkbox once more whether it is ticked."""
    groups = {body.text(field.get("key")) for field in fields if isinstance(field.get("options"), list)}
    for field in fields:
        group, ticked, _ = (body.text(field.get("key")) or "").rpartition("_")
        if not (ticked and field.get("type") == CHECKBOXES and group in groups):
            yield field


def _value(field: Field) -> Json:
    value = field.get("value")
    texts = {
        id_: option.get("text")
        for option in map(body.part, body.items(field.get("options")))
        if (id_ := body.text(option.get("id")))
    }
    if isinstance(value, str):
        return texts.get(value, value)
    if not isinstance(value, list):
        return value
    chosen = [_chosen(each, texts) for each in value]
    return chosen[0] if len(chosen) == 1 and field.get("type") in SINGLE else chosen


def _chosen(answer: Json, texts: Mapping[str, Json]) -> Json:
    """An option by its text, an uploaded file by its address."""
    if isinstance(answer, str):
        return texts.get(answer, answer)
    return body.part(answer).get("url") or answer


def _email(fields: Sequence[Field]) -> str | None:
    return next(
        (text for field in fields if field.get("type") == EMAIL and (text := body.text(field.get("value")))), None
    )
