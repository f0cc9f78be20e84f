"""Whether a model file's signals can be seen, and whether enough of them is kept for what asks for them."""

from collections.abc import Iterator
from typing import Final

from leadflow.domain.activity import KINDS, Kind, is_kind
from leadflow.domain.match import like
from leadflow.domain.signal import BUILT_IN, KEEP
from leadflow.model.grammar import ModelFile
from leadflow.model.mistakes import Lines, Mistake, Place, instead, mistake
from leadflow.model.signals import PatternSentence

_PRODUCT: Final = "product."


def mistakes(file: ModelFile, lines: Lines) -> Iterator[Mistake]:
    """What is wrong with the signals themselves, and rules that count more than is kept."""
    for name in file.signals.keys() & BUILT_IN:
        yield mistake(("signals", name), f"{name} is built in and cannot mean anything else", lines)
    for place, pattern in _patterns(file):
        yield from (mistake((*place, "activity"), message, lines) for message in _unseen(pattern))
        yield from (mistake((*place, "where", "url"), message, lines) for message in _schemes(pattern))
    for place, counted, kept in _rules(file):
        if counted > kept:
            yield mistake(
                place,
                f"at_most is {counted}, but only {kept} are kept; `keep` of the signal says how many",
                lines,
            )


def doubts(file: ModelFile, lines: Lines) -> Iterator[Mistake]:
    """What is allowed, but seldom meant."""
    for place, pattern in _patterns(file):
        if any(like(kind, Kind.EMAIL_OPENED) for kind in pattern.activity):
            message = "opens are no interest: mail programs and scanners load images by themselves"
            yield mistake((*place, "activity"), message, lines, warning=True)


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


def _schemes(pattern: PatternSentence) -> Iterator[str]:
    for wanted in pattern.where.get("url", ()):
        if isinstance(wanted, str) and "://" in wanted:
            yield f"{wanted} never fits: a url is seen from its host on; leave out {wanted.partition('://')[0]}://"


def _rules(file: ModelFile) -> Iterator[tuple[Place, int, int]]:
    """Each rule with a limit: its place, the limit, and how many of its signal are kept."""
    for name, score in file.scores.items():
        for signal, rule in score.rules.items():
            if rule.at_most is not None and (signal in file.signals or signal in BUILT_IN):
                keep = file.signals[signal].keep if signal in file.signals else None
                yield (
                    ("scores", name, "points", signal, "at_most"),
                    rule.at_most,
                    KEEP if keep is None else keep,
                )
