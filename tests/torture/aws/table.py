"""One table of DynamoDB: its items, its indexes, what was changed last."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count

from tests.fragments import Document
from tests.torture.aws.expressions import Invalid
from tests.torture.aws.order import Key, Order
from tests.torture.aws.values import Plain, kind, plain, weight

LIMIT = 400 * 1024
PAGE = 1024 * 1024


@dataclass
class Table:
    """`stream` is all changes, where the table has one.

    `was` is since when an item is so, and what an eventual read may still see for a moment.
    """

    name: str
    keys: Sequence[str]
    types: Document
    indexes: dict[str, tuple[Sequence[str], bool]]
    stream: list[Document] | None
    items: dict[Key, Document] = field(default_factory=dict)
    was: dict[Key, tuple[int, Document | None]] = field(default_factory=dict)
    now: Callable[[], int] = lambda: 0
    _numbers: Iterable[int] = field(default_factory=lambda: count(1))
    _orders: dict[str | None, Order] = field(default_factory=dict)

    @classmethod
    def made(cls, request: Document) -> "Table":
        """The table that CreateTable asks for."""
        types = {each["AttributeName"]: each["AttributeType"] for each in request["AttributeDefinitions"]}
        indexes = {
            each["IndexName"]: (_schema(each), each["Projection"]["ProjectionType"] == "ALL")
            for each in request.get("GlobalSecondaryIndexes", ())
        }
        streaming = request.get("StreamSpecification", {}).get("StreamEnabled", False)
        return cls(request["TableName"], _schema(request), types, indexes, [] if streaming else None)

    def key(self, of: Document) -> Key:
        """The key of the item, or of what has only its key. Raises Invalid."""
        for name in self.keys:
            if name not in of:
                raise Invalid(f"one of the required keys was not given a value: {name}")
            self._check(name, of[name])
        return tuple(plain(of[name]) for name in self.keys)

    def just_key(self, of: Document) -> Key:
        """The key of what must have nothing else. Raises Invalid."""
        if set(of) != set(self.keys):
            raise Invalid("the provided key element does not match the schema")
        return self.key(of)

    def check(self, item: Document) -> None:
        """Raises Invalid where DynamoDB would not take the item."""
        self.key(item)
        for names, _ in self.indexes.values():
            for name in names:
                if name in item:
                    self._check(name, item[name])
        if sum(len(name.encode()) + weight(value) for name, value in item.items()) > LIMIT:
            raise Invalid("item size has exceeded the maximum allowed size")

    def _check(self, name: str, value: Document) -> None:
        if kind(value) != self.types[name]:
            raise Invalid(f"type mismatch for key {name}: expected {self.types[name]}, actual {kind(value)}")
        if value in ({"S": ""}, {"B": ""}):
            raise Invalid(f"one or more parameter values are not valid: an empty value for key {name}")

    def write(self, key: Key, item: Document | None) -> None:
        """Put the item there, or with None take it out."""
        before = self.items.get(key)
        if item == before:
            return
        self.was[key] = self.now(), before
        for order in self._orders.values():
            order.move(before, item)
        if item is None:
            del self.items[key]
        else:
            self.items[key] = item
        if self.stream is not None:
            self.stream.append(self._record(before, item))

    def _record(self, before: Document | None, after: Document | None) -> Document:
        name = "INSERT" if before is None else "REMOVE" if after is None else "MODIFY"
        shown = {"OldImage": before, "NewImage": after}
        images = {image: item for image, item in shown.items() if item is not None}
        number = next(iter(self._numbers))
        return {"eventName": name, "dynamodb": {"SequenceNumber": f"{number:021}", **images}}

    def ordered(self, index: str | None) -> tuple[Sequence[str], list[Document]]:
        """The keys of the table or the index, and what it holds in its order."""
        names = self.index_keys(index)
        found = [item for item in self.items.values() if all(name in item for name in names)]
        found.sort(key=lambda item: self.place(item, names))
        return names, [self._shown(item, index) for item in found]

    def partition(self, index: str | None, value: Plain) -> Iterator[Document]:
        """What one partition of the table or the index holds, in its order; nothing is to be written meanwhile."""
        if index not in self._orders:
            names = (*self.index_keys(index), *self.keys)
            self._orders[index] = Order.of(names, self.items.values())
        places = self._orders[index].part(value)
        return (self._shown(self.items[place[-len(self.keys) :]], index) for place in places)

    def index_keys(self, index: str | None) -> Sequence[str]:
        return self.keys if index is None else self.indexes[index][0]

    def _shown(self, item: Document, index: str | None) -> Document:
        """The item as the index holds it."""
        if index is None or self.indexes[index][1]:
            return item
        shown = {*self.keys, *self.indexes[index][0]}
        return {name: item[name] for name in item if name in shown}

    def place(self, item: Document, names: Sequence[str]) -> Key:
        """Where in the order of these keys the item stands."""
        return tuple(plain(item[name]) for name in (*names, *self.keys))

    def expire(self, now: int) -> None:
        """Take out what has an end by now, in seconds."""
        ended = [key for key, item in self.items.items() if "expires_at" in item and int(item["expires_at"]["N"]) < now]
        for key in ended:
            self.write(key, None)


def _schema(request: Document) -> Sequence[str]:
    by_role = {each["KeyType"]: each["AttributeName"] for each in request["KeySchema"]}
    return [by_role[role] for role in ("HASH", "RANGE") if role in by_role]
