"""In which steps a score moves."""

import math
from collections.abc import Iterator
from fractions import Fraction
from functools import reduce

from leadflow.model.grammar import ModelFile
from leadflow.model.lints.intervals import STEPS
from leadflow.model.scores import ScoreSentence
from leadflow.model.signals import ActivitySignal, AnySignal


def grain(name: str, file: ModelFile) -> Fraction:
    """A number of which all values of the score are multiples; one where they fade, are measured or combined."""
    score = file.scores[name]
    if score.combine or any(_flows(signal, score, file) for signal in score.points):
        return Fraction(1)
    steps = [abs(Fraction(repr(each))) * STEPS for each in _numbers(score) if each]
    return reduce(_common, steps, Fraction(0)) or Fraction(1)


def _numbers(score: ScoreSentence) -> Iterator[float]:
    """All that the score can be made of."""
    yield from (rule.each for rule in score.rules.values())
    yield from (known.points for known in score.traits)
    yield from (cap.at_most for cap in score.caps.values())
    yield from score.range or ()
    if score.inactivity is not None:
        yield score.inactivity.lose
        yield score.inactivity.at_most or 0.0


def _flows(signal: str, score: ScoreSentence, file: ModelFile) -> bool:
    """Whether what the rule gives is more than a count of equal points."""
    rule, written = score.rules[signal], file.signals.get(signal)
    measured = isinstance(written, ActivitySignal | AnySignal) and written.measure is not None
    return measured or rule.compiled(signal, score.fading).decay is not None


def _common(one: Fraction, other: Fraction) -> Fraction:
    """The greatest number of which both are multiples."""
    over = one.denominator * other.denominator
    return Fraction(math.gcd(one.numerator * other.denominator, other.numerator * one.denominator), over)
