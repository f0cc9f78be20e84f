"""HubSpot's properties as the fields that the map names, and how one is made.

https://developers.hubspot.com/docs/api/crm/properties
"""

from collections.abc import Mapping, Sequence
from typing import Final

from leadflow.adapters.crm.hubspot import calls
from leadflow.adapters.payloads import body
from leadflow.application.channel import OutboundRequest, Reply
from leadflow.application.crm import CrmField, FieldKind
from leadflow.domain.crm import Object
from leadflow.domain.json import Json
from leadflow.domain.sender import Sender

KINDS: Final[Mapping[str, FieldKind]] = {
    "string": FieldKind.TEXT,
    "phone_number": FieldKind.TEXT,
    "number": FieldKind.NUMBER,
    "date": FieldKind.DATE,
    "datetime": FieldKind.INSTANT,
    "bool": FieldKind.BOOLEAN,
    "enumeration": FieldKind.CHOICE,
}
"""HubSpot's types."""

MADE: Final[Mapping[FieldKind, tuple[str, str]]] = {
    FieldKind.TEXT: ("string", "text"),
    FieldKind.NUMBER: ("number", "number"),
    FieldKind.DATE: ("date", "date"),
    FieldKind.INSTANT: ("datetime", "date"),
    FieldKind.BOOLEAN: ("bool", "booleancheckbox"),
    FieldKind.CHOICE: ("enumeration", "select"),
    FieldKind.OTHER: ("string", "text"),
}
"""The type of a property that we make, and how people see it."""

KEPT: Final[Mapping[Object, tuple[str, str]]] = {
    Object.LEAD: ("contacts", "contactinformation"),
    Object.CONTACT: ("contacts", "contactinformation"),
    Object.ACCOUNT: ("companies", "companyinformation"),
    Object.OPPORTUNITY: ("deals", "dealinformation"),
}
"""Where HubSpot keeps them, and the group of properties in which ours stand; people it keeps as contacts only."""

YES_NO: Final = ("true", "false")
EXISTS: Final = 409


def schema(sender: Sender, on: Object, token: str) -> OutboundRequest:
    """The request for all properties of that object."""
    return calls.get(sender, f"/crm/v3/properties/{KEPT[on][0]}", token, {"archived": "false"})


def fields(on: Object, reply: Reply) -> Sequence[CrmField]:  # noqa: ARG001 - asked alike of every CRM
    """The properties. Raises TryAgain, RefusedForGood."""
    return [
        _field(name, each)
        for each in map(body.part, body.items(calls.answer(reply).get("results")))
        if (name := body.text(each.get("name")))
    ]


def create(sender: Sender, on: Object, field: CrmField, token: str) -> OutboundRequest:
    """The request that makes a property of our own."""
    where, group = KEPT[on]
    kind, look = MADE[field.kind]
    values = YES_NO if field.kind is FieldKind.BOOLEAN else field.choices
    content: dict[str, Json] = {
        "name": field.name,
        "label": field.label,
        "type": kind,
        "fieldType": look,
        "groupName": group,
        "options": [{"label": _label(each, field.kind), "value": each, "hidden": False} for each in values],
    }
    return calls.post(sender, f"/crm/v3/properties/{where}", token, content)


def created(reply: Reply) -> None:
    """Returns where the property was made, or was there. Raises TryAgain, RefusedForGood."""
    if reply.status != EXISTS:
        calls.check(reply)


def _field(name: str, stated: Mapping[str, Json]) -> CrmField:
    kind = KINDS.get(body.text(stated.get("type")) or "", FieldKind.OTHER)
    choices = tuple(
        value for each in body.items(stated.get("options")) if (value := body.text(body.part(each).get("value")))
    )
    if set(choices) == set(YES_NO):
        kind = FieldKind.BOOLEAN  # older ones are choices
    fixed = body.part(stated.get("modificationMetadata")).get("readOnlyValue") is True
    return CrmField(
        name=name,
        label=body.text(stated.get("label")) or name,
        kind=kind,
        read_only=fixed or stated.get("calculated") is True,
        custom=stated.get("hubspotDefined") is not True,
        choices=choices if kind is FieldKind.CHOICE else (),
    )


def _label(value: str, kind: FieldKind) -> str:
    return {"true": "Yes", "false": "No"}[value] if kind is FieldKind.BOOLEAN else value
