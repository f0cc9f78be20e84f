"""The search: filters, order, pages of two hundred, ten thousand results in all.

https://developers.hubspot.com/docs/api/crm/search
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from leadflow.domain.json import Json
from local.crm.exchange import Answered, Asked, Route, route, said
from local.crm.hubspot import errors, reading, schema
from local.crm.hubspot.account import Account, Record
from local.crm.hubspot.kinds import NAMED, Kind
from local.crm.hubspot.reading import Part

MOST: Final = 10_000
PAGE: Final = 200
GROUPS: Final = 5
FILTERS: Final = 6

Value = float | str

_NEGATED: Final[Mapping[str, str]] = {"NEQ": "EQ", "NOT_IN": "IN", "NOT_CONTAINS_TOKEN": "CONTAINS_TOKEN"}


@dataclass(frozen=True, slots=True)
class Search:
    """The search for records of a kind."""

    account: Account

    def routes(self) -> Sequence[Route]:
        """What it answers."""
        return (route("POST", "/crm/v3/objects/{kind}/search", self.search),)

    def search(self, asked: Asked) -> Answered:
        """A page of what is found."""
        kind, given = reading.kind(asked), reading.body(asked)
        size, start = _number(given, "limit", 10), _number(given, "after", 0)
        if not 0 < size <= PAGE:
            raise errors.invalid(f"limit must be between 1 and {PAGE}")
        if start + size > MOST:
            raise errors.invalid(f"after + limit must not exceed {MOST}")
        found = [each for each in self._live(kind) if self._wanted(kind, each, given)]
        ordered = self._ordered(kind, found, given)
        results = [reading.shown(self.account, kind, each, reading.names(given)) for each in ordered]
        page: Part = {"paging": {"next": {"after": str(start + size)}}} if start + size < len(ordered) else {}
        return said(200, {"total": len(ordered), "results": results[start : start + size], **page})

    def _live(self, kind: Kind) -> Sequence[Record]:
        return [each for each in self.account.records[kind.plural].values() if each.archived is None]

    def _wanted(self, kind: Kind, record: Record, given: Part) -> bool:
        query = given.get("query")
        if isinstance(query, str) and query.lower() not in " ".join(record.properties.values()).lower():
            return False
        groups = given.get("filterGroups") or ()
        if not isinstance(groups, list | tuple) or len(groups) > GROUPS:
            raise errors.invalid(f"There can be {GROUPS} filterGroups at the most")
        return not groups or any(self._fits(kind, record, each.get("filters") or ()) for each in groups)

    def _fits(self, kind: Kind, record: Record, filters: Sequence[Part]) -> bool:
        if len(filters) > FILTERS:
            raise errors.invalid(f"There can be {FILTERS} filters in a group at the most")
        return all(self._holds(kind, record, each) for each in filters)

    def _holds(self, kind: Kind, record: Record, one: Part) -> bool:
        name, operator = str(one.get("propertyName")), str(one.get("operator"))
        if name.startswith("associations."):
            other = NAMED[name.removeprefix("associations.")].plural
            tied = [each for each, _ in self.account.tied((kind.plural, record.id), other)]
            return str(one.get("value")) in tied
        if name not in self.account.properties[kind.plural]:
            raise errors.invalid(f"There was a problem with the request: property {name} does not exist")
        held = self._value(kind, record, name)
        if operator in ("HAS_PROPERTY", "NOT_HAS_PROPERTY"):
            return (held is not None) == (operator == "HAS_PROPERTY")
        if operator in _NEGATED:
            return held is None or not _passes(held, _NEGATED[operator], one)
        return held is not None and _passes(held, operator, one)

    def _value(self, kind: Kind, record: Record, name: str) -> Value | None:
        shown = reading.shown(self.account, kind, record, [name])["properties"]
        value = shown.get(name) if isinstance(shown, dict) else None
        return None if value is None else _comparable(value)

    def _ordered(self, kind: Kind, found: Sequence[Record], given: Part) -> Sequence[Record]:
        ordered = sorted(found, key=lambda each: int(each.id))
        for sort in given.get("sorts") or ():  # type: ignore[union-attr]  # what is no list is HubSpot's to refuse
            name = sort["propertyName"] if isinstance(sort, dict) else str(sort).lstrip("-")
            falling = sort.get("direction") == "DESCENDING" if isinstance(sort, dict) else str(sort).startswith("-")
            ordered.sort(key=self._by(kind, name), reverse=falling)
        return ordered

    def _by(self, kind: Kind, name: str) -> Callable[[Record], tuple[int, float, str]]:
        return lambda each: _place(self._value(kind, each, name))


def _passes(held: Value, operator: str, one: Part) -> bool:
    if operator == "IN":
        values = one.get("values")
        return any(held == _comparable(each) for each in (values if isinstance(values, list) else ()))
    if operator == "BETWEEN":
        low, high = _comparable(one.get("value")), _comparable(one.get("highValue"))
        return _TESTS["GTE"](held, low) and _TESTS["LTE"](held, high)
    if operator not in _TESTS:
        raise errors.invalid(f"Invalid operator {operator}")
    return _TESTS[operator](held, _comparable(one.get("value")))


def _comparable(value: Json) -> Value:
    """Numbers and times as numbers, other text without regard to case."""
    text = str(value)
    try:
        return float(text)
    except ValueError:
        at = schema.moment(text)
        return at.timestamp() * 1000 if at else text.lower()


def _below(one: Value, other: Value) -> bool:
    if isinstance(one, str) or isinstance(other, str):
        return str(one) < str(other)
    return one < other


_TESTS: Final[Mapping[str, Callable[[Value, Value], bool]]] = {
    "EQ": lambda held, wanted: held == wanted,
    "LT": _below,
    "LTE": lambda held, wanted: held == wanted or _below(held, wanted),
    "GT": lambda held, wanted: _below(wanted, held),
    "GTE": lambda held, wanted: held == wanted or _below(wanted, held),
    "CONTAINS_TOKEN": lambda held, wanted: str(wanted).strip("*") in str(held),
}
"""What a filter says of a value that is there."""


def _place(value: Value | None) -> tuple[int, float, str]:
    if value is None:
        return 0, 0.0, ""
    return (1, value, "") if isinstance(value, float) else (2, 0.0, value)


def _number(given: Part, name: str, usual: int) -> int:
    stated = given.get(name)
    if stated is None or stated == "":
        return usual
    if not str(stated).isdecimal():
        raise errors.invalid(f"{name} must be a number")
    return int(str(stated))
