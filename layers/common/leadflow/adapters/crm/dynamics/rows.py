"""A row of Dataverse, whether its Web API or the context of a webhook states it: values, labels, what it refers to.

https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query/overview
https://learn.microsoft.com/dotnet/api/microsoft.xrm.sdk.remoteexecutioncontext
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from leadflow.adapters.payloads import body
from leadflow.domain.instant import Instant, iso
from leadflow.domain.json import Json

FORMATTED: Final = "@OData.Community.Display.V1.FormattedValue"
TABLE: Final = "@Microsoft.Dynamics.CRM.lookuplogicalname"

_LOOKUP: Final = re.compile(r"_(\w+)_value")
_DATE: Final = re.compile(r"/Date\((-?\d{1,15})([+-]\d{4})?\)/", re.ASCII)
"""Milliseconds since 1970, in UTC whatever offset is noted behind them."""

_IDS: Final = re.compile(r"-?\d+(,-?\d+)*", re.ASCII)
_DIGITS: Final = re.compile(r"\D")
_MILLISECOND: Final = 1000

Part = Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class Reference:
    """Another row that a row refers to; its name where it is said."""

    table: str
    id: str
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """What is known of a row, by the logical names of its columns.

    `choices` are columns that hold the numbers of options, where that is said; `labels` what they mean to people.
    """

    table: str
    id: str
    values: Mapping[str, Json] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    refers: Mapping[str, Reference] = field(default_factory=dict)
    choices: frozenset[str] = frozenset()

    def plain(self, name: str) -> Json:
        """A text, number or truth value, of a choice its label where that is known; None where there is none."""
        if name in self.refers:
            return self.refers[name].name or self.refers[name].id
        value, label = self.values.get(name), self.labels.get(name)
        if label is None or not (name in self.choices or _chosen(value, label)):
            return None if value == "" or isinstance(value, list | dict) else value
        return label.split("; ") if "; " in label and isinstance(value, str) else label

    def text(self, name: str) -> str | None:
        """The same, where it is a text or a number."""
        return body.text(self.plain(name))

    def number(self, name: str) -> int | None:
        """The number of an option, or a whole number."""
        value = self.values.get(name)
        return value if type(value) is int else None

    def refer(self, name: str, *tables: str) -> str | None:
        """The id of the row that it refers to there, if it is one of such a table."""
        found = self.refers.get(name)
        return found.id if found is not None and found.table in tables else None

    def unlabelled(self, name: str) -> bool:
        """Whether it is a choice of which only the number is said."""
        return name in self.choices and name not in self.labels and self.values.get(name) is not None


def of_api(table: str, stated: Part) -> Row:
    """The row as the Web API states it, with all annotations."""
    values: dict[str, Json] = {}
    refers: dict[str, Reference] = {}
    labels = {name.removesuffix(FORMATTED): text for name, text in stated.items() if name.endswith(FORMATTED)}
    for name, value in stated.items():
        if lookup := _LOOKUP.fullmatch(name):
            if found := body.text(value):
                there = body.text(stated.get(f"{name}{TABLE}")) or ""
                refers[lookup[1]] = Reference(there, found.lower(), body.text(stated.get(f"{name}{FORMATTED}")))
        elif "@" not in name:
            values[name] = value
    texts = {name: text for name, label in labels.items() if (text := body.text(label))}
    return Row(table, (body.text(stated.get(key(table))) or "").lower(), values, texts, refers)


def of_context(table: str, known: str, *entities: Part) -> Row:
    """The row as these entities state it, of which later ones have the last word."""
    attributes: dict[str, Json] = {}
    labels: dict[str, Json] = {}
    for entity in entities:
        attributes.update(pairs(entity.get("Attributes")))
        labels.update(pairs(entity.get("FormattedValues")))
    typed = {name: body.part(value) for name, value in attributes.items()}
    refers = {name: found for name, value in typed.items() if (found := _reference(value)) is not None}
    choices = frozenset(name for name, value in attributes.items() if _option(value))
    values = {name: _value(value) for name, value in attributes.items() if name not in refers}
    texts = {name: text for name, label in labels.items() if (text := body.text(label))}
    return Row(table, known, values, texts, refers, choices)


def pairs(listed: Json) -> Iterator[tuple[str, Json]]:
    """A list of keys and values, as .NET writes collections."""
    for each in map(body.part, body.items(listed)):
        if name := body.text(each.get("key")):
            yield name, each.get("value")


def date(value: Json) -> Instant | None:
    """The instant of `/Date(1506384247000)/`."""
    found = _DATE.fullmatch(value) if isinstance(value, str) else None
    return body.believable(int(found[1]) * _MILLISECOND) if found else None


def key(table: str) -> str:
    """The column that holds the row's own id; all that people do has the same."""
    return "activityid" if table in ("phonecall", "email", "appointment") else f"{table}id"


def _value(value: Json) -> Json:
    """What stands in an attribute: options, amounts and times are wrapped."""
    at = date(value)
    if at is not None:
        return iso(at)
    if isinstance(value, Mapping):
        return _value(value.get("Value"))
    if isinstance(value, list):
        return ",".join(text for each in map(body.part, value) if (text := body.text(each.get("Value")))) or None
    return value


def _option(value: Json) -> bool:
    if isinstance(value, list):
        return any("Value" in body.part(each) for each in value)
    return str(body.part(value).get("__type")).startswith("OptionSetValue:")


def _reference(value: Part) -> Reference | None:
    known, table = body.text(value.get("Id")), body.text(value.get("LogicalName"))
    return Reference(table, known.lower(), body.text(value.get("Name"))) if known and table else None


def _chosen(value: Json, label: str) -> bool:
    """Whether a label of the Web API is that of a choice: numbers, amounts and times are labelled as they are shown."""
    digits = _DIGITS.sub("", label)
    if type(value) is int:
        return digits != str(abs(value)) or any(letter.isalpha() for letter in label)
    return isinstance(value, str) and _IDS.fullmatch(value) is not None and label != value
