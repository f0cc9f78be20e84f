"""One environment of Dynamics' stand-in: its tables and rows, kept in memory, as the Web API shows and takes them."""

import copy
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Final

from leadflow.domain.json import Json
from local.crm.dynamics import seed
from local.crm.dynamics.columns import Column, Table, tables
from local.crm.dynamics.errors import NO_SUCH_OPTION, NO_SUCH_PROPERTY, refusal
from local.crm.dynamics.seed import Reference, Row, Value

FORMATTED: Final = "@OData.Community.Display.V1.FormattedValue"
TABLE: Final = "@Microsoft.Dynamics.CRM.lookuplogicalname"
BIND: Final = "@odata.bind"

BEGUN: Final = datetime(2026, 3, 1, 8, tzinfo=UTC)

CUSTOM: Final = "new_"


def _seeded() -> dict[str, dict[str, Row]]:
    stamp = _written(BEGUN)
    dated: Row = {"createdon": stamp, "modifiedon": stamp}
    return {
        table: {known: copy.deepcopy({**dated, **row}) for known, row in rows.items()}
        for table, rows in seed.ROWS.items()
    }


@dataclass(slots=True)
class Environment:
    """The tables by name, and their rows by table and id; each change is a second later."""

    tables: dict[str, Table] = field(default_factory=tables)
    rows: dict[str, dict[str, Row]] = field(default_factory=_seeded)
    parties: dict[str, list[tuple[int, Reference]]] = field(
        default_factory=lambda: {known: [*listed] for known, listed in seed.PARTIES.items()}
    )
    _numbers: Callable[[], int] = field(default_factory=lambda: count(1).__next__)
    _seconds: Callable[[], int] = field(default_factory=lambda: count(1).__next__)

    def table_of(self, entity_set: str) -> str | None:
        """The table that the Web API calls so."""
        return next((name for name, table in self.tables.items() if table.set == entity_set), None)

    def find_by_key(self, table: str, key: str, value: str) -> str | None:
        """The id of the row with that alternate key."""
        return next((known for known, row in self.rows[table].items() if row.get(key) == value), None)

    def value(self, table: str, known: str, name: str) -> Json:
        """What a query compares: a lookup is the id that it holds."""
        if name == self.tables[table].key:
            return known
        plain = name[1:-6] if name.startswith("_") and name.endswith("_value") else name
        held = self.rows[table][known].get(plain)
        return held[1] if isinstance(held, tuple) else held

    def shown(self, table: str, known: str, columns: tuple[str, ...], *, annotated: bool) -> dict[str, Json]:
        """The row, of these columns or all, with its labels where they are wanted."""
        about = self.tables[table]
        names = columns or tuple(f"_{name}_value" if one.lookup else name for name, one in about.columns.items())
        shown: dict[str, Json] = {"@odata.etag": self.etag(table, known)}
        for name in names:
            if name != about.key:
                shown.update(self._column(table, known, name, annotated=annotated))
        shown[about.key] = known
        return shown

    def related(self, table: str, known: str, relation: str, columns: tuple[str, ...]) -> Json:
        """The row, or the parties, of that relation; a text where there is no such one, which says so."""
        if relation == f"{table}_activity_parties":
            return [
                {
                    "participationtypemask": role,
                    "_partyid_value": party[1],
                    f"_partyid_value{TABLE}": party[0],
                    f"_partyid_value{FORMATTED}": self._name(party),
                }
                for role, party in self.parties.get(known, [])
            ]
        held = self.rows[table][known].get("ownerid" if relation == "owninguser" else relation)
        column = self.tables[table].columns.get("ownerid" if relation == "owninguser" else relation)
        if column is None or not column.lookup:
            return f"Could not find a property named '{relation}' on type 'Microsoft.Dynamics.CRM.{table}'."
        if not isinstance(held, tuple) or held[1] not in self.rows.get(held[0], {}):
            return None  # a team's row has no owning user
        return self.shown(held[0], held[1], columns, annotated=False)

    def etag(self, table: str, known: str) -> str:
        """The version of the row."""
        return f'W/"{str(self.rows[table][known].get("modifiedon", "0")).translate(_NO_DIGITS)}"'

    def write(self, table: str, known: str | None, content: Mapping[str, Json]) -> str:
        """Write into the row, or into a new one; its id. Raises Refusal."""
        row = dict(self._read(table, content))
        if known is None or known not in self.rows[table]:
            known = known or f"0e0e0e0e-0000-4000-8000-{self._numbers():012d}"
            self.rows[table][known] = {"createdon": self._now()}
        held = self.rows[table][known]
        held.update(row)
        held["modifiedon"] = self._now()
        if "firstname" in row or "lastname" in row:
            held["fullname"] = " ".join(str(held[name]) for name in ("firstname", "lastname") if held.get(name))
        return known

    def _column(self, table: str, known: str, name: str, *, annotated: bool) -> Iterator[tuple[str, Json]]:
        plain = name[1:-6] if name.startswith("_") and name.endswith("_value") else name
        column, held = self.tables[table].columns[plain], self.rows[table][known].get(plain)
        yield name, held[1] if isinstance(held, tuple) else held
        if not annotated or held is None:
            return
        if isinstance(held, tuple):
            yield f"{name}{TABLE}", held[0]
            yield f"{name}{FORMATTED}", self._name(held)
        elif label := _label(column, held):
            yield f"{name}{FORMATTED}", label

    def _name(self, reference: Reference) -> str | None:
        table, known = reference
        row = self.rows.get(table, {}).get(known)
        name = row.get(self.tables[table].name) if row else None
        return name if isinstance(name, str) else None

    def _read(self, table: str, content: Mapping[str, Json]) -> Iterator[tuple[str, Value]]:
        about = self.tables[table]
        for name, value in content.items():
            if name.endswith(BIND):
                yield self._bound(about, name.removesuffix(BIND), value)
            elif name in (f"{table}_activity_parties", about.key) or name.startswith("@"):
                continue
            elif name not in about.columns or about.columns[name].lookup:
                message = f"The property '{name}' does not exist on type 'Microsoft.Dynamics.CRM.{table}'."
                raise refusal(400, NO_SUCH_PROPERTY, f"Error identified in Payload provided by the user: {message}")
            else:
                yield name, _fitting(name, about.columns[name], value)

    def _bound(self, about: Table, relation: str, value: Json) -> tuple[str, Value]:
        """A lookup, by its relation, which has the name of the table in it where there are several."""
        fits = [name for name, one in about.columns.items() if one.lookup and relation.lower().startswith(name)]
        entity_set, _, rest = str(value).rpartition("/")[2].partition("(")
        table = self.table_of(entity_set)
        if not fits or table is None:
            raise refusal(400, NO_SUCH_PROPERTY, f"The property '{relation}' does not exist.")
        return max(fits, key=len), (table, rest.rstrip(")").lower())

    def _now(self) -> str:
        return _written(BEGUN + timedelta(seconds=self._seconds()))


def _written(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


_NO_DIGITS: Final = {ord(letter): None for letter in "-:TZ"}


def _fitting(name: str, column: Column, value: Json) -> Value:
    if column.options and value is not None and value not in column.options:
        raise refusal(400, NO_SUCH_OPTION, f"A validation error occurred: '{value}' is no option of '{name}'.")
    if isinstance(value, str | int | float | bool) or value is None:
        return value
    raise refusal(400, NO_SUCH_PROPERTY, f"Cannot convert the value of '{name}'.")


def _label(column: Column, held: Value) -> str | None:
    """How people see it."""
    match held:
        case bool():
            return "Yes" if held else "No"
        case int() if column.options:
            return column.options.get(held)
        case int():
            return f"{held:,}"
        case float():
            return f"€{held:,.2f}"
        case str() if column.kind == "DateTime":
            return held[:10]
        case _:
            return None
