"""Queries as they are run over an organisation's records."""

from collections.abc import Iterator, Sequence
from operator import ge, gt, le, lt
from typing import Final

from leadflow.adapters.crm.salesforce.ids import whole
from leadflow.adapters.payloads import body
from leadflow.domain.json import Json
from local.crm.salesforce import errors
from local.crm.salesforce.fields import REFERENCES, Field
from local.crm.salesforce.org import Org, Record
from local.crm.salesforce.soql import Comparison, Query

_ORDERED: Final = {"<": lt, ">": gt, "<=": le, ">=": ge}
_TIMES: Final = ("date", "datetime")
_IDS: Final = ("id", "reference")
_UNQUOTED: Final = (*_TIMES, "boolean", "int", "double", "currency", "percent")


class Run:
    """One query over one organisation; `deleted` finds what is in the bin, too."""

    def __init__(self, org: Org, query: Query, version: str, *, deleted: bool = False) -> None:
        self._org, self._query, self._version, self._deleted = org, query, version, deleted
        if query.of not in org.tables:
            raise errors.refusal(400, "INVALID_TYPE", f"sObject type '{query.of}' is not supported.")
        for name in (*query.fields, *(each.field for each in query.where), *(each for each, _ in query.order)):
            self.field(query.of, name)

    def rows(self) -> list[Json]:
        """The records that were asked for, in their order."""
        query = self._query
        found = [each for each in self._org.tables[query.of].values() if self._deleted or not each.get("IsDeleted")]
        found = [each for each in found if all(self._fits(each, condition) for condition in query.where)]
        found.reverse()  # whoever asks for no order is promised none
        for name, down in reversed(query.order):
            found = self._sorted(found, name, down=down)
        end = None if query.limit is None else query.offset + query.limit
        return [self._shown(each, query.of, query.fields) for each in found[query.offset : end]]

    def _sorted(self, found: list[Record], name: str, *, down: bool) -> list[Record]:
        known = self.field(self._query.of, name)
        return sorted(
            found, key=lambda each: _rank(_comparable(known, self._value(each, self._query.of, name))), reverse=down
        )

    def field(self, of: str, name: str) -> Field:
        """The field, of the record or of a related one. Raises Refusal."""
        first, _, rest = name.partition(".")
        if not rest:
            for known in self._org.fields[of].values():
                if known.name.lower() == first.lower():
                    return known
            text = f"No such column '{name}' on entity '{of}'. If you are attempting to use a custom field, be sure to"
            raise errors.refusal(400, "INVALID_FIELD", f"{text} append the '__c' after the custom field name.")
        return self.field(self._related(of, first), rest)

    def _related(self, of: str, relation: str) -> str:
        """The object that the relation leads to; anybody's looks like a contact. Raises Refusal."""
        for known in self._org.fields[of].values():
            if known.relation == relation:
                target = REFERENCES[known.name]
                return "Contact" if target == "Name" else target
        text = f"Didn't understand relationship '{relation}' in field path."
        raise errors.refusal(400, "INVALID_FIELD", text)

    def _fits(self, record: Record, condition: Comparison) -> bool:
        known = self.field(self._query.of, condition.field)
        if condition.quoted and known.type in _UNQUOTED and condition.value is not None:
            text = f"value of filter criterion for field '{condition.field}' must be of type {known.type} and should"
            raise errors.refusal(400, "INVALID_FIELD", f"{text} not be enclosed in quotes")
        value = _comparable(known, self._value(record, self._query.of, condition.field))
        wanted = condition.value
        match condition.operator:
            case "=":
                return value == _comparable(known, wanted)
            case "!=":
                return value != _comparable(known, wanted)
            case "IN" | "NOT IN":
                among = value in [_comparable(known, each) for each in body.items(wanted)]
                return among == (condition.operator == "IN")
            case "LIKE":
                return _like(str(value or ""), str(wanted))
            case operator:
                other = _comparable(known, wanted)
                return None not in (value, other) and _ORDERED[operator](_rank(value), _rank(other))

    def _value(self, record: Record | None, of: str, name: str) -> Json:
        first, _, rest = name.partition(".")
        if record is None:
            return None
        if not rest:
            return record.get(self.field(of, first).name)
        return self._value(self._behind(record, of, first), self._related(of, first), rest)

    def _behind(self, record: Record, of: str, relation: str) -> Record | None:
        known = whole(record.get(f"{relation}Id")) or ""
        if (found := self._org.tables[self._related(of, relation)].get(known)) is not None:
            return found
        return self._org.tables["Lead"].get(known) if relation == "Who" else None

    def _shown(self, record: Record, of: str, names: Sequence[str]) -> Json:
        url = f"/services/data/{self._version}/sobjects/{of}/{record['Id']}"
        return {"attributes": {"type": of, "url": url}, **dict(self._parts(record, of, names))}

    def _parts(self, record: Record, of: str, names: Sequence[str]) -> Iterator[tuple[str, Json]]:
        for name in dict.fromkeys(each.partition(".")[0] for each in names):
            inner = [each.partition(".")[2] for each in names if each.startswith(f"{name}.")]
            if not inner:
                yield self.field(of, name).name, self._value(record, of, name)
            else:
                behind = self._behind(record, of, name)
                yield name, behind and self._shown(behind, self._related(of, name), inner)


def _comparable(known: Field, value: Json) -> Json:
    if isinstance(value, str):
        if known.type in _IDS:
            return whole(value)
        return body.moment(value) if known.type in _TIMES else value.lower()
    return value


def _rank(value: Json) -> tuple[bool, float, str]:
    """The value's place in an order: nothing comes first."""
    number = value if isinstance(value, int | float) else 0
    return value is not None, number, value if isinstance(value, str) else ""


def _like(text: str, pattern: str) -> bool:
    wanted = pattern.lower()
    inner = wanted.strip("%")
    found = text.lower().find(inner)
    starts, ends = wanted.startswith("%") or found == 0, wanted.endswith("%") or text.lower().endswith(inner)
    return found >= 0 and starts and ends
