"""Whether a model file's content is a lead model: every mistake and doubt at once, each with its place."""

from collections.abc import Collection, Iterator, Mapping
from functools import cache
from zoneinfo import available_timezones

from pydantic import ValidationError

from leadflow.domain.json import Json
from leadflow.model import errors, references, signal_checks
from leadflow.model.grammar import ModelFile
from leadflow.model.mistakes import Lines, Mistake, Place, mistake


def findings(content: Mapping[str, Json], kinds: Collection[str], lines: Lines) -> tuple[Mistake, ...]:
    """All that is wrong or doubtful, in the order of the file; `kinds` are the kinds of source there are."""
    found: list[Mistake] = []
    try:
        file = ModelFile.model_validate(content)
    except ValidationError as error:
        wrong = error.errors()
        found += errors.mistakes(wrong, content, lines)
        file = ModelFile.model_validate(_without([errors.place(each, content) for each in wrong], content))
    found += _fitting(file, references.known(content, kinds), lines)
    return tuple(sorted(found, key=lambda each: each.line or 0))


def _without(wrong: Collection[Place], content: Mapping[str, Json]) -> Mapping[str, Json]:
    """The content without those entries, so that the others can be checked too."""
    sections = {place[0] for place in wrong if len(place) == 1}
    entries = {place[:2] for place in wrong}
    kept = {
        section: {name: each for name, each in value.items() if (section, name) not in entries}
        if isinstance(value, Mapping)
        else value
        for section, value in content.items()
        if section not in sections
    }
    return {"model": "unnamed", **kept}


def _fitting(file: ModelFile, names: Mapping[str, Collection[str]], lines: Lines) -> Iterator[Mistake]:
    used = list(references.mentions(file))
    yield from references.unknown(used, names, lines)
    yield from references.circles(used, lines)
    yield from _zone(file, lines)
    yield from _order(file, lines)
    yield from signal_checks.mistakes(file, lines)
    yield from signal_checks.doubts(file, lines)


@cache
def _zones() -> Collection[str]:
    return available_timezones()


def _zone(file: ModelFile, lines: Lines) -> Iterator[Mistake]:
    if file.timezone not in _zones():
        message = f"there is no time zone {file.timezone}; a name such as Europe/Oslo is needed"
        yield mistake(("timezone",), message, lines)


def _order(file: ModelFile, lines: Lines) -> Iterator[Mistake]:
    for name, labels in file.classes.items():
        for label in list(labels)[:-1]:
            if isinstance(labels[label], str):
                yield mistake(("classes", name, label), "otherwise comes last: no label after it can be reached", lines)
