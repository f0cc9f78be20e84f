"""Whether a model file's content is a lead model: every mistake and doubt at once, each with its place."""

from collections.abc import Collection, Iterator, Mapping
from typing import Final

from pydantic import ValidationError

from leadflow.domain.json import Json
from leadflow.domain.sender import Kinds
from leadflow.model import (
    classes,
    errors,
    lints,
    not_yet,
    references,
    score_checks,
    section_checks,
    signal_checks,
    source_checks,
)
from leadflow.model.circles import circles
from leadflow.model.grammar import ModelFile
from leadflow.model.lints.surroundings import Surroundings
from leadflow.model.mistakes import Lines, Mistake, Place, mistake

_NESTED: Final = ("accounts", "crm")
"""Sections whose entries have names one level further in."""


def findings(
    content: Mapping[str, Json], kinds: Kinds, lines: Lines, around: Surroundings | None = None
) -> tuple[Mistake, ...]:
    """All that is wrong or does not act yet, in the order of the file; `kinds` are the kinds of source there are.

    With its surroundings, a file without mistakes is also looked through for what is seldom meant.
    """
    found: list[Mistake] = []
    try:
        file = ModelFile.model_validate(content)
    except ValidationError as error:
        wrong = error.errors()
        found += errors.mistakes(wrong, content, lines)
        file = _rest([errors.place(each, content) for each in wrong], content)
    found += _fitting(file, references.known(content, kinds), lines)
    found += source_checks.mistakes(file, kinds, lines)
    found += not_yet.doubts(content, lines)
    if around is not None and all(each.warning for each in found):
        found += lints.doubts(file, around, lines)
    return tuple(sorted(found, key=lambda each: each.line or 0))


def _rest(wrong: Collection[Place], content: Mapping[str, Json]) -> ModelFile:
    """What the content says beside its mistakes, so that it can be checked too."""
    kept = _without({place[: 3 if place[0] in _NESTED else 2] for place in wrong}, content)
    try:
        return ModelFile.model_validate({"model": "unnamed", **kept})
    except ValidationError as error:  # a section that says nothing without its mistaken entry
        kept = _without({each["loc"][:1] for each in error.errors()}, kept)
        return ModelFile.model_validate({"model": "unnamed", **kept})


def _without(wrong: Collection[Place], content: Mapping[str, Json]) -> Mapping[str, Json]:
    """The content without what stands at those places."""
    return {
        word: _pruned({place[1:] for place in wrong if place[0] == word}, each)
        for word, each in content.items()
        if (word,) not in wrong
    }


def _pruned(wrong: Collection[Place], value: Json) -> Json:
    """The same of a part; a list ends before the first such place, so that no other place moves."""
    if isinstance(value, Mapping):
        return _without(wrong, value)
    if isinstance(value, list):
        return value[: min((place[0] for place in wrong if isinstance(place[0], int)), default=None)]
    return value


def _fitting(file: ModelFile, names: Mapping[str, Collection[str]], lines: Lines) -> Iterator[Mistake]:
    used = list(references.mentions(file))
    yield from references.unknown(used, names, lines)
    yield from circles(used, lines)
    yield from _order(file, lines)
    yield from section_checks.mistakes(file, lines)
    yield from signal_checks.mistakes(file, lines)
    yield from score_checks.mistakes(file, lines)


def _order(file: ModelFile, lines: Lines) -> Iterator[Mistake]:
    for name, written in file.classes.items():
        labels = classes.labels(written)
        for label in list(labels)[:-1]:
            if classes.STICKY not in written and isinstance(labels[label], str):
                yield mistake(("classes", name, label), "otherwise comes last: no label after it can be reached", lines)
