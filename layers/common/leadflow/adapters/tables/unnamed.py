"""Activities that name nobody, and yet may hold somebody's address: of a form, say, whose fields nobody has mapped."""

import json
import zlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from leadflow.adapters.tables.item import text
from leadflow.adapters.tables.query import items
from leadflow.adapters.tables.sweep import sweep
from leadflow.application.whom import Whom
from leadflow.domain.instant import DAY, Instant, moment
from leadflow.domain.json import Json

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import QueryInputTypeDef

    from leadflow.adapters.tables.item import Item

DAYS: Final = 34
"""They are kept for 30 days; DynamoDB takes its time, and a clock may stand behind or ahead."""


@dataclass(frozen=True, slots=True)
class Unnamed:
    """The port `Store` on the table `timeline`; of these sources."""

    client: "DynamoDBClient"
    table: str
    sources: Collection[str]
    now: Instant

    def show(self, whom: Whom) -> Iterator[Mapping[str, Json]]:
        return (document for _, document in self._found(whom))

    def clear(self, whom: Whom) -> int:
        keys: Iterator[Item] = ({"lead": item["lead"], "at_id": item["at_id"]} for item, _ in self._found(whom))
        return sweep(self.client, self.table, keys)

    def _found(self, whom: Whom) -> "Iterator[tuple[Item, Mapping[str, Json]]]":
        for source in sorted(self.sources):
            for back in range(-1, DAYS):
                for item in items(self.client, self._query(source, back)):
                    document = json.loads(zlib.decompress(item["activity"]["B"]))
                    if whom.among(document):
                        yield item, document

    def _query(self, source: str, back: int) -> "QueryInputTypeDef":
        day = moment(Instant(self.now - back * DAY)).date().isoformat()
        return {
            "TableName": self.table,
            "KeyConditionExpression": "#lead = :day",
            "ExpressionAttributeNames": {"#lead": "lead"},
            "ExpressionAttributeValues": {":day": text(f"source#{source}#{day}")},
            "ConsistentRead": True,
        }
