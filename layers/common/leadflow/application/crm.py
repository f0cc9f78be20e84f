"""What a CRM's module can do for whoever reads it as a whole: its records page by page, its schema, its new fields.

Everything is a request to be made or a reply to be read; whoever asks makes the calls, keeps the pace and the place.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from leadflow.application.channel import OutboundRequest, Reply
from leadflow.domain.activity import Activity
from leadflow.domain.crm import Object
from leadflow.domain.crm_field import CrmField, FieldKind
from leadflow.domain.instant import Instant
from leadflow.domain.sender import Sender

__all__ = ("CrmField", "CrmModule", "FieldKind", "Page")


@dataclass(frozen=True, slots=True)
class Page:
    """A page of records: what they tell, the owners among them (id -> address), how many they were.

    `next` is where the next page begins, in the module's own words; None at the end. `total` is how many records there
    are in all, where the CRM says so.
    """

    activities: Sequence[Activity]
    records: int
    next: str | None = None
    owners: Mapping[str, str] = field(default_factory=dict)
    total: int | None = None


class CrmModule(Protocol):
    """A module under `adapters/crm`."""

    @property
    def PULLED(self) -> Sequence[str]:  # noqa: N802 - a constant of each module
        """What there is to pull, in the order in which it must be: owners first."""
        ...

    def page(self, sender: Sender, what: str, start: str | None, token: str) -> OutboundRequest:
        """The request for a page; None for `start` is the first."""
        ...

    def paged(self, sender: Sender, what: str, reply: Reply, owners: Mapping[str, str], now: Instant) -> Page:
        """What the page holds; `owners` are all that are known so far. Raises TryAgain, RefusedForGood."""
        ...

    def schema(self, sender: Sender, on: Object, token: str) -> OutboundRequest:
        """The request for all fields of that object."""
        ...

    def fields(self, on: Object, reply: Reply) -> Sequence[CrmField]:
        """The fields. Raises TryAgain, RefusedForGood."""
        ...

    def create(self, sender: Sender, on: Object, field: CrmField, token: str) -> OutboundRequest:
        """The request that makes a custom field."""
        ...

    def created(self, reply: Reply) -> None:
        """Returns where the field was made, or was there. Raises TryAgain, RefusedForGood."""
        ...
