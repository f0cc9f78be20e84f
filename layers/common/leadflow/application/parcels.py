"""Activities packed into messages of the queue, each under the limits of a message."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

import orjson

from leadflow.application.ports import Parcel
from leadflow.application.webhook import Unreadable
from leadflow.domain.activity import Activity
from leadflow.domain.json import Json

COUNT_LIMIT: Final = 200
SIZE_LIMIT: Final = 200_000
"""Bytes of a message, measured as it is sent: ASCII, everything else escaped."""

ACTIVITY_LIMIT: Final = 100_000
"""Bytes of one activity; over it `raw` is dropped."""
TEXT_LIMIT: Final = 1_000
"""Characters that texts keep in an activity that is too large even without `raw`."""
FIELDS_LIMIT: Final = 30_000
"""Bytes that such an activity keeps of its properties, and as many of its traits, in their order."""

_FRAME: Final = 300
"""Bytes that bound the rest of an activity: its id, its instants, and the names of its fields."""

_DELETE: Final = b"\x7f"
"""The one ASCII character that `json` escapes and `orjson` does not."""


def parcels(activities: Iterable[Activity], *, imported: bool = False, trace: str = "") -> Iterator[Parcel]:
    """The activities in their order, in few messages. Raises Unreadable where one is nested too deep.

    `imported`: they tell of the past, and alert nobody. `trace` is the id of the webhook that told them.
    """
    packed: list[Activity] = []
    size = 0
    for activity in activities:
        fitting, weight = _fitting(activity)
        if packed and (len(packed) == COUNT_LIMIT or size + weight > SIZE_LIMIT):
            yield Parcel(packed, imported=imported, trace=trace)
            packed, size = [], 0
        packed.append(fitting)
        size += weight
    if packed:
        yield Parcel(packed, imported=imported, trace=trace)


def weight(activity: Activity) -> int:
    """The bytes that the activity takes in a message, or a little more. Raises Unreadable."""
    lead = activity.lead
    keys = (lead.email, lead.crm_id, lead.user_id, lead.anonymous_id)
    texts = (activity.type, activity.source, activity.machine)
    return _FRAME + _size((*keys, *texts, activity.properties, activity.traits, activity.raw))


def _size(value: object) -> int:
    try:
        encoded = orjson.dumps(value)
    except orjson.JSONEncodeError as error:  # deeper than 254 levels, or a text that is no Unicode
        raise Unreadable("the body is nested too deep") from error
    plain = encoded.isascii() and _DELETE not in encoded
    return len(encoded) if plain else len(json.dumps(orjson.loads(encoded), separators=(",", ":")))


def _fitting(activity: Activity) -> tuple[Activity, int]:
    size = weight(activity)
    if size > ACTIVITY_LIMIT:
        activity = replace(activity, raw=None)
        size = weight(activity)
    if size > ACTIVITY_LIMIT:
        activity = replace(activity, properties=_short(activity.properties), traits=_short(activity.traits))
        size = weight(activity)
    return activity, size


def _short(fields: Mapping[str, Json]) -> Mapping[str, Json]:
    kept: dict[str, Json] = {}
    room = FIELDS_LIMIT
    for name, value in fields.items():
        short = value[:TEXT_LIMIT] if isinstance(value, str) else value
        room -= (size := _size({name: short}))
        if room >= 0:
            kept[name] = short
        else:
            room += size
    return kept
