"""The CRM as the lead model names it: which of its fields are which of our terms, and who wins where both write."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Wins(StrEnum):
    """Whose value of a field holds where ours and the CRM's differ."""

    US = "us"  # the CRM's, only while nobody else has said anything
    CRM = "crm"  # the CRM's, once it has spoken
    LATEST = "latest"  # that which was written last


class Object(StrEnum):
    """What a CRM keeps fields of."""

    LEAD = "lead"
    CONTACT = "contact"
    ACCOUNT = "account"
    OPPORTUNITY = "opportunity"


@dataclass(frozen=True, slots=True)
class Field:
    """One line of the map: our `term`, `theirs`, whose record it stands in, and who wins."""

    term: str
    theirs: str
    on: Object = Object.CONTACT
    wins: Wins = Wins.LATEST


@dataclass(frozen=True, slots=True)
class Crm:
    """The model's CRM: the kind of system, the source that speaks for it (None where it names none), and the map."""

    provider: str
    source: str | None = None
    fields: Mapping[str, Field] = field(default_factory=dict)
