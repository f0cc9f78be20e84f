"""`leadflow segment`: who is in a segment, or has a label of a class; without a name, how many are in each."""

import json
import sys
from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from leadflow.application.listing import Lister
from leadflow.application.roster import AHEAD, Gaps, Row, Wish, ahead, first, gaps
from leadflow.cli.csv_lines import lines
from leadflow.cli.failure import Failure
from leadflow.cli.leads import add_form, asked
from leadflow.cli.naming_lists import labels, list_of
from leadflow.cli.progress import Progress
from leadflow.cli.roster import bars, cells, document, head, page
from leadflow.cli.running import Reached, add_model, add_stack, reached
from leadflow.domain.headline import headline_score
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.listed import of_label, of_segment
from leadflow.domain.wording import counted

_SHOWN: Final = 50

Counts = Mapping[str, Mapping[str, int]]
"""How many are in each, by the class that it is a label of; segments stand under no name."""


def add_arguments(parser: ArgumentParser) -> None:
    """Which segment, and how it is shown."""
    parser.add_argument("name", metavar="NAME", nargs="?", help="a segment, or CLASS:LABEL (default: count all)")
    add_form(parser)
    parser.add_argument("--refill", action="store_true", help="put all leads onto the lists where they stand, once")
    add_stack(parser)
    add_model(parser)


def run(arguments: Namespace) -> int:
    """Show it. Raises Failure."""
    if arguments.refill and (arguments.name or arguments.csv or arguments.json):
        raise Failure("--refill stands alone", code=2)
    with reached(arguments.stack, arguments.model) as stack:
        for line in _told(arguments)(stack, arguments):
            print(line)
    return 0


def _told(arguments: Namespace) -> Callable[[Reached, Namespace], Iterator[str]]:
    if arguments.refill:
        return _refill
    return _overview if arguments.name is None else _members


def _members(stack: Reached, arguments: Namespace) -> Iterator[str]:
    model, name = stack.model, arguments.name
    if name in model.classes:
        yield from _overview(stack, arguments)
        return
    where, by = list_of(model, name), headline_score(model, name.partition(":")[0])
    with asked(stack, Wish(by, frozenset({where}))) as found:
        if arguments.json:
            yield from (document(model, row) for row in found)
        elif arguments.csv:
            yield from lines(head(model), (cells(model, row) for row in found))
        else:
            yield from _page(model, found, by)
    for line in _lacking(_gaps(stack)):
        print(line, file=sys.stderr)


def _page(model: LeadModel, found: Iterable[Row], by: str | None) -> Iterator[str]:
    seen: Counter[str] = Counter()
    best = first(_SHOWN, _counting(found, seen))
    if best:
        yield from page(model, best, by)
        yield ""
    more = f"; the first {len(best)} are shown, --csv and --json print all" if len(best) < seen.total() else ""
    yield f"{counted(seen.total(), 'lead')}{more}."


def _counting(found: Iterable[Row], seen: Counter[str]) -> Iterator[Row]:
    for row in found:
        seen["leads"] += 1
        yield row


def _overview(stack: Reached, arguments: Namespace) -> Iterator[str]:
    counts, lack = _counts(stack, arguments.name), _gaps(stack)
    if arguments.json:
        segments = {"segments": dict(counts[""])} if "" in counts else {}
        classes = {name: dict(each) for name, each in counts.items() if name}
        told = {"looked_at": lack.looked, "judged_otherwise": lack.judged_otherwise, "unlisted": lack.unlisted}
        yield json.dumps({**segments, "classes": classes, **told})
    elif arguments.csv:
        rows = ((of or "segment", name, count) for of, each in counts.items() for name, count in each.items())
        yield from lines(("of", "name", "leads"), rows)
    else:
        for of, each in counts.items():
            yield _title(stack.model, of)
            yield from bars(list(each.items()))
            yield ""
        yield from _lacking(lack)


def _title(model: LeadModel, of: str) -> str:
    if not of:
        return "segments"
    return f"{of} (funnel)" if model.classes[of].sticky else of


def _counts(stack: Reached, only: str | None) -> Counts:
    model, lists = stack.model, stack.stack.lists()
    segments = {} if only else {("", name): of_segment(name) for name in model.segments}
    classes = [only] if only else list(model.classes)
    asked_for = segments | {(name, label): of_label(name, label) for name in classes for label in labels(model, name)}
    found: dict[str, dict[str, int]] = {}
    with ThreadPoolExecutor(AHEAD) as threads:
        for (of, name), count in zip(asked_for, threads.map(lists.count, asked_for.values()), strict=True):
            found.setdefault(of, {})[name] = count
    return found


def _gaps(stack: Reached) -> Gaps:
    return gaps(stack.model, stack.stack.lists(), stack.stack.everybody.some(), stack.now)


def _lacking(found: Gaps) -> Iterator[str]:
    """What there is to say of lists that are not complete."""
    if found.judged_otherwise:
        yield (
            f"Not complete: of {counted(found.looked, 'lead')} looked at, {found.judged_otherwise:,} still stand where "
            "another model has put them; `leadflow rescore` judges them anew."
        )
    if found.unlisted:
        yield "Not complete: some leads stand on no list yet; `leadflow segment --refill` puts them there."


def _refill(stack: Reached, _: Namespace) -> Iterator[str]:
    everybody, written, looked = stack.stack.everybody, 0, 0
    lister, total = Lister(stack.stack.leads, stack.stack.lists()), everybody.count()
    states = Progress(sys.stderr).through("leads", everybody.states(), lambda n: n / total if total else 0.0)
    with ThreadPoolExecutor(AHEAD) as threads:
        for done in ahead(threads, lambda state: lister.keep(state, stack.now), states):
            written, looked = written + done, looked + 1
    yield f"{counted(looked, 'lead')} looked at, {written:,} put where they stand."
