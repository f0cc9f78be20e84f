"""Labels of a class that are stretches of a score."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from leadflow.model.classes import STICKY, ClassSentence, labels
from leadflow.model.lints.figures import figure
from leadflow.model.lints.intervals import Interval, interval, value
from leadflow.model.score_clause import ScoreClause


@dataclass(frozen=True, slots=True)
class Band:
    """A label and its number test."""

    label: str
    test: ScoreClause

    @property
    def score(self) -> str:
        return self.test.score

    @property
    def interval(self) -> Interval:
        return interval(self.test.bounds)


def bands(written: ClassSentence) -> Sequence[Band]:
    """The bands of a class in their order; none of a funnel, whose labels are steps."""
    if STICKY in written:
        return ()
    found = labels(written).items()
    return [Band(label, test) for label, test in found if isinstance(test, ScoreClause) and test.given]


def stretch(values: Interval) -> str:
    """The values as a person would say them: `above 30 and below 31`."""
    if values.low == values.high:
        return f"exactly {figure(value(values.low))}"
    ends = [
        _end(values.low, values.low - 1, "at least", "above"),
        _end(values.high, values.high + 1, "at most", "below"),
    ]
    return " and ".join(end for end in ends if end)


def _end(inner: float, outer: float, closed: str, opened: str) -> str:
    """The one of both ways to say it that takes the rounder number."""
    if math.isinf(inner):
        return ""
    word, step = min((closed, inner), (opened, outer), key=lambda each: len(figure(value(each[1]))))
    return f"{word} {figure(value(step))}"
