"""Values of a score that lie between the bands of a class, or above them all."""

import math
from collections.abc import Iterator, Sequence
from fractions import Fraction

from leadflow.model.classes import labels
from leadflow.model.conditions import Condition
from leadflow.model.grammar import ModelFile
from leadflow.model.lints.bands import Band, bands, stretch
from leadflow.model.lints.grain import grain
from leadflow.model.lints.intervals import Interval, left_over, universe
from leadflow.model.lints.values import values
from leadflow.model.mistakes import Place
from leadflow.model.score_clause import ScoreClause


def doubts(file: ModelFile) -> Iterator[tuple[Place, str]]:
    """Gaps in classes that are nothing but bands of one score."""
    for name, written in file.classes.items():
        found = bands(written)
        others = [each for label, each in labels(written).items() if label not in {band.label for band in found}]
        if len({band.score for band in found}) == 1 and all(map(_is_none, others)):
            yield from ((("classes", name), message) for message in _gaps(found, file))


def _is_none(condition: str | Condition) -> bool:
    return isinstance(condition, ScoreClause) and condition.is_ is not None


def _gaps(found: Sequence[Band], file: ModelFile) -> Iterator[str]:
    score = found[0].score
    whole, step = universe(values(score, file).held), grain(score, file)
    for gap in left_over(whole, [band.interval for band in found]):
        # That low scores have no label is usual; that the very lowest alone has none is not.
        meant = gap.low == whole.low and gap.high > gap.low
        if not meant and _holds_some(gap, step):
            leads = f"leads whose {score} is {stretch(gap)}"
            yield f"no label takes {leads}; let a band reach there, or end with `otherwise`"


def _holds_some(gap: Interval, step: Fraction) -> bool:
    """Whether some multiple of the step lies in the gap."""
    return math.isinf(gap.low) or math.isinf(gap.high) or math.ceil(Fraction(gap.low) / step) * step <= gap.high
