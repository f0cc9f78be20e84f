"""Whether a model file's signals can be seen, and whether enough of them is kept for what asks for them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from leadflow.domain.activity import KINDS, is_kind
from leadflow.domain.calendar import Period
from leadflow.domain.match import like
from leadflow.domain.occurrence import EARLIEST
from leadflow.domain.signal import BUILT_IN, KEEP
from leadflow.model.grammar import ModelFile
from leadflow.model.mistakes import Lines, Mistake, Place, instead, mistake
from leadflow.model.scores import Limit
from leadflow.model.signals import PatternSentence, VisitSignal

_PRODUCT: Final = "product."


def mistakes(file: ModelFile, lines: Lines) -> Iterator[Mistake]:
    """What is wrong with the signals themselves, and rules that count more than is kept."""
    for name in file.signals.keys() & BUILT_IN:
        yield mistake(("signals", name), f"{name} is built in and cannot mean anything else", lines)
    for place, pattern in _patterns(file):
        yield from (mistake((*place, "activity"), message, lines) for message in _unseen(pattern))
        yield from (mistake((*place, "where", "url"), message, lines) for message in schemes(pattern.where))
    for place, (count, period), counted in _limits(file):
        kept = _kept(counted, file)
        if period is Period.DAY and count > EARLIEST:
            message = f"{count} per day is too many: of a busy day only the {EARLIEST} earliest and the latest count"
            yield mistake(place, message, lines)
        elif count > kept:
            yield mistake(place, f"at_most is {count}, but only {kept} are kept; {_more(counted)}", lines)


def _patterns(file: ModelFile) -> Iterator[tuple[Place, PatternSentence]]:
    for name, signal in file.signals.items():
        yield from ((("signals", name, *place), pattern) for place, pattern in signal.items())


def _unseen(pattern: PatternSentence) -> Iterator[str]:
    for kind in pattern.activity:
        if not (_fits_some(kind) if "*" in kind else is_kind(kind)):
            known = [*sorted(KINDS), f"{_PRODUCT}<name>"]
            yield f"there is no type of activity {kind}; {instead(kind, known)}"


def _fits_some(pattern: str) -> bool:
    return pattern.startswith(_PRODUCT) or any(like(pattern, kind) for kind in KINDS)


def schemes(where: Mapping[str, Sequence[object]]) -> Iterator[str]:
    """What is wrong with patterns of a url that begin before its host."""
    for wanted in where.get("url", ()):
        if isinstance(wanted, str) and "://" in wanted:
            yield f"{wanted} never fits: a url is seen from its host on; leave out {wanted.partition('://')[0]}://"


def _limits(file: ModelFile) -> Iterator[tuple[Place, Limit, str]]:
    """Each rule's limit: its place, what it is, and the signal of which as many have to be kept."""
    for name, score in file.scores.items():
        for signal, rule in score.rules.items():
            if rule.at_most is not None:
                yield ("scores", name, "points", signal, "at_most"), rule.at_most, _counted(signal, file)


def _counted(signal: str, file: ModelFile) -> str:
    """The signal itself, or of a visit what it is made of."""
    for _ in file.signals:
        written = file.signals.get(signal)
        if not isinstance(written, VisitSignal):
            break
        signal = written.visit.of
    return signal


def _kept(signal: str, file: ModelFile) -> int:
    written = file.signals.get(signal)
    return KEEP if written is None or isinstance(written, VisitSignal) else written.kept


def _more(signal: str) -> str:
    return f"{signal} is built in" if signal in BUILT_IN else f"`keep` of {signal} says how many"
