"""The index `by_due` of the table `deliveries`: receipts of what waits, over many shards as all indexes by time."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from leadflow.adapters.aws import outside
from leadflow.adapters.tables.deliveries import key
from leadflow.adapters.tables.item import SHARDS, number, text
from leadflow.adapters.tables.query import items
from leadflow.adapters.tables.refusal import by_condition
from leadflow.domain.errand import Errand
from leadflow.domain.identity import LeadId
from leadflow.domain.instant import Instant

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import QueryInputTypeDef

    from leadflow.adapters.tables.item import Item


class DynamoHeld:
    """The port `Held`; `Deliveries` holds."""

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def due(self, now: Instant) -> Iterator[tuple[Instant, Errand]]:
        for shard in SHARDS:
            query: QueryInputTypeDef = {
                "TableName": self._table,
                "IndexName": "by_due",
                "KeyConditionExpression": "due_shard = :shard AND due_at <= :now",
                "ExpressionAttributeValues": {":shard": text(shard), ":now": number(now)},
            }
            for found in items(self._client, query):
                item = self._read({"transition": found["transition"], "action": found["action"]})
                if "due_at" in item:
                    yield Instant(int(item["due_at"]["N"])), _errand(item)

    def _read(self, where: "Item") -> "Item":
        with outside():
            answer = self._client.get_item(TableName=self._table, Key=where, ConsistentRead=True)
        return answer.get("Item", {})

    def let_go(self, errand: Errand, due: Instant) -> None:
        with outside():
            try:
                self._client.update_item(
                    TableName=self._table,
                    Key=key(errand),
                    UpdateExpression="REMOVE due_shard, due_at",
                    ConditionExpression="due_at = :due",
                    ExpressionAttributeValues={":due": number(due)},
                )
            except ClientError as error:
                if not by_condition(error):
                    raise


def _errand(item: "Item") -> Errand:
    automation, _, place = item["action"]["S"].rpartition("#")
    owner = item["owned_by"]["S"] if "owned_by" in item else None
    return Errand(LeadId(item["of_lead"]["S"]), item["transition"]["S"], automation, int(place), owner)
