"""Lag as a page."""

from collections.abc import Iterator

from bench.lag import Course, Lag, Spread
from bench.lag_stage import WAY
from leadflow.domain.instant import SECOND

SPREAD = ("p50", "p95", "p99", "max")
PARTS = ("answered", "message", "Lag")

WIDE = 7


def rows(found: Lag) -> Iterator[str]:
    """Each design under each load, and the calls on the way."""
    yield "Lag on the emulator, in seconds from sending a webhook: until its answer, until its message; Lag: our metric"
    yield (
        f"{'':12}{'load':8}{'webhooks':>9}" + "".join(f"  {part.center(WIDE * len(SPREAD))}" for part in PARTS).rstrip()
    )
    yield f"{'':29}" + "".join(f"  {''.join(title.rjust(WIDE) for title in SPREAD)}" for _ in PARTS)
    yield from (_row(each) for each in found.courses)
    yield f"The way of both: {WAY}."
    for design, calls in found.calls.items():
        each = ", ".join(f"{count} {name}" for name, count in calls.operations.items())
        yield f"{design}: {calls.all} calls of AWS a webhook, {calls.before} of them before its message ({each})."


def verdict(found: Lag) -> str:
    """What is ours, and whether the metric agrees, in sentences."""
    added = ", ".join(f"{took / SECOND:.3f} s ({load})" for load, took in found.added.items())
    told = "is within what the outside's clocks allow for every webhook" if found.agreed else "DIFFERS"
    return f"Lag: of the median message ours is {added}; the metric {told}."


def _row(course: Course) -> str:
    spreads = (course.answered, course.arrived, course.told)
    return f"{course.design:12}{course.load:8}{course.webhooks:9}{''.join(map(_cells, spreads))}".rstrip()


def _cells(spread: Spread | None) -> str:
    found = () if spread is None else (spread.p50, spread.p95, spread.p99, spread.most)
    return f"  {''.join(f'{each:.3f}'.rjust(WIDE) for each in found)}"
