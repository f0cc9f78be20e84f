"""What deciding segments took, as a reader wants it."""

from collections.abc import Iterator
from typing import Final

from bench.rules import Rules, Timing
from bench.rules_engines import INSTALLING

UNUSUAL: Final = "*"


def rows(found: Rules) -> Iterator[str]:
    """Every engine's time, and how many times ours that is."""
    ours = found.timings[0].microseconds
    yield (
        f"{found.segments} segments of {found.tests:,} tests ({found.different:,} different) on {found.facts} facts of "
        f"a lead, {found.leads} leads, {found.share:.0%} true"
    )
    yield f"{'engine':42}{'way':24}{'us a lead':>10}{'= ours x':>10}{'wrong':>7}"
    yield from (_row(timing, ours) for timing in found.timings)
    yield f"{UNUSUAL} all segments in one expression, which its documents do not show."
    yield from (f"{name} is not installed, so not compared: {INSTALLING}." for name in found.missing)


def verdict(found: Rules) -> str:
    """Whether they agree, in a sentence."""
    answers = found.segments * found.leads
    agreed = "all engines agree" if found.agreed else "THEY DIFFER"
    return f"Segments: {answers:,} answers of each engine compared with a walk over the sentences: {agreed}."


def _row(timing: Timing, ours: float) -> str:
    engine = f"{timing.engine} {timing.version or ''}".strip()
    way = timing.way if timing.shown else f"{timing.way} {UNUSUAL}"
    return f"{engine:42}{way:24}{timing.microseconds:10,.1f}{timing.microseconds / ours:10,.1f}{timing.wrong:7}"
