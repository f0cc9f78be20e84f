"""The fields that Salesforce's objects have, and new ones.

https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_sobject_describe.htm
https://developer.salesforce.com/docs/atlas.en-us.api_tooling.meta/api_tooling/tooling_api_objects_customfield.htm
"""

from collections.abc import Mapping, Sequence
from typing import Final

from leadflow.adapters.crm.salesforce import calls
from leadflow.adapters.payloads import body
from leadflow.application.channel import OutboundRequest, Reply
from leadflow.application.crm import CrmField, FieldKind
from leadflow.domain.crm import Object
from leadflow.domain.json import Json
from leadflow.domain.sender import Sender

OBJECTS: Final[Mapping[Object, str]] = {
    Object.LEAD: "Lead",
    Object.CONTACT: "Contact",
    Object.ACCOUNT: "Account",
    Object.OPPORTUNITY: "Opportunity",
}

KINDS: Final[Mapping[str, FieldKind]] = {
    **dict.fromkeys(("string", "textarea", "email", "phone", "url", "id", "reference"), FieldKind.TEXT),
    **dict.fromkeys(("int", "long", "double", "currency", "percent"), FieldKind.NUMBER),
    **dict.fromkeys(("picklist", "multipicklist", "combobox"), FieldKind.CHOICE),
    "date": FieldKind.DATE,
    "datetime": FieldKind.INSTANT,
    "boolean": FieldKind.BOOLEAN,
}

NEW: Final[Mapping[FieldKind, Mapping[str, Json]]] = {
    FieldKind.TEXT: {"type": "Text", "length": 255},
    FieldKind.NUMBER: {"type": "Number", "precision": 18, "scale": 2},
    FieldKind.DATE: {"type": "Date"},
    FieldKind.INSTANT: {"type": "DateTime"},
    FieldKind.BOOLEAN: {"type": "Checkbox", "defaultValue": "false"},
    FieldKind.CHOICE: {"type": "Picklist"},
    FieldKind.OTHER: {"type": "LongTextArea", "length": 32768, "visibleLines": 3},
}

CUSTOM: Final = "__c"
"""The end of every custom field's name."""

THERE: Final = "DUPLICATE_DEVELOPER_NAME"


def schema(sender: Sender, on: Object, token: str) -> OutboundRequest:
    """The request for all fields of that object."""
    return calls.get(sender, f"sobjects/{OBJECTS[on]}/describe", token)


def fields(on: Object, reply: Reply) -> Sequence[CrmField]:  # noqa: ARG001 - the answer is of one object
    """The fields. Raises TryAgain, RefusedForGood."""
    described = body.items(calls.answer(reply).get("fields"))
    return [_field(body.part(each)) for each in described]


def create(sender: Sender, on: Object, field: CrmField, token: str) -> OutboundRequest:
    """The request that makes a custom field; its name gets the end that Salesforce wants."""
    name = field.name if field.name.endswith(CUSTOM) else f"{field.name}{CUSTOM}"
    metadata = {**NEW[field.kind], "label": field.label, **_choices(field)}
    content: Json = {"FullName": f"{OBJECTS[on]}.{name}", "Metadata": metadata}
    return calls.post(sender, "tooling/sobjects/CustomField", token, content)


def created(reply: Reply) -> None:
    """Returns where the field was made, or was there. Raises TryAgain, RefusedForGood."""
    if THERE not in calls.codes(reply):
        calls.check(reply)


def _field(stated: Mapping[str, Json]) -> CrmField:
    name = body.text(stated.get("name")) or ""
    offered = (body.part(each) for each in body.items(stated.get("picklistValues")))
    return CrmField(
        name=name,
        label=body.text(stated.get("label")) or name,
        kind=KINDS.get(body.text(stated.get("type")) or "", FieldKind.OTHER),
        read_only=stated.get("updateable") is not True,
        custom=stated.get("custom") is True,
        choices=tuple(each for one in offered if one.get("active") and (each := body.text(one.get("value")))),
    )


def _choices(field: CrmField) -> Mapping[str, Json]:
    if field.kind is not FieldKind.CHOICE:
        return {}
    values: list[Json] = [{"fullName": each, "label": each, "default": False} for each in field.choices]
    return {"valueSet": {"restricted": False, "valueSetDefinition": {"sorted": False, "value": values}}}
