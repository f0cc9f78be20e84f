"""`leadflow leads`: the leads with the highest scores, or those that rose most, of all or of those that are meant."""

import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Final

from leadflow.application.roster import AHEAD, Row, Wish, first, listing_all, read, rows
from leadflow.cli.csv_lines import lines
from leadflow.cli.explanation import email, wanted
from leadflow.cli.failure import Failure
from leadflow.cli.naming_lists import list_of
from leadflow.cli.progress import Progress
from leadflow.cli.roster import cells, document, head, page
from leadflow.cli.running import Reached, add_model, add_stack, reached
from leadflow.cli.span import span
from leadflow.domain.company import company
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.listed import ListName, of_company
from leadflow.domain.state import State

_TOP: Final = 20


def add_arguments(parser: ArgumentParser) -> None:
    """Which leads, by which score, and how they are shown."""
    parser.add_argument("--top", type=_number, default=_TOP, metavar="N", help=f"the first N (default: {_TOP})")
    parser.add_argument("--by", metavar="SCORE", help="the score (default: the model's first)")
    parser.add_argument("--rise", type=span, metavar="TIME", help='by how much it rose in that time, as in "30 days"')
    parser.add_argument("--owner", metavar="EMAIL", help="only this owner's leads")
    parser.add_argument("--segment", metavar="NAME", help="only who is in it; CLASS:LABEL for a class")
    parser.add_argument("--company", metavar="DOMAIN", help="only this company's leads")
    add_form(parser)
    add_stack(parser)
    add_model(parser)


def add_form(parser: ArgumentParser) -> None:
    """How what is found is shown."""
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--csv", action="store_true", help="print a table for spreadsheets")
    form.add_argument("--json", action="store_true", help="print one JSON object a line")


def _number(text: str) -> int:
    if text.isascii() and text.isdecimal() and int(text) > 0:
        return int(text)
    raise ArgumentTypeError(f"a whole number above 0 is needed, not {text!r}")


def run(arguments: Namespace) -> int:
    """List them; 1 where there are none. Raises Failure."""
    holder = None if arguments.owner is None else email(arguments.owner)
    with reached(arguments.stack, arguments.model) as stack:
        by = _by(stack.model, arguments.by)
        if arguments.rise is not None and by is None:
            raise Failure("the model has no score that could rise", code=2)
        wish = Wish(by, frozenset(_lists(stack.model, arguments)), holder, arguments.rise)
        with asked(stack, wish) as found:
            chosen = first(arguments.top, found)
        for each in _shown(stack.model, chosen, arguments, by):
            print(each)
    return 0 if chosen else 1


def _by(model: LeadModel, asked_for: str | None) -> str | None:
    return next(iter(model.scores), None) if asked_for is None else wanted(model, asked_for)[0]


def _lists(model: LeadModel, arguments: Namespace) -> Iterator[ListName]:
    if arguments.segment is not None:
        yield list_of(model, arguments.segment)
    if arguments.company is not None:
        domain = company(f"@{arguments.company.strip().lower().rpartition('@')[2]}")
        if domain is None:
            raise Failure(f"{arguments.company}: no company has this domain to itself")
        yield of_company(domain)


@contextmanager
def asked(stack: Reached, wish: Wish) -> Iterator[Iterator[Row]]:
    """Those of the stack's leads that are wanted, as they are read."""
    with ThreadPoolExecutor(AHEAD) as threads:
        states = _states(stack, wish, threads)
        yield rows(wish, states, stack.archive, stack.now)


def _states(stack: Reached, wish: Wish, threads: ThreadPoolExecutor) -> Iterator[State]:
    """The leads of the narrowest list that is sure to have them all, else everybody."""
    leads, total = "leads looked at", 0
    sure = [each for each in sorted(wish.lists) if listing_all(stack.model) or not each.startswith(of_company(""))]
    if sure:
        counted = {each: stack.stack.lists().count(each) for each in sure} if len(sure) > 1 else dict.fromkeys(sure, 0)
        shortest = min(sure, key=counted.__getitem__)
        total, states = counted[shortest], read(stack.stack.leads, stack.stack.lists().members(shortest), threads)
    else:
        total, states = stack.stack.everybody.count(), stack.stack.everybody.states()
    return Progress(sys.stderr).through(leads, states, lambda count: count / total if total else 0.0)


def _shown(model: LeadModel, found: list[Row], arguments: Namespace, by: str | None) -> Iterator[str]:
    if arguments.json:
        yield from (document(model, row) for row in found)
    elif arguments.csv:
        yield from lines(head(model), (cells(model, row) for row in found))
    elif found:
        yield from page(model, found, by)
    else:
        yield "No lead is like that."
