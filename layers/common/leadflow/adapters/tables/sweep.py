"""Items taken out of a table, many in one call."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from leadflow.adapters.aws import outside
from leadflow.application.ports import OutsideDown

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import WriteRequestTypeDef

    from leadflow.adapters.tables.item import Item

_AT_ONCE: Final = 25
"""DynamoDB takes so many in one BatchWriteItem."""

_TRIES: Final = 8


def sweep(client: "DynamoDBClient", table: str, keys: "Iterable[Item]") -> int:
    """Delete the items with these keys; how many they were. Raises OutsideDown."""
    count = 0
    for batch in _batches(keys):
        _sweep(client, table, [{"DeleteRequest": {"Key": key}} for key in batch])
        count += len(batch)
    return count


def _sweep(client: "DynamoDBClient", table: str, requests: "Sequence[WriteRequestTypeDef]") -> None:
    for _ in range(_TRIES):
        with outside():
            answer = client.batch_write_item(RequestItems={table: requests})
        left = answer.get("UnprocessedItems", {}).get(table, [])
        if not left:
            return
        requests = [{"DeleteRequest": {"Key": each["DeleteRequest"]["Key"]}} for each in left]
    raise OutsideDown(f"BatchWriteItem: {len(requests)} items left unwritten")


def _batches(keys: "Iterable[Item]") -> "Iterator[list[Item]]":
    batch: list[Item] = []
    for key in keys:
        batch.append(key)
        if len(batch) == _AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch
