"""`leadflow who`: which keys a lead is known by, where each came from, and which are not its own."""

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator

from leadflow.application.who import Erasure, Registry, erasures, written
from leadflow.cli.failure import Failure
from leadflow.cli.naming import HELP, key, shown
from leadflow.cli.person import document, page
from leadflow.cli.progress import Progress
from leadflow.cli.running import Reached, add_model, add_stack, reached
from leadflow.cli.table import table
from leadflow.domain.instant import iso, minute
from leadflow.domain.wording import clean, counted


def add_arguments(parser: ArgumentParser) -> None:
    """Who is meant."""
    parser.add_argument("email", metavar="EMAIL", nargs="?", help=HELP)
    parser.add_argument("--erase-requested", action="store_true", help="list all who asked to be erased instead")
    parser.add_argument("--json", action="store_true", help="print one JSON object; of those who asked one a line")
    add_stack(parser)
    add_model(parser)


def run(arguments: Namespace) -> int:
    """Print the lead's keys, or who asked to be erased. Raises Failure."""
    if (arguments.email is None) is not arguments.erase_requested:
        raise Failure("name either a lead or --erase-requested", code=2)
    with reached(arguments.stack, arguments.model) as stack:
        lines = _erasures(stack, arguments) if arguments.erase_requested else _person(stack, arguments)
        for each in lines:
            print(each)
    return 0


def _person(stack: Reached, arguments: Namespace) -> Iterator[str]:
    asked = key(arguments.email)
    person = Registry(stack.archive).who(asked)
    if arguments.json:
        yield json.dumps(document(asked, person))
    else:
        yield from page(asked, person)


def _erasures(stack: Reached, arguments: Namespace) -> Iterator[str]:
    everybody, total = stack.stack.everybody, stack.stack.everybody.count()
    states = Progress(sys.stderr).through("leads looked at", everybody.states(), lambda n: n / total if total else 0.0)
    found = erasures(states)
    if arguments.json:
        yield from (json.dumps(_document(each)) for each in found)
    elif not found:
        yield "Nobody has asked to be erased."
    else:
        yield from table([("asked on", "lead", "CRM record"), *map(_cells, found)])
        yield f"{counted(len(found), 'lead')}, of whom nobody is alerted any more."


def _cells(each: Erasure) -> tuple[str, str, str]:
    return minute(each.at), shown(each.home), clean(each.crm_id or "-")


def _document(each: Erasure) -> dict[str, str | None]:
    return {
        "lead": each.lead,
        "lives_under": written(each.home),
        "crm_id": each.crm_id,
        "erase_requested": iso(each.at),
    }
