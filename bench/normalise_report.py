"""What normalising webhooks took, as a reader wants it."""

from collections.abc import Iterator, Mapping
from typing import Final

from bench.normalise import Normalised, Normalising
from bench.normalise_anymail import ANYMAIL
from bench.rules_engines import INSTALLING

TIMES: Final[Mapping[str, float]] = {"SendGrid, 100 events": 2, "Mailgun, 1 event": 8, "Postmark, 1 event": 8}
"""So many times anymail's events a second are the goal."""

ABOVE: Final[Mapping[str, float]] = {"SendGrid, 1 event": 0.15}
"""So much of a bare P-256 check is the goal for all that comes on top of it."""

LEGEND: Final = (
    "From the parts of an HTTP request to normalised events, signature check included. Ours: request, verify, unpack, "
    f"all activities.\n{ANYMAIL}: Django's request, made by its own factory, and the webhook view called with it. "
    "Processor time, the quickest of\nrounds taken in turns, no two bodies alike."
)


def rows(found: Normalising) -> Iterator[str]:
    """Every case with both times, how many times anymail's events ours are, and the goal."""
    there = found.anymail or f"(which is not installed: {INSTALLING})"
    yield f"Webhooks into activities, beside {ANYMAIL} {there}"
    yield (
        f"{'webhook':22}{'bytes':>8}{'us':>9}{'events/s':>11}{'anymail us':>12}{'events/s':>11}{'= times':>9}"
        f"{'P-256 us':>10}{'above':>8}  goal"
    )
    yield from (_row(each) for each in found.results)
    yield LEGEND


def verdict(found: Normalising) -> str:
    """Whether both tell the same, in a sentence."""
    compared = sum(each.compared for each in found.results)
    agreed = "all alike, and what is forged is refused" if found.agreed else "THEY DIFFER, or take what is forged"
    return f"Webhooks: {compared:,} fields compared that both fill: {agreed}."


def met(each: Normalised) -> bool | None:
    """Whether the case's goal is met; None where it has none, or nothing to be compared with."""
    if each.case in ABOVE:
        return None if each.above is None else each.above <= ABOVE[each.case]
    return None if each.times is None else each.times >= TIMES[each.case]


def _row(each: Normalised) -> str:
    theirs = f"{each.theirs:12,.1f}{_a_second(each, each.theirs):>11}" if each.theirs else f"{'-':>12}{'-':>11}"
    times = f"{each.times:9.1f}" if each.times else f"{'-':>9}"
    bare = f"{each.bare:10,.1f}" if each.bare else f"{'-':>10}"
    above = f"{each.above:8.0%}" if each.above is not None else f"{'-':>8}"
    ours = f"{each.ours:9,.1f}{_a_second(each, each.ours):>11}"
    return f"{each.case:22}{each.size:8,}{ours}{theirs}{times}{bare}{above}  {_goal(each)}"


def _a_second(each: Normalised, microseconds: float) -> str:
    return f"{each.events / microseconds * 1e6:,.0f}"


def _goal(each: Normalised) -> str:
    wanted = f"at most {ABOVE[each.case]:.0%} above" if each.case in ABOVE else f"{TIMES[each.case]:g} times"
    return wanted + {True: ": met", False: ": NOT MET", None: ""}[met(each)]
