"""A meter of AWS calls and of what they are billed, computed from what really went over the wire.

DynamoDB bills by size, in units:

- a write: one for each started KB of the item, before or after it, whichever is larger;
- an index: nothing while its entry stays as it is, one for an entry that comes or goes (ours are under 1 KB), so two
  for one that moves to another key;
- a write whose condition fails: as a write, without the indexes;
- a transaction: all of it twice;
- a read: one for each started 4 KB, half of it where what is read may be a moment old; an item that is not there
  counts as a small one, and the items of one page of a query are weighed together.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html

SQS bills each started 64 KB of a call as one request: that is its unit here. Any other call is one unit.

What an item was before a write the meter knows from the writes it has seen, so it is attached before the first one.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil
from typing import TYPE_CHECKING, Final, NamedTuple, TypedDict

from bench.capacity import Table, read
from leadflow.adapters.tables.item import size

if TYPE_CHECKING:
    from botocore.hooks import BaseEventHooks
    from botocore.model import OperationModel

    from leadflow.adapters.tables.item import Item

_MESSAGE_STEP: Final = 64 * 1024
_REFUSED: Final = ("ConditionalCheckFailedException", "TransactionCanceledException")


class Use(NamedTuple):
    """A call of AWS and the table that it was about, empty where it was about none."""

    operation: str
    table: str = ""


class Asked(TypedDict, total=False):
    """What a call asks for, as far as the meter looks at it."""

    TableName: str
    Item: "Item"
    Key: "Item"
    ReturnValues: str
    ConsistentRead: bool
    RequestItems: "Mapping[str, Mapping[str, Sequence[Item]]]"
    TransactItems: "Sequence[Mapping[str, Asked]]"
    MessageBody: str
    Entries: Sequence[Mapping[str, str]]


class Answered(TypedDict, total=False):
    """What is answered, as far as the meter looks at it."""

    Attributes: "Item"
    Item: "Item"
    Items: "Sequence[Item]"
    Responses: "Mapping[str, Sequence[Item]]"
    UnprocessedKeys: "Mapping[str, Mapping[str, Sequence[Item]]]"
    Error: Mapping[str, str]
    ResponseMetadata: Mapping[str, int]


@dataclass(slots=True)
class Meter:
    """Counts calls and units from when it is attached to a client's or a session's events."""

    tables: Mapping[str, Table]
    calls: Counter[Use] = field(default_factory=Counter)
    units: dict[Use, float] = field(default_factory=dict)
    _items: "dict[tuple[str, str], Item]" = field(default_factory=dict)

    def attach(self, events: "BaseEventHooks") -> None:
        for name, listens in self.listeners.items():
            events.register(name, listens)

    @property
    def listeners(self) -> Mapping[str, Callable[..., None]]:
        """What hears of each call, by the event of botocore's that it hears."""
        return {"before-parameter-build": self._before, "after-call": self._after}

    def reset(self) -> None:
        """Begin at nothing; what the tables hold stays known."""
        self.calls.clear()
        self.units.clear()

    def _before(self, params: Asked, model: "OperationModel", context: dict[str, Asked], **_: object) -> None:
        if model.name == "UpdateItem":
            params["ReturnValues"] = "ALL_NEW"  # free of charge, and nobody else looks at it
        context["metered"] = params

    def _after(self, parsed: Answered, model: "OperationModel", context: dict[str, Asked], **_: object) -> None:
        self.hear(model.name, context["metered"], parsed, 1 + parsed["ResponseMetadata"].get("RetryAttempts", 0))

    def hear(self, operation: str, asked: Asked, answered: Answered, tries: int = 1) -> None:
        """Count a call."""
        price = _PRICES.get(operation, _one)
        for table, units in price(self, asked, answered):
            use = Use(operation, table)
            self.calls[use] += tries
            self.units[use] = self.units.get(use, 0) + units

    def write(self, table: str, asked: Asked, after: "Item | None", *, done: bool) -> int:
        """Units of one write; `after` is the item as the write makes it, or would have made it."""
        known = self.tables[table]
        place = table, known.place(asked["Item"] if "Item" in asked else asked["Key"])
        before = self._items.get(place)
        units = known.write(before, after)
        if done:
            units += known.index_writes(before, after)
            self._keep(place, after)
        return units

    def _keep(self, place: tuple[str, str], after: "Item | None") -> None:
        if after is None:
            self._items.pop(place, None)
        else:
            self._items[place] = after


Prices = Iterator[tuple[str, float]]


def _write(meter: Meter, asked: Asked, answered: Answered) -> Prices:
    """A put or an update; one that was throttled costs nothing."""
    error = answered.get("Error", {}).get("Code")
    after = asked["Item"] if "Item" in asked else answered.get("Attributes")
    billed = error is None or error in _REFUSED
    units = meter.write(asked["TableName"], asked, after, done=error is None) if billed else 0
    yield asked["TableName"], units


def _transact(meter: Meter, asked: Asked, answered: Answered) -> Prices:
    done = "Error" not in answered
    units: Counter[str] = Counter()
    for write in (part for each in asked["TransactItems"] for part in each.values()):
        units[write["TableName"]] += 2 * meter.write(write["TableName"], write, write.get("Item"), done=done)
    yield from units.items()


def _get(_: Meter, asked: Asked, answered: Answered) -> Prices:
    found = [size(answered["Item"])] if "Item" in answered else []
    yield asked["TableName"], read(found, consistent=asked.get("ConsistentRead", False))


def _query(_: Meter, asked: Asked, answered: Answered) -> Prices:
    found = map(size, answered.get("Items", []))
    yield asked["TableName"], read(found, consistent=asked.get("ConsistentRead", False))


def _batch_get(_: Meter, asked: Asked, answered: Answered) -> Prices:
    for table, wanted in asked["RequestItems"].items():
        found = answered.get("Responses", {}).get(table, [])
        unread = answered.get("UnprocessedKeys", {}).get(table, {}).get("Keys", [])
        missing = len(wanted["Keys"]) - len(unread) - len(found)
        yield table, sum(read([size(item)], consistent=False) for item in found) + missing * read([], consistent=False)


def _send(_: Meter, asked: Asked, __: Answered) -> Prices:
    bodies = [entry["MessageBody"] for entry in asked["Entries"]] if "Entries" in asked else [asked["MessageBody"]]
    yield "", ceil(sum(len(body.encode()) for body in bodies) / _MESSAGE_STEP)


def _one(_: Meter, __: Asked, ___: Answered) -> Prices:
    yield "", 1


_PRICES: Final[Mapping[str, Callable[[Meter, Asked, Answered], Prices]]] = {
    "PutItem": _write,
    "UpdateItem": _write,
    "TransactWriteItems": _transact,
    "GetItem": _get,
    "Query": _query,
    "BatchGetItem": _batch_get,
    "SendMessage": _send,
    "SendMessageBatch": _send,
}
