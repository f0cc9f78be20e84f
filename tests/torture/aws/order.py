"""The order of a table or an index, kept as items are written, so that a query looks at its own partition only."""

from bisect import bisect_left, insort
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from tests.fragments import Document
from tests.torture.aws.values import Plain, plain

Key = tuple[Plain, ...]


@dataclass
class Order:
    """Where items stand: `names` are the attributes that say it, the partition's first.

    An item that lacks one of them stands nowhere.
    """

    names: Sequence[str]
    parts: dict[Plain, list[Key]] = field(default_factory=dict)

    @classmethod
    def of(cls, names: Sequence[str], items: Iterable[Document]) -> "Order":
        order = cls(names)
        for item in items:
            order.move(None, item)
        return order

    def place(self, item: Document | None) -> Key | None:
        if item is None or not all(name in item for name in self.names):
            return None
        return tuple(plain(item[name]) for name in self.names)

    def move(self, before: Document | None, after: Document | None) -> None:
        """What was one item is the other now; None where there was or is none."""
        old, new = self.place(before), self.place(after)
        if old == new:
            return
        if old is not None:
            part = self.parts[old[0]]
            del part[bisect_left(part, old)]
        if new is not None:
            insort(self.parts.setdefault(new[0], []), new)

    def part(self, value: Plain) -> Sequence[Key]:
        """The places of one partition, in order."""
        return self.parts.get(value, ())
