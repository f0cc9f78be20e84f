"""A file that holds a table: how it is written, its header, a sample, and all its records."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final, TextIO

from leadflow.application.importing.columns import Table
from leadflow.cli.csv_file import dialect as dialects
from leadflow.cli.csv_file import encoding as encodings
from leadflow.cli.csv_file.lines import Lines
from leadflow.cli.csv_file.records import Broken, Dialect, Record, Records
from leadflow.cli.failure import Failure
from leadflow.cli.model_file import unreadable

SAMPLE: Final = 256 * 1024
"""Characters from which separators and quotes are guessed."""

ROWS: Final = 1_000
ROOM: Final = 4_000_000
"""So many rows, or so many characters of them, from which columns and formats are guessed."""


@dataclass(slots=True)
class TableFile:
    """The file, and how it is written. While it is read, `share` says how far that is."""

    path: Path
    encoding: str
    dialect: Dialect
    skipped: int = 0
    _size: int = 0
    _file: TextIO | None = None

    @classmethod
    def looked_at(cls, path: Path, encoding: str | None, separator: str | None) -> "TableFile":
        """The file as its bytes tell, but for what was told of it. Raises Failure where there is nothing to read."""
        try:
            if not path.is_file():
                raise Failure(f"{path}: {'a file is needed' if path.exists() else 'No such file or directory'}", code=2)
            found = encodings.encoding(path) if encoding is None else encodings.known(encoding)
            with _opened(path, found) as file:
                sample = file.read(SAMPLE)
        except OSError as error:
            raise unreadable(path, error) from error
        except UnicodeError as error:  # such as UTF-16 without the mark that says which of the two it is
            raise Failure(f"{path}: it is not written in {found}", code=2) from error
        if not sample.strip():
            raise Failure(f"{path}: the file is empty", code=2)
        skipped = 0 if dialects.stated(sample) is None else 1
        rest = sample.partition("\n")[2] if skipped else sample
        told = separator or dialects.stated(sample)
        return cls(path, found, dialects.dialect(rest, told), skipped, path.stat().st_size)

    @property
    def share(self) -> float:
        """Which part of the file has been read, from 0 to 1."""
        return self._file.buffer.tell() / self._size if self._file and self._size else 0.0

    def table(self) -> Table:
        """Its header and the rows of a sample that are as long. Raises Failure where it has no header."""
        records = (each for each in self._records() if not isinstance(each, Record) or any(map(str.strip, each.cells)))
        header = next(records, None)
        if not isinstance(header, Record):
            raise Failure(f"{self.path}: there is no header{'' if header is None else f': {header.reason}'}", code=2)
        names = [name.strip().removeprefix("\ufeff") for name in header.cells]
        if addresses := [name for name in names if "@" in name]:
            raise Failure(f"{self.path}: the first line has to name the columns, not {addresses[0]}", code=2)
        return Table(names, list(_sample(islice(records, ROWS), len(names))))

    def rows(self) -> Iterator[Record | Broken]:
        """All records but the header. Raises Failure where the file cannot be read."""
        records = self._records()
        for each in records:
            if isinstance(each, Record) and any(map(str.strip, each.cells)):
                break
        yield from records

    def _records(self) -> Iterator[Record | Broken]:
        try:
            with _opened(self.path, self.encoding) as self._file:
                lines = Lines(self._file)
                for _ in range(self.skipped):
                    lines.next()
                yield from Records(lines, self.dialect)
        except OSError as error:
            raise unreadable(self.path, error) from error


def _sample(records: Iterable[Record | Broken], wanted: int) -> Iterator[list[str]]:
    room = ROOM
    for each in records:
        if isinstance(each, Record) and len(each.cells) >= wanted:
            yield each.cells[:wanted]
            room -= sum(map(len, each.cells))
        if room < 0:
            return


@contextmanager
def _opened(path: Path, encoding: str) -> Iterator[TextIO]:
    with path.open(encoding=encoding, errors=encodings.errors(encoding)) as file:
        yield file
