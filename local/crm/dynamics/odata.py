"""The options of an OData query that are asked of Dynamics' stand-in: which rows, which columns, what besides."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from leadflow.domain.json import Json

Test = Callable[[Callable[[str], Json]], bool]

_COMPARISON: Final = re.compile(r"(\w+) (eq|ne|gt|ge|lt|le) ('(?:[^']|'')*'|[\w:.+-]+)")
_CONTAINS: Final = re.compile(r"contains\((\w+),('(?:[^']|'')*')\)")
_EXPANDED: Final = re.compile(r"(\w+)(?:\(\$select=([^()]*)\))?")
_AND: Final = re.compile(r" and (?=(?:[^']*'[^']*')*[^']*$)")

_COMPARED: Final[Mapping[str, Callable[[str, str], bool]]] = {
    "gt": lambda left, right: left > right,
    "ge": lambda left, right: left >= right,
    "lt": lambda left, right: left < right,
    "le": lambda left, right: left <= right,
}
"""Times, which are written so that their texts compare as they do."""


class Misspelt(ValueError):
    """The query is none that is understood here."""


@dataclass(frozen=True, slots=True)
class Filter:
    """What a row has to fulfil, and the columns that are looked at for it."""

    tests: tuple[tuple[str, Test], ...]

    def holds(self, value: Callable[[str], Json]) -> bool:
        """Whether the row fulfils it whose columns hold these values."""
        return all(test(value) for _, test in self.tests)


def filtered(query: str | None) -> Filter:
    """The filter of `$filter`. Raises Misspelt."""
    return Filter(tuple(_test(part.strip()) for part in _AND.split(query)) if query else ())


def selected(query: str | None) -> tuple[str, ...]:
    """The columns of `$select`; none where all are meant."""
    return tuple(name.strip() for name in query.split(",")) if query else ()


def expanded(query: str | None) -> Mapping[str, tuple[str, ...]]:
    """The relations of `$expand`, each with its columns. Raises Misspelt."""
    parts = re.split(r",(?![^(]*\))", query) if query else []
    found = [_EXPANDED.fullmatch(part.strip()) for part in parts]
    if not all(found):
        raise Misspelt(f"Syntax error in '$expand={query}'.")
    return {each[1]: selected(each[2]) for each in found if each}


def _test(part: str) -> tuple[str, Test]:
    if contains := _CONTAINS.fullmatch(part):
        name, wanted = contains[1], str(_literal(contains[2])).lower()
        return name, lambda value: wanted in str(value(name) or "").lower()
    comparison = _COMPARISON.fullmatch(part)
    if comparison is None:
        raise Misspelt(f"Syntax error in '$filter' near '{part}'.")
    name, operator, literal = comparison[1], comparison[2], _literal(comparison[3])
    if operator in ("eq", "ne"):
        return name, lambda value: (_folded(value(name)) == _folded(literal)) is (operator == "eq")
    compare = _COMPARED[operator]
    return name, lambda value: value(name) is not None and compare(str(value(name)), str(literal))


def _literal(text: str) -> Json:
    if text.startswith("'"):
        return text[1:-1].replace("''", "'")
    named: Mapping[str, Json] = {"true": True, "false": False, "null": None}
    if text in named:
        return named[text]
    return int(text) if re.fullmatch(r"-?\d+", text) else text


def _folded(value: Json) -> Json:
    """Dataverse compares texts without their case."""
    return value.lower() if isinstance(value, str) else value
