"""Properties of activities: found by name, inside objects by dotted name, and compared with what they are to be."""

from collections.abc import Mapping
from typing import TypeAlias

from leadflow.domain.json import Json
from leadflow.domain.match import AnyOf, Test, url_like

Where: TypeAlias = Mapping[str, Test]
"""What each of these properties has to be."""


def found(properties: Mapping[str, Json], name: str) -> Json:
    """The property of exactly that name, else what a dotted name leads to inside objects; None where there is none."""
    value = properties.get(name)
    return _inside(properties, name) if value is None else value


def fit(where: Where, properties: Mapping[str, Json]) -> bool:
    """Whether every property is as it has to be; one that is absent never is."""
    for name, test in where.items():
        value = properties.get(name)
        if value is None and (value := _inside(properties, name)) is None:
            return False
        if not (test.holds(value, url_like) if name == "url" and isinstance(test, AnyOf) else test.holds(value)):
            return False
    return True


def _inside(properties: Mapping[str, Json], name: str) -> Json:
    if "." not in name:
        return None
    value: Json = properties
    for part in name.split("."):
        if not isinstance(value, Mapping):
            return None
        value = value.get(part)
    return value
