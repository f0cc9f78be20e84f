"""Cold starts as a page."""

from collections.abc import Iterator

from bench.coldstart import GOAL, STACK, Starts

COLUMNS = ("ms", "of usual", "modules", "MB")


def rows(found: Starts) -> Iterator[str]:
    """Each function, and the usual stack."""
    yield "Cold starts: imports and all parts made, processor time at the quickest"
    yield f"{'function':32}{''.join(title.rjust(10) for title in COLUMNS)}"
    for each in (*found.functions, found.usual):
        share = each.milliseconds / found.usual.milliseconds
        cells = (f"{each.milliseconds:.0f}", f"{share:.2f}", f"{each.modules}", f"{each.megabytes:.0f}")
        yield f"{each.name:32}{''.join(cell.rjust(10) for cell in cells)}"


def verdict(found: Starts) -> str:
    """Whether the goal is met, in a sentence."""
    told = "met" if found.met else "NOT MET"
    return f"Cold start: receive takes {found.share:.2f} of what {STACK} takes; at most {GOAL}: {told}."
