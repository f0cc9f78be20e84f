"""Pipedrive's records as activities, whether a webhook brought them or its API.

A lead of Pipedrive is no person but an early deal with one, so it is told of that person.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from leadflow.adapters.crm.opportunities import LOST, WON, Opportunity
from leadflow.adapters.crm.pipedrive.values import CUSTOM, held, plain
from leadflow.adapters.crm.telling import KINDS, Telling, mapped
from leadflow.adapters.payloads import body
from leadflow.domain.activity import Activity, Kind
from leadflow.domain.crm import Object
from leadflow.domain.identity import Keys, digest
from leadflow.domain.json import Json
from leadflow.domain.sender import Sender

OBJECTS: Final[Mapping[str, Object]] = {
    "person": Object.CONTACT,
    "lead": Object.LEAD,
    "organization": Object.ACCOUNT,
    "deal": Object.OPPORTUNITY,
}

DONE: Final[Mapping[str, Kind]] = {
    "call": Kind.SALES_CALLED,
    "email": Kind.SALES_EMAILED,
    "meeting": Kind.SALES_MET,
    "lunch": Kind.SALES_MET,
}
"""The types of activity that each company has to begin with, and that sales has done something."""

KEPT: Final = (
    *("id", "subject", "type", "done", "owner_id", "person_id", "deal_id", "org_id", "lead_id", "participants"),
    *("due_date", "due_time", "duration", "marked_as_done_time", "add_time", "update_time"),
)
"""What is kept of an activity as evidence: nothing that anybody has written down about the talk."""

ENDS: Final[Mapping[str, str]] = {WON: "won_time", LOST: "lost_time"}
"""Which time says when such a deal ended."""

DEAL: Final = (
    *("id", "title", "status", "value", "currency", "stage_id", "person_id", "owner_id", "is_deleted"),
    *("won_time", "lost_time", "close_time", "expected_close_date"),
)
"""What is read of a deal, besides the fields of the model's map."""

_DATE: Final = len("2026-03-02")

Part = Mapping[str, Json]
Known = Mapping[str, str]
"""What ids stand for: `7` is a user's address, `stage:5` a stage's name."""


def person(record: Part, telling: Telling, known: Known, previous: Part | None = None) -> Activity:
    """A person; `previous` is what was changed, so that what was emptied is told."""
    account = body.key(record.get("org_id"))
    left = "" if previous is not None and previous.get("org_id") is not None else None
    return telling.activity(
        Kind.CRM_CONTACT_CHANGED,
        Keys(email=address(record), crm_id=body.key(record.get("id"))),
        {"record": body.text(record.get("id")), "object": Object.CONTACT.value},
        {
            **fields(record, telling.sender, Object.CONTACT, previous=previous),
            "crm.record": Object.CONTACT.value,
            "crm.deleted": record.get("is_deleted") is True,
            "crm.owner": known.get(body.text(record.get("owner_id")) or ""),
            "crm.account_id": account or left,
            "crm.account_name": None if account else left,
            "crm.account_owner": None if account else left,
        },
    )


def deal(record: Part, telling: Telling, known: Known, previous: Part | None = None) -> Activity:
    """A deal, told of its person; one without a person is told of nobody."""
    found = opportunity(record, telling.sender, known, previous)
    kind = KINDS[Object.OPPORTUNITY][2 if found.deleted else 0]
    return telling.activity(kind, Keys(crm_id=body.key(record.get("person_id"))), found.properties, found.traits)


def opportunity(record: Part, sender: Sender, known: Known, previous: Part | None = None) -> Opportunity:
    """What a deal says; the stage of an open one only where it is known."""
    status = body.text(record.get("status")) or ""
    ended = body.text(record.get(ENDS.get(status, ""))) or body.text(record.get("close_time"))
    closes = ended if status in ENDS else body.text(record.get("expected_close_date"))
    stage = known.get(f"stage:{body.text(record.get('stage_id'))}")
    return Opportunity(
        id=body.text(record.get("id")) or "",
        stage=status if status in ENDS else (stage or "").lower() or None,
        name=body.text(record.get("title")),
        amount=plain(record.get("value")),
        currency=body.text(record.get("currency")),
        closes=closes[:_DATE] if closes else None,
        owner=known.get(body.text(record.get("owner_id")) or ""),
        deleted=record.get("is_deleted") is True or status == "deleted",
        fields=fields(record, sender, Object.OPPORTUNITY, previous=previous),
    )


def slim(record: Part, sender: Sender) -> Part:
    """What is read of a deal, and no more."""
    custom = {each.theirs: held(record, each.theirs) for each in mapped(sender, Object.OPPORTUNITY)}
    return {**{name: record.get(name) for name in DEAL}, CUSTOM: custom}


def lead(record: Part, telling: Telling, previous: Part | None = None, *, deleted: bool = False) -> Activity:
    """A lead, told of its person."""
    return telling.activity(
        KINDS[Object.LEAD][2 if deleted else 0],
        Keys(crm_id=body.key(record.get("person_id"))),
        {
            "record": body.text(record.get("id")),
            "object": Object.LEAD.value,
            "name": body.text(record.get("title")),
            "amount": plain(body.part(record.get("value")).get("amount")),
        },
        {} if deleted else fields(record, telling.sender, Object.LEAD, previous=previous),
    )


def account(record: Part, sender: Sender, known: Known) -> Part:
    """What an organization says of each of its persons."""
    said: Part = {
        **fields(record, sender, Object.ACCOUNT),
        "crm.account_id": body.key(record.get("id")),
        "crm.account_name": body.text(record.get("name")),
        "crm.account_owner": known.get(body.text(record.get("owner_id")) or ""),
    }
    return {name: value for name, value in said.items() if value is not None}


def done(record: Part, telling: Telling) -> Iterator[Activity]:
    """What sales has done, once for each person that took part; what is planned is nothing yet."""
    kind = DONE.get(body.text(record.get("type")) or "")
    if kind is None or record.get("done") is not True or record.get("is_deleted") is True:
        return
    known = body.text(record.get("id")) or ""
    at = min(body.iso(record.get("marked_as_done_time")) or telling.at, telling.received_at)
    kept = {name: record[name] for name in KEPT if name in record}
    for who in _participants(record):
        told = replace(telling, id=digest(telling.sender.name, "done", known, who or ""), at=at, raw=kept)
        yield told.activity(
            kind,
            Keys(crm_id=who),
            {"record": known, "object": "activity", "subject": body.text(record.get("subject"))},
            {},
        )


def address(record: Part) -> str | None:
    """The person's primary address; the first that is one where none is primary."""
    listed = [*map(body.part, body.items(record.get("emails")))]
    listed.sort(key=lambda each: each.get("primary") is not True)
    return next((found for each in listed if (found := body.email(each.get("value")))), None)


def fields(record: Part, sender: Sender, on: Object, previous: Part | None = None) -> Part:
    """What the record holds of the model's map, by our terms; what was emptied is empty."""
    found = {each.term: (each.theirs, plain(held(record, each.theirs))) for each in mapped(sender, on)}
    emptied = previous or {}
    return {
        term: "" if value is None else value
        for term, (name, value) in found.items()
        if value is not None or plain(held(emptied, name)) is not None
    }


def _participants(record: Part) -> list[str | None]:
    listed = [body.key(body.part(each).get("person_id")) for each in body.items(record.get("participants"))]
    return [*dict.fromkeys(who for who in listed if who)] or [body.key(record.get("person_id"))]
