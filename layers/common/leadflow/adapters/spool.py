"""Activities put aside until they can be had lead by lead, and lines until they can be told in the order of time.

The file has no name, so that the system takes it away however the program ends.
"""

import marshal
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from operator import itemgetter
from typing import Final, Self

from leadflow.domain.activity import Activity
from leadflow.domain.identity import Keys
from leadflow.domain.instant import Instant

_SETTINGS: Final = ("journal_mode = OFF", "synchronous = OFF", "locking_mode = EXCLUSIVE", "cache_size = -16000")
"""Nothing is to survive, nobody else reads it; 16 MB of it are in memory."""

_TABLES: Final = (
    "CREATE TABLE activity (name BLOB, kind TEXT, at INTEGER, told BLOB)",
    "CREATE TABLE line (at INTEGER, name BLOB, cells BLOB)",
)
_BY_LEAD: Final = "CREATE INDEX IF NOT EXISTS by_lead ON activity (name, kind, at)"
_UNNAMED: Final = ""


class NoRoom(Exception):
    """What is put aside does not fit where temporary files go; the message is the system's."""


@dataclass(frozen=True, slots=True)
class History:
    """What one lead did up to an instant, oldest first; it can be read again and again."""

    file: sqlite3.Connection
    lead: tuple[bytes, str]
    end: Instant

    def __iter__(self) -> Iterator[Activity]:
        query = "SELECT told FROM activity WHERE name = ? AND kind = ? AND at <= ? ORDER BY at, rowid"
        return map(_read, map(itemgetter(0), self.file.execute(query, (*self.lead, self.end))))


class Spool:
    """Where activities and lines are put aside. It takes no more memory for a million than for a thousand."""

    def __init__(self, file: sqlite3.Connection) -> None:
        self._file = file
        for setting in _SETTINGS:
            file.execute(f"PRAGMA {setting}")
        file.execute("BEGIN")  # and never commit
        for table in _TABLES:
            file.execute(table)

    @classmethod
    @contextmanager
    def opened(cls) -> Iterator[Self]:
        """A spool of its own, gone with all that is in it at the end. Raises NoRoom, then and while it is used."""
        try:
            with closing(sqlite3.connect(_UNNAMED, isolation_level=None)) as file:
                yield cls(file)
        except sqlite3.OperationalError as error:
            raise NoRoom(str(error)) from error

    def add(self, activities: Iterable[Activity]) -> None:
        """Put these aside; those that name nobody are passed over."""
        rows = (
            (_bytes(key[1]), key[0], each.at, _written(each)) for each in activities if (key := each.lead.strongest)
        )
        self._file.executemany("INSERT INTO activity VALUES (?, ?, ?, ?)", rows)

    def leads(self, end: Instant) -> Iterator[tuple[str, History]]:
        """Each lead that has done something by then, by name, with what it did."""
        self._file.execute(_BY_LEAD)
        query = "SELECT DISTINCT name, kind FROM activity WHERE at <= ? ORDER BY name, kind"
        for name, kind in self._file.execute(query, (end,)):
            yield _text(name), History(self._file, (name, kind), end)

    def count(self, end: Instant) -> int:
        """How many leads that are."""
        self._file.execute(_BY_LEAD)
        query = "SELECT count(*) FROM (SELECT DISTINCT name, kind FROM activity WHERE at <= ?)"
        (found,) = self._file.execute(query, (end,)).fetchone()
        return int(found)

    def tell(self, name: str, lines: Iterable[tuple[Instant, Sequence[str]]]) -> None:
        """Put aside these lines about a lead, each of an instant and made of cells."""
        rows = ((at, _bytes(name), marshal.dumps(tuple(cells))) for at, cells in lines)
        self._file.executemany("INSERT INTO line VALUES (?, ?, ?)", rows)

    def told(self) -> Iterator[Sequence[str]]:
        """All lines by instant, then by name, then in the order in which they were put aside."""
        for (cells,) in self._file.execute("SELECT cells FROM line ORDER BY at, name, rowid"):
            yield marshal.loads(cells)  # noqa: S302 - this program alone wrote it, into a file that has no name


def _bytes(name: str) -> bytes:
    """The name such that bytes sort as letters do, half a surrogate pair too."""
    return name.encode("utf-8", "surrogatepass")


def _text(name: bytes) -> str:
    return name.decode("utf-8", "surrogatepass")


def _written(activity: Activity) -> bytes:
    """All of the activity but the provider's own record, which nothing is judged by."""
    keys = activity.lead
    told = (
        (keys.email, keys.crm_id, keys.user_id, keys.anonymous_id),
        activity.id,
        str(activity.type),
        activity.occurred_at,
        activity.received_at,
        activity.source,
        activity.properties,
        activity.traits,
        activity.machine,
    )
    return marshal.dumps(told)  # type: ignore[arg-type] # JSON is made of dicts and lists, which it knows


def _read(told: bytes) -> Activity:
    keys, name, *others = marshal.loads(told)  # noqa: S302 - this program alone wrote it, into a file that has no name
    return Activity(name, Keys(*keys), *others)
