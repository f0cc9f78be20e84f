"""Bands of a score that begin or end elsewhere than they say."""

import math
from collections.abc import Iterator, Sequence

from leadflow.model.grammar import ModelFile
from leadflow.model.lints.bands import Band, bands, stretch
from leadflow.model.lints.figures import figure
from leadflow.model.lints.intervals import Interval, left_over, universe
from leadflow.model.lints.values import values
from leadflow.model.mistakes import Place


def doubts(file: ModelFile) -> Iterator[tuple[Place, str]]:
    """Bands of which one before them takes a written end: the first that holds is the lead's."""
    for name, written in file.classes.items():
        found = bands(written)
        for place, band in enumerate(found):
            before = [each for each in found[:place] if each.score == band.score]
            for message in _overlaps(band, before, universe(values(band.score, file).held)):
                yield ("classes", name, band.label), message


def _overlaps(band: Band, before: Sequence[Band], whole: Interval) -> Iterator[str]:
    mine = band.interval.meet(whole)
    if not any(left_over(mine, (each.interval for each in before))):
        return
    for earlier in before:
        both = mine.meet(earlier.interval)
        if not both.empty and (remedy := _remedy(band, earlier)):
            yield f"leads whose {band.score} is {stretch(both)} are {earlier.label}, which comes first; {remedy}"


def _remedy(band: Band, earlier: Band) -> str:
    """What to write instead of the end that the earlier band takes; empty where it takes none that is written."""
    mine, taken, bounds = band.interval, earlier.interval, earlier.test.bounds
    if taken.low <= mine.low <= taken.high and math.isfinite(mine.low):
        word = f"above: {figure(bounds.at_most)}" if math.isfinite(bounds.at_most) else f"from: {figure(bounds.below)}"
        return f"begin it with `{word}`"
    if taken.low <= mine.high <= taken.high and math.isfinite(mine.high):
        word = f"below: {figure(bounds.at_least)}" if math.isfinite(bounds.at_least) else f"to: {figure(bounds.above)}"
        return f"end it with `{word}`"
    return ""
