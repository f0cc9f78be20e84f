"""What every reader of Salesforce's records needs: whose they are, when they changed, and the parts of a record."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from leadflow.adapters.crm.salesforce import ids
from leadflow.adapters.crm.telling import Telling
from leadflow.adapters.payloads import body
from leadflow.adapters.payloads.resent import content_id
from leadflow.application.webhook import Unreadable
from leadflow.domain.identity import digest
from leadflow.domain.instant import Instant
from leadflow.domain.json import Json
from leadflow.domain.sender import Sender

Record = Mapping[str, Json]
"""A record by the names of its fields, as the REST interface has it; any may be missing."""

CHANGED: Final = ("LastModifiedDate", "SystemModstamp")


@dataclass(frozen=True, slots=True)
class Reading:
    """For which source a record is read, when it came, and the owners that are known (id -> address)."""

    sender: Sender
    received_at: Instant
    owners: Mapping[str, str] = field(default_factory=dict)


def telling(record: Record, reading: Reading, *what: str) -> Telling:
    """What is told is this state of the record: its id is the same by whichever way it was read."""
    at = next((at for name in CHANGED if (at := body.moment(record.get(name)))), None)
    name = reading.sender.name
    return Telling(
        sender=reading.sender,
        id=digest(name, *what, str(at)) if at else content_id(name, *what, content={**record}, at=reading.received_at),
        at=reading.received_at if at is None else at,
        received_at=reading.received_at,
        raw={**record},
    )


def own_id(record: Record) -> str:
    """The record's id. Raises Unreadable."""
    if (found := ids.whole(record.get("Id"))) is None:
        raise Unreadable("a record of Salesforce without its id")
    return found


def flag(value: Json) -> bool | None:
    """A checkbox; None where it is none."""
    return value if isinstance(value, bool) else None


def owner(record: Record, reading: Reading) -> str | None:
    """The address of the owner."""
    stated = body.email(body.part(record.get("Owner")).get("Email"))
    return stated or reading.owners.get(ids.whole(record.get("OwnerId")) or "")


def lower(value: Json) -> str | None:
    """A stage or a status as conditions compare it."""
    found = body.text(value)
    return found.strip().lower() if found else None


def plain(record: Record, name: str) -> Json:
    """A field that is one value; None where it is empty, or an object."""
    value = record.get(name)
    return value if isinstance(value, str | int | float) and value != "" else None
