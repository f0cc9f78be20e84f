"""The table at the end."""

from collections.abc import Iterator, Sequence

from tests.fragments import SECOND
from tests.torture_time.part import Part
from tests.torture_time.verdict import Verdict

UNIT = 0.5
"""A query that finds nothing."""


def lines(found: Part, verdict: Verdict) -> Iterator[str]:
    """What there is to say of one part."""
    plan, wrong = found.plan, [*found.broken, *verdict.wrong]
    name = "newsletter" if plan.newsletter else "year"
    yield f"{name}: {found.leads:,} leads, {plan.days} days, seed {plan.seed}, {found.seconds:.0f} s"
    yield f"  activities {found.activities:,}, evaluations {found.evaluations:,}, transitions {found.published:,}"
    yield from _wakes(found)
    yield (
        f"  by brute force: {len(found.cases):,} leads,"
        f" {found.suspects:,} of them since a wake was early, late or absent;"
        f" {verdict.changes:,} changes, missed or wrong {len(verdict.wrong)}, come and gone {verdict.passed}"
    )
    yield f"  lateness of what time changed, until it could be read, seconds: {quantiles(verdict.lateness)}"
    if plan.newsletter:
        yield f"  silent in one second: {len(found.silent):,} leads, lateness, seconds: {quantiles(found.silent)}"
    yield from _reads(found)
    yield from (f"  VIOLATED {each}" for each in wrong[:20])
    yield f"  violations {len(wrong)}"


def _wakes(found: Part) -> Iterator[str]:
    wakes = found.wakes
    proper = len(wakes.lateness)
    yield (
        f"  wakes {proper:,}: for something {wakes.useful:,}, for nothing {wakes.nothing:,}"
        f" ({wakes.nothing / max(1, proper):.1%}; {wakes.nothing / found.lead_days:.4f} a lead and day);"
        f" again {wakes.again:,}, early {wakes.early}, late {wakes.late}"
    )
    yield f"  lateness of wakes, seconds: {quantiles(wakes.lateness)}"


def _reads(found: Part) -> Iterator[str]:
    units = found.reads.units
    yield (
        f"  rounds {found.rounds:,}, and {found.skipped:,} that would have found nothing"
        f" ({16 * UNIT * found.skipped:,.0f} units)"
    )
    yield (
        f"  reads of leads: {found.reads.all_calls:,} calls, {found.reads.all_units:,.1f} units"
        f" (wake {units.get('wake', 0):,.1f}, evaluate {units.get('evaluate', 0):,.1f});"
        f" units a wake {found.reads.all_units / max(1, len(found.wakes.lateness)):.2f},"
        f" a transition {found.reads.all_units / max(1, found.published):.2f},"
        f" a lead and day {found.reads.all_units / found.lead_days:.4f}"
    )


def quantiles(some: Sequence[int]) -> str:
    """Of microseconds, in seconds."""
    if not some:
        return "none"
    found = sorted(some)
    at = {name: found[min(len(found) - 1, int(len(found) * share))] for name, share in (("p50", 0.5), ("p99", 0.99))}
    return ", ".join(f"{name} {value / SECOND:.2f}" for name, value in (at | {"max": found[-1]}).items())
