"""What reads and writes of DynamoDB are billed, by the sizes of the items."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, Final

from leadflow.adapters.tables.item import size

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import KeySchemaElementTypeDef

    from leadflow.adapters.tables.item import Item

WRITE_STEP: Final = 1024
READ_STEP: Final = 4 * 1024


@dataclass(frozen=True, slots=True)
class Table:
    """A table's key, and the keys of its indexes, which hold keys only."""

    key: tuple[str, ...]
    indexes: tuple[tuple[str, ...], ...]

    def place(self, item: "Item") -> str:
        """What tells the item from all others of its table."""
        return repr([item[name] for name in self.key])

    def write(self, before: "Item | None", after: "Item | None") -> int:
        """Units of the table itself: each started KB of the item before or after the write, whichever is larger."""
        return _steps(max(size(item) if item else 0 for item in (before, after)), WRITE_STEP)

    def index_writes(self, before: "Item | None", after: "Item | None") -> int:
        """Units of all indexes."""
        return sum(self._index_write(keys, before, after) for keys in self.indexes)

    def _index_write(self, keys: tuple[str, ...], before: "Item | None", after: "Item | None") -> int:
        """Nothing where the entry stays; else each started KB of the entry that goes and of the one that comes."""
        old, new = self._entry(keys, before), self._entry(keys, after)
        return 0 if old == new else sum(_steps(size(entry), WRITE_STEP) for entry in (old, new) if entry)

    def _entry(self, keys: tuple[str, ...], item: "Item | None") -> "Item | None":
        """How the index holds the item; not at all where an attribute of its key is absent."""
        if item is None or not all(name in item for name in keys):
            return None
        return {name: item[name] for name in (*self.key, *keys)}


def read(sizes: Iterable[int], *, consistent: bool) -> float:
    """Units of one read of items that are weighed together: each started 4 KB, half where it may be a moment old."""
    return _steps(sum(sizes), READ_STEP) * (1 if consistent else 0.5)


def described(client: "DynamoDBClient", name: str) -> Table:
    """The table as AWS describes it. Raises ValueError where an index holds more than keys."""
    found = client.describe_table(TableName=name)["Table"]
    indexes = found.get("GlobalSecondaryIndexes", [])
    if any(index["Projection"]["ProjectionType"] != "KEYS_ONLY" for index in indexes):
        raise ValueError(f"{name}: only indexes that hold keys only can be metered")
    return Table(_names(found["KeySchema"]), tuple(_names(index["KeySchema"]) for index in indexes))


def metered(client: "DynamoDBClient", names: Iterable[str]) -> dict[str, Table]:
    """Those of the tables that can be metered: that of receipts has an index that holds more than keys."""
    found = {}
    for name in names:
        with suppress(ValueError):
            found[name] = described(client, name)
    return found


def _names(schema: "Iterable[KeySchemaElementTypeDef]") -> tuple[str, ...]:
    return tuple(part["AttributeName"] for part in schema)


def _steps(weight: int, step: int) -> int:
    return max(1, ceil(weight / step))
