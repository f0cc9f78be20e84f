"""A field of the CRM's own schema, as far as it matters to us."""

from dataclasses import dataclass
from enum import StrEnum


class FieldKind(StrEnum):
    """What a field of the CRM holds."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    INSTANT = "instant"
    BOOLEAN = "boolean"
    CHOICE = "choice"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class CrmField:
    """A field of the CRM's own schema: its name, what people see, what it holds; `choices` are the values it takes."""

    name: str
    label: str
    kind: FieldKind
    read_only: bool = False
    custom: bool = False
    choices: tuple[str, ...] = ()
