"""What an event of HubSpot's webhooks says by itself, and what has to be asked for because of it."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from leadflow.adapters.crm.hubspot import names, records
from leadflow.adapters.crm.hubspot.events import ASSOCIATION, Event
from leadflow.adapters.crm.hubspot.names import OWNER, PRIMARY
from leadflow.adapters.crm.opportunities import Opportunity
from leadflow.adapters.crm.telling import PEOPLE, Telling, mapped
from leadflow.adapters.payloads import body
from leadflow.domain.activity import Activity, Kind
from leadflow.domain.crm import Object
from leadflow.domain.identity import Keys, digest
from leadflow.domain.instant import Instant
from leadflow.domain.json import Json
from leadflow.domain.sender import Sender

STAGE: Final = "lifecyclestage"

PLURALS: Final[Mapping[str, str]] = {
    "contact": "contacts",
    "company": "companies",
    "deal": "deals",
    "call": "calls",
    "email": "emails",
    "meeting": "meetings",
}

READ: Final[Mapping[str, tuple[tuple[str, ...], tuple[Object, ...]]]] = {
    "contact": (records.CONTACT, PEOPLE),
    "company": (records.COMPANY, (Object.ACCOUNT,)),
    "deal": (records.DEAL, (Object.OPPORTUNITY,)),
}
"""For each kind the properties that are read anyhow, and where the map may name others."""

_MILLISECONDS: Final = re.compile(r"[0-9]{13}", re.ASCII)
"""Times, in events, of what records show as dates: which of the two a number is, only the record says."""

Asked = tuple[str, str, Mapping[str, str]]
"""What to ask for, its id, and what to bear in mind."""


def told(event: Event, sender: Sender, received_at: Instant) -> Iterator[Activity]:
    """What the event says by itself."""
    match event.kind, event.what:
        case "contact", "propertyChange" if _plain(event, sender):
            yield _changed(event, sender, received_at)
        case "contact", "deletion" | "privacyDeletion":
            erase = {"erase": True} if event.what == "privacyDeletion" else {}
            properties = {**_record(event), **erase}
            yield _telling(event, sender, received_at).activity(
                Kind.CRM_CONTACT_DELETED, Keys(crm_id=event.id), properties, {"crm.deleted": True}
            )
        case "contact", "restore":
            yield _telling(event, sender, received_at).activity(
                Kind.CRM_CONTACT_CHANGED, Keys(crm_id=event.id), _record(event), {"crm.deleted": False}
            )
        case "contact", "merge":
            for each in event.merged:
                merged = _telling(event, sender, received_at, each)
                properties = {"record": each, "object": "contact", "into": event.into, "merged": [*event.merged]}
                yield merged.activity(Kind.CRM_CONTACT_MERGED, Keys(crm_id=each), properties, {})
        case _, "associationChange" if event.removed and _between(event, "contact", "deal"):
            yield _untied(event, sender, received_at)
        case _:
            return


def asked(event: Event, sender: Sender) -> Iterator[Asked]:
    """What has to be asked for because of the event."""
    plural = PLURALS[event.kind]
    match event.kind, event.what:
        case _, "associationChange":
            yield from _of_tie(event)
        case "contact", "propertyChange":
            if event.property in _read(event, sender) and not _plain(event, sender):
                yield plural, event.id, {}
        case _, "propertyChange" if event.kind in READ and event.property not in _read(event, sender):
            return
        case "deal", "deletion":
            yield plural, event.id, {"archived": "true"}
        case _, "creation" | "propertyChange" | "restore" | "merge":
            yield plural, event.id, {}
        case _:
            return


def _of_tie(event: Event) -> Iterator[Asked]:
    ends = event.ends or {}
    if _between(event, "contact", "company"):
        yield "contacts", ends["contact"], {}
    elif _between(event, "contact", "deal") and not event.removed:
        yield "deals", ends["deal"], {"only": ends["contact"]}
    else:
        # a call may have been logged before it was said with whom
        yield from ((PLURALS[kind], known, {}) for kind, known in ends.items() if PLURALS[kind] in records.LOGGED)


def _changed(event: Event, sender: Sender, received_at: Instant) -> Activity:
    """A property of a contact, as a record would tell it; a cleared one is an empty text."""
    name, value = event.property, event.value or ""
    traits: dict[str, Json] = {
        field.term: names.plain(value) if value else "" for field in mapped(sender, *PEOPLE) if field.theirs == name
    }
    if name == STAGE:
        traits["crm.stage"] = value.lower()
    if name == OWNER:
        traits["crm.owner"] = ""
    if name == PRIMARY:
        traits |= {"crm.account_id": "", "crm.account_name": "", "crm.account_owner": ""}
    email = body.email(value) if name == "email" else None
    said = {**_record(event), "changed": name, "stage": traits.get("crm.stage")}
    return _telling(event, sender, received_at).activity(
        Kind.CRM_CONTACT_CHANGED, Keys(email=email, crm_id=event.id), said, traits
    )


def _untied(event: Event, sender: Sender, received_at: Instant) -> Activity:
    """A deal that is no longer this contact's: as if it was deleted, as far as they are concerned."""
    ends = event.ends or {}
    gone = Opportunity(ends["deal"], deleted=True)
    return _telling(event, sender, received_at, *ends.values()).activity(
        Kind.CRM_OPPORTUNITY_DELETED, Keys(crm_id=ends["contact"]), gone.properties, gone.traits
    )


def _plain(event: Event, sender: Sender) -> bool:
    """Whether the new value of a contact's property says all: not the number of somebody, nor maybe a time."""
    if event.value is None or event.property not in _read(event, sender) or _MILLISECONDS.fullmatch(event.value):
        return False
    return event.property not in (OWNER, PRIMARY) or not event.value


def _read(event: Event, sender: Sender) -> frozenset[str]:
    plain, on = READ[event.kind]
    return frozenset((*plain, *(field.theirs for field in mapped(sender, *on))))


def _between(event: Event, one: str, other: str) -> bool:
    return event.what == ASSOCIATION and set(event.ends or ()) == {one, other}


def _record(event: Event) -> Mapping[str, Json]:
    return {"record": event.id, "object": event.kind}


def _telling(event: Event, sender: Sender, received_at: Instant, *more: str) -> Telling:
    """HubSpot repeats all of this when it sends again, under another number of the event and of the attempt."""
    at = event.at or received_at
    stamp = "" if event.at is None else str(event.at)
    parts = (event.kind, event.what, event.portal, event.id, stamp, event.property, event.value or "")
    return Telling(sender, digest(sender.name, *parts, *more), at, received_at, event.raw)
