"""The table `outbox`: the durable copy of all news, from which everything outward is made."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from botocore.exceptions import ClientError

from leadflow.adapters.aws import outside
from leadflow.adapters.tables.item import SHARDS, number, text
from leadflow.adapters.tables.outbox_item import from_item, key
from leadflow.adapters.tables.query import items
from leadflow.adapters.tables.refusal import by_condition
from leadflow.domain.identity import LeadId
from leadflow.domain.instant import Instant
from leadflow.domain.news import News

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import QueryInputTypeDef

    from leadflow.adapters.tables.item import Item


# Of calls there always is a list, of what is taken back only where there is any.
_TOLD_BEFORE: Final = "version < :version AND (size(#what.calls) > :none OR attribute_exists(#what.takes_back))"


class DynamoOutbox:
    """The port `Outbox`."""

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def load(self, lead: LeadId, news: str) -> News | None:
        return self._read(key(lead, news))

    def _read(self, where: "Item") -> News | None:
        # Consistent: an item that is not there yet would look like one that has expired.
        with outside():
            answer = self._client.get_item(TableName=self._table, Key=where, ConsistentRead=True)
        return from_item(answer["Item"]) if "Item" in answer else None

    def told_before(self, news: News) -> News | None:
        query: QueryInputTypeDef = {
            "TableName": self._table,
            "KeyConditionExpression": "#lead = :lead",
            "FilterExpression": _TOLD_BEFORE,
            "ExpressionAttributeNames": {"#lead": "lead", "#what": "transition"},
            "ExpressionAttributeValues": {
                ":lead": text(news.lead),
                ":version": number(news.version),
                ":none": number(0),
            },
        }
        earlier = max(items(self._client, query), key=_version, default=None)
        return None if earlier is None else from_item(earlier)

    def of(self, lead: LeadId) -> Iterator[News]:
        """All news of the lead that is still kept, in no order of time. Raises OutsideDown."""
        query: QueryInputTypeDef = {
            "TableName": self._table,
            "KeyConditionExpression": "#lead = :lead",
            "ExpressionAttributeNames": {"#lead": "lead"},
            "ExpressionAttributeValues": {":lead": text(lead)},
        }
        return (from_item(item) for item in items(self._client, query))

    def finish(self, lead: LeadId, news: str) -> None:
        with outside():
            try:
                self._client.update_item(
                    TableName=self._table,
                    Key=key(lead, news),
                    UpdateExpression="REMOVE pending",
                    ConditionExpression="attribute_exists(what)",  # else it would bring back what has expired
                )
            except ClientError as error:
                if not by_condition(error):
                    raise

    def pending(self, before: Instant) -> Iterator[News]:
        for found in entries(self._client, self._table, before):
            if news := self._read({"lead": found["lead"], "what": found["what"]}):
                yield news


def entries(client: "DynamoDBClient", table: str, before: Instant) -> "Iterator[Item]":
    """The index's entries of what is pending and older than that, in no order. Raises OutsideDown."""
    for shard in SHARDS:
        query: QueryInputTypeDef = {
            "TableName": table,
            "IndexName": "by_pending",
            "KeyConditionExpression": "pending = :shard AND #at < :before",
            "ExpressionAttributeNames": {"#at": "at"},
            "ExpressionAttributeValues": {":shard": text(shard), ":before": number(before)},
        }
        yield from items(client, query)


def _version(item: "Item") -> int:
    return int(item["version"]["N"])
