"""A whole table, read in parallel parts: for a person's command, never on a webhook's way."""

from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import TYPE_CHECKING, Final

from leadflow.adapters.aws import outside

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import ScanInputTypeDef, ScanOutputTypeDef

    from leadflow.adapters.tables.item import Item

PARTS: Final = 8
"""No more parts than that are read at once."""

WORTH: Final = 10_000
"""With so many items more another part is worth its own calls."""


def pages(client: "DynamoDBClient", asked: "ScanInputTypeDef", parts: int) -> "Iterator[Sequence[Item]]":
    """The pages of all parts as they come; of each part one is under way, so that memory holds few.

    Raises OutsideDown.
    """
    with ThreadPoolExecutor(parts) as threads:
        first: list[ScanInputTypeDef] = [{**asked, "Segment": part, "TotalSegments": parts} for part in range(parts)]
        waiting = {threads.submit(_page, client, each): each for each in first}
        while waiting:
            done: set[Future[ScanOutputTypeDef]] = wait(waiting, return_when=FIRST_COMPLETED).done
            for each in done:
                part, page = waiting.pop(each), each.result()
                if "LastEvaluatedKey" in page:
                    part = {**part, "ExclusiveStartKey": page["LastEvaluatedKey"]}
                    waiting[threads.submit(_page, client, part)] = part
                yield page["Items"]


def _page(client: "DynamoDBClient", asked: "ScanInputTypeDef") -> "ScanOutputTypeDef":
    with outside():
        return client.scan(**asked)
