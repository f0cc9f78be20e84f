"""The table at the end."""

from collections.abc import Iterator, Sequence

from tests.fragments import SECOND
from tests.torture_time.part import Part
from tests.torture_time.verdict import Verdict

UNIT = 0.5
"""A query that finds nothing."""


def lines(found: Part, verdict: Verdict) -> Iterator[str]:
    """What there is to say of one part."""
    plan, wakes, reads = found.plan, found.wakes, found.reads
    name = "newsletter" if plan.newsletter else "year"
    proper = len(wakes.lateness)
    yield f"{name}: {found.leads:,} leads, {plan.days} days, seed {plan.seed}, {found.seconds:.0f} s"
    yield f"  activities {found.activities:,}, evaluations {found.evaluations:,}, transitions {found.published:,}"
    yield (
        f"  wakes {proper:,}: for something {wakes.useful:,}, for nothing {wakes.nothing:,}"
        f" ({wakes.nothing / max(1, proper):.1%}; {wakes.nothing / found.lead_days:.4f} a lead and day);"
        f" again {wakes.again:,}, early {wakes.early}, late {wakes.late}"
    )
    yield f"  lateness of wakes, seconds: {quantiles(wakes.lateness)}"
    yield (
        f"  by brute force: {len(found.cases):,} leads,"
        f" {found.suspects:,} of them since a wake was early, late or absent;"
        f" {verdict.changes:,} changes, missed or wrong {len(verdict.wrong)}, come and gone {verdict.passed}"
    )
    yield f"  lateness of what time changed, until it could be read, seconds: {quantiles(verdict.lateness)}"
    if plan.newsletter:
        yield f"  silent in one second: {len(found.silent):,} leads, lateness, seconds: {quantiles(found.silent)}"
    yield (
        f"  rounds {found.rounds:,}, and {found.skipped:,} that would have found nothing"
        f" ({16 * UNIT * found.skipped:,.0f} units)"
    )
    yield (
        f"  reads of leads: {reads.all_calls:,} calls, {reads.all_units:,.1f} units"
        f" (wake {reads.units.get('wake', 0):,.1f}, evaluate {reads.units.get('evaluate', 0):,.1f});"
        f" units a wake {reads.all_units / max(1, proper):.2f},"
        f" a transition {reads.all_units / max(1, found.published):.2f},"
        f" a lead and day {reads.all_units / found.lead_days:.4f}"
    )
    yield from (f"  VIOLATED {each}" for each in (*found.broken, *verdict.wrong)[:20])
    yield f"  violations {len(found.broken) + len(verdict.wrong)}"


def quantiles(some: Sequence[int]) -> str:
    """Of microseconds, in seconds."""
    if not some:
        return "none"
    found = sorted(some)
    at = {name: found[min(len(found) - 1, int(len(found) * share))] for name, share in (("p50", 0.5), ("p99", 0.99))}
    return ", ".join(f"{name} {value / SECOND:.2f}" for name, value in (at | {"max": found[-1]}).items())
