"""`leadflow status`: one screen that says whether a stack works, and what to do where it does not."""

import json
from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from itertools import islice
from typing import Final

from leadflow.adapters.operated import Operated
from leadflow.application.health import BEHIND, Finding, Health, Late, Queue, findings
from leadflow.cli.deliveries import outcome
from leadflow.cli.running import Reached, add_model, add_stack, reached
from leadflow.cli.table import table
from leadflow.domain.instant import DAY, MINUTE, Instant, iso
from leadflow.domain.wording import ago

_MOST: Final = 1000
"""Of what is late no more is counted."""

_WIDTH: Final = 12


def add_arguments(parser: ArgumentParser) -> None:
    """Which stack, and how it is shown."""
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    add_stack(parser)
    add_model(parser)


def run(arguments: Namespace) -> int:
    """Show it; 1 where something is wrong. Raises Failure."""
    with reached(arguments.stack, arguments.model) as stack:
        health = _health(stack, stack.stack.operated())
    wrong = list(findings(health))
    print(*([_document(health, wrong)] if arguments.json else _page(health, wrong)), sep="\n")
    return 1 if wrong else 0


def _health(stack: Reached, operated: Operated) -> Health:
    late, ages = Instant(stack.now - BEHIND), operated.ages()
    receipts = operated.receipts.since(Instant(stack.now - DAY))
    return Health(
        now=stack.now,
        mode=operated.mode,
        queues={
            name: Queue(held.ready, held.hidden, held.delayed, ages.get(name)) for name, held in operated.held().items()
        },
        dead=operated.dead(),
        news=_late(each.at for each in operated.undriven.before(late)),
        wakes=_late(at for at, _ in operated.wakes.due(late)),
        held=_late(at for at, _ in operated.waiting.due(late)),
        outcomes=dict(Counter(outcome(each) for each in receipts)),
        circuits={name: operated.circuits.look(name, stack.now) for name in stack.model.destinations},
        sources={name: stack.stack.sources.known(name, stack.now, 0).last for name in stack.model.senders},
    )


def _late(instants: Iterable[Instant]) -> Late:
    found = sorted(islice(instants, _MOST + 1))
    return Late(min(len(found), _MOST), found[0] if found else None, len(found) > _MOST)


def _document(health: Health, wrong: Sequence[Finding]) -> str:
    document = asdict(health) | {
        "now": iso(health.now),
        "circuits": {name: "open" if each.open else "closed" for name, each in health.circuits.items()},
        "sources": {name: None if last is None else iso(last) for name, last in health.sources.items()},
        "queues": {name: asdict(each) | {"age": _seconds(each)} for name, each in health.queues.items()},
        "wrong": [asdict(each) for each in wrong],
    }
    for name, late in (("news", health.news), ("wakes", health.wakes), ("held", health.held)):
        document[name] = {"late": late.number, "since": None if late.since is None else iso(late.since)}
    return json.dumps(document, ensure_ascii=False)


def _seconds(queue: Queue) -> int | None:
    return None if queue.age is None else queue.age // 1_000_000


def _page(health: Health, wrong: Sequence[Finding]) -> Iterator[str]:
    for name, told in _facts(health):
        yield f"{name.ljust(_WIDTH)}  {told}"
    if health.sources:
        yield "sources"
        yield from table([(name, _heard(last, health.now)) for name, last in health.sources.items()])
    yield ""
    for each in wrong:
        yield f"WRONG: {each.what}"
        yield f"       {each.todo}"
    if not wrong:
        yield "All is well."


def _facts(health: Health) -> Iterator[tuple[str, str]]:
    yield "mode", "observe: nothing is sent" if health.mode == "observe" else health.mode or "unknown"
    for name, queue in health.queues.items():
        yield name, _queue(queue)
    yield "dead letters", ", ".join(f"{name} {number}" for name, number in health.dead.items())
    yield "news", _behind(health.news, health.now, "all has set off what it should")
    yield "wakes", _behind(health.wakes, health.now, "none is late")
    yield "held", _behind(health.held, health.now, "none is late")
    told = ", ".join(f"{number:,} {name}" for name, number in sorted(health.outcomes.items()))
    yield "last 24 h", told or "no deliveries"
    down = [name for name, each in health.circuits.items() if each.open]
    yield "destinations", f"not answering: {', '.join(down)}" if down else f"{len(health.circuits)}, none is left alone"


def _queue(queue: Queue) -> str:
    told = f"{queue.ready:,} ready, {queue.hidden:,} in work or held back, {queue.delayed:,} delayed"
    return told if queue.age is None else f"{told}; the oldest for {queue.age // MINUTE} min"


def _behind(late: Late, now: Instant, fine: str) -> str:
    if late.since is None:
        return fine
    return f"{'over ' if late.more else ''}{late.number:,} late, the first should have gone {ago(late.since, now)}"


def _heard(last: Instant | None, now: Instant) -> str:
    return "never heard" if last is None else f"heard {ago(last, now)}"
