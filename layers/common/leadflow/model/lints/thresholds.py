"""Thresholds that nobody can reach."""

from collections.abc import Iterator

from leadflow.domain.signal import PERCENT
from leadflow.domain.trend import shown
from leadflow.model.clauses import SignalClause
from leadflow.model.grammar import ModelFile
from leadflow.model.levels import Levels
from leadflow.model.lints.asked import Asked, asked
from leadflow.model.lints.counts import limit
from leadflow.model.lints.figures import figure, spoken
from leadflow.model.lints.values import Values, values, with_zero
from leadflow.model.mistakes import Place
from leadflow.model.score_clause import ScoreClause
from leadflow.model.signals import ActivitySignal, AnySignal
from leadflow.model.trait_clause import TraitClause


def doubts(file: ModelFile) -> Iterator[tuple[Place, str]]:
    """Tests of scores and of signals that can never hold."""
    for each in asked(file):
        match each.test:
            case ScoreClause(score=score, given=True) as test:
                found = _level(score, test, file, or_zero=each.in_until)
            case ScoreClause() as test:
                found = _move(test, file, or_zero=each.in_until)
            case TraitClause(trait=score, given=True) as test if score in file.scores:
                found = _level(score, test, file, or_zero=False)
            case SignalClause() as test:
                found = _count(test, file)
            case _:
                continue
        yield from _at(each, found)


def _at(each: Asked, found: str | None) -> Iterator[tuple[Place, str]]:
    if found is not None:
        yield each.place, found


def _level(score: str, test: Levels, file: ModelFile, *, or_zero: bool) -> str | None:
    possible = values(score, file)
    held = with_zero(possible.held) if or_zero else possible.held
    low, high = shown(held.low), shown(held.high)
    if not test.bounds.exclude(low, high):
        return None
    too_high = max(test.bounds.at_least, test.bounds.above) >= high
    return f"{score} is never {spoken(test)}: {_highest(possible) if too_high else _lowest(possible)}"


def _highest(possible: Values) -> str:
    if possible.sum.high > possible.range.high:
        return f"its range ends at {figure(possible.range.high)}; ask for less, or widen the range"
    return f"all its points together make {figure(possible.held.high)} at most; ask for less, or give more points"


def _lowest(possible: Values) -> str:
    if possible.sum.low < possible.range.low:
        return f"its range begins at {figure(possible.range.low)}; ask for more, or widen the range"
    return f"all its points together make {figure(possible.held.low)} at least; ask for more, or take more away"


def _move(test: ScoreClause, file: ModelFile, *, or_zero: bool) -> str | None:
    possible = values(test.score, file)
    span = with_zero(possible.held)
    highest = shown(span.high if or_zero else possible.held.high)
    if test.peaked is not None and test.peaked > highest:
        return f"{test.score} never peaks at {figure(test.peaked)}: {_highest(possible)}"
    by = max(test.rose or 0.0, test.fell or 0.0)
    if by > shown(span.high - span.low):
        way = "rises" if test.rose is not None else "falls"
        ends = f"it stays from {figure(span.low)} to {figure(span.high)}"
        return f"{test.score} never {way} by {figure(by)}: {ends}; ask for less"
    return None


def _count(test: SignalClause, file: ModelFile) -> str | None:
    most = limit(test.signal, file, test.within)
    if test.total is not None:
        if test.total <= most.count or not _whole(test.signal, file):
            return None
        return f"{test.signal} never comes to a total of {figure(test.total)}: {most.why}; ask for less"
    if test.given and test.bounds.exclude(0, most.count):
        return f"{test.signal} is never counted {spoken(test)} times: {most.why}; ask for less"
    return None


def _whole(signal: str, file: ModelFile) -> bool:
    """Whether no occurrence is more than one."""
    written = file.signals.get(signal)
    return not isinstance(written, ActivitySignal | AnySignal) or written.measure in (None, PERCENT)
