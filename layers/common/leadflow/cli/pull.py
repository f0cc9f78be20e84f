"""`leadflow pull`: reads once all that the CRM knows, so that leads are known from the first day on."""

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator
from time import monotonic

from leadflow.adapters import clock
from leadflow.application.crm_calls import Calls
from leadflow.application.pull import Pull
from leadflow.cli.countdown import Countdown
from leadflow.cli.crm_access import answering, calls
from leadflow.cli.failure import Failure
from leadflow.cli.progress import span
from leadflow.cli.pulled import Gauge
from leadflow.cli.running import Reached, add_model, add_stack, reached
from leadflow.cli.table import table
from leadflow.domain.instant import Instant, minute
from leadflow.domain.wording import counted


def add_arguments(parser: ArgumentParser) -> None:
    """What is pulled, and whether from where it stopped."""
    parser.add_argument("what", choices=["crm"], help="crm: owners, people, companies, opportunities and purchases")
    parser.add_argument("--only", metavar="WHAT", help="nothing but this, such as contacts")
    parser.add_argument(
        "--restart", action="store_true", help="from the beginning, though an earlier one was broken off"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    add_stack(parser)
    add_model(parser)


def run(arguments: Namespace) -> int:
    """Pull, and say what came. Raises Failure."""
    with reached(arguments.stack, arguments.model) as stack:
        speaking = calls(stack.model, stack.deployment, _now(stack), _countdown())
        pull = Pull(speaking, stack.stack.intake, stack.stack.pulls, _only(arguments.only, speaking))
        began = monotonic()
        with answering(speaking, "`leadflow crm check` says whether the CRM has every field of the map"):
            _follow(pull, restart=arguments.restart)
        spent = monotonic() - began
    print(_json(pull, spent) if arguments.json else "\n".join(_told(pull, spent)))
    return 0


def _countdown() -> Countdown:
    return Countdown(sys.stderr, "Ctrl-C stops, the same command goes on from here")


def _now(stack: Reached) -> Callable[[], Instant]:
    """The stack's clock, which may be set ahead."""
    ahead = stack.now - clock.now()
    return lambda: Instant(clock.now() + ahead)


def _only(wanted: str | None, speaking: Calls) -> str | None:
    there = speaking.module.PULLED
    if wanted is None or wanted in there:
        return wanted
    raise Failure(f"--only {wanted}: {speaking.sender.kind} has {', '.join(there)}", 2)


def _follow(pull: Pull, *, restart: bool) -> None:
    """Pull page by page, with a line on the terminal that says how far it is."""
    gauge = Gauge(sys.stderr)
    try:
        for step in pull.run(restart=restart):
            gauge.show(step)
    except KeyboardInterrupt:
        gauge.erase()
        print(
            f"broken off after {counted(gauge.records, 'record')}; the same command goes on from here", file=sys.stderr
        )
        raise
    finally:
        gauge.erase()


def _json(pull: Pull, spent: float) -> str:
    read = {what: {"records": each.records, "activities": each.activities} for what, each in pull.place.tallies.items()}
    told = {"source": pull.calls.sender.name, "resumed": pull.resumed, "read": read, "read_again": pull.anew}
    return json.dumps({**told, "seconds": round(spent, 1)})


def _told(pull: Pull, spent: float) -> Iterator[str]:
    tallies = pull.place.tallies
    if pull.resumed:
        yield f"Gone on with the pull that was begun on {minute(pull.place.began)}."
    for what in pull.anew:
        yield f"The place in {what} was no longer known there: they were read from the beginning."
    sender = pull.calls.sender
    yield f"Read from {sender.kind}, as the source {sender.name}, in {span(spent)}:"
    rows = [
        (what, f"{each.records:,}", "records", f"{each.activities:,}", "activities") for what, each in tallies.items()
    ]
    yield from table(rows, right=(1, 3))
    yield "They go through the queue like all that is heard, and alert nobody: they tell of the past."
    yield "`leadflow explain EMAIL` shows a lead; pulled again, what has not changed counts once."
