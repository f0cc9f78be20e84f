"""Numbers as spreadsheets write them: with a decimal point or a decimal comma, their thousands set apart or not."""

import re
from collections.abc import Iterable
from enum import StrEnum
from typing import Final

_DIGITS: Final = 15
"""More than so many digits are no quantity, and a floating-point number would round them."""


class Mark(StrEnum):
    """What stands before the decimals."""

    POINT = "point"
    COMMA = "comma"


_WRITTEN: Final = {
    Mark.POINT: re.compile(r"[+-]?(\d+|\d{1,3}([, \u00a0\u202f'\u2019])\d{3}(\2\d{3})*)(\.\d+)?", re.ASCII),
    Mark.COMMA: re.compile(r"[+-]?(\d+|\d{1,3}([. \u00a0\u202f'\u2019])\d{3}(\2\d{3})*)(,\d+)?", re.ASCII),
}
_APART: Final = {Mark.POINT: re.compile(r"[, \u00a0\u202f'\u2019]"), Mark.COMMA: re.compile(r"[. \u00a0\u202f'\u2019]")}
_LEADING_ZERO: Final = re.compile(r"[+-]?0\d")
_MARKED: Final = re.compile(r"[.,]")


def marks(texts: Iterable[str]) -> frozenset[Mark] | None:
    """The marks with which all of these are numbers; None where one is none, or where no mark stands in any.

    Digits alone stay text: they may be a telephone's number or a postal code.
    """
    fitting, marked = frozenset(Mark), False
    for text in texts:
        fitting &= {mark for mark in Mark if read(text, mark) is not None}
        marked = marked or _MARKED.search(text) is not None
        if not fitting:
            return None
    return fitting if marked else None


def read(text: str, mark: Mark) -> int | float | None:
    """The number, None where the text is none."""
    if not _WRITTEN[mark].fullmatch(text) or _LEADING_ZERO.match(text) or sum(map(str.isdigit, text)) > _DIGITS:
        return None
    found = float(_APART[mark].sub("", text).replace(",", "."))
    return int(found) if found.is_integer() else found
