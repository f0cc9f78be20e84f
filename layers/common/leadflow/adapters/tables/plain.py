"""An item of any table as JSON, for whoever reads what is kept of a lead."""

import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from leadflow.domain.instant import SECOND, Instant, iso
from leadflow.domain.json import Json

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef

    from leadflow.adapters.tables.item import Item

_INSTANTS: Final = frozenset({"at", "busy", "claimed_until", "due_at", "ended_at", "opened_at", "told_at", "driven_at"})
_SECONDS: Final = "expires_at"
"""The attributes that hold microseconds since 1970, and the one that DynamoDB wants in seconds."""

_WRITTEN: Final = frozenset({"evidence"})
"""The attributes that hold JSON as text."""


def plain(item: "Item") -> Mapping[str, Json]:
    """The item with its instants in ISO 8601."""
    return {name: _named(name, value) for name, value in item.items()}


def _named(name: str, value: "AttributeValueTypeDef") -> Json:
    found = _value(value)
    if name in _WRITTEN and isinstance(found, str):
        read: Json = json.loads(found)
        return read
    if isinstance(found, int) and name in _INSTANTS:
        return iso(Instant(found)) if found else None
    return iso(Instant(found * SECOND)) if isinstance(found, int) and name == _SECONDS else found


def _value(value: "AttributeValueTypeDef") -> Json:
    ((kind, held),) = value.items()
    return _READ[kind](held)


_READ: Final[Mapping[str, Callable[..., Json]]] = {
    "S": str,
    "N": int,
    "BOOL": bool,
    "NULL": lambda _: None,
    "L": lambda held: [_value(each) for each in held],
    "M": plain,
    "SS": sorted,
}
