"""What a model file may say but seldom means: one module a doubt."""

from collections.abc import Callable, Iterator
from typing import Final, TypeAlias

from leadflow.model.grammar import ModelFile
from leadflow.model.lints import (
    caps,
    contradictions,
    endless,
    flapping,
    gaps,
    homeless,
    labels,
    negative,
    opens,
    overlaps,
    people,
    size,
    speechless,
    thresholds,
    twice,
    two_writers,
    unfed,
    unread,
    unscored,
    unstated,
    unused,
    unwritten,
)
from leadflow.model.lints.surroundings import Surroundings
from leadflow.model.mistakes import Lines, Mistake, Place, mistake

__all__ = ["Surroundings", "doubts", "doubts_about_crm"]

_Found: TypeAlias = Iterator[tuple[Place, str]]

_OF_ITSELF: Final[tuple[Callable[[ModelFile], _Found], ...]] = (
    caps.doubts,
    contradictions.doubts,
    endless.doubts,
    flapping.doubts,
    gaps.doubts,
    homeless.doubts,
    labels.doubts,
    negative.doubts,
    opens.doubts,
    overlaps.doubts,
    people.doubts,
    size.doubts,
    speechless.doubts,
    thresholds.doubts,
    twice.doubts,
    unread.doubts,
    unscored.doubts,
    unwritten.doubts,
)
_OF_ITS_SURROUNDINGS: Final[tuple[Callable[[ModelFile, Surroundings], _Found], ...]] = (
    two_writers.doubts,
    unfed.doubts,
    unstated.doubts,
    unused.doubts,
)


def doubts(file: ModelFile, around: Surroundings, lines: Lines) -> Iterator[Mistake]:
    """What is allowed but seldom meant in a file that has no mistakes."""
    found = [pair for lint in _OF_ITSELF for pair in lint(file)]
    found += [pair for lint in _OF_ITS_SURROUNDINGS for pair in lint(file, around)]
    yield from (mistake(place, message, lines, warning=True) for place, message in found)


def doubts_about_crm(file: ModelFile, around: Surroundings, lines: Lines) -> Iterator[Mistake]:
    """Those of them that are about the CRM and its map."""
    found = [pair for lint in (homeless.doubts, speechless.doubts, unread.doubts) for pair in lint(file)]
    found += two_writers.doubts(file, around)
    yield from (mistake(place, message, lines, warning=True) for place, message in found)
