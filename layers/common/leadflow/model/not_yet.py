"""Words that this release checks and does not act on: whoever writes them is told."""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Final

from leadflow.domain.json import Json
from leadflow.model.mistakes import Lines, Mistake, Place, mistake

_ANY: Final = "*"

# The place of each such word, and what that means until a release acts on it: taking an entry out is all it needs.
NOT_YET: Final[Mapping[Place, str]] = {
    ("accounts",): "leads are judged one by one, not company by company",
    ("campaigns",): "nothing is reported on them",
}

UNWRITTEN: Final[Mapping[str, str]] = {"dynamics": "Dynamics 365"}
"""CRMs that are read only, each by its name."""

_EVALUATED: Final = ("scores", "classes", "segments")


def doubts(content: Mapping[str, Json], lines: Lines) -> Iterator[Mistake]:
    """One for each such word, where it first stands, and one for what would be written to the CRM."""
    for pattern, meanwhile in NOT_YET.items():
        for place, _ in islice(_fitting(content, pattern), 1):
            message = f"this release checks `{place[-1]}` but does not act on it yet: {meanwhile}"
            yield mistake(place, message, lines, warning=True)
    name = UNWRITTEN.get(str(_part(content.get("crm")).get("provider")))
    for place in islice(_written(content) if name else (), 1):
        message = f"this release checks what goes into the CRM but does not act on it yet: nothing is written to {name}"
        yield mistake(place, message, lines, warning=True)


def _written(content: Mapping[str, Json]) -> Iterator[Place]:
    """What an automation does there, then the lines of the CRM's map that are ours to write."""
    yield from (place for place, _ in _fitting(content, ("automations", _ANY, "do", _ANY, "crm")))
    evaluated = {name for section in _EVALUATED for name in _part(content.get(section))}
    for place, field in _fitting(content, ("crm", "fields", _ANY)):
        if place[-1] in evaluated or _part(field).get("wins") == "us":
            yield place


def _part(section: Json) -> Mapping[str, Json]:
    return section if isinstance(section, Mapping) else {}


def _fitting(content: Json, pattern: Place) -> Iterator[tuple[Place, Json]]:
    """The places that the pattern fits, in the order of the file, and what stands there."""
    if not pattern:
        yield (), content
        return
    for word, part in _parts(content):
        if pattern[0] in (_ANY, word):
            yield from (((word, *place), found) for place, found in _fitting(part, pattern[1:]))


def _parts(content: Json) -> Iterator[tuple[str | int, Json]]:
    if isinstance(content, Mapping):
        yield from content.items()
    elif isinstance(content, list):
        yield from enumerate(content)
