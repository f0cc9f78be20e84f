"""The stores of which a lead's id is the partition: its timeline, and its news."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from leadflow.adapters.tables.item import text
from leadflow.adapters.tables.plain import plain
from leadflow.adapters.tables.query import items
from leadflow.adapters.tables.sweep import sweep
from leadflow.application import family
from leadflow.application.ports import Timeline
from leadflow.application.whom import Whom
from leadflow.domain import wire
from leadflow.domain.identity import LeadId
from leadflow.domain.json import Json

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import QueryInputTypeDef

    from leadflow.adapters.tables.item import Item


@dataclass(frozen=True, slots=True)
class KeptTimeline:
    """The port `Store` on the table `timeline`."""

    client: "DynamoDBClient"
    table: str
    timeline: Timeline

    def show(self, whom: Whom) -> Iterator[Mapping[str, Json]]:
        return map(wire.to_json, family.history(self.timeline, sorted(whom.ids)))

    def clear(self, whom: Whom) -> int:
        query = _query(self.table)
        query |= {"ProjectionExpression": "#lead, at_id", "ConsistentRead": True}
        return sum(sweep(self.client, self.table, items(self.client, _of(query, lead))) for lead in sorted(whom.ids))


@dataclass(frozen=True, slots=True)
class KeptNews:
    """The port `Store` on the table `outbox`."""

    client: "DynamoDBClient"
    table: str

    def show(self, whom: Whom) -> Iterator[Mapping[str, Json]]:
        query = _query(self.table)
        return (plain(item) for lead in sorted(whom.ids) for item in items(self.client, _of(query, lead)))

    def clear(self, whom: Whom) -> int:
        query = _query(self.table)
        query |= {"ProjectionExpression": "#lead, what", "ConsistentRead": True}
        return sum(sweep(self.client, self.table, items(self.client, _of(query, lead))) for lead in sorted(whom.ids))


def _query(table: str) -> "QueryInputTypeDef":
    return {
        "TableName": table,
        "KeyConditionExpression": "#lead = :lead",
        "ExpressionAttributeNames": {"#lead": "lead"},
    }


def _of(query: "QueryInputTypeDef", lead: LeadId) -> "QueryInputTypeDef":
    values: Item = {":lead": text(lead)}
    return {**query, "ExpressionAttributeValues": values}
