"""Dollars as a page."""

from collections.abc import Iterator

from bench.bill import GOAL, PRODUCT, Bill, Line

NAMES = ("writes", "reads", "queue", "functions", "log")
MORE = ("transitions", "wakes", "all")
TAKEN = ("calls", "writes", "reads", "64 KB", "ms", "log B", "message B", "lead B", "kept B")

WIDE = 12
NARROW = 11


def rows(found: Bill) -> Iterator[str]:
    """Each design on each mix."""
    yield f"Dollars for a million activities of 1 KB, at the list prices of {found.date} in {found.region}"
    yield _row("", "webhook of", [title.rjust(WIDE) for title in (*NAMES, *MORE)])
    for line in found.lines:
        dollars = (*(line.dollars[name] for name in NAMES), line.transitions, line.wakes, line.total)
        yield _row(line.design, line.mix, [f"{each:.2f}".rjust(WIDE) for each in dollars])
    yield ""
    yield "What one of these activities takes"
    yield _row("", "webhook of", [title.rjust(NARROW) for title in TAKEN])
    for line in found.lines:
        yield _row(line.design, line.mix, [cell.rjust(NARROW) for cell in _taken(line)])
    yield ""
    yield from _besides(found)


def verdict(found: Bill) -> str:
    """Whether the goal is met, in a sentence."""
    *_, half = [line for line in found.lines if line.design == PRODUCT]
    others = " and ".join(f"{line.total:.2f} ({line.design})" for line in found.lines if _beside(line, half))
    told = "met" if found.met else "NOT MET"
    return f"Dollars: {half.total:.2f} for a million of `{half.mix}`, beside {others}; at most {GOAL:.2f}: {told}."


def _beside(line: Line, half: Line) -> bool:
    return line.mix == half.mix and line.design != half.design


def _besides(found: Bill) -> Iterator[str]:
    yield f"A million transitions: {found.transition:.2f}; a million wakes by the index: {found.wake:.2f}."
    yield f"A million returns by a message, with what it takes to send it: {found.returning:.2f}."
    yield f"Where clicks settle first, a million of the last mix are {found.settling:.2f} dearer."
    yield f"To keep a million activities, recoverable to any second: {found.keeping:.2f} a month."


def _taken(line: Line) -> list[str]:
    units = (line.calls, line.write_units, line.read_units, line.queue_requests, line.milliseconds)
    sizes = (line.logged, line.message, line.lead, line.activity)
    return [*(f"{each:.2f}" for each in units), *(f"{each:,.0f}" for each in sizes)]


def _row(design: str, mix: str, cells: list[str]) -> str:
    return f"{design:14}{mix:16}{''.join(cells)}".rstrip()
