"""Signals and segments that nothing uses."""

from collections.abc import Iterator

from leadflow.model.grammar import ModelFile
from leadflow.model.lints.surroundings import Surroundings
from leadflow.model.mistakes import Place
from leadflow.model.references import mentions


def doubts(file: ModelFile, around: Surroundings) -> Iterator[tuple[Place, str]]:
    """What neither the model names nor, of segments, its test cases."""
    used = {(each.section, each.name) for each in mentions(file)}
    for name in file.signals:
        if ("signals", name) not in used:
            message = "nothing uses this signal: give it points, ask for it in a condition, or take it out"
            yield ("signals", name), message
    for name in file.segments:
        if ("segments", name) not in used and name not in around.tested:
            message = "nothing uses this segment: ask for it in an automation, condition or test case, or take it out"
            yield ("segments", name), message
