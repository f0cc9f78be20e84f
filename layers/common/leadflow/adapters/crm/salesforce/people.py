"""Leads and contacts, both of them records of people, as activities: what is known, whose it is, what became of it.

https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_lead.htm
https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_contact.htm
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Final

from leadflow.adapters.crm.salesforce import ids
from leadflow.adapters.crm.salesforce.reading import Reading, Record, flag, lower, own_id, owner, plain, telling
from leadflow.adapters.crm.telling import KINDS, mapped
from leadflow.adapters.payloads import body
from leadflow.domain.activity import Activity
from leadflow.domain.crm import Field, Object
from leadflow.domain.identity import Keys
from leadflow.domain.json import Json
from leadflow.domain.sender import Sender

PEOPLE: Final = {"Lead": Object.LEAD, "Contact": Object.CONTACT}

BOTH: Final = frozenset(
    {
        *("FirstName", "LastName", "Name", "Salutation", "Title", "Phone", "MobilePhone", "Fax"),
        *("LeadSource", "Description", "DoNotCall", "HasOptedOutOfEmail"),
    }
)
"""Standard fields that leads and contacts have alike: what the map says of one's holds for the other's."""


def person(record: Record, of: Object, reading: Reading, cleared: Collection[str] = ()) -> Activity:
    """What the record of a lead or a contact tells; `cleared` are fields that were emptied. Raises Unreadable.

    One that was merged into another, as a lead is which was converted to a contact, tells of that and no more.
    """
    name, gone = own_id(record), flag(record.get("IsDeleted"))
    told = telling(record, reading, of, name, "gone" if gone else "here")
    if into := survivor(record, of):
        return told.merged(of, name, into, Keys(crm_id=name), {})
    changed, _, deleted = KINDS[of]
    said = {"record": name, "object": of.value}
    if gone:
        return told.activity(deleted, Keys(crm_id=name), said, {"crm.deleted": True})
    keys = Keys(email=body.email(record.get("Email")), crm_id=name)
    known = {**traits(record, of, reading), **emptied(cleared, of, reading.sender)}
    return told.activity(changed, keys, {**said, "stage": known.get("crm.stage")}, known)


def survivor(record: Record, of: Object) -> str | None:
    """The id of the record that this one has become a part of."""
    if of is Object.LEAD and flag(record.get("IsConverted")):
        return ids.whole(record.get("ConvertedContactId"))
    return ids.whole(record.get("MasterRecordId"))


def traits(record: Record, of: Object, reading: Reading) -> Mapping[str, Json]:
    """What is known of the person, so far as the record says it."""
    return {
        "crm.record": of.value,
        "crm.stage": lower(record.get("Status")) if of is Object.LEAD else None,
        "crm.owner": owner(record, reading),
        "crm.deleted": flag(record.get("IsDeleted")),
        **_account(ids.whole(record.get("AccountId")), body.part(record.get("Account")), reading),
        **{line.term: value for line in lines(reading.sender, of) if (value := plain(record, line.theirs)) is not None},
    }


def emptied(cleared: Collection[str], of: Object, sender: Sender) -> Mapping[str, Json]:
    """Emptiness for what was emptied."""
    left = ("crm.account_id", "crm.account_name", "crm.account_owner") if "AccountId" in cleared else ()
    return dict.fromkeys([*(line.term for line in lines(sender, of) if line.theirs in cleared), *left], "")


def lines(sender: Sender, of: Object) -> Iterator[Field]:
    """The lines of the model's map that hold for such a record."""
    return (line for line in mapped(sender, *PEOPLE.values()) if line.on is of or line.theirs in BOTH)


def of_account(contact: Record, reading: Reading) -> Activity:
    """What the account of this contact tells of the contact. Raises Unreadable."""
    account = body.part(contact.get("Account"))
    name, whose = own_id(account), own_id(contact)
    told = telling(account, reading, Object.ACCOUNT, name, whose)
    keys = Keys(email=body.email(contact.get("Email")), crm_id=whose)
    said = {"record": name, "object": Object.ACCOUNT.value}
    return told.activity(KINDS[Object.ACCOUNT][0], keys, said, _account(name, account, reading))


def _account(name: str | None, account: Record, reading: Reading) -> Mapping[str, Json]:
    return {
        "crm.account_id": name,
        "crm.account_name": body.text(account.get("Name")),
        "crm.account_owner": owner(account, reading),
        **{line.term: plain(account, line.theirs) for line in mapped(reading.sender, Object.ACCOUNT)},
    }
