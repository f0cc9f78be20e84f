"""`leadflow recover`: brings back what a table has lost, from a recovered copy of it, or leads from their timelines."""

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from leadflow.application.parcels import parcels
from leadflow.cli.failure import Failure
from leadflow.cli.progress import Progress
from leadflow.cli.running import Reached, add_model, add_stack, reached
from leadflow.cli.span import span
from leadflow.domain.instant import Instant
from leadflow.domain.wording import counted

TABLES: Final = ("leads", "timeline", "outbox", "deliveries", "lists")
"""What can be brought back, by the names that the outputs begin with."""


@dataclass(slots=True)
class _Done:
    """How much was looked at and written; `sent` activities are to be judged anew."""

    seen: int = 0
    written: int = 0
    sent: int = 0


def add_arguments(parser: ArgumentParser) -> None:
    """Which table, and from what."""
    parser.add_argument("table", choices=TABLES, help="what has lost something")
    parser.add_argument(
        "--from", dest="copy", metavar="TABLE", help="the recovered copy of it; leads without one: from their timelines"
    )
    parser.add_argument("--since", type=span, metavar="TIME", help="from timelines: only what was received since")
    parser.add_argument("--overwrite", action="store_true", help="write over what is there, too, but what was erased")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    add_stack(parser)
    add_model(parser)


def run(arguments: Namespace) -> int:
    """Bring it back. Raises Failure."""
    copied = arguments.copy is not None
    if not copied and arguments.table != "leads":
        raise Failure("--from names the recovered copy of the table: only leads can be made of their timelines", 2)
    if copied and arguments.since is not None:
        raise Failure("--since goes without --from: a copy is taken whole", code=2)
    with reached(arguments.stack, arguments.model) as stack:
        done = _copied(stack, arguments) if copied else _rebuilt(stack, arguments)
    print(
        json.dumps({"seen": done.seen, "written": done.written, "sent": done.sent}) if arguments.json else _told(done)
    )
    return 0


def _copied(stack: Reached, arguments: Namespace) -> _Done:
    done, recovery = _Done(), stack.stack.operated().recovery(arguments.table)
    items = recovery.copy(arguments.copy, overwrite=arguments.overwrite)
    for written in Progress(sys.stderr).through("items looked at", items, _unknown):
        done.seen += 1
        done.written += written
    return done


def _rebuilt(stack: Reached, arguments: Namespace) -> _Done:
    """Send what leads did through the intake as imported, so that nobody is told of the past again."""
    operated, done = stack.stack.operated(), _Done()
    first = Instant(0 if arguments.since is None else stack.now - arguments.since)
    pages = operated.recovery("timeline").told()
    for leads, activities in Progress(sys.stderr).through("pages read", pages, _unknown):
        done.seen += len(activities)
        wanted = [each for each in activities if each.received_at >= first]
        done.written += operated.recovery("leads").begin(leads) if wanted else 0
        stack.stack.intake.send(list(parcels(wanted, imported=True)))
        done.sent += len(wanted)
    return done


def _unknown(count: int) -> float:  # noqa: ARG001 how much there is of the whole cannot be known
    return 0.0


def _told(done: _Done) -> str:
    return "\n".join(_lines(done))


def _lines(done: _Done) -> Iterator[str]:
    yield f"Looked at {counted(done.seen, 'item')}; brought back {counted(done.written, 'item')}."
    if done.sent:
        told = f"{done.sent:,} of what leads did {'is' if done.sent == 1 else 'are'} on the way through the intake"
        yield f"{told}; nobody is told of it. `leadflow status` shows how far that is."
