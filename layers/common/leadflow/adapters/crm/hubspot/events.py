"""The events of HubSpot's webhooks, by whichever of its two formats they come.

https://developers.hubspot.com/docs/api/webhooks
https://developers.hubspot.com/docs/guides/webhooks/create-generic-webhook-subscriptions
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from leadflow.adapters.payloads import body
from leadflow.adapters.signatures.hubspot import MILLISECOND
from leadflow.application.webhook import Unreadable
from leadflow.domain.instant import Instant
from leadflow.domain.json import Json

NUMBERS: Final[Mapping[str, str]] = {
    "0-1": "contact",
    "0-2": "company",
    "0-3": "deal",
    "0-47": "meeting",
    "0-48": "call",
    "0-49": "email",
}
"""The types of object that are heard, by HubSpot's number of them."""

OBJECT: Final = "object"
ASSOCIATION: Final = "associationChange"
HEARD: Final = frozenset({"creation", "propertyChange", "deletion", "privacyDeletion", "restore", "merge", ASSOCIATION})
"""What can have happened; all else that can be subscribed to is nobody's activity."""

_ID: Final = re.compile(r"[0-9]{1,20}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Event:
    """What happened to which object. A tie's event has two ends instead, each a kind and an id.

    `value` is the property's new one, empty where it was cleared, None where that is not said. `into` is where the
    `merged` have gone.
    """

    kind: str
    what: str
    id: str
    portal: str
    at: Instant | None
    property: str = ""
    value: str | None = None
    into: str = ""
    merged: Sequence[str] = ()
    ends: Mapping[str, str] | None = None
    removed: bool = False
    raw: Json = None


def events(raw: bytes) -> Iterator[Event]:
    """The events of a call that are heard, in their order. Raises Unreadable."""
    for each in body.records(body.document(raw)):
        subscribed = each.get("subscriptionType")
        if not isinstance(subscribed, str):
            raise Unreadable("an event without its subscription type")
        of, _, what = subscribed.partition(".")
        kind = NUMBERS.get(str(each.get("objectTypeId"))) if of == OBJECT else of
        if what == ASSOCIATION and (of == OBJECT or of in NUMBERS.values()):
            yield from _tie(each)
        elif kind in NUMBERS.values() and what in HEARD:
            yield _event(kind or of, what, each)


def _event(kind: str, what: str, stated: Mapping[str, Json]) -> Event:
    merging = what == "merge"
    into = _identity(stated, "newObjectId", "primaryObjectId") if merging else ""
    every = [stated.get("primaryObjectId"), *body.items(stated.get("mergedObjectIds"))] if merging else []
    found = dict.fromkeys(name for each in every if (name := body.text(each)) and _ID.fullmatch(name))
    return Event(
        kind,
        what,
        into or _identity(stated, "objectId"),
        body.text(stated.get("portalId")) or "",
        _at(stated),
        body.text(stated.get("propertyName")) or "",
        value if isinstance(value := stated.get("propertyValue"), str) else None,
        into,
        [each for each in found if each != into],
        raw=stated,
    )


def _tie(stated: Mapping[str, Json]) -> Iterator[Event]:
    """A tie's event, where both its ends are of kinds that are heard; it may name them by word or by number."""
    named = (body.text(stated.get("associationType")) or "").lower().partition("_to_")
    numbers = [NUMBERS.get(str(stated.get(name))) for name in ("fromObjectTypeId", "toObjectTypeId")]
    one, other = numbers if any(numbers) else (named[0], named[2].removesuffix("_unlabeled"))
    if one in NUMBERS.values() and other in NUMBERS.values() and one and other and one != other:
        named_ends = {one: _identity(stated, "fromObjectId"), other: _identity(stated, "toObjectId")}
        ends = dict(sorted(named_ends.items()))  # both ends tell of it, each from its own side
        kind, known = next(iter(ends.items()))
        removed, portal = stated.get("associationRemoved") is True, body.text(stated.get("portalId")) or ""
        yield Event(kind, ASSOCIATION, known, portal, _at(stated), ends=ends, removed=removed, raw=stated)


def _identity(stated: Mapping[str, Json], *names: str) -> str:
    """The first id that stands under these names. Raises Unreadable."""
    found = (body.text(stated.get(name)) for name in names)
    if (known := next((each for each in found if each and each != "0"), None)) and _ID.fullmatch(known):
        return known
    raise Unreadable("an event without the id of its object")


def _at(stated: Mapping[str, Json]) -> Instant | None:
    at = stated.get("occurredAt")
    return body.believable(at * MILLISECOND) if isinstance(at, int) else None
