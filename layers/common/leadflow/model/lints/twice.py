"""Segments and classes that say the same under two names."""

from collections.abc import Iterator, Mapping
from typing import TypeVar

from leadflow.model.classes import labelled
from leadflow.model.grammar import ModelFile
from leadflow.model.mistakes import Place
from leadflow.model.segments import segment

_Defined = TypeVar("_Defined")


def doubts(file: ModelFile) -> Iterator[tuple[Place, str]]:
    """All but the first of those that mean the same."""
    segments = {name: segment("", written) for name, written in file.segments.items()}
    classes = {name: labelled("", written) for name, written in file.classes.items()}
    for section, twin, first in (*_twins("segments", segments), *_twins("classes", classes)):
        yield (section, twin), f"this says the same as {first}: one of them is enough"


def _twins(section: str, meanings: Mapping[str, _Defined]) -> Iterator[tuple[str, str, str]]:
    names = list(meanings)
    for place, name in enumerate(names):
        first = next((each for each in names[:place] if meanings[each] == meanings[name]), None)
        if first is not None:
            yield section, name, first
