"""Who got which lead, in the table `deliveries`: an item for each decision, and pages of numbers under versions."""

import random
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from botocore.exceptions import ClientError

from leadflow.adapters.aws import outside
from leadflow.adapters.tables.item import number, text
from leadflow.adapters.tables.refusal import outrun_or_down
from leadflow.application.ports import OutsideDown
from leadflow.domain.instant import DAY, SECOND, Duration, Instant
from leadflow.domain.ledger import Assignment, Page

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef, PutTypeDef

    from leadflow.adapters.tables.item import Item

_KEPT: Final = Duration(60 * DAY)
_READ_AT_ONCE: Final = 100
_LONGEST_PAUSE: Final = 0.1
"""Seconds for which those step back at most who met another writer at the same page."""


# A decision and all pages that change with it are one transaction. Whoever repeats it finds the decision, and whoever
# decides about another lead meanwhile has read pages that are no longer so:
#
#       read turns:1        read turns:1       write a, turns:2      write b, turns:2       read turns:2 ...
#   worker a  |        worker b  |        worker a  |        worker b  | Outrun       worker b  |
#   ----------+------------------+------------------+------------------+----------------------+----------> time
#
class DynamoBook:
    """The port `Book`."""

    def __init__(self, client: "DynamoDBClient", table: str, sleep: Callable[[float], None] = time.sleep) -> None:
        self._client = client
        self._table = table
        self._sleep = sleep

    def assignment(self, news: str) -> Assignment | None:
        with outside():
            answer = self._client.get_item(TableName=self._table, Key=_decision(news), ConsistentRead=True)
        return _assignment(answer["Item"]) if "Item" in answer else None

    def read(self, pages: Collection[Page]) -> Mapping[str, Page]:
        named = {page.name: page for page in pages}
        names = list(named)
        for start in range(0, len(names), _READ_AT_ONCE):
            for item in self._items(names[start : start + _READ_AT_ONCE]):
                found = _page(item)
                named[found.name] = found
        return named

    def _items(self, names: Sequence[str]) -> Iterator["Item"]:
        keys: Sequence[Item] = [_heading(name) for name in names]
        while keys:
            with outside():
                answer = self._client.batch_get_item(RequestItems={self._table: {"Keys": keys, "ConsistentRead": True}})
            found = answer["Responses"].get(self._table, [])
            yield from found
            left = answer.get("UnprocessedKeys", {}).get(self._table, {"Keys": []})["Keys"]
            if left and not found:
                raise OutsideDown(f"BatchGetItem: {len(left)} keys left unread")
            keys = left

    def assign(self, news: str, assignment: Assignment, pages: Sequence[Page]) -> None:
        at = assignment.at
        decision: PutTypeDef = {
            "TableName": self._table,
            "Item": {
                **_decision(news),
                "owner": {"NULL": True} if assignment.owner is None else text(assignment.owner),
                "at": number(at),
                "kept": {"BOOL": assignment.kept},
                "expires_at": _expiry(at),
            },
            "ConditionExpression": "attribute_not_exists(#transition)",
            "ExpressionAttributeNames": {"#transition": "transition"},
        }
        puts = [decision, *(self._put(page, at) for page in pages)]
        with outside():
            try:
                self._client.transact_write_items(TransactItems=[{"Put": put} for put in puts])
            except ClientError as error:
                if refused := outrun_or_down(error):
                    self._sleep(random.uniform(0, _LONGEST_PAUSE))  # noqa: S311 it spreads retries, it guards nothing
                    raise refused from error
                raise

    def _put(self, page: Page, now: Instant) -> "PutTypeDef":
        item: Item = {
            **_heading(page.name),
            "notes": {"M": {name: number(each) for name, each in page.notes.items()}},
            "version": number(page.version + 1),
            **({"lasting": {"BOOL": True}} if page.lasting else {"expires_at": _expiry(now)}),
        }
        if not page.version:
            return {"TableName": self._table, "Item": item, "ConditionExpression": "attribute_not_exists(version)"}
        return {
            "TableName": self._table,
            "Item": item,
            "ConditionExpression": "version = :seen",
            "ExpressionAttributeValues": {":seen": number(page.version)},
        }


def _decision(news: str) -> "Item":
    return {"transition": text(news), "action": text("owner")}


def _heading(name: str) -> "Item":
    return {"transition": text(name), "action": text("page")}


def _expiry(now: Instant) -> "AttributeValueTypeDef":
    return number((now + _KEPT) // SECOND)


def _assignment(item: "Item") -> Assignment:
    return Assignment(item["owner"].get("S"), Instant(int(item["at"]["N"])), kept=item["kept"]["BOOL"])


def _page(item: "Item") -> Page:
    notes = {name: int(each["N"]) for name, each in item["notes"]["M"].items()}
    return Page(item["transition"]["S"], notes, int(item["version"]["N"]), lasting="lasting" in item)
