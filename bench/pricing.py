"""Steps in dollars."""

from collections.abc import Mapping, Sequence

from bench.prices import Prices
from bench.spending import Step

Dollars = Mapping[str, float]
"""By what is charged for."""

MILLISECONDS = 1_000


def priced(steps: Sequence[Step], asked: Prices) -> Dollars:
    """Dollars for these steps, by what is charged for."""
    return {
        "writes": sum(each.write_units for each in steps) * asked.million("write_units"),
        "reads": sum(each.read_units for each in steps) * asked.million("read_units"),
        "queue": sum(each.queue_requests for each in steps) * asked.million("queue_requests"),
        "functions": sum(_run(each, asked) for each in steps),
        "log": sum(asked.log(each.logged) for each in steps),
    }


def paid(steps: Sequence[Step], asked: Prices) -> float:
    """Dollars for these steps in all."""
    return sum(priced(steps, asked).values())


def _run(step: Step, asked: Prices) -> float:
    """A function has the share of a processor that its memory is of a whole one's, and waits for what it has called."""
    share = min(1.0, step.megabytes / asked.assumed("full_processor_mb"))
    busy = step.seconds + step.calls * asked.assumed("wire_ms") / MILLISECONDS
    waited = step.waits * asked.assumed("table_ms") + step.sends * asked.assumed("queue_ms")
    seconds = busy / share + waited / MILLISECONDS
    return asked.run(seconds, step.megabytes) + step.invocations * asked.million("invocations")
