"""`leadflow trace`: follows a webhook, by its id, to the messages that it led to."""

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from leadflow.adapters import clock
from leadflow.adapters.operated import Operated
from leadflow.application.receipts import Receipt
from leadflow.application.trace import Followed, Step, happened, steps
from leadflow.cli.deliveries import outcome
from leadflow.cli.failure import Failure
from leadflow.cli.running import Reached, add_model, add_stack, reached
from leadflow.cli.span import span
from leadflow.cli.table import table
from leadflow.domain.instant import DAY, Duration, Instant, iso, minute
from leadflow.domain.news import News, whose
from leadflow.domain.wording import clean

_WEEK: Final = Duration(7 * DAY)
_MILLISECOND: Final = 1_000


def add_arguments(parser: ArgumentParser) -> None:
    """Which webhook or news, and how far back logs are searched."""
    parser.add_argument(
        "id", metavar="ID", help="what a webhook was answered in `x-request-id`, an event's id, or the id of news"
    )
    parser.add_argument("--email", metavar="EMAIL", help="whose activity the ID is, where it is an activity's")
    parser.add_argument("--since", type=span, default=_WEEK, metavar="TIME", help="how far back (default: 7d)")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    add_stack(parser)
    add_model(parser)


@dataclass(frozen=True, slots=True)
class _Way:
    """All that was found."""

    traces: Sequence[str]
    steps: Sequence[Step]
    followed: Sequence[Followed]


def run(arguments: Namespace) -> int:
    """Show the way; 1 where nothing is known of it. Raises Failure."""
    with reached(arguments.stack, arguments.model) as stack:
        way = _way(stack, arguments)
    if not (way.steps or way.followed):
        told = f"nothing is known of {arguments.id}"
        raise Failure(f"{told}: logs were searched as far back as --since says and as they are kept (LogDays)")
    print(*([_document(way)] if arguments.json else _page(way)), sep="\n")
    return 0


def _way(stack: Reached, arguments: Namespace) -> _Way:
    operated = stack.stack.operated()
    first = list(_named(stack, operated, arguments))
    traces = list(dict.fromkeys(each.began.trace for each in first)) or [arguments.id]
    since = Instant(clock.now() - arguments.since)  # logs keep the real time, whatever the stack's clock shows
    lines = [line for trace in traces for line in operated.logs.naming(trace, since)]
    named = {str(line.said["news"]) for line in lines if "news" in line.said} - {each.id for each in first}
    news = [*first, *(each for name in sorted(named) if (each := operated.outbox.load(whose(name), name)))]
    return _Way(traces, list(steps(lines)), [Followed(each, operated.receipts.of(each.id)) for each in news])


def _named(stack: Reached, operated: Operated, arguments: Namespace) -> Iterator[News]:
    """The news that was asked for by its own id, or by that of an activity."""
    if arguments.email is not None:
        yield from _after(stack, operated, arguments)
    elif news := operated.outbox.load(whose(arguments.id), arguments.id) if "." in arguments.id else None:
        yield news


def _after(stack: Reached, operated: Operated, arguments: Namespace) -> Iterator[News]:
    """The news that came with the lead's activity, whose way began when that was received."""
    found = [each for each in stack.archive.history(arguments.email) if each.id == arguments.id]
    if not found:
        raise Failure(f"{arguments.email} has no activity {arguments.id}; `leadflow explain --json` names them")
    family = stack.archive.state(arguments.email).family
    after = [news for key in family for news in operated.outbox.of(key) if _came(news) == found[0].received_at]
    if not after:
        raise Failure(f"{arguments.id} was taken in at {minute(found[0].received_at)}; no news has followed from it")
    yield from after


def _came(news: News) -> Instant | None:
    return None if news.origin is None else news.origin.at


def _document(way: _Way) -> str:
    document = {
        "traces": way.traces,
        "steps": [_step(each) for each in way.steps],
        "news": [_news(each) for each in way.followed],
    }
    return json.dumps(document, ensure_ascii=False)


def _step(step: Step) -> dict[str, object]:
    return {
        "at": iso(step.at),
        "function": step.function,
        "told": step.told,
        "after_ms": step.after // _MILLISECOND,
    }


def _news(each: Followed) -> dict[str, object]:
    news = each.news
    return {
        "id": news.id,
        "lead": news.lead,
        "version": news.version,
        "cause": news.transition.cause,
        "came_in_at": iso(news.began.at),
        "at": iso(news.transition.at),
        "deliveries": [_delivery(each, receipt) for receipt in each.receipts],
    }


def _delivery(each: Followed, receipt: Receipt) -> dict[str, object]:
    lag = each.lag(receipt)
    return {
        "automation": receipt.automation,
        "action": receipt.action,
        "channel": receipt.channel,
        "outcome": outcome(receipt),
        "attempts": receipt.attempts,
        "reason": receipt.reason,
        "lag_ms": None if lag is None else lag // _MILLISECOND,
    }


def _page(way: _Way) -> Iterator[str]:
    for step in way.steps:
        when = iso(step.at)[:23].replace("T", " ").rstrip("Z")
        yield f"{when.ljust(23)}  {_seconds(step.after).rjust(9)}  {step.function.ljust(8)}  {clean(step.told, 200)}"
    if not way.steps:
        yield "The logs hold nothing of it any more."
    for each in way.followed:
        news = each.news
        yield ""
        yield f"{happened(news.id)} at {minute(news.transition.at)}, lead {news.lead}, version {news.version}"
        yield f"  {news.id}"
        yield from table([_row(each, receipt) for receipt in each.receipts]) if each.receipts else ("  no action",)


def _row(each: Followed, receipt: Receipt) -> tuple[str, ...]:
    lag = each.lag(receipt)
    took = "" if lag is None else f"{_seconds(lag)} after it came in"
    return receipt.automation, receipt.channel or "?", outcome(receipt), took or clean(receipt.reason or "", 100)


def _seconds(span: Duration) -> str:
    return f"+{span / 1_000_000:,.3f} s"
