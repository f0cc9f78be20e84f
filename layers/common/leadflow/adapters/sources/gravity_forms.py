"""The Gravity Forms Webhooks add-on: one entry, whole or the fields that were selected, as JSON or as a form.

https://docs.gravityforms.com/entry-object/ and https://docs.gravityforms.com/triggering-webhooks-form-submissions/
"""

from collections.abc import Iterator, Mapping
from typing import Final

from leadflow.adapters.payloads import body
from leadflow.adapters.payloads.filled import filled
from leadflow.adapters.payloads.posted import FORMS, content_type, fields
from leadflow.adapters.payloads.resent import content_id
from leadflow.adapters.signatures.tokens import PathToken
from leadflow.application import answers
from leadflow.application.webhook import Webhook
from leadflow.domain.activity import Activity, Kind
from leadflow.domain.identity import digest
from leadflow.domain.instant import Instant
from leadflow.domain.json import Json
from leadflow.domain.sender import Words

SIGNATURE: Final = PathToken()

SENDS: Final = (Kind.FORM_SUBMITTED,)

WORDS: Final = Words(takes=frozenset({"form", "fields"}))

accepted: Final = answers.taken

ABOUT: Final = frozenset(
    {
        *("id", "form_id", "created_by", "date_created", "date_updated", "is_starred", "is_read", "ip", "source_url"),
        *("post_id", "user_agent", "status", "currency", "payment_status", "payment_date", "payment_amount"),
        *("payment_method", "transaction_id", "is_fulfilled", "transaction_type", "source_id"),
    }
)
"""What an entry says of itself; its answers stand under the numbers of their fields, such as 1.3."""


def activities(webhook: Webhook) -> Iterator[Activity]:
    """One activity an entry. Raises Unreadable."""
    entry, sender = _entry(webhook), webhook.sender
    given = {name: answer for name, answer in entry.items() if name not in ABOUT or name in sender.fields}
    stated = filled(given, sender.fields, page=body.text(entry.get("source_url")))
    form = body.text(entry.get("form_id"))
    yield Activity(
        id=_id(webhook, entry, form),
        lead=stated.keys,
        type=Kind.FORM_SUBMITTED,
        occurred_at=_created_at(entry) or webhook.received_at,
        received_at=webhook.received_at,
        source=sender.name,
        properties={**stated.properties, **_circumstances(entry), "form": sender.form or form or sender.name},
        traits=stated.traits,
        machine="Gravity Forms holds it for spam" if entry.get("status") == "spam" else None,
        raw=entry,
    )


def _entry(webhook: Webhook) -> Mapping[str, Json]:
    if content_type(webhook.request) in FORMS:
        return fields(webhook.request)
    return body.record(body.document(webhook.request.body))


def _id(webhook: Webhook, entry: Mapping[str, Json], form: str | None) -> str:
    """An entry's own id, or its content where somebody has selected fields and left that out."""
    if entry_id := body.text(entry.get("id")):
        return digest(webhook.sender.name, "entry", form or "", entry_id)
    return content_id(webhook.sender.name, content=entry, at=webhook.received_at)


def _created_at(entry: Mapping[str, Json]) -> Instant | None:
    """In UTC, though it does not say so."""
    stated = body.text(entry.get("date_created"))
    return body.iso(f"{stated.replace(' ', 'T')}Z") if stated else None


def _circumstances(entry: Mapping[str, Json]) -> Mapping[str, Json]:
    return {name: text for name in ("user_agent", "ip") if (text := body.text(entry.get(name)))}
