"""The columns of Dynamics' tables, and new ones, whose names begin with their publisher's prefix.

https://learn.microsoft.com/power-apps/developer/data-platform/query-schema-definitions
https://learn.microsoft.com/power-apps/developer/data-platform/webapi/create-update-column-definitions-using-web-api
"""

from collections.abc import Mapping, Sequence
from typing import Final

import orjson

from leadflow.adapters.crm.dynamics import calls
from leadflow.adapters.crm.dynamics.rows import Part
from leadflow.adapters.payloads import body
from leadflow.application.channel import OutboundRequest, Reply
from leadflow.application.crm import CrmField, FieldKind
from leadflow.domain.crm import Object
from leadflow.domain.json import Json
from leadflow.domain.sender import Sender

KINDS: Final[Mapping[str, FieldKind]] = {
    "String": FieldKind.TEXT,
    "Memo": FieldKind.TEXT,
    **dict.fromkeys(("Integer", "BigInt", "Decimal", "Double", "Money"), FieldKind.NUMBER),
    "DateTime": FieldKind.INSTANT,
    "Boolean": FieldKind.BOOLEAN,
    **dict.fromkeys(("Picklist", "State", "Status"), FieldKind.CHOICE),
}
"""By `AttributeType`; several choices at once are `Virtual`."""

SEVERAL: Final = "MultiSelectPicklistType"
DATE_ONLY: Final = "DateOnly"

READ: Final = (
    *("LogicalName", "DisplayName", "AttributeType", "AttributeTypeName", "IsValidForUpdate", "IsCustomAttribute"),
    *("OptionSet", "Format", "AttributeOf"),
)

ENGLISH: Final = 1033
FIRST_OPTION: Final = 100_000_000
"""What the options of a publisher without a number of its own begin with."""

MOST: Final = 100_000_000_000
THERE: Final = 400
EXISTS: Final = "already exists"


def schema(sender: Sender, on: Object, token: str) -> OutboundRequest:
    """The request for all columns with their options: the one function that gives both at once."""
    named: Part = {"Type": "System.String", "Value": on.value}
    condition: Part = {"ConditionOperator": "Equals", "PropertyName": "LogicalName", "Value": named}
    query: Part = {
        "Criteria": {"FilterOperator": "And", "Conditions": [condition]},
        "Properties": {"AllProperties": False, "PropertyNames": ["LogicalName", "Attributes"]},
        "AttributeQuery": {"Properties": {"AllProperties": False, "PropertyNames": [*READ]}},
    }
    return calls.get(sender, "/RetrieveMetadataChanges(Query=@p1)", token, {"@p1": orjson.dumps(query).decode()})


def fields(on: Object, reply: Reply) -> Sequence[CrmField]:
    """The columns. Raises TryAgain, RefusedForGood."""
    tables = map(body.part, body.items(calls.read(reply).get("EntityMetadata")))
    table = next((each for each in tables if each.get("LogicalName") == on.value), {})
    listed = map(body.part, body.items(table.get("Attributes")))
    # A column such as `ownerid` has others that hold its parts, and say of which one.
    return [_field(each) for each in listed if body.text(each.get("LogicalName")) and not each.get("AttributeOf")]


def create(sender: Sender, on: Object, field: CrmField, token: str) -> OutboundRequest:
    """The request that makes a column."""
    kind, more = _MADE[field.kind](field)
    content: Part = {
        "@odata.type": f"Microsoft.Dynamics.CRM.{kind}AttributeMetadata",
        "SchemaName": field.name,
        "DisplayName": _label(field.label),
        "RequiredLevel": {"Value": "None"},
        **more,
    }
    return calls.post(sender, f"/EntityDefinitions(LogicalName='{on.value}')/Attributes", token, content)


def created(reply: Reply) -> None:
    """Returns where the column was made, or was there. Raises TryAgain, RefusedForGood."""
    if reply.status != THERE or EXISTS not in calls.reason(reply):
        calls.check(reply)


def _field(stated: Part) -> CrmField:
    name = body.text(stated.get("LogicalName")) or ""
    return CrmField(
        name=name,
        label=_said(stated.get("DisplayName")) or name,
        kind=_kind(stated),
        read_only=stated.get("IsValidForUpdate") is False,
        custom=stated.get("IsCustomAttribute") is True,
        choices=tuple(_choices(body.part(stated.get("OptionSet")))),
    )


def _kind(stated: Part) -> FieldKind:
    if body.part(stated.get("AttributeTypeName")).get("Value") == SEVERAL:
        return FieldKind.CHOICE
    if stated.get("AttributeType") == "DateTime" and stated.get("Format") == DATE_ONLY:
        return FieldKind.DATE
    return KINDS.get(body.text(stated.get("AttributeType")) or "", FieldKind.OTHER)


def _choices(options: Part) -> list[str]:
    listed = map(body.part, body.items(options.get("Options")))
    return [label for each in listed if (label := _said(each.get("Label")))]


def _said(label: Json) -> str | None:
    """A label in the language of whoever asks, else in the first that there is."""
    stated = body.part(label)
    own = body.text(body.part(stated.get("UserLocalizedLabel")).get("Label"))
    others = (body.text(body.part(each).get("Label")) for each in body.items(stated.get("LocalizedLabels")))
    return own or next((text for text in others if text), None)


def _label(text: str) -> Part:
    kind = "Microsoft.Dynamics.CRM.LocalizedLabel"
    said: list[Json] = [{"@odata.type": kind, "Label": text, "LanguageCode": ENGLISH}]
    return {"@odata.type": "Microsoft.Dynamics.CRM.Label", "LocalizedLabels": said}


def _text(_: CrmField) -> tuple[str, Part]:
    return "String", {"MaxLength": 400, "FormatName": {"Value": "Text"}}


def _number(_: CrmField) -> tuple[str, Part]:
    return "Double", {"MinValue": -MOST, "MaxValue": MOST, "Precision": 5}


def _time(field: CrmField) -> tuple[str, Part]:
    return "DateTime", {"Format": DATE_ONLY if field.kind is FieldKind.DATE else "DateAndTime"}


def _truth(_: CrmField) -> tuple[str, Part]:
    options: Part = {
        "OptionSetType": "Boolean",
        "TrueOption": {"Value": 1, "Label": _label("Yes")},
        "FalseOption": {"Value": 0, "Label": _label("No")},
    }
    return "Boolean", {"OptionSet": options}


def _choice(field: CrmField) -> tuple[str, Part]:
    options: list[Json] = [{"Value": FIRST_OPTION + n, "Label": _label(each)} for n, each in enumerate(field.choices)]
    kind = "Microsoft.Dynamics.CRM.OptionSetMetadata"
    return "Picklist", {
        "OptionSet": {"@odata.type": kind, "IsGlobal": False, "OptionSetType": "Picklist", "Options": options}
    }


_MADE: Final = {
    FieldKind.TEXT: _text,
    FieldKind.NUMBER: _number,
    FieldKind.DATE: _time,
    FieldKind.INSTANT: _time,
    FieldKind.BOOLEAN: _truth,
    FieldKind.CHOICE: _choice,
    FieldKind.OTHER: _text,
}
