"""All leads of the table `leads`, read in parallel parts: for a person's command, never on a webhook's way."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from leadflow.adapters.aws import outside
from leadflow.adapters.tables.lead_item import from_item
from leadflow.adapters.tables.scan import Place, pages
from leadflow.domain.identity import LeadId
from leadflow.domain.state import State

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import ScanInputTypeDef

    from leadflow.adapters.tables.item import Item

LEADS: Final = "attribute_exists(version) AND attribute_not_exists(joined) AND attribute_not_exists(erased_at)"
"""A key that has joined a lead is none itself, who was erased is none any more, and what has no version is nobody."""


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
        return (from_item(item) for item in self._items(self._whole))

    def place(self, share: int = 1, shares: int = 1) -> Place:
        """The place before the first of them, or of this one of so many shares. Raises OutsideDown."""
        return Place.of(self.count(), share, shares) if self._parts is None else Place.first(self._parts)

    def pages(self, place: Place) -> Iterator[Sequence[State]]:
        """Those that come after the place, whole, page by page: it moves on behind each. Raises OutsideDown."""
        return (list(map(from_item, page)) for page in pages(self._client, self._whole, place))

    def erased(self) -> Iterator[LeadId]:
        """Each lead that was erased, by the key under which it lived."""
        told: ScanInputTypeDef = {
            "TableName": self._table,
            "ProjectionExpression": "#lead",
            "FilterExpression": "attribute_exists(erased_at) AND attribute_not_exists(joined)",
            "ExpressionAttributeNames": {"#lead": "lead"},
        }
        return (LeadId(item["lead"]["S"]) for item in self._items(told))

    def some(self) -> Iterator[State]:
        """As many leads as one page holds, whole, and all where there are no more: in no order, so nobody's choice."""
        with outside():
            page = self._client.scan(TableName=self._table, FilterExpression=LEADS)
        return map(from_item, page["Items"])

    def _items(self, asked: "ScanInputTypeDef") -> "Iterator[Item]":
        for page in pages(self._client, asked, self.place()):
            yield from page

    @property
    def _whole(self) -> "ScanInputTypeDef":
        return {"TableName": self._table, "FilterExpression": LEADS}
