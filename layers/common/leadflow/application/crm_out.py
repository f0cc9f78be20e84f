"""What a CRM's module can do for whoever writes into it: finds people and their owners, makes and changes records.

Everything is a request to be made or a reply to be read, as in `crm`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from leadflow.application.channel import OutboundRequest, Reply
from leadflow.domain.crm import Field, Object
from leadflow.domain.crm_writing import Newcomer, Record
from leadflow.domain.identity import Key
from leadflow.domain.instant import Instant
from leadflow.domain.json import Json
from leadflow.domain.message import Message
from leadflow.domain.sender import Sender


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The record is not here, but there is one of this id."""

    id: str


@dataclass(frozen=True, slots=True)
class Values:
    """What is to be written: by the CRM's names of its fields, None to empty one; `owner` is the CRM's id, or None."""

    fields: Mapping[str, Json]
    owner: str | None = None

    def __bool__(self) -> bool:
        return bool(self.fields) or self.owner is not None


@dataclass(frozen=True, slots=True)
class Order:
    """A task for the record's owner: what to do, why, until when (`day` is that in the model's time zone).

    `mark` is found again in a task that was made of it.
    """

    subject: str
    message: Message
    mark: str
    due: Instant
    day: str
    record: Record
    owner: str | None = None


class CrmWriter(Protocol):
    """The module `writing` of a package under `adapters/crm`. What reads a reply raises TryAgain, RefusedForGood.

    A reason that it gives holds nothing of a record.
    """

    def lines(self, sender: Sender, on: Object) -> Iterable[Field]:
        """The lines of the map that stand in such a record."""
        ...

    def speaks(self, key: Key) -> bool:
        """Whether the CRM can have a record of that address or id."""
        ...

    def find(self, sender: Sender, key: Key, token: str) -> OutboundRequest:
        """The question for that record."""
        ...

    def found(self, sender: Sender, key: Key, reply: Reply) -> Record | Elsewhere | None:
        """The record, None where there is none; a contact goes before a lead."""
        ...

    def owner(self, sender: Sender, address: str, token: str) -> OutboundRequest:
        """The question for the owner with this address."""
        ...

    def owns(self, reply: Reply, address: str) -> str | None:
        """The owner's id, None where nobody who can own a record has the address."""
        ...

    def create(self, sender: Sender, new: Newcomer, values: Values, token: str) -> OutboundRequest:
        """The request that makes a record."""
        ...

    def created(self, sender: Sender, new: Newcomer, reply: Reply) -> Record:
        """The record that was made."""
        ...

    def change(self, sender: Sender, record: Record, values: Values, token: str) -> OutboundRequest:
        """The request that writes into a record."""
        ...

    def changed(self, sender: Sender, reply: Reply) -> None:
        """Returns where it was written."""
        ...

    def tasks(self, sender: Sender, record: Record, token: str) -> OutboundRequest:
        """The question for the record's latest tasks."""
        ...

    def marked(self, reply: Reply, mark: str) -> bool:
        """Whether one of them has the mark."""
        ...

    def give(self, sender: Sender, order: Order, token: str) -> OutboundRequest:
        """The request that makes a task."""
        ...

    def given(self, sender: Sender, reply: Reply) -> None:
        """Returns where the task was made."""
        ...


Codes = Mapping[str, Mapping[str, Json]]
"""By the CRM's name of a field, what stands for each of its choices."""


@runtime_checkable
class Coding(Protocol):
    """A writer whose CRM takes the choices of its fields under numbers of its own."""

    def choices(self, sender: Sender, on: Object, token: str) -> OutboundRequest:
        """The question for all choices of such a record's fields."""
        ...

    def codes(self, reply: Reply) -> Codes:
        """The numbers, by the choices in small letters."""
        ...


@runtime_checkable
class Accompanying(Protocol):
    """A writer whose CRM keeps what a lead wants apart from who it is: beside a person's record stands another."""

    def beside(self, sender: Sender, record: Record, token: str) -> OutboundRequest:
        """The question for what stands beside the record."""
        ...

    def stands(self, sender: Sender, reply: Reply) -> Record | None:
        """What stands there."""
        ...

    def place(self, sender: Sender, record: Record, new: Newcomer, values: Values, token: str) -> OutboundRequest:
        """The request that puts it there."""
        ...
