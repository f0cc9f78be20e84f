"""What is made of a table before any row of it is used, and what people are to be told of that."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from leadflow.application.importing import columns as found_columns
from leadflow.application.importing.columns import Column, Table
from leadflow.application.importing.dates import Order
from leadflow.application.importing.formats import Format, Told, Written, formats
from leadflow.application.importing.numbers import Mark
from leadflow.application.importing.rows import Rows, settled
from leadflow.application.importing.terms import OCCURRED_AT, TYPE, Term, Unclear, Use, term
from leadflow.domain.instant import Instant
from leadflow.domain.json import Json
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.wire import KEYS


@dataclass(frozen=True, slots=True)
class Asked:
    """What was told besides the table.

    `columns`: which column, by name or `#number`, is which term; `constants`: what is the same for all rows, by term;
    `as_of`: the instant of rows that state none, None where nobody said it.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    order: Order | None = None
    mark: Mark | None = None
    zone: str = "UTC"
    as_of: Instant | None = None


@dataclass(frozen=True, slots=True)
class Survey:
    """The columns of a table, and how their cells are written, by place; `kind` is the type of all rows, if stated."""

    model: LeadModel
    columns: Sequence[Column]
    formats: Mapping[int, Format]
    constants: Mapping[Term, str]
    kind: str | None
    deeds: bool
    as_of: Instant | None

    @property
    def dated(self) -> bool:
        """Whether a column says when it was."""
        return any(column.term.use is Use.AT for column in self.columns)

    def rows(self, as_of: Instant, now: Instant, came: Callable[[str], Mapping[str, Json]]) -> Rows:
        """How its rows become activities; `as_of` holds where nobody said another instant."""
        at, settle = as_of if self.as_of is None else self.as_of, self.model.machine.settle
        return Rows(self.columns, self.formats, self.constants, self.kind, at, now, self.deeds, settle, came)


def survey(table: Table, model: LeadModel, asked: Asked) -> Survey:
    """What the table's names and the sample of its rows make of it. Raises Unclear."""
    kind = settled(asked.constants.get(TYPE))
    deeds = found_columns.deeds(table, asked.columns, stated=kind is not None)
    found = found_columns.columns(table, model, asked.columns, deeds=deeds)
    constants = _constants(asked.constants, found, deeds=deeds)
    if not any(column.term.use is Use.KEY for column in found):
        told = " or ".join((", ".join(KEYS[:-1]), KEYS[-1]))
        raise Unclear(f"no column says who the lead is: --map COLUMN={KEYS[0]} does ({told})")
    if deeds and asked.as_of is None and not any(column.term.use is Use.AT for column in found):
        raise Unclear(f"no column says when it was: --map COLUMN={OCCURRED_AT} does, or --as-of DATE for all rows")
    used = {
        column.place: Written(column.shown, table.cells(column.place), moment=column.term.use is Use.AT)
        for column in found
        if column.term.use in (Use.TRAIT, Use.PROPERTY, Use.AT)
    }
    written = formats(used, Told(asked.order, asked.mark, model.calendar, asked.zone))
    return Survey(model, found, written, constants, kind, deeds, asked.as_of)


def _constants(told: Mapping[str, str], found: Sequence[Column], *, deeds: bool) -> Mapping[Term, str]:
    """The constants but for the type. Raises Unclear where one is no trait and no property, or is a column too."""
    constants = {term(name, deeds=deeds): value for name, value in told.items() if name != TYPE}
    for each in constants:
        if each.use not in (Use.TRAIT, Use.PROPERTY):
            raise Unclear(f"{each.name or each.use}: only a trait, a property and the type can be the same for all")
        if same := [column.shown for column in found if column.term == each]:
            raise Unclear(f"{same[0]} is the {each} already: leave it out with --map '{same[0]}=', or out of --set")
    return constants
