"""Salesforce's Change Data Capture, as its Event Relay hands it to a partner bus of EventBridge.

https://developer.salesforce.com/docs/atlas.en-us.change_data_capture.meta/change_data_capture/cdc_message_structure.htm
https://developer.salesforce.com/docs/platform/event-relay/guide/event-relay-setup.html
"""

from collections.abc import Iterator, Mapping
from typing import Final

from leadflow.adapters.crm.salesforce import ids
from leadflow.adapters.crm.salesforce.changes import ASKED, EVERYTHING, Change, question, told
from leadflow.adapters.crm.salesforce.reading import Reading, Record
from leadflow.adapters.payloads import body
from leadflow.application.fetch import Fetch
from leadflow.application.webhook import Unreadable
from leadflow.domain.activity import Activity
from leadflow.domain.identity import digest
from leadflow.domain.instant import HOUR, Instant
from leadflow.domain.json import Json
from leadflow.domain.sender import Sender

BUS: Final = "aws.partner/salesforce.com/"
EVENT: Final = "ChangeEvent"
HEADER: Final = "ChangeEventHeader"
OVERFLOW: Final = "GAP_OVERFLOW"

PREFIXES: Final = {
    "Name": "",
    "Address": "",
    "MailingAddress": "Mailing",
    "OtherAddress": "Other",
    "BillingAddress": "Billing",
    "ShippingAddress": "Shipping",
}
"""Compound fields stand as an object here; everywhere else their parts are fields whose names begin so."""

BEFORE: Final = HOUR
"""How long before an overflow's commit its transaction may have begun."""


def hears(event: Mapping[str, Json], sender: Sender) -> bool:
    """Whether the event is a change in the organisation of this source."""
    bus, kind = event.get("source"), event.get("detail-type")
    if not isinstance(bus, str) or not bus.startswith(BUS) or not str(kind).endswith(EVENT):
        return False
    organization = bus.removeprefix(BUS).partition("/")[0]
    return ids.whole(organization) is not None and ids.whole(organization) == ids.whole(sender.organization)


def relayed(event: Mapping[str, Json], reading: Reading) -> Iterator[Activity | Fetch]:
    """What a change event tells, and what it raises. Raises Unreadable."""
    payload = body.record(body.record(event.get("detail")).get("payload"))
    header = body.record(payload.get(HEADER))
    of, how = str(header.get("entityName")), str(header.get("changeType"))
    at = body.moment(header.get("commitTimestamp"))
    if of not in ASKED:
        return
    if how == OVERFLOW:
        since = Instant((reading.received_at if at is None else at) - BEFORE)
        yield question(Change(of, {}, how=how, at=since), reading, EVERYTHING)
        return
    for known in body.items_of(header.get("recordIds")):
        record = {**_fields(payload), "Id": ids.whole(known)}
        name = digest(reading.sender.name, "change", *_version(header), str(record["Id"]))
        yield from told(Change(of, record, name, how, at, *_lists(header)), reading)


def _version(header: Record) -> tuple[str, str]:
    key, number = body.text(header.get("transactionKey")), body.text(header.get("sequenceNumber"))
    if key is None or number is None:
        raise Unreadable("a change event without its transaction")
    return key, number


def _lists(header: Record) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return tuple(body.texts(header.get("changedFields"))), tuple(body.texts(header.get("nulledFields")))


def _fields(payload: Record) -> dict[str, Json]:
    """The fields that are stated, by the names that they have everywhere else."""
    fields: dict[str, Json] = {name: value for name, value in payload.items() if name != HEADER and value is not None}
    for compound, prefix in PREFIXES.items():
        fields |= {f"{prefix}{name}": value for name, value in body.part(fields.get(compound)).items()}
    return fields
