"""What sales has done: tasks that are completed and meetings that have begun, as activities of whom they were with.

https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_task.htm
https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_event.htm
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from leadflow.adapters.crm.salesforce import ids
from leadflow.adapters.crm.salesforce.reading import Reading, Record, flag, own_id, owner, telling
from leadflow.adapters.payloads import body
from leadflow.domain.activity import Activity, Kind
from leadflow.domain.identity import Keys, digest

KINDS: Final[Mapping[str, Kind]] = {
    "call": Kind.SALES_CALLED,
    "email": Kind.SALES_EMAILED,
    "list email": Kind.SALES_EMAILED,
    "meeting": Kind.SALES_MET,
}
"""Subtypes of tasks, which Salesforce sets, and their types, which people choose."""

BEGAN: Final = ("StartDateTime", "ActivityDate")
DONE: Final = ("CompletedDateTime", "ActivityDate")


def task(record: Record, reading: Reading) -> Iterator[Activity]:
    """The task, where it is completed and was a call, a mail or a meeting with somebody. Raises Unreadable."""
    said = (str(record.get(name)).lower() for name in ("TaskSubtype", "Type"))
    kind = next((KINDS[each] for each in said if each in KINDS), None)
    if kind and flag(record.get("IsClosed")):
        yield from _with_somebody(record, reading, kind, DONE)


def event(record: Record, reading: Reading) -> Iterator[Activity]:
    """The meeting, where it has begun and was with somebody. Raises Unreadable."""
    begins = next((at for name in BEGAN if (at := body.moment(record.get(name)))), None)
    if begins is not None and begins <= reading.received_at:
        yield from _with_somebody(record, reading, Kind.SALES_MET, BEGAN)


def _with_somebody(record: Record, reading: Reading, kind: Kind, when: tuple[str, ...]) -> Iterator[Activity]:
    name, whose = own_id(record), ids.whole(record.get("WhoId"))
    if whose is None or flag(record.get("IsDeleted")):
        return
    told = telling(record, reading, kind, name)
    at = next((at for each in when if (at := body.moment(record.get(each)))), told.at)
    # once, however often somebody then edits it
    once = replace(told, id=digest(reading.sender.name, kind, name, whose), at=at)
    said = {"record": name, "object": "activity", "subject": body.text(record.get("Subject"))}
    yield once.activity(kind, Keys(crm_id=whose), {**said, "by": owner(record, reading)}, {})
