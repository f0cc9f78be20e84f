"""`leadflow redrive`: puts dead letters back into work, and drives news whose actions were never queued."""

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Iterator
from typing import Final, TypeVar

from leadflow.adapters.actions import NoErrand, decode
from leadflow.adapters.operated import LIVE, Operated
from leadflow.application.ports import Order, OutsideDown
from leadflow.application.redrive import Orders, Redrive
from leadflow.cli.failure import Failure
from leadflow.cli.progress import Progress
from leadflow.cli.running import Reached, add_model, add_stack, reached
from leadflow.domain.instant import MINUTE, Duration, Instant
from leadflow.domain.wording import counted
from leadflow.model.mistakes import instead

_Item = TypeVar("_Item")

_BEHIND: Final = Duration(5 * MINUTE)
"""News younger than that is still on its way by itself."""


def add_arguments(parser: ArgumentParser) -> None:
    """Which queue, and for whom."""
    parser.add_argument("queue", choices=LIVE, help="whose dead letters: activities, or messages to destinations")
    parser.add_argument(
        "--destination", metavar="NAME", help="with actions: only this channel's, or this source's questions"
    )
    parser.add_argument("--yes", action="store_true", help="do not ask before anything is moved")
    parser.add_argument("--json", action="store_true", help="print JSON, and do not ask")
    add_stack(parser)
    add_model(parser)


def run(arguments: Namespace) -> int:
    """Move them. Raises Failure."""
    if arguments.destination and arguments.queue != "actions":
        raise Failure("--destination goes with actions: activities are for nobody in particular", code=2)
    with reached(arguments.stack, arguments.model) as stack:
        _check(stack, arguments.destination)
        operated = stack.stack.operated()
        redrive = Redrive(operated.morgue(arguments.queue))
        if not _agreed(arguments, redrive.morgue.count()):
            return 1
        driven = _driven(stack, operated, redrive, arguments)
    print(*_told(redrive, driven, arguments), sep="\n")
    return 0


def _check(stack: Reached, destination: str | None) -> None:
    known = [*stack.model.destinations, *stack.model.senders]
    if destination is not None and destination not in known:
        raise Failure(f"the model has no destination or source {destination}; {instead(destination, known)}", code=2)


def _agreed(arguments: Namespace, count: int) -> bool:
    if arguments.yes or arguments.json or not (sys.stdin.isatty() and sys.stdout.isatty()):
        return True
    only = f" those for {arguments.destination}" if arguments.destination else ""
    asked = f"Of about {counted(count, 'dead letter')} move{only or ' all'} back into work? [y/N] "
    return input(asked).strip().lower() in ("y", "yes")


def _driven(stack: Reached, operated: Operated, redrive: Redrive, arguments: Namespace) -> int:
    """Move the letters; how many pieces of news were driven too."""
    total = redrive.morgue.count()
    try:
        if arguments.queue == "intake":
            _through("messages moved", redrive.all(), total)
            return 0
        only = arguments.destination
        _through("messages looked at", redrive.actions(Orders(stack.model, _read, only), operated.receipts), total)
        for destination in stack.model.destinations if only is None else [only]:
            operated.circuits.close(destination)
        return _drive(operated, stack.now) if only is None else 0
    except (KeyboardInterrupt, OutsideDown):
        told = f"broken off after {counted(redrive.moved.total(), 'message')}"
        print(f"{told}; begun again, it goes on with the rest", file=sys.stderr)
        raise


def _drive(operated: Operated, now: Instant) -> int:
    pending = operated.undriven.before(Instant(now - _BEHIND))
    driven = sum(operated.undriven.drive(each, now) for each in Progress(sys.stderr).through("news", pending, _unknown))
    operated.forget_places()
    return driven


def _through(what: str, items: Iterable[_Item], total: int) -> None:
    for _ in Progress(sys.stderr).through(what, items, lambda count: count / total if total else 0.0):
        pass


def _unknown(count: int) -> float:  # noqa: ARG001 how much there is of the whole cannot be known
    return 0.0


def _read(body: str) -> Order | None:
    try:
        return decode(body)
    except NoErrand:
        return None


def _told(redrive: Redrive, driven: int, arguments: Namespace) -> Iterator[str]:
    moved = redrive.moved.total()
    by = {name or "unknown": number for name, number in sorted(redrive.moved.items())}
    if arguments.json:
        document = {"moved": moved, "left": len(redrive.left), "news": driven}
        yield json.dumps(document | ({"destinations": by} if arguments.queue == "actions" else {}))
        return
    parts = f": {', '.join(f'{name} {number}' for name, number in by.items())}" if arguments.queue == "actions" else ""
    yield f"Moved back into work: {counted(moved, 'message')}{parts if moved else ''}."
    if redrive.left:
        yield f"Left where they are: {counted(len(redrive.left), 'message')} for others."
    if driven:
        yield f"Driven again: {counted(driven, 'piece')} of news whose actions were never queued."
    if moved or driven:
        after = "`leadflow deliveries`" if arguments.queue == "actions" else "`leadflow status`"
        yield f"What was done before is not done again; {after} shows what becomes of the rest."
