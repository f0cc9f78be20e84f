"""Leads as rows: for people, for spreadsheets and for programs."""

import json
from collections.abc import Iterator, Sequence
from typing import Final

from leadflow.application.roster import Row, name
from leadflow.cli.table import points, table
from leadflow.domain.company import company
from leadflow.domain.explanation import explain
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.owner import owner
from leadflow.domain.reasons import reasons
from leadflow.domain.wording import clean

_WIDTH: Final = 40
"""Letters of the longest bar."""


def page(model: LeadModel, found: Sequence[Row], by: str | None) -> Iterator[str]:
    """The rows as a table, each with the strongest reason for its score."""
    rise = any(row.rise is not None for row in found)
    score = "score" if by is None else by
    head = ("lead", *((f"{score} rose",) if rise else ()), score, "segments", "owner", "company", "why")
    right = {1, 2} if rise else {1}
    yield from table([head, *(_cells(model, row, by) for row in found)], right)


def _cells(model: LeadModel, row: Row, by: str | None) -> tuple[str, ...]:
    rise = () if row.rise is None else (f"+{points(row.rise)}",)
    score = "-" if row.score is None else points(row.score)
    email, holder = row.state.lead.keys.email, owner(row.state.lead)
    segments = ", ".join(row.facts.judged[0]) or "-"
    return _name(row), *rise, score, segments, holder or "-", company(email) or "-", _why(model, row, by)


def _name(row: Row) -> str:
    called = name(row.state)
    return clean(called, len(called))


def _why(model: LeadModel, row: Row, by: str | None) -> str:
    """The strongest reason, in words."""
    if by is None or row.score is None:
        return ""
    told = reasons(explain(row.facts, by), model, row.facts.now).told
    best = max(told, key=lambda each: each.points, default=None)
    return "" if best is None else f"{best.points:+} {best.what}"


def head(model: LeadModel) -> Sequence[str]:
    """The columns of a spreadsheet."""
    return ("lead", "name", "email", "company", "owner", "rise", *model.scores, "segments", *model.classes)


def cells(model: LeadModel, row: Row) -> Sequence[str | float | None]:
    """A spreadsheet's row, in the order of the head."""
    segments, labels = row.facts.judged
    email = row.state.lead.keys.email
    return (
        row.state.id,
        name(row.state),
        email,
        company(email),
        owner(row.state.lead),
        row.rise,
        *(row.facts.score(each) for each in model.scores),
        "; ".join(segments),
        *(labels.get(each) for each in model.classes),
    )


def document(model: LeadModel, row: Row) -> str:
    """The row as a line of JSON."""
    segments, labels = row.facts.judged
    email = row.state.lead.keys.email
    told: dict[str, object] = {
        "lead": row.state.id,
        "name": name(row.state),
        "email": email,
        "company": company(email),
        "owner": owner(row.state.lead),
        "scores": {each: row.facts.score(each) for each in model.scores},
        "segments": list(segments),
        "classes": dict(labels),
    }
    return json.dumps(told if row.rise is None else {**told, "rise": row.rise})


def bars(counts: Sequence[tuple[str, int]]) -> Iterator[str]:
    """Counts as bars of text, beside each other as large as they are."""
    most = max((count for _, count in counts), default=0)
    rows = [(label, f"{count:,}", "#" * _length(count, most)) for label, count in counts]
    yield from table(rows, {1}) if rows else ()


def _length(count: int, most: int) -> int:
    """So long is a count's bar; whoever is there at all is seen."""
    return max(round(count / most * _WIDTH), 1) if count else 0
