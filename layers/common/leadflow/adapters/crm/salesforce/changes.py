"""A change that Salesforce tells of, by whichever way: an activity where it says enough, else a question."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from leadflow.adapters.crm.salesforce import ids
from leadflow.adapters.crm.salesforce.people import PEOPLE, person, survivor
from leadflow.adapters.crm.salesforce.reading import Reading, Record
from leadflow.adapters.payloads import body
from leadflow.application.fetch import Fetch
from leadflow.domain.activity import Activity
from leadflow.domain.instant import Instant, iso
from leadflow.domain.json import Json

ASKED: Final = (*PEOPLE, "Account", "Opportunity", "OpportunityContactRole", "Task", "Event")
"""The objects that are somebody's affair; changes of others are nobody's."""

UPDATE: Final = "UPDATE"
WRITTEN: Final = ("CREATE", UPDATE)
DELETED: Final = ("DELETE", "GAP_DELETE")

EVERYTHING: Final = "since"
"""Asked for in place of an id, where Salesforce says only that more has changed than it tells of."""


@dataclass(frozen=True, slots=True)
class Change:
    """A record of this object, by its API name, that has changed; `record` holds what is said of it.

    `known_by` is the activity's id where the sender repeats one, `how` what became of the record, `at` when. `changed`
    and `cleared` are the fields that were written and emptied, so far as it says so.
    """

    object: str
    record: Record
    known_by: str | None = None
    how: str = UPDATE
    at: Instant | None = None
    changed: tuple[str, ...] = ()
    cleared: tuple[str, ...] = ()


def told(change: Change, reading: Reading) -> Iterator[Activity | Fetch]:
    """What the change tells by itself, or the question that it raises. Raises Unreadable."""
    known = ids.whole(change.record.get("Id"))
    if change.object not in ASKED or known is None:
        return
    if change.object in PEOPLE and change.how in WRITTEN and not thin(change):
        yield _activity(change, reading)
    else:
        yield question(change, reading, known)


def thin(change: Change) -> bool:
    """Whether the record names others by ids alone, or says nothing of itself."""
    record = change.record
    if survivor(record, PEOPLE[change.object]):
        return False
    owned = record.get("OwnerId") and not body.part(record.get("Owner")).get("Email")
    employed = record.get("AccountId") and not body.part(record.get("Account")).get("Name")
    return bool(owned or employed) or not record.keys() - {"Id", "attributes"}


def question(change: Change, reading: Reading, known: str) -> Fetch:
    """The question what has become of the record of this id."""
    about = {"change": change.how} if change.how in DELETED else {}
    if change.at is not None and (about or known == EVERYTHING):
        about["at"] = iso(change.at)
    return Fetch(reading.sender.name, change.object, known, reading.received_at, about)


def _activity(change: Change, reading: Reading) -> Activity:
    found = person(change.record, PEOPLE[change.object], reading, change.cleared)
    merged = "into" in found.properties
    changed: Mapping[str, Json] = {"changed": [*change.changed]} if change.changed and not merged else {}
    return replace(
        found,
        id=found.id if merged or change.known_by is None else change.known_by,
        occurred_at=found.occurred_at if change.at is None else change.at,
        properties={**found.properties, **changed},
    )
