"""What is read of the table `leads`, by function: calls, and the units that AWS bills."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from bench.capacity import read
from tests.fragments import Document
from tests.torture.aws.cloud import Answer, Call
from tests.torture.aws.values import weight

LEADS = "Leads"


@dataclass
class Reads:
    """Since the beginning."""

    calls: Counter[str] = field(default_factory=Counter)
    units: dict[str, float] = field(default_factory=dict)

    def count(self, function: str, call: Call, answer: Answer) -> None:
        """Add what the call has read."""
        units = _units(call, answer.body)
        if units:
            self.calls[function] += 1
            self.units[function] = self.units.get(function, 0.0) + units

    def left_out(self, function: str, queries: int) -> None:
        """Count queries that were not made, since they would have found nothing."""
        self.calls[function] += queries
        self.units[function] = self.units.get(function, 0.0) + queries * read([], consistent=False)

    @property
    def all_calls(self) -> int:
        return sum(self.calls.values())

    @property
    def all_units(self) -> float:
        return sum(self.units.values())


def _units(call: Call, answer: Document) -> float:
    consistent = call.request.get("ConsistentRead", False)
    match call.operation:
        case "Query" if call.request["TableName"] == LEADS:  # the items of a page are weighed together
            return read(_sizes(answer["Items"]), consistent=consistent)
        case "GetItem" if call.request["TableName"] == LEADS:
            return read(_sizes([answer.get("Item", {})]), consistent=consistent)
        case "BatchGetItem":
            return sum(_each(name, asked, answer) for name, asked in call.request["RequestItems"].items())
        case _:
            return 0.0


def _each(table: str, asked: Document, answer: Document) -> float:
    found, consistent = answer["Responses"][table], asked.get("ConsistentRead", False)
    missing = len(asked["Keys"]) - len(found)
    sizes = [*_sizes(found), *[0] * missing]
    return sum(read([size], consistent=consistent) for size in sizes)


def _sizes(items: Iterable[Document]) -> list[int]:
    return [sum(len(name) + weight(value) for name, value in item.items()) for item in items]
