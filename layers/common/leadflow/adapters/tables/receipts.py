"""The receipts of the table `deliveries`, latest first, as people look through them."""

from collections.abc import Iterator, Sequence
from heapq import merge
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from leadflow.adapters.aws import outside
from leadflow.adapters.tables.deliveries import key
from leadflow.adapters.tables.item import SHARDS, number, text
from leadflow.adapters.tables.query import items
from leadflow.adapters.tables.refusal import by_condition
from leadflow.application.ports import Outcome
from leadflow.application.receipts import Receipt
from leadflow.domain.errand import Errand
from leadflow.domain.instant import Instant

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import QueryInputTypeDef

    from leadflow.adapters.tables.item import Item


class DynamoReceipts:
    """The port `Receipts`, on the index `by_opened`: only receipts stand in it, each from its first claim on."""

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client, self._table = client, table

    def since(self, first: Instant) -> Iterator[Receipt]:
        shards = (self._shard(shard, first) for shard in SHARDS)
        return merge(*shards, key=lambda receipt: receipt.opened_at, reverse=True)

    def of(self, news: str) -> Sequence[Receipt]:
        """Those of this news' actions, as they were begun."""
        query: QueryInputTypeDef = {
            "TableName": self._table,
            "KeyConditionExpression": "#news = :news",
            "ExpressionAttributeNames": {"#news": "transition"},
            "ExpressionAttributeValues": {":news": text(news)},
        }
        found = (_receipt(item) for item in items(self._client, query) if "opened_at" in item)
        return sorted(found, key=lambda receipt: receipt.opened_at)

    def reopen(self, errand: Errand) -> bool:
        with outside():
            try:
                self._client.update_item(
                    TableName=self._table,
                    Key=key(errand),
                    UpdateExpression="REMOVE outcome, ended_at SET claimed_until = :past",
                    ConditionExpression="outcome = :failed",
                    ExpressionAttributeValues={":failed": text(Outcome.FAILED), ":past": number(0)},
                )
            except ClientError as error:
                if by_condition(error):
                    return False
                raise
        return True

    def _shard(self, shard: str, first: Instant) -> Iterator[Receipt]:
        query: QueryInputTypeDef = {
            "TableName": self._table,
            "IndexName": "by_opened",
            "KeyConditionExpression": "opened_shard = :shard AND opened_at >= :first",
            "ExpressionAttributeValues": {":shard": text(shard), ":first": number(first)},
            "ScanIndexForward": False,
        }
        return (_receipt(item) for item in items(self._client, query))


def _receipt(item: "Item") -> Receipt:
    automation, _, place = item["action"]["S"].rpartition("#")
    return Receipt(
        news=item["transition"]["S"],
        automation=automation,
        action=int(place),
        channel=item["channel"]["S"],
        opened_at=Instant(int(item["opened_at"]["N"])),
        attempts=int(item["attempts"]["N"]),
        outcome=Outcome(item["outcome"]["S"]) if "outcome" in item else None,
        ended_at=Instant(int(item["ended_at"]["N"])) if "ended_at" in item else None,
        reason=item["reason"]["S"] if "S" in item.get("reason", {}) else None,
        held_until=Instant(int(item["due_at"]["N"])) if "due_at" in item else None,
    )
