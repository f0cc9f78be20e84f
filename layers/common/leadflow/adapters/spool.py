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

from leadflow.application.clan import Clan
from leadflow.application.ties import Ties
from leadflow.domain.activity import Activity
from leadflow.domain.identity import Key, Keys
from leadflow.domain.instant import Instant

_SETTINGS: Final = ("journal_mode = OFF", "synchronous = OFF", "locking_mode = EXCLUSIVE", "cache_size = -16000")
"""Nothing is to survive, nobody else reads it; 16 MB of it are in memory."""

_TABLES: Final = (
    "CREATE TABLE activity (name BLOB, kind TEXT, at INTEGER, told BLOB)",
    "CREATE TABLE tied (name BLOB, kind TEXT, clan INTEGER, UNIQUE (name, kind))",
    "CREATE TABLE lead (name BLOB, kind TEXT, lines BLOB)",
    "CREATE TABLE line (at INTEGER, name BLOB, cells BLOB)",
)
_BY_LEAD: Final = "CREATE INDEX IF NOT EXISTS by_lead ON activity (name, kind, at)"
_BY_CLAN: Final = "CREATE INDEX IF NOT EXISTS by_clan ON tied (clan)"

_ALONE: Final = """
    FROM (SELECT DISTINCT name, kind FROM activity WHERE at <= ?) AS one
    WHERE NOT EXISTS (SELECT * FROM tied WHERE tied.name = one.name AND tied.kind = one.kind)
"""
_OF_KEY: Final = "SELECT told FROM activity WHERE name = ? AND kind = ? AND at <= ? ORDER BY at, rowid"
_OF_CLAN: Final = """
    SELECT told FROM tied CROSS JOIN activity USING (name, kind) WHERE clan = ? AND at <= ? ORDER BY at, activity.rowid
"""
_UNNAMED: Final = ""


class NoRoom(Exception):
    """What is put aside does not fit where temporary files go; the message is the system's."""


@dataclass(frozen=True, slots=True)
class History:
    """Activities, oldest first, as a query finds them; it can be read again and again."""

    file: sqlite3.Connection
    query: str
    values: tuple[object, ...]

    def __iter__(self) -> Iterator[Activity]:
        return map(_read, map(itemgetter(0), self.file.execute(self.query, self.values)))


class Spool:
    """Where activities and lines are put aside. It takes no more memory for a million than for a thousand."""

    def __init__(self, file: sqlite3.Connection) -> None:
        self._file = file
        self._ties = Ties()
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

    def tie(self, one: Key, other: Key) -> None:
        """Note that these keys were stated together."""
        self._ties.tie(self._number(one), self._number(other))

    def leads(self, end: Instant) -> Iterator[tuple[Key, History]]:
        """Each key that was never stated with another and has done something by then, by name, with what it did."""
        self._file.execute(_BY_LEAD)
        for name, kind in self._file.execute(f"SELECT name, kind {_ALONE} ORDER BY name, kind", (end,)):
            yield (kind, _text(name)), History(self._file, _OF_KEY, (name, kind, end))

    def count(self, end: Instant) -> int:
        """How many keys that are."""
        self._file.execute(_BY_LEAD)
        (found,) = self._file.execute(f"SELECT count(*) {_ALONE}", (end,)).fetchone()
        return int(found)

    def clans(self, end: Instant) -> Iterator[Clan]:
        """All other keys, those together that were stated together, with what they did by then."""
        self._sort()
        for (number,) in self._file.execute("SELECT DISTINCT clan FROM tied ORDER BY clan"):
            yield self._clan(number, end)

    def count_clans(self) -> int:
        """How many clans that are."""
        self._sort()
        (found,) = self._file.execute("SELECT count(DISTINCT clan) FROM tied").fetchone()
        return int(found)

    def clan(self, key: Key, end: Instant) -> Clan:
        """The key with all that were stated with it, if any, and what they did by then."""
        self._sort()
        found = self._file.execute("SELECT clan FROM tied WHERE name = ? AND kind = ?", _row(key)).fetchone()
        if found is not None:
            return self._clan(int(found[0]), end)
        alone = History(self._file, _OF_KEY, (*_row(key), end))
        return Clan({key: alone}, alone)

    def _clan(self, number: int, end: Instant) -> Clan:
        keys = self._file.execute("SELECT name, kind FROM tied WHERE clan = ?", (number,)).fetchall()
        done = {(kind, _text(name)): History(self._file, _OF_KEY, (name, kind, end)) for name, kind in keys}
        return Clan(done, History(self._file, _OF_CLAN, (number, end)))

    def _number(self, key: Key) -> int:
        self._file.execute("INSERT OR IGNORE INTO tied VALUES (?, ?, NULL)", _row(key))
        (found,) = self._file.execute("SELECT rowid FROM tied WHERE name = ? AND kind = ?", _row(key)).fetchone()
        return int(found)

    def _sort(self) -> None:
        """Let each key that was stated with others know its clan."""
        (count,) = self._file.execute("SELECT count(*) FROM tied").fetchone()
        rows = ((self._ties.clan(number), number) for number in range(1, count + 1))
        self._file.executemany("UPDATE tied SET clan = ? WHERE rowid = ?", rows)
        for index in (_BY_LEAD, _BY_CLAN):
            self._file.execute(index)

    def keep(self, key: Key, lines: Sequence[str]) -> None:
        """Put aside the lines about a lead."""
        self._file.execute("INSERT INTO lead VALUES (?, ?, ?)", (*_row(key), marshal.dumps(list(lines))))

    def kept(self) -> Iterator[tuple[Key, Sequence[str]]]:
        """Those about leads, by name."""
        for name, kind, lines in self._file.execute("SELECT * FROM lead ORDER BY name, kind"):
            yield (kind, _text(name)), marshal.loads(lines)  # noqa: S302 - this program alone wrote it, into a file that has no name

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


def _row(key: Key) -> tuple[bytes, str]:
    return _bytes(key[1]), key[0]


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
