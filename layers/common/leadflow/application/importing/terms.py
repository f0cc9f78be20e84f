"""What a column of a table can be: a key of the lead, the type of an activity, its instant, a trait, a property."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from leadflow.domain.wire import KEYS

TYPE: Final = "type"
OCCURRED_AT: Final = "occurred_at"
NOTHING: Final = frozenset({"", "-"})
"""What stands for a column that is left out."""


class Unclear(ValueError):
    """The table can be read in more than one way, or in none; the message says what has to be told."""


class Use(StrEnum):
    """What a column is used as."""

    KEY = "key"
    TYPE = "type"
    AT = "time"
    TRAIT = "trait"
    PROPERTY = "property"
    NOTHING = "ignored"


@dataclass(frozen=True, slots=True)
class Term:
    """A use, and the name of the key, trait or property."""

    use: Use
    name: str = ""

    def __str__(self) -> str:
        return self.name if self.use in (Use.TYPE, Use.AT) else f"{self.use} {self.name}".rstrip()


IGNORED: Final = Term(Use.NOTHING)

_PREFIXES: Final = {"traits.": Use.TRAIT, "properties.": Use.PROPERTY}


def term(text: str, *, deeds: bool) -> Term:
    """The term that the text names; a name that is none of ours is a property of a deed, else a trait.

    `traits.NAME` and `properties.NAME` say which. Raises Unclear where a table without deeds is given a property.
    """
    name = text.strip()
    if name in NOTHING:
        return IGNORED
    if name in KEYS:
        return Term(Use.KEY, name)
    if name == TYPE:
        return Term(Use.TYPE, name)
    if name == OCCURRED_AT:
        return Term(Use.AT, name)
    use = next((use for prefix, use in _PREFIXES.items() if name.startswith(prefix)), None)
    if use is None:
        return Term(Use.PROPERTY if deeds else Use.TRAIT, name)
    plain = name.partition(".")[2]
    if not plain:
        raise Unclear(f"{name} names nothing")
    if use is Use.PROPERTY and not deeds:
        raise Unclear(f"{name}: only activities have properties, and no column is their type")
    return Term(use, plain)
