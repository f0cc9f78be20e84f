"""Signals that no activity can be: what they ask of it contradicts what there is."""

from collections.abc import Iterator, Mapping
from typing import Final

from leadflow.domain.match import Bounds, like
from leadflow.model.grammar import ModelFile
from leadflow.model.levels import Bounded
from leadflow.model.lints.counts import limit
from leadflow.model.lints.figures import spoken
from leadflow.model.mistakes import Place
from leadflow.model.signals import PatternSentence, VisitSignal

_NUMBERS: Final[Mapping[str, tuple[float, float]]] = {"percent": (0, 100), "seconds": (0, float("inf"))}
"""Properties whose numbers have an end."""

_BOUNCES: Final = ("hard", "soft", "block")


def doubts(file: ModelFile) -> Iterator[tuple[Place, str]]:
    """Signals that can never occur, and single values that can never fit."""
    for name, signal in file.signals.items():
        for place, pattern in signal.items():
            for word, message in _never(pattern):
                yield ("signals", name, *place, "where", word), message
        if isinstance(signal, VisitSignal) and not limit(name, file).count:
            message = f"there is no such visit: {limit(signal.visit.of, file).why}"
            yield ("signals", name, "visit", "at_least"), message


def _never(pattern: PatternSentence) -> Iterator[tuple[str, str]]:
    for name, wanted in pattern.where.items():
        for each in wanted:
            if isinstance(each, str):
                yield from ((name, message) for message in _text(name, each))
            elif not isinstance(each, bool) and name in _NUMBERS:
                bounds = each.bounds if isinstance(each, Bounded) else Bounds(at_least=each, at_most=each)
                asked = spoken(each) if isinstance(each, Bounded) else f"{each}"
                if bounds.exclude(*_NUMBERS[name]):
                    low, high = _NUMBERS[name]
                    ends = f"it goes from {low:g} to {high:g}" if high < float("inf") else f"it begins at {low:g}"
                    yield name, f"{name} is never {asked}: {ends}"


def _text(name: str, wanted: str) -> Iterator[str]:
    if name == "url" and "#" in wanted:
        yield f"{wanted} never fits: of a url what follows # is not seen; leave it out"
    if name == "bounce" and not any(like(wanted, bounce) for bounce in _BOUNCES):
        yield f"{wanted} never fits: a bounce is {', '.join(_BOUNCES[:-1])} or {_BOUNCES[-1]}"
