"""A table made whole again: from a copy that was recovered under another name, or leads from their timelines."""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, Final

from botocore.exceptions import ClientError

from leadflow.adapters.aws import outside
from leadflow.adapters.tables.item import number
from leadflow.adapters.tables.lead_item import to_item
from leadflow.adapters.tables.refusal import by_condition
from leadflow.adapters.tables.timeline import activity_of
from leadflow.domain.activity import Activity
from leadflow.domain.identity import LeadId
from leadflow.domain.instant import SECOND, Instant
from leadflow.domain.state import State

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import ScanInputTypeDef

    from leadflow.adapters.tables.item import Item

_AT_ONCE: Final = 10
"""So many items are written at once."""

_ERASED: Final = "erased_at"
"""The attribute of a lead that was erased: no copy brings it back."""


def floor(now: Instant) -> int:
    """A version that no lead ever had before: ids of news are made of versions, and none may be used twice."""
    return now // SECOND


class DynamoRecovery:
    """A table into which what it has lost is written. `floor` is added to the versions of leads."""

    def __init__(self, client: "DynamoDBClient", table: str, floor: int) -> None:
        self._client, self._table, self._floor = client, table, floor

    def copy(self, source: str, *, overwrite: bool = False) -> Iterator[bool]:
        """Write the items of that table into this one, which keeps what it has; whether each. Raises OutsideDown."""
        for page in self._pages(source):
            yield from self._put([self._raised(item) for item in page], overwrite=overwrite)

    def begin(self, leads: Iterable[LeadId]) -> int:
        """Let the leads that are missing begin anew, knowing nothing; how many they were. Raises OutsideDown."""
        return sum(self._put([to_item(State(lead, version=self._floor)) for lead in leads], overwrite=False))

    def told(self) -> Iterator[tuple[list[LeadId], list[Activity]]]:
        """The leads of this table, which is a timeline, and what they did, page by page. Raises OutsideDown."""
        for page in self._pages(self._table):
            found = [item for item in page if "activity" in item and not item["lead"]["S"].startswith("source#")]
            leads = [LeadId(lead) for lead, _ in groupby(item["lead"]["S"] for item in found)]
            yield leads, [activity_of(item) for item in found]

    def _raised(self, item: "Item") -> "Item":
        if "version" not in item or "what" in item:  # no lead, but news, which keeps its own
            return item
        return {**item, "version": number(self._floor + int(item["version"]["N"]))}

    def _pages(self, table: str) -> "Iterator[Sequence[Item]]":
        asked: ScanInputTypeDef = {"TableName": table, "ConsistentRead": True}
        while True:
            with outside():
                page = self._client.scan(**asked)
            yield page["Items"]
            if "LastEvaluatedKey" not in page:
                return
            asked["ExclusiveStartKey"] = page["LastEvaluatedKey"]

    def _put(self, items: "Sequence[Item]", *, overwrite: bool) -> list[bool]:
        with ThreadPoolExecutor(_AT_ONCE) as threads:
            return list(threads.map(partial(self._one, overwrite=overwrite), items))

    def _one(self, item: "Item", *, overwrite: bool) -> bool:
        missing = "list" if "list" in item else "transition" if "action" in item else "lead"
        with outside():
            try:
                self._client.put_item(
                    TableName=self._table,
                    Item=item,
                    ConditionExpression="attribute_not_exists(#unless)",
                    ExpressionAttributeNames={"#unless": _ERASED if overwrite else missing},
                )
            except ClientError as error:
                if by_condition(error):
                    return False
                raise
        return True
