"""Rows as lines of CSV that a spreadsheet can open without running what a stranger wrote into a form."""

import csv
import re
from collections.abc import Iterator, Sequence
from io import StringIO
from typing import Final

from leadflow.domain.wording import clean

_FORMULA: Final = re.compile(r"(^|;)(?=\s*[=+\-@\uff1d\uff0b\uff0d\uff20])")
"""Where a formula begins, with full-width signs too; where commas part decimals, a cell begins after a semicolon."""


def line(cells: Sequence[str | float | None]) -> str:
    """One line without its end: text on one line and guarded, numbers as they are, nothing for None."""
    out = StringIO()
    csv.writer(out, lineterminator="").writerow([guarded(each) if isinstance(each, str) else each for each in cells])
    return out.getvalue()


def lines(head: Sequence[str], rows: Iterator[Sequence[str | float | None]]) -> Iterator[str]:
    """The head, and then each row as it comes."""
    yield line(head)
    yield from map(line, rows)


def guarded(text: str) -> str:
    """The text as spreadsheets show it: one that would be a formula has an apostrophe before it.

    https://owasp.org/www-community/attacks/CSV_Injection
    """
    return _FORMULA.sub(r"\1'", clean(text, len(text)))
