"""JSON of the sender's own making, read by the model's JSON pointers, with a secret of ours wherever it can put it.

https://datatracker.ietf.org/doc/html/rfc6901
"""

from collections.abc import Iterator, Mapping
from typing import Final

from leadflow.adapters.payloads import body, campaigns, pointers
from leadflow.adapters.payloads.resent import content_id
from leadflow.adapters.signatures.anywhere import Anywhere
from leadflow.application import answers
from leadflow.application.webhook import Webhook
from leadflow.domain.activity import Activity, Kind, is_kind
from leadflow.domain.identity import digest
from leadflow.domain.instant import Instant
from leadflow.domain.json import Json
from leadflow.domain.sender import Sender, Words

SIGNATURE: Final = Anywhere()

SENDS: Final = ("*",)
"""The model says of each source which types of activity it tells of."""

WORDS: Final = Words(
    needs=frozenset({"secret", "fields"}),
    takes=frozenset({"form", "id", "occurred_at", "type", "types", "properties"}),
    pointers=True,
)

REPEATED: Final = "idempotency-key"
"""The header that holds the same text each time that a request is sent again."""

accepted: Final = answers.taken


def activities(webhook: Webhook) -> Iterator[Activity]:
    """One activity a body, or one an element where the body is a list. Raises Unreadable."""
    document = body.document(webhook.request.body)
    for index, event in enumerate(document if isinstance(document, list) else [document]):
        if kind := _type(webhook.sender, body.record(event)):
            yield _activity(webhook, kind, event, index)


def _activity(webhook: Webhook, kind: str, event: Json, index: int) -> Activity:
    sender, stated = webhook.sender, pointers.stated(event, webhook.sender)
    at = body.moment(pointers.look(event, sender.pointers.occurred_at)) if sender.pointers.occurred_at else None
    form = {"form": sender.form or sender.name} if kind == Kind.FORM_SUBMITTED else {}
    return Activity(
        id=_id(webhook, event, index, at),
        lead=stated.keys,
        type=kind,
        occurred_at=webhook.received_at if at is None else at,
        received_at=webhook.received_at,
        source=sender.name,
        properties={**campaigns.stated_in(body.text(stated.properties.get("url"))), **form, **stated.properties},
        traits=stated.traits,
        raw=event,
    )


def _type(sender: Sender, event: Mapping[str, Json]) -> str | None:
    """The activity's type: what the model says, or what it makes of the sender's own; None where it makes nothing."""
    where, types = sender.pointers.type, sender.pointers.types
    if where is None or not where.startswith("/"):
        return where or Kind.FORM_SUBMITTED
    theirs = body.text(pointers.look(event, where))
    if theirs is None:
        return None
    return pointers.ours(theirs, types) if types else theirs if is_kind(theirs) else None


def _id(webhook: Webhook, event: Json, index: int, at: Instant | None) -> str:
    sender, repeated = webhook.sender, webhook.request.headers.get(REPEATED, "").strip()
    stated = body.text(pointers.look(event, sender.pointers.id)) if sender.pointers.id else None
    if stated is not None:
        return digest(sender.name, "id", stated)
    if repeated:
        return digest(sender.name, REPEATED, repeated, str(index))
    return content_id(sender.name, content=event, at=webhook.received_at if at is None else None)
