"""The index `by_wake` of the table `leads`: sparse, over many shards, so that no minute has a hot partition."""

from collections.abc import Iterator
from itertools import chain
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from leadflow.adapters.aws import outside
from leadflow.adapters.tables.item import SHARDS, number, text
from leadflow.adapters.tables.query import items
from leadflow.adapters.tables.refusal import by_condition
from leadflow.domain.identity import LeadId
from leadflow.domain.instant import Instant

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import QueryInputTypeDef


class DynamoWakes:
    """The port `Wakes`; writing a lead sets its wake."""

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def disarm(self, lead: LeadId, until: Instant) -> None:
        with outside():
            try:
                self._client.update_item(
                    TableName=self._table,
                    Key={"lead": text(lead)},
                    UpdateExpression="REMOVE wake_shard, wake_at ADD version :one",
                    ConditionExpression="wake_at <= :until",
                    ExpressionAttributeValues={":one": number(1), ":until": number(until)},
                )
            except ClientError as error:
                if not by_condition(error):
                    raise

    def due(self, until: Instant) -> Iterator[tuple[Instant, LeadId]]:
        return chain.from_iterable(self._due(shard, until) for shard in SHARDS)

    def _due(self, shard: str, until: Instant) -> Iterator[tuple[Instant, LeadId]]:
        query: QueryInputTypeDef = {
            "TableName": self._table,
            "IndexName": "by_wake",
            "KeyConditionExpression": "wake_shard = :shard AND wake_at <= :until",
            "ExpressionAttributeValues": {":shard": text(shard), ":until": number(until)},
        }
        found = items(self._client, query)
        return ((Instant(int(item["wake_at"]["N"])), LeadId(item["lead"]["S"])) for item in found)
