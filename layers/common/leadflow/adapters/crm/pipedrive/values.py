"""The values of Pipedrive's fields as plain ones: its API writes the values alone, its webhooks with their types."""

from collections.abc import Mapping
from typing import Final

from leadflow.adapters.payloads import body
from leadflow.domain.json import Json

CUSTOM: Final = "custom_fields"
"""Where the fields stand that a company has added, by keys of 40 hexadecimal digits."""

_CHOSEN: Final = ("enum", "set")
_LABEL: Final = "label"


def held(record: Mapping[str, Json], name: str) -> Json:
    """What the record holds in that field, whether its own or an added one; leads hold both side by side."""
    custom = body.part(record.get(CUSTOM))
    return custom[name] if name in custom else record.get(name)


def plain(value: Json) -> Json:
    """A text, number or truth value, or a list of these; None where there is none.

    Of several addresses or numbers it is the primary one, of an amount the number. A choice is its label where that is
    said, else its id as text.
    """
    if isinstance(value, Mapping):
        return _of_object(value)
    if isinstance(value, list):
        return _of_list(value)
    return None if value == "" else value


def unlabelled(value: Json) -> bool:
    """Whether it is a choice of which only the id is said."""
    return isinstance(value, Mapping) and value.get("type") in _CHOSEN and _LABEL not in value


def _of_object(value: Mapping[str, Json]) -> Json:
    if "values" in value:
        return plain(value["values"])
    if "value" in value:
        return plain(value["value"])
    return body.text(value.get(_LABEL)) or body.text(value.get("id"))


def _of_list(values: list[Json]) -> Json:
    primary = [each for each in map(body.part, values) if each.get("primary") is True]
    if primary:
        return plain(primary[0])
    said = [text for each in values if (text := plain(each)) is not None]
    if said and isinstance(values[0], Mapping) and "value" in values[0]:
        return said[0]
    return said or None
