"""Salesforce's ids: 15 letters whose case counts, or the same with three more that keep it, where case may get lost.

https://help.salesforce.com/s/articleView?id=000385585&type=1
"""

import re
from typing import Final

from leadflow.domain.json import Json

_ID: Final = re.compile(r"[A-Za-z0-9]{15}(?:[A-Za-z0-9]{3})?", re.ASCII)
_SHORT: Final = 15
_PART: Final = 5
_LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"

NOTHING: Final = "000000000000000AAA"
"""The id that stands where there is none to name."""


def whole(value: Json) -> str | None:
    """The id with its 18 letters, None where the value is none: both its forms are then one key."""
    if not isinstance(value, str) or not _ID.fullmatch(value):
        return None
    short = value[:_SHORT]
    found = short + "".join(_kept(short[at : at + _PART]) for at in range(0, _SHORT, _PART))
    return None if found == NOTHING else found


def _kept(part: str) -> str:
    """The letter that says which of these are capitals."""
    return _LETTERS[sum(letter.isupper() << place for place, letter in enumerate(part))]
