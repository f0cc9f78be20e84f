"""How the cells of a column are written, as far as all cells of a sample agree: dates, numbers, true and false."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Protocol
from zoneinfo import ZoneInfo

from leadflow.application.importing import dates, numbers
from leadflow.application.importing.dates import Order
from leadflow.application.importing.numbers import Mark
from leadflow.application.importing.terms import Unclear
from leadflow.domain.calendar import Calendar
from leadflow.domain.instant import FIRST, LAST, SECOND, Instant, instant
from leadflow.domain.json import Json

_TRUTHS: Final = {"true": True, "false": False}
_ORDERS: Final = {None: "a date", Order.DMY: "a date, day first", Order.MDY: "a date, month first"}
_UNIX: Final = {10: SECOND, 13: SECOND // 1_000}
"""The digits of a Unix time of these decades, in seconds and in milliseconds, and how many microseconds each is."""


class Format(Protocol):
    """How the cells of one column are written."""

    @property
    def told(self) -> str:
        """What it is called."""
        ...

    def read(self, text: str) -> Json:
        """What the cell says, None where it is not written so."""
        ...


@dataclass(frozen=True, slots=True)
class AsDate:
    """A date, with a time or without; a time without an offset is one of the zone."""

    order: Order | None
    zone: str = "UTC"

    @property
    def told(self) -> str:
        return _ORDERS[self.order]

    def read(self, text: str) -> Json:
        found = dates.read(text, self.order)
        if isinstance(found, datetime):
            return zoned(found, self.zone).isoformat()
        return None if found is None else found.isoformat()


@dataclass(frozen=True, slots=True)
class AsMoment:
    """An instant: a date with a time, or the midnight of a date in the calendar, or a Unix time."""

    order: Order | None
    calendar: Calendar
    zone: str = "UTC"

    @property
    def told(self) -> str:
        return AsDate(self.order).told

    def read(self, text: str) -> Instant | None:
        """The instant, None where the text states none."""
        if text.isdecimal() and text.isascii() and len(text) in _UNIX:
            return Instant(int(text) * _UNIX[len(text)])
        found = dates.read(text, self.order)
        if isinstance(found, datetime):
            at = instant(zoned(found, self.zone))
            return at if FIRST <= at < LAST else None
        return None if found is None else self.calendar.read(found.isoformat())


@dataclass(frozen=True, slots=True)
class AsNumber:
    """A number with decimals."""

    mark: Mark

    @property
    def told(self) -> str:
        return f"a number with a decimal {self.mark}"

    def read(self, text: str) -> Json:
        return numbers.read(text, self.mark)


@dataclass(frozen=True, slots=True)
class AsTruth:
    """True or false."""

    @property
    def told(self) -> str:
        return "true or false"

    def read(self, text: str) -> Json:
        return _TRUTHS.get(text.lower())


def zoned(found: datetime, zone: str) -> datetime:
    """The moment with the zone's offset where it has none; in UTC that goes without saying."""
    return found.replace(tzinfo=ZoneInfo(zone)) if found.tzinfo is None and zone != "UTC" else found


@dataclass(frozen=True, slots=True)
class Written:
    """A column of a sample: its name, and its cells that are not empty; `moment`: it says when things happened."""

    name: str
    cells: Sequence[str]
    moment: bool = False

    @property
    def figures(self) -> Sequence[str]:
        """The cells with a digit: `unknown` and `n/a` are neither dates nor numbers, and stay text."""
        return [cell for cell in self.cells if figure(cell)]

    @property
    def dates(self) -> Sequence[str]:
        """The cells that are dates in some order."""
        return [cell for cell in self.figures if dates.orders([cell])]


def figure(cell: str) -> bool:
    """Whether there is a digit in the cell."""
    return any(map(str.isdecimal, cell))


@dataclass(frozen=True, slots=True)
class Told:
    """What is known besides the cells: the order of dates and the mark of decimals, if stated, and the calendars."""

    order: Order | None = None
    mark: Mark | None = None
    calendar: Calendar = field(default_factory=Calendar)
    zone: str = "UTC"


def formats(columns: Mapping[int, Written], told: Told) -> Mapping[int, Format]:
    """The formats of these columns, by their place, where they are not plain text.

    What one column leaves open, the others decide, since one system has written them all. Raises Unclear where all
    leave it open, or contradict each other.
    """
    days = {place: each for place, each in columns.items() if each.moment or _of_dates(each)}
    order = told.order or _order(list(days.values()))
    found: dict[int, Format] = {place: AsDate(order, told.zone) for place in days}
    found |= {place: AsMoment(order, told.calendar, told.zone) for place, each in days.items() if each.moment}
    rest = {place: each for place, each in columns.items() if place not in found}
    found |= {place: AsTruth() for place, each in rest.items() if _of_truths(each)}
    figures = {place: each for place, each in rest.items() if numbers.marks(each.figures)}
    if figures:
        found |= dict.fromkeys(figures, AsNumber(told.mark or _mark(list(figures.values()))))
    return found


def _of_dates(column: Written) -> bool:
    return bool(column.figures) and dates.orders(column.figures) is not None


def _of_truths(column: Written) -> bool:
    return bool(column.cells) and all(cell.lower() in _TRUTHS for cell in column.cells)


def _order(columns: Sequence[Written]) -> Order | None:
    cells = [(column, cell) for column in columns for cell in column.dates if dates.depends(cell)]
    fitting = dates.orders(cell for _, cell in cells) or frozenset()
    if len(fitting) == 1 or not cells:
        return next(iter(fitting)) if cells else None
    examples = _example(cells) if fitting else " and ".join(_contrary(cells))
    raise Unclear(f"{examples}: does the day stand first, or the month? Say --dates dmy or --dates mdy")


def _example(cells: Sequence[tuple[Written, str]]) -> str:
    column, cell = cells[0]
    return f"{column.name} is written as in {cell}"


def _contrary(cells: Sequence[tuple[Written, str]]) -> Iterator[str]:
    for order in Order:
        yield _example([each for each in cells if dates.orders([each[1]]) == frozenset({order})])


def _mark(columns: Sequence[Written]) -> Mark:
    each = [(column, numbers.marks(column.figures)) for column in columns]
    decided = {mark for _, found in each if found is not None and len(found) == 1 for mark in found}
    if len(decided) == 1:
        return next(iter(decided))
    column = columns[0]
    example = next(cell for cell in column.figures if numbers.marks([cell]))
    raise Unclear(
        f"{column.name} is written as in {example}: is that a decimal comma, or a decimal point? "
        "Say --decimals comma or --decimals point"
    )
