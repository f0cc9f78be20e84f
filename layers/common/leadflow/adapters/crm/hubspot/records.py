"""HubSpot's records as activities.

https://developers.hubspot.com/docs/api/crm/contacts
https://developers.hubspot.com/docs/api/crm/deals
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import UTC
from typing import Final

from leadflow.adapters.crm.hubspot import names as known
from leadflow.adapters.crm.hubspot.names import OWNER, PRIMARY, STAGE, Names
from leadflow.adapters.crm.opportunities import LOST, WON, Opportunity
from leadflow.adapters.crm.telling import PEOPLE, Telling, mapped
from leadflow.adapters.payloads import body
from leadflow.application.webhook import Unreadable
from leadflow.domain.activity import Activity, Kind
from leadflow.domain.crm import Object
from leadflow.domain.identity import Keys, digest
from leadflow.domain.instant import Instant, moment
from leadflow.domain.json import Json
from leadflow.domain.sender import Sender

CONTACT: Final = ("email", "lifecyclestage", OWNER, PRIMARY)
COMPANY: Final = ("name", OWNER)
DEAL: Final = (
    *("dealname", "dealstage", "pipeline", "amount", "deal_currency_code", "closedate"),
    *("hs_is_closed", "hs_is_closed_won", OWNER),
)
"""What is read of each without being mapped."""

LOGGED: Final[Mapping[str, tuple[Kind, str, str]]] = {
    "calls": (Kind.SALES_CALLED, "hs_call_title", "hs_call_direction"),
    "emails": (Kind.SALES_EMAILED, "hs_email_subject", "hs_email_direction"),
    "meetings": (Kind.SALES_MET, "hs_meeting_title", "hs_meeting_outcome"),
}
"""What sales logs: what it is, and the properties that hold its subject, and which way it went or how it ended."""

NOT_OURS: Final = frozenset({"INCOMING_EMAIL", "SCHEDULED", "RESCHEDULED", "NO_SHOW", "CANCELED", "CANCELLED"})
"""Mail that came in, and meetings that are still to be or never were."""

Record = Mapping[str, Json]


def asked(sender: Sender, kind: str) -> str:
    """The properties that are asked for with such a record, between commas."""
    if kind in LOGGED:
        return ",".join(("hs_timestamp", *LOGGED[kind][1:]))
    plain, on = {"contacts": (CONTACT, PEOPLE), "companies": (COMPANY, (Object.ACCOUNT,))}.get(
        kind, (DEAL, (Object.OPPORTUNITY,))
    )
    return ",".join(dict.fromkeys((*plain, *(field.theirs for field in mapped(sender, *on)))))


def contact(sender: Sender, record: Record, names: Names, received_at: Instant) -> Activity:
    """What a contact's record tells, with what is known of its company. Raises Unreadable."""
    properties, name = body.part(record.get("properties")), identity(record)
    owner = names.get(body.text(properties.get(OWNER)) or "") or None
    company = body.text(properties.get(PRIMARY))
    account = known.of_company(company, names) if company else {}
    stage = body.text(properties.get("lifecyclestage"))
    traits: Mapping[str, Json] = {
        **account,
        **known.stated(properties, sender, *PEOPLE),
        "crm.record": "contact",
        "crm.stage": stage.lower() if stage else None,
        "crm.owner": owner,
        "crm.deleted": False,
    }
    told = _telling(sender, record, received_at, "contact", owner or "", body.canonical(account))
    return told.activity(
        Kind.CRM_CONTACT_CHANGED,
        Keys(email=body.email(properties.get("email")), crm_id=name),
        {"record": name, "object": "contact", "stage": stage.lower() if stage else None},
        traits,
    )


def account(sender: Sender, record: Record, names: Names, received_at: Instant, member: str) -> Activity:
    """What a company's record tells of one of its contacts. Raises Unreadable."""
    name = identity(record)
    traits = known.of_company(name, {**names, **dict(known.company(record, sender))})
    told = _telling(sender, record, received_at, "company", member, body.canonical(traits))
    properties = {"record": name, "object": "account", "name": traits["crm.account_name"]}
    return told.activity(Kind.CRM_ACCOUNT_CHANGED, Keys(crm_id=member), properties, traits)


def deal(
    sender: Sender, record: Record, names: Names, received_at: Instant, only: Collection[str] = ()
) -> Iterator[Activity]:
    """What a deal's record tells of each of its contacts, or of these `only`. Raises Unreadable."""
    found = opportunity(sender, record, names)
    kind = Kind.CRM_OPPORTUNITY_DELETED if found.deleted else Kind.CRM_OPPORTUNITY_CHANGED
    for member in tied(record):
        if not only or member in only:
            told = _telling(sender, record, received_at, "deal", member, found.stage or "", found.owner or "")
            told = replace(told, id=digest(told.id, "deleted")) if found.deleted else told
            yield told.activity(kind, Keys(crm_id=member), found.properties, found.traits)


def opportunity(sender: Sender, record: Record, names: Names) -> Opportunity:
    """The deal; a stage is told by its label. Raises Unreadable."""
    properties = body.part(record.get("properties"))
    stage = body.text(properties.get("dealstage"))
    label = (names.get(STAGE + stage) or stage).lower() if stage else None
    if known.closed(properties):
        label = WON if known.flag(properties.get("hs_is_closed_won")) else LOST
    closes = body.moment(properties.get("closedate"))
    return Opportunity(
        id=identity(record),
        stage=label,
        name=body.text(properties.get("dealname")),
        amount=_number(properties.get("amount")),
        currency=body.text(properties.get("deal_currency_code")),
        closes=None if closes is None else moment(closes).astimezone(UTC).date().isoformat(),
        owner=names.get(body.text(properties.get(OWNER)) or "") or None,
        deleted=record.get("archived") is True,
        fields=known.stated(properties, sender, Object.OPPORTUNITY),
    )


def logged(sender: Sender, kind: str, record: Record, received_at: Instant) -> Iterator[Activity]:
    """The call, mail or meeting, once for each contact whom it was with. Raises Unreadable."""
    what, subject, way = LOGGED[kind]
    properties, name = body.part(record.get("properties")), identity(record)
    direction = body.text(properties.get(way))
    if direction in NOT_OURS:
        return
    said = {
        "record": name,
        "object": kind.removesuffix("s"),
        "subject": body.text(properties.get(subject)),
        "direction" if kind == "calls" else "outcome": direction.lower() if direction and kind != "emails" else None,
    }
    at = body.moment(properties.get("hs_timestamp")) or _changed(record) or received_at
    for member in tied(record):
        told = Telling(sender, digest(sender.name, kind, name, member), at, received_at, record)
        yield told.activity(what, Keys(crm_id=member), said, {})


def identity(record: Record) -> str:
    """The record's id. Raises Unreadable."""
    if (name := body.text(record.get("id"))) is None:
        raise Unreadable("a record without its id")
    return name


def tied(record: Record) -> Iterator[str]:
    """The contacts that a record was asked for with, each once: a tie has several types."""
    contacts = body.part(body.part(record.get("associations")).get("contacts"))
    found = (body.text(body.part(each).get("id")) for each in body.items(contacts.get("results")))
    yield from dict.fromkeys(each for each in found if each)


def _telling(sender: Sender, record: Record, received_at: Instant, *parts: str) -> Telling:
    """The same record with the same names is the same activity, whether it was pulled or asked for."""
    version = body.text(record.get("updatedAt")) or ""
    made = digest(sender.name, *parts[:1], identity(record), version, *parts[1:])
    return Telling(sender, made, _changed(record) or received_at, received_at, record)


def _changed(record: Record) -> Instant | None:
    return body.iso(record.get("updatedAt"))


def _number(value: Json) -> int | float | None:
    try:
        found = float(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return int(found) if found is not None and found.is_integer() else found
