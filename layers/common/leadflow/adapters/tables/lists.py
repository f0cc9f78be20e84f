"""The table `lists`: an item for each lead on each list, in shards, and of each lead a card that names its lists."""

from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Final

from botocore.exceptions import ClientError

from leadflow.adapters.aws import outside
from leadflow.adapters.tables.item import SHARDS, number, shard, text
from leadflow.adapters.tables.query import items
from leadflow.adapters.tables.refusal import outrun_or_down
from leadflow.application.listing import Card
from leadflow.domain.identity import LeadId
from leadflow.domain.instant import SECOND, Instant
from leadflow.domain.listed import ListName

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import (
        AttributeValueTypeDef,
        KeysAndAttributesTypeDef,
        PutTypeDef,
        QueryInputTypeDef,
        TransactWriteItemTypeDef,
    )

    from leadflow.adapters.tables.item import Item

_READ_AT_ONCE: Final = 100
"""BatchGetItem takes so many keys."""

_SELF: Final = "lead:"
"""What stands before the lead's id in the key of its card."""


# Whoever changes the lists of a lead changes its card with them, under the card as it was read:
#
#      card v3         card v3           write v5 if v3      write v4 if v3     card v5: newer than v4
#   worker a |      worker b |       worker b |          worker a | Outrun      worker a |
#   ---------+---------------+----------------+-------------------+----------------------+----------> time
#
class DynamoLists:
    """The port `Lists`. A popular list would make a hot partition, so each is kept in shards."""

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def card(self, lead: LeadId, *, fresh: bool = False) -> Card:
        with outside():
            answer = self._client.get_item(TableName=self._table, Key=_place(lead), ConsistentRead=fresh)
        return _card(answer["Item"]) if "Item" in answer else Card(lead)

    def cards_of(self, leads: Collection[LeadId]) -> Mapping[LeadId, Card]:
        """One that is left unread counts as none, until a write under it is refused."""
        keys: list[Item] = [_place(lead) for lead in dict.fromkeys(leads)]
        found: list[Item] = []
        for start in range(0, len(keys), _READ_AT_ONCE):
            asked: Mapping[str, KeysAndAttributesTypeDef] = {self._table: {"Keys": keys[start : start + _READ_AT_ONCE]}}
            with outside():
                found += self._client.batch_get_item(RequestItems=asked)["Responses"].get(self._table, [])
        return {card.lead: card for card in map(_card, found)}

    def write(self, before: Card, after: Card, until: Instant | None = None) -> None:
        card = self._put(before, after, until)
        changes = [self._change(name, after) for name in sorted(before.lists ^ after.lists)]
        with outside():
            try:
                if changes:
                    self._client.transact_write_items(TransactItems=[{"Put": card}, *changes])
                else:
                    self._client.put_item(**card)
            except ClientError as error:
                if refused := outrun_or_down(error):
                    raise refused from error
                raise

    def members(self, name: ListName) -> Iterator[LeadId]:
        for each in SHARDS:
            for item in items(self._client, self._query(name, each)):
                yield LeadId(item["lead"]["S"])

    def count(self, name: ListName) -> int:
        return sum(self._counted(name, each) for each in SHARDS)

    def _counted(self, name: ListName, part: str) -> int:
        query: QueryInputTypeDef = {**self._query(name, part), "Select": "COUNT"}
        counted = 0
        while True:
            with outside():
                answer = self._client.query(**query)
            counted += answer["Count"]
            if "LastEvaluatedKey" not in answer:
                return counted
            query["ExclusiveStartKey"] = answer["LastEvaluatedKey"]

    def _query(self, name: ListName, part: str) -> "QueryInputTypeDef":
        return {
            "TableName": self._table,
            "KeyConditionExpression": "#list = :list",
            "ExpressionAttributeNames": {"#list": "list"},
            "ExpressionAttributeValues": {":list": text(_sharded(name, part))},
        }

    def _put(self, before: Card, after: Card, until: Instant | None) -> "PutTypeDef":
        item = {**_place(after.lead), "version": number(after.version), "lists": _names(after)}
        if until is not None:
            item["expires_at"] = number(until // SECOND)
        if before == Card(before.lead):
            return {"TableName": self._table, "Item": item, "ConditionExpression": "attribute_not_exists(version)"}
        return {
            "TableName": self._table,
            "Item": item,
            "ConditionExpression": "version = :seen AND lists = :lists",
            "ExpressionAttributeValues": {":seen": number(before.version), ":lists": _names(before)},
        }

    def _change(self, name: ListName, after: Card) -> "TransactWriteItemTypeDef":
        key = {"list": text(_sharded(name, shard(after.lead))), "lead": text(after.lead)}
        if name in after.lists:
            return {"Put": {"TableName": self._table, "Item": key}}
        return {"Delete": {"TableName": self._table, "Key": key}}


def _card(item: "Item") -> Card:
    lists = frozenset(each["S"] for each in item["lists"]["L"])
    return Card(LeadId(item["lead"]["S"]), int(item["version"]["N"]), lists)


def _place(lead: LeadId) -> "dict[str, AttributeValueTypeDef]":
    return {"list": text(f"{_SELF}{lead}"), "lead": text(lead)}


def _sharded(name: ListName, part: str) -> str:
    return f"{name}#{part}"


def _names(card: Card) -> "AttributeValueTypeDef":
    return {"L": [text(name) for name in sorted(card.lists)]}
