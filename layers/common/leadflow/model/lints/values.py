"""What a score can be at least and at most, whatever a lead does."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from leadflow.domain.signal import PERCENT
from leadflow.domain.trend import UNBOUNDED, Range
from leadflow.model.grammar import ModelFile
from leadflow.model.lints.counts import limit
from leadflow.model.scores import InactivitySentence, RuleSentence, ScoreSentence
from leadflow.model.signals import ActivitySignal, AnySignal


@dataclass(frozen=True, slots=True)
class Values:
    """What its sum can be, and what the range makes of it."""

    sum: Range
    range: Range

    @property
    def held(self) -> Range:
        """What the score itself can be, where it is not none."""
        return Range(self.range.clamp(self.sum.low), self.range.clamp(self.sum.high))


def values(name: str, file: ModelFile) -> Values:
    """What the score can be; scores must not go round in a circle."""
    score = file.scores[name]
    parts = _combined(score, file) if score.combine else _own(score, file)
    return Values(_together(parts), UNBOUNDED if score.range is None else Range(*score.range))


def with_zero(span: Range) -> Range:
    """The same where none counts as 0."""
    return Range(min(span.low, 0.0), max(span.high, 0.0))


def capped(score: ScoreSentence, cap: str, file: ModelFile) -> Range:
    """What the signals under a cap can give, before the cap."""
    return _together(_worth(signal, score.rules[signal], file) for signal in score.caps[cap].of)


def _own(score: ScoreSentence, file: ModelFile) -> Iterator[Range]:
    under = {signal for cap in score.caps.values() for signal in cap.of}
    for signal, rule in score.rules.items():
        if signal not in under:
            yield _worth(signal, rule, file)
    for name, cap in score.caps.items():
        span = capped(score, name, file)
        yield Range(span.low, min(span.high, cap.at_most))
    for known in score.traits:
        yield Range(min(known.points, 0.0), max(known.points, 0.0))
    if score.inactivity is not None:
        yield Range(-_lost(score.inactivity), 0.0)


def _lost(inactivity: InactivitySentence) -> float:
    return math.inf if inactivity.at_most is None else inactivity.at_most


def _worth(signal: str, rule: RuleSentence, file: ModelFile) -> Range:
    """What all that the rule counts can be worth together, fresh or faded."""
    count = limit(signal, file).count
    if rule.at_most is not None and rule.at_most[1] is None:
        count = min(count, rule.at_most[0])
    measured = _measured(signal, file)
    return _scaled(rule.each * count, measured)


def _measured(signal: str, file: ModelFile) -> Range:
    """How much one occurrence is, from nothing, when it has faded, to all of it."""
    written = file.signals.get(signal)
    measure = written.measure if isinstance(written, ActivitySignal | AnySignal) else None
    return Range(0.0, 1.0) if measure in (None, PERCENT) else UNBOUNDED


def _combined(score: ScoreSentence, file: ModelFile) -> Iterator[Range]:
    for part, weight in score.combine.items():
        yield _scaled(weight, with_zero(values(part, file).held))


def _scaled(by: float, span: Range) -> Range:
    if not by:
        return Range(0.0, 0.0)
    return Range(*sorted((by * span.low, by * span.high)))


def _together(spans: Iterable[Range]) -> Range:
    found = list(spans)
    return Range(math.fsum(each.low for each in found), math.fsum(each.high for each in found))
