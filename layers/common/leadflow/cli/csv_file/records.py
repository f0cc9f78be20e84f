"""The records of a table: lines cut into cells, where cells in quotes may hold separators, quotes and line ends."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from leadflow.cli.csv_file.lines import Lines

RECORD_LIMIT: Final = 1_000_000
"""Characters of one record."""

_LOOKS: Final = 20
"""So often the end of a quote is looked for beyond the limit; a file of nothing but open quotes would take for ever."""


@dataclass(frozen=True)
class Dialect:
    """How a table is written. `escaped`: a backslash takes the meaning from the quote that follows it."""

    separator: str = ","
    quote: str = '"'
    escaped: bool = False

    @cached_property
    def opening(self) -> re.Pattern[str]:
        """What stands before a cell in quotes."""
        return re.compile(f" *{self.quote}")

    @cached_property
    def inside(self) -> re.Pattern[str]:
        """What stands in quotes, up to the one that ends it or to the end of the line."""
        escapes = r"|\\.?" if self.escaped else ""
        plain = rf"[^{self.quote}\\]" if self.escaped else f"[^{self.quote}]"
        return re.compile(f"(?:{plain}++{escapes}|{self.quote}{self.quote})*+", re.DOTALL)

    @cached_property
    def after(self) -> re.Pattern[str]:
        """What stands after a cell in quotes."""
        return re.compile(f" *(?:{re.escape(self.separator)}|$)")

    def plain(self, text: str) -> str:
        """What stood in quotes, without their writing."""
        text = text.replace(self.quote * 2, self.quote)
        return re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL) if self.escaped else text


@dataclass(frozen=True, slots=True)
class Record:
    """A record, by the number of the line on which it begins."""

    line: int
    cells: list[str]


@dataclass(frozen=True, slots=True)
class Broken:
    """What begins on this line is no record, and why; `fault` is why without what is so of this one alone."""

    line: int
    reason: str
    fault: str = field(default="", compare=False)


class _Unclosed(Exception):
    """A quote is not closed, or something stands behind it."""


@dataclass(slots=True)
class Records:
    """Reads a text as a table. What is broken is said, and reading goes on with the line after its first."""

    lines: Lines
    dialect: Dialect
    limit: int = RECORD_LIMIT
    _looks: int = _LOOKS

    def __iter__(self) -> Iterator[Record | Broken]:
        while (line := self.lines.next()) is not None:
            if self.dialect.quote in line:
                yield _Quoted(self, line).record()
            elif len(line) > self.limit:
                yield self.too_long(self.lines.number)
            else:
                yield Record(self.lines.number, line.split(self.dialect.separator))

    def too_long(self, line: int) -> Broken:
        """The record that begins on this line is longer than the limit."""
        return Broken(line, f"the row is longer than {self.limit:,} characters")

    def look_beyond(self) -> bool:
        """Whether the end of a quote may be looked for beyond the limit."""
        self._looks -= 1
        return self._looks >= 0


class _Quoted:
    """One record with quotes in it, which may go on over several lines."""

    def __init__(self, records: Records, line: str) -> None:
        self._records, self._lines, self._dialect = records, records.lines, records.dialect
        self._limit = records.limit
        self._first = self._lines.number
        self._opened = self._first
        self._line, self._position = line, 0
        self._more: list[str] = []
        self._size = len(line)
        self._beyond: tuple[int, int] | None = None

    def record(self) -> Record | Broken:
        cells: list[str] = []
        try:
            while self._position <= len(self._line):
                cells.append(self._cell())
        except _Unclosed as error:
            self._go_back()
            return Broken(self._first, f"the quote that opens on line {self._opened} {error}", f"a quote {error}")
        return self._records.too_long(self._first) if self._size > self._limit else Record(self._first, cells)

    def _cell(self) -> str:
        if opening := self._dialect.opening.match(self._line, self._position):
            self._position = opening.end()
            return self._in_quotes()
        end = self._line.find(self._dialect.separator, self._position)
        begun, self._position = self._position, (len(self._line) if end < 0 else end) + 1
        return self._line[begun : self._position - 1]

    def _in_quotes(self) -> str:
        self._opened = self._lines.number
        parts: list[str] = []
        while True:
            found = self._dialect.inside.match(self._line, self._position)
            end = self._position if found is None else found.end()
            if self._size <= self._limit:
                parts.append(self._line[self._position : end])
            if end < len(self._line):
                return self._closed(end, "\n".join(parts))
            self._read_on()

    def _closed(self, end: int, text: str) -> str:
        after = self._dialect.after.match(self._line, end + 1)
        if after is None:
            raise _Unclosed("is followed by text, not by a separator, where it closes")
        # behind the last cell there is no separator, and a cell that is empty begins behind one
        at_end = after.end() == len(self._line) and not self._line.endswith(self._dialect.separator, end + 1)
        self._position = after.end() + at_end
        return self._dialect.plain(text)

    def _read_on(self) -> None:
        if self._size > self._limit and self._beyond is None:
            self._beyond = self._lines.here()
            if self._beyond is None or not self._records.look_beyond():
                raise _Unclosed(f"is not closed within {self._limit:,} characters")
        line = self._lines.next()
        if line is None:
            raise _Unclosed("is never closed")
        if self._beyond is None:
            self._more.append(line)
        self._line, self._position = line, 0
        self._size += len(line) + 1

    def _go_back(self) -> None:
        if self._beyond is not None:
            self._lines.jump(self._beyond)
        self._lines.back(self._more)
