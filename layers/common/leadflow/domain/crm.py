"""The CRM as the lead model names it: which of its fields are which of our terms, and who wins where both write."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

OPPORTUNITY: Final = "crm.opportunity_"
"""How the facts begin that are told of opportunities: crm.opportunity_stage."""

SAID: Final = "crm:"
"""How the registers begin that hold what the CRM says of terms that others state too; no trait is called so."""

WROTE: Final = "crm>"
"""How the registers begin that hold what we wrote into the CRM ourselves, which then is no word of its own."""


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

    @property
    def trait(self) -> str:
        """What conditions ask for it by: a lead has many opportunities, and is asked about the latest, or any."""
        return OPPORTUNITY + self.term if self.on is Object.OPPORTUNITY else self.term


@dataclass(frozen=True, slots=True)
class Crm:
    """The model's CRM: the kind of system, the source that speaks for it (None where it names none), and the map.

    `records` is where a person finds a record there, with placeholders for what is known of a lead; empty for nowhere.
    """

    provider: str
    source: str | None = None
    fields: Mapping[str, Field] = field(default_factory=dict)
    records: str = ""

    def rule(self, trait: str) -> Wins | None:
        """Who wins where the CRM and others state the trait; None where the map does not name it."""
        mapped = self.fields.get(trait)
        return None if mapped is None or mapped.on is Object.OPPORTUNITY else mapped.wins

    def says(self, trait: str, source: str) -> bool:
        """Whether the source is the CRM, and the trait one that others may state too."""
        return source == self.source and self.rule(trait) is not None

    def echoes(self, trait: str, source: str) -> bool:
        """Whether that is what we wrote into the CRM for a trait of which what was said last counts."""
        return trait.startswith(WROTE) and source == self.source and self.rule(trait[len(WROTE) :]) is Wins.LATEST
