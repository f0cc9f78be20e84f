"""What is written into HubSpot: contacts, and tasks that belong to them.

HubSpot keeps people as contacts only, so that is what a lead's record is too.

https://developers.hubspot.com/docs/api/crm/contacts
https://developers.hubspot.com/docs/api/crm/tasks
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final
from urllib.parse import quote

from leadflow.adapters.crm import notes
from leadflow.adapters.crm.hubspot import calls, names
from leadflow.adapters.crm.hubspot.names import OWNER
from leadflow.adapters.crm.replies import Gone
from leadflow.adapters.crm.telling import PEOPLE, mapped
from leadflow.adapters.payloads import body
from leadflow.application.channel import OutboundRequest, RefusedForGood, Reply, TryAgain
from leadflow.application.crm_out import Order, Values
from leadflow.domain.crm import Field, Object
from leadflow.domain.crm_writing import Newcomer, Record
from leadflow.domain.identity import EMAIL, Key
from leadflow.domain.instant import iso
from leadflow.domain.json import Json
from leadflow.domain.sender import Sender

CONTACTS: Final = "/crm/v3/objects/contacts"
TASKS: Final = "/crm/v3/objects/tasks"
BELONGS: Final = 204
"""The type of the tie from a task to its contact."""

LATEST: Final = 100
REPLY_LIMIT: Final = 1024 * 1024

_ID: Final = re.compile(r"[0-9]{1,20}", re.ASCII)


def lines(sender: Sender, on: Object) -> Iterable[Field]:  # noqa: ARG001 - HubSpot has one kind of person
    """The lines of the map that stand in a contact."""
    return mapped(sender, *PEOPLE)


def speaks(key: Key) -> bool:
    """Whether HubSpot can have a contact of that address or id."""
    return key[0] == EMAIL or _ID.fullmatch(key[1]) is not None


def find(sender: Sender, key: Key, token: str) -> OutboundRequest:
    """The question for that contact; one that was merged into another is found as that."""
    asked = {"properties": ",".join(dict.fromkeys((*(each.theirs for each in mapped(sender, *PEOPLE)), OWNER)))}
    by = {"idProperty": "email"} if key[0] == EMAIL else {}
    return replace(
        calls.get(sender, f"{CONTACTS}/{quote(key[1], safe='@')}", token, {**asked, **by}), reply_limit=REPLY_LIMIT
    )


def found(sender: Sender, key: Key, reply: Reply) -> Record | None:  # noqa: ARG001 - asked alike of all CRMs
    """The contact. Raises TryAgain, RefusedForGood."""
    try:
        return _record(sender, calls.answer(reply))
    except Gone:
        return None


def owner(sender: Sender, address: str, token: str) -> OutboundRequest:
    """The question for the owner with this address."""
    return calls.get(sender, "/crm/v3/owners/", token, {"email": address, "limit": str(LATEST)})


def owns(reply: Reply, address: str) -> str | None:
    """The owner's id. Raises TryAgain, RefusedForGood."""
    listed = names.owners(calls.answer(reply))
    return next((known for known, email in listed if email == address), None)


def create(sender: Sender, new: Newcomer, values: Values, token: str) -> OutboundRequest:
    """The request that makes a contact, or writes into that of the same address where one was made meanwhile."""
    named = {"email": new.email, "firstname": new.first, "lastname": new.last}
    stated = {**{name: text for name, text in named.items() if text}, **_properties(values)}
    inputs: list[Json] = [{"id": new.email, "idProperty": "email", "properties": stated}]
    return _bounded(calls.post(sender, f"{CONTACTS}/batch/upsert", token, {"inputs": inputs}))


def created(sender: Sender, new: Newcomer, reply: Reply) -> Record:  # noqa: ARG001 - asked alike of all CRMs
    """The contact. Raises TryAgain, RefusedForGood."""
    answer = calls.answer(reply, _written(sender))
    results = body.items(answer.get("results"))
    if not results and (faults := body.items(answer.get("errors"))):
        raise RefusedForGood(f"HubSpot answered {reply.status}: {calls.category(body.part(faults[0]))}")
    return _record(sender, body.part(next(iter(results), None)))


def change(sender: Sender, record: Record, values: Values, token: str) -> OutboundRequest:
    """The request that writes into the contact."""
    request = calls.post(sender, f"{CONTACTS}/{record.id}", token, {"properties": _properties(values)})
    return replace(_bounded(request), method="PATCH")


def changed(sender: Sender, reply: Reply) -> None:
    """Returns where it was written. Raises TryAgain (also where it was deleted meanwhile), RefusedForGood."""
    try:
        calls.answer(reply, _written(sender))
    except Gone as error:
        raise TryAgain(error.reason) from error


def tasks(sender: Sender, record: Record, token: str) -> OutboundRequest:
    """The question for the contact's latest tasks."""
    tied: Json = {"propertyName": "associations.contact", "operator": "EQ", "value": record.id}
    asked: dict[str, Json] = {
        "filterGroups": [{"filters": [tied]}],
        "sorts": [{"propertyName": "hs_object_id", "direction": "DESCENDING"}],
        "properties": ["hs_task_body"],
        "limit": LATEST,
    }
    return calls.post(sender, f"{TASKS}/search", token, asked)


def marked(reply: Reply, mark: str) -> bool:
    """Whether one of them has the mark. Raises TryAgain, RefusedForGood."""
    listed = map(body.part, body.items(calls.answer(reply).get("results")))
    texts = (body.text(body.part(each.get("properties")).get("hs_task_body")) for each in listed)
    return any(notes.marked(mark) in text for text in texts if text)


def give(sender: Sender, order: Order, token: str) -> OutboundRequest:
    """The request that makes the task."""
    stated: dict[str, Json] = {
        "hs_task_subject": order.subject,
        "hs_task_body": notes.markup(order),
        "hs_timestamp": iso(order.due),
        "hs_task_status": "NOT_STARTED",
        **({OWNER: order.owner} if order.owner else {}),
    }
    kind: Json = {"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": BELONGS}
    tied: list[Json] = [{"to": {"id": order.record.id}, "types": [kind]}]
    return _bounded(calls.post(sender, TASKS, token, {"properties": stated, "associations": tied}))


def given(sender: Sender, reply: Reply) -> None:
    """Returns where the task was made. Raises TryAgain, RefusedForGood."""
    calls.answer(reply, _written(sender))


def _record(sender: Sender, told: Mapping[str, Json]) -> Record:
    """Raises TryAgain where it is none."""
    properties, known = body.part(told.get("properties")), body.text(told.get("id"))
    if known is None:
        raise TryAgain("HubSpot's answer holds no contact")
    held = {each.theirs: names.plain(properties.get(each.theirs)) for each in mapped(sender, *PEOPLE)}
    return Record(known, Object.CONTACT, held, body.text(properties.get(OWNER)))


def _properties(values: Values) -> dict[str, Json]:
    """Texts, as HubSpot writes everything itself; an empty one empties."""
    owned = {OWNER: values.owner} if values.owner else {}
    return {**{name: _text(value) for name, value in values.fields.items()}, **owned}


def _text(value: Json) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return ";".join(map(_text, value))
    return "" if value is None else str(value)


def _written(sender: Sender) -> frozenset[str]:
    """The properties that a reason may name."""
    return frozenset({"email", "firstname", "lastname", OWNER, *(each.theirs for each in mapped(sender, *PEOPLE))})


def _bounded(request: OutboundRequest) -> OutboundRequest:
    return replace(request, reply_limit=REPLY_LIMIT)
