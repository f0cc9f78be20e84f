"""By what a table's cells are separated and quoted, as far as a sample of it tells."""

import re
from collections.abc import Iterator
from io import StringIO
from itertools import islice
from typing import Final

from leadflow.cli.csv_file.lines import Lines
from leadflow.cli.csv_file.records import Dialect, Record, Records

SEPARATORS: Final = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|"}
NAMES: Final = {sign: name for name, sign in SEPARATORS.items()}

_ROWS: Final = 200
_STATED: Final = re.compile(r"\ufeff?[\"']?sep=(.)[\"']?\r?$", re.MULTILINE)
"""What spreadsheets write in the first line for each other."""

_CELL: Final = r"(?:^|[,;\t|]) *{0}[^{0}\n]*{0} *(?=[,;\t|]|$)"
_DOUBLE: Final = re.compile(_CELL.format('"'), re.MULTILINE)
_SINGLE: Final = re.compile(_CELL.format("'"), re.MULTILINE)
_BACKSLASH: Final = re.compile(r"\\\"(?! *(?:[,;\t|]|$))", re.MULTILINE)


def dialect(sample: str, separator: str | None = None) -> Dialect:
    """The dialect of the text's beginning; `separator` is one that was told."""
    quote = "'" if not _DOUBLE.search(sample) and len(_SINGLE.findall(sample)) > 1 else '"'
    escaped = quote == '"' and _BACKSLASH.search(sample) is not None
    if separator is None:
        separator = stated(sample) or max(SEPARATORS.values(), key=lambda each: _fit(sample, Dialect(each, quote)))
    return Dialect(separator, quote, escaped)


def stated(sample: str) -> str | None:
    """The separator that the first line states, as in `sep=;`."""
    found = _STATED.match(sample)
    return found[1] if found and found[1] in NAMES else None


def _fit(sample: str, dialect: Dialect) -> tuple[int, int]:
    """How many rows have as many cells as the first, and how many that are; the first of equals is taken."""
    lengths = list(islice(_lengths(sample, dialect), _ROWS))
    wanted = lengths[0] if lengths else 0
    return (lengths.count(wanted), wanted) if wanted > 1 else (0, 0)


def _lengths(sample: str, dialect: Dialect) -> Iterator[int]:
    for each in Records(Lines(StringIO(sample)), dialect):
        if not isinstance(each, Record):
            yield 0
        elif any(map(str.strip, each.cells)):
            yield len(each.cells)
