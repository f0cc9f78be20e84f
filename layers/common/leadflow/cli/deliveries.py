"""`leadflow deliveries`: what became of each message: sent, observed, waiting, spared or refused, and why."""

import json
import sys
from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

from leadflow.application import family
from leadflow.application.ports import Outcome
from leadflow.application.preview import Preview
from leadflow.application.receipts import Receipt
from leadflow.cli.failure import Failure
from leadflow.cli.progress import Progress
from leadflow.cli.running import Reached, add_model, add_stack, reached
from leadflow.cli.span import span
from leadflow.cli.table import table
from leadflow.domain.identity import LeadId
from leadflow.domain.instant import DAY, Duration, Instant, iso, minute
from leadflow.domain.wording import clean
from leadflow.model.mistakes import instead

_WEEK: Final = Duration(7 * DAY)
_SHOWN: Final = 50

OUTCOMES: Final = {
    "failed": Outcome.FAILED,
    "observed": Outcome.OBSERVED,
    "guarded": Outcome.GUARDED,
    "skipped": Outcome.SKIPPED,
    "pending": None,
}
"""What can be asked for, and the outcome that it is; what is pending has none."""

WORDS: Final = {
    None: "waiting",
    Outcome.DONE: "delivered",
    Outcome.OBSERVED: "observed",
    Outcome.FAILED: "failed",
    Outcome.GUARDED: "guarded",
    Outcome.SKIPPED: "skipped",
    Outcome.HELD: "held",
}


def add_arguments(parser: ArgumentParser) -> None:
    """Which deliveries, and how they are shown."""
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--failed", action="store_true", help="only what a destination refused for good")
    which.add_argument("--observed", action="store_true", help="only what was not sent since the mode is observe")
    which.add_argument("--pending", action="store_true", help="only what was begun and has not ended")
    which.add_argument("--guarded", action="store_true", help="only what a flood kept from being told one by one")
    which.add_argument("--skipped", action="store_true", help="only what there was no need or no leave to do")
    parser.add_argument("--since", type=span, default=_WEEK, metavar="TIME", help="how far back (default: 7d)")
    parser.add_argument("--channel", metavar="NAME", help="only this channel's")
    parser.add_argument("--limit", type=int, default=_SHOWN, metavar="N", help=f"the latest N (default: {_SHOWN})")
    parser.add_argument("--json", action="store_true", help="one JSON object a delivery, all of them")
    add_stack(parser)
    add_model(parser)


def run(arguments: Namespace) -> int:
    """List them. Raises Failure."""
    with reached(arguments.stack, arguments.model) as stack:
        _check(stack, arguments.channel)
        for line in (_documents if arguments.json else _page)(stack, arguments):
            print(line)
    return 0


def _check(stack: Reached, channel: str | None) -> None:
    if channel is not None and channel not in stack.model.destinations:
        raise Failure(f"the model has no channel {channel}; {instead(channel, list(stack.model.destinations))}", code=2)


def wanted(receipts: Iterable[Receipt], arguments: Namespace) -> Iterator[Receipt]:
    """Those of the receipts that were asked for."""
    asked = next((outcome for name, outcome in OUTCOMES.items() if vars(arguments)[name]), Outcome.DONE)
    every = not any(vars(arguments)[name] for name in OUTCOMES)
    for each in receipts:
        if (every or each.outcome is asked) and arguments.channel in (None, each.channel):
            yield each


def _found(stack: Reached, arguments: Namespace) -> Iterator[Receipt]:
    first = Instant(stack.now - arguments.since)

    def share(count: int) -> float:
        return 0.0 if not count or not latest else (stack.now - latest[-1]) / arguments.since

    latest: list[Instant] = []
    for each in Progress(sys.stderr).through("receipts", stack.stack.operated().receipts.since(first), share):
        latest[:] = [each.opened_at]
        yield each


def _documents(stack: Reached, arguments: Namespace) -> Iterator[str]:
    preview = _preview(stack)
    for each in wanted(_found(stack, arguments), arguments):
        told = _told(preview, each, stack.now) if each.outcome is Outcome.OBSERVED else {}
        yield json.dumps({**_document(each), **told}, ensure_ascii=False)


def _document(each: Receipt) -> dict[str, object]:
    return {
        "lead": each.lead,
        "news": each.news,
        "automation": each.automation,
        "action": each.action,
        "channel": each.channel,
        "outcome": outcome(each),
        "opened_at": iso(each.opened_at),
        "ended_at": None if each.ended_at is None else iso(each.ended_at),
        "attempts": each.attempts,
        "reason": each.reason,
    }


def _told(preview: Preview, each: Receipt, now: Instant) -> dict[str, object]:
    message = preview.of(each.errand, now)
    return {} if message is None else {"headline": message.headline, "next": message.next}


def _preview(stack: Reached) -> Preview:
    return Preview(stack.model, stack.stack.operated().outbox, stack.stack.leads, stack.stack.timeline, recent=1)


def _page(stack: Reached, arguments: Namespace) -> Iterator[str]:
    counts: Counter[str] = Counter()
    found = _counting(wanted(_found(stack, arguments), arguments), counts)
    shown = list(islice(found, max(arguments.limit, 0)))
    more = sum(1 for _ in found)
    yield from _rows(stack, shown)
    if not counts:
        yield "No deliveries of that kind in that time."
        return
    yield ""
    parts = ", ".join(f"{number:,} {name}" for name, number in sorted(counts.items()))
    yield f"{parts}; the latest {len(shown)} are shown, --limit N shows more." if more else f"{parts}."
    if counts["failed"]:
        yield "`leadflow redrive actions` does again what failed, once its cause is mended."


def outcome(each: Receipt) -> str:
    """How it ended, or what it waits for, in one word."""
    return WORDS[Outcome.HELD if each.held_until is not None and each.outcome is None else each.outcome]


def _counting(receipts: Iterable[Receipt], counts: Counter[str]) -> Iterator[Receipt]:
    for each in receipts:
        counts[outcome(each)] += 1
        yield each


def _rows(stack: Reached, shown: list[Receipt]) -> Iterator[str]:
    who, preview = _people(stack, shown), _preview(stack)
    rows = [_row(each, who.get(each.lead, each.lead)) for each in shown]
    for each, line in zip(shown, table(rows) if rows else (), strict=True):
        yield line
        yield from _beneath(each, preview, stack.now)


def _row(each: Receipt, who: str) -> tuple[str, ...]:
    return minute(each.opened_at), outcome(each), each.channel or "?", each.automation, each.what, who


def _beneath(each: Receipt, preview: Preview, now: Instant) -> Iterator[str]:
    """What more there is to say of it."""
    if each.outcome is Outcome.OBSERVED:
        message = preview.of(each.errand, now)
        told = "the news has expired" if message is None else " · ".join(filter(None, (message.headline, message.next)))
        yield f"      {clean(told, len(told))}"
    elif each.held_until is not None and each.outcome is None:
        yield f"      outside the hours until {minute(each.held_until)}"
    elif each.reason:
        times = f" (attempt {each.attempts})" if each.outcome is None else f" (after {each.attempts})"
        yield f"      {clean(each.reason, len(each.reason))}{times if each.attempts > 1 else ''}"


def _people(stack: Reached, shown: Iterable[Receipt]) -> dict[LeadId, str]:
    """The leads' addresses, as far as they are known."""
    ids = {each.lead for each in shown}
    states = family.load(stack.stack.leads, ids) if ids else {}
    emails = {lead: state.lead.keys.email for lead in ids if (state := states.get(family.top(states, lead)))}
    return {lead: clean(email, len(email)) for lead, email in emails.items() if email}
