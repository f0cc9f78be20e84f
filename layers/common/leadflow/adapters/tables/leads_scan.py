"""All leads of the table `leads`, read in parallel parts: for a person's command, never on a webhook's way."""

from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import TYPE_CHECKING, Final

from leadflow.adapters.aws import outside
from leadflow.adapters.tables.lead_item import from_item
from leadflow.domain.identity import LeadId
from leadflow.domain.state import State

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import ScanInputTypeDef, ScanOutputTypeDef

    from leadflow.adapters.tables.item import Item

PARTS: Final = 8
"""No more parts than that are read at once."""

WORTH: Final = 10_000
"""With so many leads more another part is worth its own calls."""

LEADS: Final = "attribute_exists(version) AND attribute_not_exists(joined)"
"""A key that has joined a lead is none itself, and what has no version is nobody."""


class LeadsScan:
    """The port `Census`: in no order, each lead once."""

    def __init__(self, client: "DynamoDBClient", table: str, parts: int | None = None) -> None:
        self._client, self._table, self._parts = client, table, parts

    def count(self) -> int:
        """About how many leads there are: AWS counts them every six hours."""
        with outside():
            return self._client.describe_table(TableName=self._table)["Table"].get("ItemCount", 0)

    def judged(self) -> Iterator[tuple[LeadId, str]]:
        """Each lead with the fingerprint of the model that judged it."""
        told: ScanInputTypeDef = {
            "TableName": self._table,
            "ProjectionExpression": "#lead, model",
            "FilterExpression": LEADS,
            "ExpressionAttributeNames": {"#lead": "lead"},
        }
        return ((LeadId(item["lead"]["S"]), item["model"]["S"]) for item in self._items(told))

    def states(self) -> Iterator[State]:
        """Each lead, whole."""
        return (from_item(item) for item in self._items({"TableName": self._table, "FilterExpression": LEADS}))

    def some(self) -> Iterator[State]:
        """As many leads as one page holds, whole, and all where there are no more: in no order, so nobody's choice."""
        with outside():
            page = self._client.scan(TableName=self._table, FilterExpression=LEADS)
        return map(from_item, page["Items"])

    def _items(self, asked: "ScanInputTypeDef") -> "Iterator[Item]":
        for page in self._pages(asked):
            yield from page

    def _pages(self, asked: "ScanInputTypeDef") -> "Iterator[Sequence[Item]]":
        """The pages of all parts as they come; of each part one is under way, so that memory holds few."""
        parts = self._parts or min(PARTS, 1 + self.count() // WORTH)
        with ThreadPoolExecutor(parts) as threads:
            first: list[ScanInputTypeDef] = [
                {**asked, "Segment": part, "TotalSegments": parts} for part in range(parts)
            ]
            waiting = {threads.submit(self._page, each): each for each in first}
            while waiting:
                done: set[Future[ScanOutputTypeDef]] = wait(waiting, return_when=FIRST_COMPLETED).done
                for each in done:
                    part, page = waiting.pop(each), each.result()
                    if "LastEvaluatedKey" in page:
                        part = {**part, "ExclusiveStartKey": page["LastEvaluatedKey"]}
                        waiting[threads.submit(self._page, part)] = part
                    yield page["Items"]

    def _page(self, asked: "ScanInputTypeDef") -> "ScanOutputTypeDef":
        with outside():
            return self._client.scan(**asked)
