"""What an import is going to do, for people and for programs: how the file is written, and what each column is."""

import codecs
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from leadflow.application.importing.columns import Column, Table
from leadflow.application.importing.formats import AsMoment
from leadflow.application.importing.survey import Survey
from leadflow.application.importing.terms import Use
from leadflow.cli.csv_file import dialect, encoding
from leadflow.cli.csv_file.table_file import TableFile
from leadflow.cli.table import table as aligned
from leadflow.domain.instant import Instant, iso, minute
from leadflow.domain.json import Json
from leadflow.domain.wording import clean

_EXAMPLES: Final = 2
_LONG: Final = 30
"""Characters of an example."""

_QUOTES: Final = {'"': "double quotes", "'": "single quotes"}


def document(file: TableFile, table: Table, survey: Survey, as_of: Instant) -> dict[str, Json]:
    """The plan for programs."""
    return {
        "file": str(file.path),
        "encoding": file.encoding,
        "separator": file.dialect.separator,
        "quote": file.dialect.quote,
        "as_of": iso(as_of),
        "columns": [_column(each, table, survey) for each in survey.columns],
        "constants": {str(term): value for term, value in survey.constants.items()},
        "type": _kind(survey),
    }


def lines(file: TableFile, table: Table, survey: Survey, as_of: Instant) -> Iterator[str]:
    """The plan for people."""
    yield f"{clean(str(file.path), 500)}: {_written(file, table)}"
    yield ""
    yield from aligned([("column", "is", "such as"), *(_row(each, table, survey) for each in survey.columns)])
    for term, value in survey.constants.items():
        yield f"  every row: {term} is {clean(value)}"
    yield ""
    yield _meaning(survey)
    yield from _times(survey, as_of)


def _written(file: TableFile, table: Table) -> str:
    encoded = encoding.NAMES.get(file.encoding) or codecs.lookup(file.encoding).name
    if len(table.names) == 1:
        return f"{encoded}, one column"
    escaped = ", quotes behind backslashes" if file.dialect.escaped else ""
    name = dialect.NAMES.get(file.dialect.separator, file.dialect.separator)
    return f"{encoded}, {name}-separated, {_QUOTES[file.dialect.quote]}{escaped}"


def _row(column: Column, table: Table, survey: Survey) -> Sequence[str]:
    written = survey.formats.get(column.place)
    format_ = "" if written is None else f", {written.told}"
    note = f" ({clean(column.note)})" if column.note else ""
    examples = " | ".join(_examples(column, table, survey)) or "(empty)"
    return clean(column.shown, _LONG), f"{clean(str(column.term))}{format_}{note}", examples


def _column(column: Column, table: Table, survey: Survey) -> Json:
    written = survey.formats.get(column.place)
    return {
        "number": column.place + 1,
        "name": column.name,
        "use": str(column.term.use),
        "term": column.term.name or None,
        "note": column.note or None,
        "format": None if written is None else written.told,
        "examples": list(_chosen(table.cells(column.place))),
    }


def _chosen(cells: Sequence[str]) -> Sequence[str]:
    """Two cells; one beyond ASCII, if there is one, shows whether the encoding is right."""
    different = list(dict.fromkeys(cells))
    strange = [cell for cell in different if not cell.isascii()]
    return list(dict.fromkeys([*different[:1], *strange[:1], *different]))[:_EXAMPLES]


def _examples(column: Column, table: Table, survey: Survey) -> Iterator[str]:
    written = survey.formats.get(column.place)
    for cell in _chosen(table.cells(column.place)):
        value = None if written is None else written.read(cell)
        said = iso(Instant(value)) if isinstance(written, AsMoment) and isinstance(value, int) else _json(value)
        yield clean(cell, _LONG) if value is None or said == cell else f"{clean(cell, _LONG)} = {said}"


def _json(value: Json) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _kind(survey: Survey) -> str | None:
    return survey.kind if survey.deeds else "identity.stated"


def _meaning(survey: Survey) -> str:
    if not survey.deeds:
        return "Each row says what is known of a lead (identity.stated)."
    if any(column.term.use is Use.TYPE for column in survey.columns):
        return "Each row is an activity."
    return f"Each row is an activity: {survey.kind}."


def _times(survey: Survey, as_of: Instant) -> Iterator[str]:
    if not survey.dated or not survey.deeds:
        said = (
            "as was said" if survey.as_of is not None else "when the file was last changed; --as-of DATE says otherwise"
        )
        rows = "Rows without a date are" if survey.dated else "They are"
        yield f"{rows} as of {minute(as_of)}, {said}."


def totals(reasons: Mapping[tuple[str, str], int], most: int = 10) -> Iterator[str]:
    """The reasons for which rows could not be used, the most frequent first."""
    ordered = sorted(reasons.items(), key=lambda each: (-each[1], each[0]))
    rows = [(f"{count:,}", f"{clean(column)}: {reason}" if column else reason) for (column, reason), count in ordered]
    yield from aligned(rows[:most], right={0})
    if len(rows) > most:
        yield f"  and {len(rows) - most} other reasons"
