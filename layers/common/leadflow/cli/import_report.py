"""The report of an import: each row that could not be used, with its line, its column and the reason."""

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Protocol

from leadflow.cli.failure import Failure
from leadflow.domain.wording import clean

HEADER: Final = ("line", "field", "reason", "value")

_VALUE: Final = 200
"""Characters of a cell that are quoted."""

_FORMULAS: Final = ("=", "+", "-", "@", "＝", "＋", "－", "＠")  # noqa: RUF001 spreadsheets take the wide signs too
"""How a cell begins that a spreadsheet would calculate."""


class _Writer(Protocol):
    def writerow(self, row: Sequence[object], /) -> object: ...


@dataclass(slots=True)
class Report:
    """Rows that could not be used: `count` of them, and how many for each field and fault."""

    path: Path
    count: int = 0
    reasons: Counter[tuple[str, str]] = field(default_factory=Counter)
    _writer: _Writer | None = None

    def add(self, line: int, reason: str, column: str = "", cell: str = "", *, fault: str = "") -> None:
        """Note a row; `fault` is what it is counted by, if not its reason. Raises OSError where the disk is full."""
        self.count += 1
        self.reasons[column, fault or reason] += 1
        if self._writer is not None:
            self._writer.writerow((line, safe(column), safe(reason), safe(cell)))

    @contextmanager
    def writing(self) -> Iterator[None]:
        """While it is written; it is removed where nothing is in it. Raises Failure where it cannot be."""
        self._make_way()
        try:
            # a byte order mark tells spreadsheets that it is UTF-8
            with self.path.open("w", encoding="utf-8-sig", newline="") as file:
                self._writer = csv.writer(file)
                self._writer.writerow(HEADER)
                yield
        except OSError as error:
            raise Failure(f"{self.path}: the report cannot be written: {error.strerror}", code=2) from error
        finally:
            self._writer = None
            if self.count == 0:
                self.path.unlink(missing_ok=True)

    def _make_way(self) -> None:
        """Nothing but an earlier report is written over. Raises Failure."""
        try:
            with self.path.open(encoding="utf-8-sig", errors="replace") as file:
                start = file.readline(_VALUE).strip()
        except FileNotFoundError:
            return
        except OSError as error:
            raise Failure(f"{self.path}: the report cannot be written: {error.strerror}", code=2) from error
        if start not in ("", ",".join(HEADER)):
            raise Failure(f"{self.path} is there already, and is no report: name another with --report", code=2)


def beside(path: Path) -> Path:
    """Where the report of a file is written if nobody says otherwise."""
    return path.with_name(f"{path.stem}.report.csv")


def safe(cell: str) -> str:
    """The cell as a spreadsheet shows it without calculating it, on one line."""
    short = clean(cell, _VALUE)
    return f"'{short}" if short.lstrip("\u2068").startswith(_FORMULAS) else short
