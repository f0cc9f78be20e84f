"""Bodies of the sender's own making: JSON pointers say where in them a lead, its traits and the rest stand.

https://datatracker.ietf.org/doc/html/rfc6901
"""

from collections.abc import Mapping
from typing import Final

from leadflow.adapters.payloads import body
from leadflow.adapters.payloads.filled import ANONYMOUS, EMAIL, Filled
from leadflow.domain.identity import Keys
from leadflow.domain.json import Json
from leadflow.domain.match import like
from leadflow.domain.sender import Sender

USER: Final = "user_id"

_DIGITS: Final = 9
"""More digits than the place of anything in a list has."""


def look(value: Json, pointer: str) -> Json:
    """What the pointer points at, None where there is nothing, or where it is no pointer."""
    if not pointer:
        return value
    start, *steps = pointer.split("/")
    if start:
        return None
    for step in steps:
        value = _inner(value, step.replace("~1", "/").replace("~0", "~"))
    return value


def stated(value: Json, sender: Sender) -> Filled:
    """The keys, traits and properties that the model's `fields` and `properties` find; what is empty was not stated."""
    named = _found(value, sender.fields)
    keys = Keys(
        email=body.email(named.pop(EMAIL, None)),
        user_id=body.key(named.pop(USER, None)),
        anonymous_id=body.key(named.pop(ANONYMOUS, None)),
    )
    return Filled(keys, named, _found(value, sender.pointers.properties))


def ours(theirs: str, types: Mapping[str, str]) -> str | None:
    """Our type of activity for the sender's, by the first pattern that fits; None where none does."""
    return next((ours for pattern, ours in types.items() if like(pattern, theirs)), None)


def _found(value: Json, mapping: Mapping[str, str]) -> dict[str, Json]:
    """What the pointers find, under their names; the first of several that find something under one name counts."""
    found: dict[str, Json] = {}
    for pointer, name in mapping.items():
        if (there := look(value, pointer)) not in (None, "", [], {}):
            found.setdefault(name, there)
    return found


def _inner(value: Json, step: str) -> Json:
    if isinstance(value, Mapping):
        return value.get(step)
    place = step.isascii() and step.isdecimal() and len(step) <= _DIGITS and str(int(step)) == step
    return value[int(step)] if isinstance(value, list) and place and int(step) < len(value) else None
