"""What is written into Pipedrive: persons, the leads that stand beside them, and activities that are to be done.

https://developers.pipedrive.com/docs/api/v1/Persons
https://developers.pipedrive.com/docs/api/v1/Leads
https://developers.pipedrive.com/docs/api/v1/Activities
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from leadflow.adapters.crm import notes
from leadflow.adapters.crm.pipedrive import calls
from leadflow.adapters.crm.pipedrive.questions import NUMBER
from leadflow.adapters.crm.pipedrive.schema import schema as listed
from leadflow.adapters.crm.pipedrive.values import CUSTOM, held, plain
from leadflow.adapters.crm.replies import Gone
from leadflow.adapters.crm.telling import mapped
from leadflow.adapters.payloads import body
from leadflow.application.channel import OutboundRequest, Reply, TryAgain
from leadflow.application.crm_out import Codes, Elsewhere, Order, Values
from leadflow.domain.crm import Field, Object
from leadflow.domain.crm_writing import Newcomer, Record
from leadflow.domain.identity import EMAIL, Key
from leadflow.domain.instant import moment
from leadflow.domain.json import Json
from leadflow.domain.sender import Sender

PERSONS: Final = "/api/v2/persons"
LEADS: Final = "/api/v1/leads"
ACTIVITIES: Final = "/api/v2/activities"
PATHS: Final[Mapping[Object, str]] = {Object.CONTACT: PERSONS, Object.LEAD: LEADS}

NOTHING: Final = ()
"""The names that a reason may hold where no field is written."""

LATEST: Final = "100"
TYPE: Final = "task"
"""One of the types of activity that each company has to begin with."""

_ADDED: Final = re.compile(r"[0-9a-f]{40}", re.ASCII)
"""The key of a field that a company has added."""

_TRUTHS: Final = {"true": True, "false": False}

Part = Mapping[str, Json]


def lines(sender: Sender, on: Object) -> Iterable[Field]:
    """The lines of the map that stand in a person, or in a lead."""
    return mapped(sender, on)


def speaks(key: Key) -> bool:
    """Whether Pipedrive can have a person of that address or id."""
    return key[0] == EMAIL or NUMBER.fullmatch(key[1]) is not None


def find(sender: Sender, key: Key, token: str) -> OutboundRequest:
    """The question for that person; a search finds no more than the id."""
    if key[0] == EMAIL:
        asked = {"term": key[1], "fields": "email", "exact_match": "true", "limit": "1"}
        return calls.get(sender, f"{PERSONS}/search", token, asked)
    return calls.get(sender, f"{PERSONS}/{key[1]}", token, calls.LABELS)


def found(sender: Sender, key: Key, reply: Reply) -> Record | Elsewhere | None:
    """The person, or the id of the one with this address. Raises TryAgain, RefusedForGood."""
    try:
        answer = calls.record(reply, NOTHING)
    except Gone:
        return None
    if key[0] == EMAIL:
        hits = (body.part(body.part(each).get("item")) for each in body.items(answer.get("items")))
        return next((Elsewhere(known) for each in hits if (known := body.text(each.get("id")))), None)
    return None if answer.get("is_deleted") is True else _record(sender, Object.CONTACT, answer)


def owner(sender: Sender, address: str, token: str) -> OutboundRequest:  # noqa: ARG001 - all come at once
    """The question for all users."""
    return calls.get(sender, "/api/v1/users", token, {})


def owns(reply: Reply, address: str) -> str | None:
    """The id of the user with this address who has not left. Raises TryAgain, RefusedForGood."""
    users = [body.part(each) for each in body.items(calls.read(reply, NOTHING).get("data"))]
    present = (each for each in users if each.get("active_flag") is True and body.email(each.get("email")) == address)
    return next((known for each in present if (known := body.text(each.get("id")))), None)


def create(sender: Sender, new: Newcomer, values: Values, token: str) -> OutboundRequest:
    """The request that makes a person."""
    address: Json = {"value": new.email, "primary": True, "label": "work"}
    named: dict[str, Json] = {"name": f"{new.first} {new.last}".strip(), "emails": [address]}
    return calls.post(sender, PERSONS, token, {**named, **_stated(Object.CONTACT, values)})


def created(sender: Sender, new: Newcomer, reply: Reply) -> Record:  # noqa: ARG001 - asked alike of all CRMs
    """The person. Raises TryAgain, RefusedForGood."""
    return _record(sender, Object.CONTACT, calls.record(reply, _written(sender)))


def change(sender: Sender, record: Record, values: Values, token: str) -> OutboundRequest:
    """The request that writes into the person, or the lead."""
    request = calls.post(sender, f"{PATHS[record.on]}/{record.id}", token, _stated(record.on, values))
    return replace(request, method="PATCH")


def changed(sender: Sender, reply: Reply) -> None:
    """Returns where it was written. Raises TryAgain (also where it was deleted meanwhile), RefusedForGood."""
    try:
        calls.read(reply, _written(sender))
    except Gone as error:
        raise TryAgain(error.reason) from error


def beside(sender: Sender, record: Record, token: str) -> OutboundRequest:
    """The question for the person's open leads."""
    return calls.get(sender, LEADS, token, {"person_id": record.id, "limit": LATEST})


def stands(sender: Sender, reply: Reply) -> Record | None:
    """The first of them. Raises TryAgain, RefusedForGood."""
    leads = [body.part(each) for each in body.items(calls.read(reply, NOTHING).get("data"))]
    return next((_record(sender, Object.LEAD, each) for each in leads if each.get("is_archived") is not True), None)


def place(sender: Sender, record: Record, new: Newcomer, values: Values, token: str) -> OutboundRequest:
    """The request that makes a lead of the person."""
    named: dict[str, Json] = {"title": f"{new.first} {new.last}".strip(), "person_id": int(record.id)}
    return calls.post(sender, LEADS, token, {**named, **_stated(Object.LEAD, values)})


def choices(sender: Sender, on: Object, token: str) -> OutboundRequest:
    """The question for all fields, with their choices."""
    return listed(sender, on, token)


def codes(reply: Reply) -> Codes:
    """The ids of the choices of each field that has some. Raises TryAgain, RefusedForGood."""
    found: dict[str, Mapping[str, Json]] = {}
    for each in map(body.part, body.items(calls.read(reply).get("data"))):
        offered = [*map(body.part, body.items(each.get("options")))]
        if offered and (code := body.text(each.get("field_code"))):
            found[code] = {(body.text(one.get("label")) or "").casefold(): one.get("id") for one in offered}
    return found


def tasks(sender: Sender, record: Record, token: str) -> OutboundRequest:
    """The question for the person's latest activities."""
    asked = {"person_id": record.id, "limit": LATEST, "sort_by": "add_time", "sort_direction": "desc"}
    return calls.get(sender, ACTIVITIES, token, asked)


def marked(reply: Reply, mark: str) -> bool:
    """Whether one of them has the mark. Raises TryAgain, RefusedForGood."""
    latest = map(body.part, body.items(calls.read(reply, NOTHING).get("data")))
    return any(notes.marked(mark) in (body.text(each.get("note")) or "") for each in latest)


def give(sender: Sender, order: Order, token: str) -> OutboundRequest:
    """The request that makes the activity."""
    due = moment(order.due)
    stated: dict[str, Json] = {
        "subject": order.subject,
        "type": TYPE,
        "note": notes.markup(order),
        "due_date": f"{due:%Y-%m-%d}",
        "due_time": f"{due:%H:%M}",
        "participants": [{"person_id": int(order.record.id), "primary": True}],
        **({"owner_id": int(order.owner)} if order.owner else {}),
    }
    return calls.post(sender, ACTIVITIES, token, stated)


def given(sender: Sender, reply: Reply) -> None:  # noqa: ARG001 - asked alike of all CRMs
    """Returns where the activity was made. Raises TryAgain, RefusedForGood."""
    calls.read(reply, NOTHING)


def _written(sender: Sender) -> list[str]:
    """The fields that a reason may name."""
    return [each.theirs for each in mapped(sender, *PATHS)]


def _record(sender: Sender, on: Object, told: Part) -> Record:
    """Raises TryAgain where it is none."""
    known = body.text(told.get("id"))
    if known is None:
        raise TryAgain(f"{calls.NAME}'s answer holds no record")
    values = {each.theirs: _truth(plain(held(told, each.theirs))) for each in mapped(sender, on)}
    return Record(known, on, values, body.text(told.get("owner_id")))


def _truth(value: Json) -> Json:
    """Pipedrive has no truth values: ours are choices there."""
    return _TRUTHS.get(value, value) if isinstance(value, str) else value


def _stated(on: Object, values: Values) -> dict[str, Json]:
    """Fields that a company has added stand apart in persons, and among the others in leads."""
    owned: dict[str, Json] = {"owner_id": int(values.owner)} if values.owner else {}
    if on is Object.LEAD:
        return {**values.fields, **owned}
    added = {name: value for name, value in values.fields.items() if _ADDED.fullmatch(name)}
    own = {name: value for name, value in values.fields.items() if name not in added}
    return {**own, **owned, **({CUSTOM: added} if added else {})}
