"""What Dataverse says of its own columns, and how new ones are made."""

from collections.abc import Mapping
from typing import Final

import orjson

from leadflow.domain.json import Json
from local.crm.dynamics.columns import Column
from local.crm.dynamics.environment import CUSTOM, Environment
from local.crm.dynamics.errors import EXISTS, MISSPELT, NO_SUCH_PROPERTY, NOT_FOUND, refusal
from local.crm.exchange import Answered, Asked, said

TYPE: Final = "Microsoft.Dynamics.CRM."
MADE: Final = ("String", "Memo", "Integer", "Decimal", "Double", "Money", "DateTime", "Boolean", "Picklist")


class Metadata:
    """The part of the Web API that tells of columns."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment

    def attributes(self, asked: Asked) -> Answered:
        """All columns of a table, without their options."""
        columns = self._columns(asked)
        return said(200, {"value": [_attribute(name, one, options=False) for name, one in columns.items()]})

    def picklists(self, asked: Asked) -> Answered:
        """The choices of a table, with their options where these are expanded."""
        wanted = "OptionSet" in asked.parameters.get("$expand", "")
        found = {name: one for name, one in self._columns(asked).items() if one.kind == "Picklist"}
        return said(200, {"value": [_attribute(name, one, options=wanted) for name, one in found.items()]})

    def changes(self, asked: Asked) -> Answered:
        """`RetrieveMetadataChanges`: what a query selects of tables and their columns, at once."""
        try:
            query = orjson.loads(asked.parameters["@p1"])
            conditions = query["Criteria"]["Conditions"]
            names = [each["Value"]["Value"] for each in conditions if each["PropertyName"] == "LogicalName"]
            wanted = query["AttributeQuery"]["Properties"]["PropertyNames"]
        except (ValueError, KeyError, TypeError) as error:
            raise refusal(400, MISSPELT, "The query parameter @p1 is no EntityQueryExpression.") from error
        found: list[Json] = []
        for name in names:
            table = self._environment.tables.get(name)
            listed = {} if table is None else table.columns
            attributes = [_attribute(each, one, options=True) for each, one in listed.items()]
            parts = [_part(each) for each, one in listed.items() if one.lookup]
            chosen: list[Json] = [
                {key: value for key, value in each.items() if key in wanted} for each in (*attributes, *parts)
            ]
            found.append({"LogicalName": name, "Attributes": chosen})
        return said(200, {"EntityMetadata": found, "ServerVersionStamp": "1000!03/01/2026 08:00:00"})

    def create(self, asked: Asked) -> Answered:
        """A new column."""
        columns, content = self._columns(asked), asked.json()
        stated = content if isinstance(content, Mapping) else {}
        name = str(stated.get("SchemaName") or "").lower()
        kind = str(stated.get("@odata.type") or "").removeprefix(TYPE).removesuffix("AttributeMetadata")
        if kind not in MADE or not name.startswith(CUSTOM):
            raise refusal(400, NO_SUCH_PROPERTY, "The column needs a type, and a name with its publisher's prefix.")
        if name in columns:
            raise refusal(400, EXISTS, f"An attribute with the specified name {name} already exists for this entity.")
        shape = stated.get("Format")
        columns[name] = Column(
            kind,
            _said(stated.get("DisplayName")) or name,
            _options(stated.get("OptionSet")),
            custom=True,
            format=shape if isinstance(shape, str) else None,
        )
        place = f"http://{asked.place}{asked.path}({name})"
        return Answered(204, headers={"odata-entityid": place})

    def _columns(self, asked: Asked) -> dict[str, Column]:
        table = self._environment.tables.get(asked.parts["table"])
        if table is None:
            message = f"Could not find an entity with name {asked.parts['table']}."
            raise refusal(404, NOT_FOUND, message)
        return table.columns


def _attribute(name: str, column: Column, *, options: bool) -> dict[str, Json]:
    shown: dict[str, Json] = {
        "@odata.type": f"#{TYPE}{column.kind}AttributeMetadata",
        "LogicalName": name,
        "AttributeType": column.kind,
        "AttributeTypeName": {"Value": f"{column.kind}Type"},
        "DisplayName": _label(column.label),
        "IsValidForUpdate": not column.read_only,
        "IsCustomAttribute": column.custom,
        "AttributeOf": None,
    }
    if column.kind == "DateTime":
        shown["Format"] = column.format or "DateAndTime"
    if options and column.options:
        listed: list[Json] = [{"Value": value, "Label": _label(each)} for value, each in column.options.items()]
        shown["OptionSet"] = {"Options": listed}
    return shown


def _part(lookup: str) -> dict[str, Json]:
    """The column that holds the name of the row that a lookup refers to."""
    name = f"{lookup}name"
    return {**_attribute(name, Column("String", name, read_only=True), options=False), "AttributeOf": lookup}


def _label(text: str) -> Json:
    said: Json = {"Label": text, "LanguageCode": 1033}
    return {"LocalizedLabels": [said], "UserLocalizedLabel": said}


def _said(label: Json) -> str | None:
    listed = label.get("LocalizedLabels") if isinstance(label, Mapping) else None
    first = listed[0] if isinstance(listed, list) and listed else None
    text = first.get("Label") if isinstance(first, Mapping) else None
    return text if isinstance(text, str) else None


def _options(stated: Json) -> Mapping[int, str]:
    listed = stated.get("Options") if isinstance(stated, Mapping) else None
    found = [each for each in listed if isinstance(each, Mapping)] if isinstance(listed, list) else []
    return {each["Value"]: _said(each["Label"]) or "" for each in found if isinstance(each["Value"], int)}
