"""Rows of Dataverse as activities: contacts, leads, accounts, opportunities, and what sales has done.

https://learn.microsoft.com/dynamics365/sales/developer/sales-entities-lead-opportunity-competitor-quote-order-invoice
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from leadflow.adapters.crm.dynamics.rows import Part, Row, of_api
from leadflow.adapters.crm.opportunities import LOST, WON, Opportunity
from leadflow.adapters.crm.telling import KINDS, Telling, mapped
from leadflow.adapters.payloads import body
from leadflow.domain.activity import Activity, Kind
from leadflow.domain.crm import Object
from leadflow.domain.identity import Keys, digest
from leadflow.domain.json import Json
from leadflow.domain.sender import Sender

CONTACT: Final = "contact"
LEAD: Final = "lead"
ACCOUNT: Final = "account"
OPPORTUNITY: Final = "opportunity"

OBJECTS: Final[Mapping[str, Object]] = {
    CONTACT: Object.CONTACT,
    LEAD: Object.LEAD,
    ACCOUNT: Object.ACCOUNT,
    OPPORTUNITY: Object.OPPORTUNITY,
}

PEOPLE: Final = (CONTACT, LEAD)

DONE: Final[Mapping[str, Kind]] = {
    "phonecall": Kind.SALES_CALLED,
    "email": Kind.SALES_EMAILED,
    "appointment": Kind.SALES_MET,
}

ADDRESSES: Final = ("emailaddress1", "emailaddress2", "emailaddress3")

STATES: Final[Mapping[int, str]] = {1: WON, 2: LOST}
"""Of an opportunity; 0 is open."""

COMPLETED: Final = 1
QUALIFIED: Final = 1
"""States: of what people do, and of a lead that has become a contact, which is the person's record from then on."""

_DATE: Final = len("2026-03-02")

Known = Mapping[str, str]
"""Addresses of users by their ids."""


def person(row: Row, telling: Telling, known: Known, emptied: frozenset[str] = frozenset()) -> Activity:
    """A contact or a lead; `emptied` are columns that have just become empty."""
    on, account = OBJECTS[row.table], row.refers.get("parentcustomerid")
    company = account if account is not None and account.table == ACCOUNT else None
    left = "" if "parentcustomerid" in emptied else None
    status = row.text("statuscode") if row.table == LEAD and not row.unlabelled("statuscode") else None
    return telling.activity(
        KINDS[on][0],
        Keys(email=address(row), crm_id=row.id),
        {"record": row.id, "object": on.value},
        {
            **fields(row, telling.sender, on, emptied),
            "crm.record": None if row.table == LEAD and row.number("statecode") == QUALIFIED else on.value,
            "crm.deleted": False,
            "crm.stage": status.lower() if status else None,
            "crm.owner": owner(row, known),
            "crm.account_id": company.id if company else left,
            "crm.account_name": company.name if company else left,
            "crm.account_owner": None if company else left,
        },
    )


def people(row: Row, telling: Telling, known: Known) -> Iterator[Activity]:
    """A contact or a lead, and who it was before; what went into another one says nothing more itself."""
    if row.values.get("merged") is not True:
        yield person(row, telling, known)
    yield from mergers(row, telling)


def mergers(row: Row, telling: Telling) -> Iterator[Activity]:
    """What a row says of who it was before: a lead that became a contact, or a row that went into another one."""
    on = OBJECTS[row.table]
    if origin := row.refer("originatingleadid", LEAD):
        yield telling.merged(Object.LEAD, origin, row.id, Keys(crm_id=origin), {})
    if row.values.get("merged") is True and (master := row.refer("masterid", row.table)):
        keys = Keys(crm_id=row.id) if row.table in PEOPLE else Keys()
        yield telling.merged(on, row.id, master, keys, {})


def deal(row: Row, telling: Telling, known: Known, *, deleted: bool = False) -> Activity:
    """An opportunity, told of its contact."""
    found = opportunity(row, telling.sender, known, deleted=deleted)
    kind = KINDS[Object.OPPORTUNITY][2 if deleted else 0]
    return telling.activity(kind, Keys(crm_id=buyer(row)), found.properties, found.traits)


def opportunity(row: Row, sender: Sender, known: Known, *, deleted: bool = False) -> Opportunity:
    """What an opportunity says."""
    state = row.number("statecode")
    ended = STATES.get(-1 if state is None else state)
    stage = row.text("salesstage") or row.text("stepname")
    closes = row.text("actualclosedate" if ended else "estimatedclosedate")
    amount = (row.plain("actualvalue") if ended == WON else None) or row.plain("estimatedvalue")
    currency = body.part(row.values.get("transactioncurrencyid"))
    return Opportunity(
        id=row.id,
        stage=ended or (stage.lower() if stage and not row.unlabelled("salesstage") else None),
        name=row.text("name"),
        amount=amount,
        currency=body.text(currency.get("isocurrencycode")),
        closes=closes[:_DATE] if closes else None,
        owner=owner(row, known),
        deleted=deleted,
        fields=fields(row, sender, Object.OPPORTUNITY),
    )


def buyer(row: Row) -> str | None:
    """The contact, or the lead, with whom the opportunity is."""
    return (
        row.refer("parentcontactid", CONTACT)
        or row.refer("customerid", CONTACT)
        or row.refer("originatingleadid", LEAD)
    )


def account(row: Row, sender: Sender, known: Known) -> Part:
    """What an account says of each of its contacts."""
    said: Part = {
        **fields(row, sender, Object.ACCOUNT),
        "crm.account_id": row.id,
        "crm.account_name": row.text("name"),
        "crm.account_owner": owner(row, known),
    }
    return {name: value for name, value in said.items() if value is not None}


def done(row: Row, telling: Telling) -> Iterator[Activity]:
    """What sales has done, once for each contact and lead that took part; mail that came in is none of it."""
    if row.number("statecode") != COMPLETED or (row.table == "email" and row.values.get("directioncode") is not True):
        return
    at = body.iso(row.text("actualend")) or telling.at
    for who in _parties(row):
        told = replace(
            telling, id=digest(telling.sender.name, "done", row.id, who or ""), at=min(at, telling.received_at)
        )
        properties = {"record": row.id, "object": row.table, "subject": row.text("subject")}
        yield told.activity(DONE[row.table], Keys(crm_id=who), properties, {})


def address(row: Row) -> str | None:
    """The first that is one."""
    return next((found for name in ADDRESSES if (found := body.email(row.values.get(name)))), None)


def owner(row: Row, known: Known) -> str | None:
    """The address of the user who owns the row; a team has none."""
    stated = body.part(row.values.get("owninguser")).get("internalemailaddress")
    return body.email(stated) or known.get(row.refer("ownerid", "systemuser") or "")


def fields(row: Row, sender: Sender, on: Object, emptied: frozenset[str] = frozenset()) -> Part:
    """What the row holds of the model's map, by our terms; what was emptied is empty."""
    found: dict[str, Json] = {}
    for each in mapped(sender, on):
        value = row.plain(each.theirs)
        if value is not None or each.theirs in emptied:
            found[each.term] = "" if value is None else value
    return found


def _parties(row: Row) -> list[str | None]:
    listed = body.items(row.values.get(f"{row.table}_activity_parties"))
    found = [of_api("activityparty", body.part(each)).refer("partyid", *PEOPLE) for each in listed]
    regarding = row.refer("regardingobjectid", *PEOPLE)
    return [*dict.fromkeys(who for who in [*found, regarding] if who)] or [None]
