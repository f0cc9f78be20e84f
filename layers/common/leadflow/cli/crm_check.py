"""`leadflow crm check`: the model's map beside the CRM's own fields, and all that does not fit."""

import json
from argparse import Namespace
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Final

from leadflow.adapters.sources import sends
from leadflow.cli.check import verdict
from leadflow.cli.crm_model import Written, written
from leadflow.cli.crm_schema import schema_of
from leadflow.cli.model_file import lines
from leadflow.cli.table import table
from leadflow.domain.wording import clean
from leadflow.model.crm_schema import Row, mistakes, rows
from leadflow.model.lints import Surroundings, doubts_about_crm
from leadflow.model.mistakes import Mistake

_MISSING: Final = "MISSING"


def run(arguments: Namespace) -> int:
    """Print both sides and what was found; 1 where something cannot work. Raises Failure."""
    found = written(arguments.model)
    _, schema = schema_of(found, arguments.stack)
    doubts = doubts_about_crm(found.file, Surroundings(sends()), found.lines)
    wrong = sorted([*mistakes(found.file, schema, found.lines), *doubts], key=lambda each: each.line or 0)
    fine = all(each.warning for each in wrong)
    if arguments.json:
        sides = [asdict(row) for row in rows(found.file, schema)]
        print(json.dumps({"fine": fine, "fields": sides, "findings": [asdict(each) for each in wrong]}))
    else:
        print(*_page(found, rows(found.file, schema), wrong), sep="\n")
    return 0 if fine else 1


def _page(found: Written, sides: Sequence[Row], wrong: Sequence[Mistake]) -> Iterator[str]:
    if sides:
        yield from table([_head(found), *map(_cells, sides)])
        yield ""
    yield from lines(found.path, wrong)
    yield verdict(found.path, wrong)


def _head(found: Written) -> Sequence[str]:
    provider = "" if found.file.crm is None else found.file.crm.provider
    return "on", "our term", "is", f"in {provider}", "holds", "who wins"


def _cells(row: Row) -> Sequence[str]:
    return str(row.on), row.term, row.meant, clean(row.theirs), row.type or _MISSING, row.wins
