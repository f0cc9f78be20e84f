"""Any sender of Standard Webhooks: the model says which of its types is which of ours, and where the lead stands.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

from collections.abc import Iterator, Mapping
from typing import Final

from leadflow.adapters.payloads import body, campaigns, pointers
from leadflow.adapters.signatures import standard
from leadflow.adapters.signatures.standard import StandardWebhooks
from leadflow.application import answers
from leadflow.application.webhook import Unreadable, Webhook
from leadflow.domain.activity import Activity
from leadflow.domain.identity import digest
from leadflow.domain.json import Json
from leadflow.domain.sender import Words

SIGNATURE: Final = StandardWebhooks()

SENDS: Final = ("*",)
"""The model says of each source which types of activity it tells of."""

WORDS: Final = Words(
    needs=frozenset({"secret", "types", "fields"}),
    takes=frozenset({"type", "properties", "occurred_at", "id"}),
    pointers=True,
)

accepted: Final = answers.taken

TYPE: Final = "/type"
TIME: Final = "/timestamp"
"""Where the specification recommends that a body says what happened, and when."""


def activities(webhook: Webhook) -> Iterator[Activity]:
    """One activity an event whose type the model knows. Raises Unreadable."""
    sender, event = webhook.sender, body.record(body.document(webhook.request.body))
    theirs = pointers.look(event, sender.pointers.type or TYPE)
    if not isinstance(theirs, str):
        raise Unreadable("an event without its type")
    if kind := pointers.ours(theirs, sender.pointers.types):
        stated = pointers.stated(event, sender)
        at = body.moment(pointers.look(event, sender.pointers.occurred_at or TIME))
        yield Activity(
            id=_id(webhook, event),
            lead=stated.keys,
            type=kind,
            occurred_at=at or body.unix(standard.sent_at(webhook.request)) or webhook.received_at,
            received_at=webhook.received_at,
            source=sender.name,
            properties={**_campaign(stated.properties.get("url")), "event": theirs, **stated.properties},
            traits=stated.traits,
            raw=event,
        )


def _id(webhook: Webhook, event: Mapping[str, Json]) -> str:
    """What the model points at, else the signed id, which stays the same however often the event is sent."""
    sender = webhook.sender
    stated = body.text(pointers.look(event, sender.pointers.id)) if sender.pointers.id else None
    if stated is not None:
        return digest(sender.name, "id", stated)
    return digest(sender.name, standard.message(webhook.request) or "")


def _campaign(url: Json) -> Mapping[str, Json]:
    return campaigns.stated_in(url) if isinstance(url, str) else {}
