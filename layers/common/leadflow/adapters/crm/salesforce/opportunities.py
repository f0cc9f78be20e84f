"""Opportunities as activities of the contacts that have a role in them.

https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_opportunitycontactrole.htm
"""

from leadflow.adapters.crm.opportunities import LOST, WON, Opportunity
from leadflow.adapters.crm.salesforce import ids
from leadflow.adapters.crm.salesforce.reading import Reading, Record, flag, lower, own_id, owner, plain, telling
from leadflow.adapters.crm.telling import KINDS, mapped
from leadflow.adapters.payloads import body
from leadflow.application.webhook import Unreadable
from leadflow.domain.activity import Activity
from leadflow.domain.crm import Object
from leadflow.domain.identity import Keys


def of_role(role: Record, reading: Reading) -> Activity:
    """What the opportunity tells of the contact with this role in it. Raises Unreadable."""
    record, contact = body.part(role.get("Opportunity")), body.part(role.get("Contact"))
    found, whose = opportunity(record, reading), ids.whole(role.get("ContactId"))
    if whose is None:
        raise Unreadable("a role in an opportunity without its contact")
    told = telling(record, reading, Object.OPPORTUNITY, found.id, whose)
    keys = Keys(email=body.email(contact.get("Email")), crm_id=whose)
    return told.activity(KINDS[Object.OPPORTUNITY][2 if found.deleted else 0], keys, found.properties, found.traits)


def opportunity(record: Record, reading: Reading) -> Opportunity:
    """What the record says. Raises Unreadable. It has a currency where the model maps its field to `currency`."""
    fields = {line.term: plain(record, line.theirs) for line in mapped(reading.sender, Object.OPPORTUNITY)}
    return Opportunity(
        id=own_id(record),
        stage=_stage(record),
        name=body.text(record.get("Name")),
        amount=plain(record, "Amount"),
        currency=body.text(fields.get("currency")),
        closes=body.text(record.get("CloseDate")),
        owner=owner(record, reading),
        deleted=bool(flag(record.get("IsDeleted"))),
        fields=fields,
    )


def _stage(record: Record) -> str | None:
    if flag(record.get("IsWon")):
        return WON
    return LOST if flag(record.get("IsClosed")) else lower(record.get("StageName"))
