"""An opportunity as what is known of the person it is with, and as a purchase where it is won."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from leadflow.domain.json import Json

WON: Final = "won"
LOST: Final = "lost"


@dataclass(frozen=True, slots=True)
class Opportunity:
    """What a CRM says of an opportunity; what is None it does not say.

    `stage` is `won`, `lost` or the CRM's own text, `closes` an ISO date: expected, or that of the end. `fields` are
    those of the model's map, by our terms.
    """

    id: str
    stage: str | None = None
    name: str | None = None
    amount: Json = None
    currency: str | None = None
    closes: str | None = None
    owner: str | None = None
    deleted: bool = False
    fields: Mapping[str, Json] = field(default_factory=dict)

    @property
    def properties(self) -> Mapping[str, Json]:
        """What an activity says of it."""
        said = {"stage": self.stage, "amount": self.amount, "name": self.name}
        return {"record": self.id, "object": "opportunity", **said}

    @property
    def traits(self) -> Mapping[str, Json]:
        """Each under a name of its own, so that several opportunities of one person stand beside each other."""
        said: Mapping[str, Json] = {
            **self.fields,
            "stage": self.stage,
            "name": self.name,
            "amount": self.amount,
            "currency": self.currency,
            "close_date": self.closes,
            "owner": self.owner,
            "deleted": self.deleted,
        }
        opportunity = {f"crm.opportunities.{self.id}.{name}": value for name, value in said.items()}
        return {**opportunity, **{f"crm.purchases.{self.id}.{name}": value for name, value in self._purchase.items()}}

    @property
    def _purchase(self) -> Mapping[str, Json]:
        """What was won and is reopened, lost or deleted is no purchase any more, and nobody says what it was before."""
        if self.stage == WON and not self.deleted:
            return {"amount": self.amount, "currency": self.currency, "at": self.closes, "deleted": False}
        return {"deleted": True} if self.stage is not None or self.deleted else {}
