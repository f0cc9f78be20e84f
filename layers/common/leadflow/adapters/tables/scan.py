"""A whole table, read in parallel parts: for a person's command, never on a webhook's way."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

from leadflow.adapters.aws import outside
from leadflow.adapters.tables.item import text
from leadflow.application.ports import OutsideDown

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import ScanInputTypeDef, ScanOutputTypeDef

    from leadflow.adapters.tables.item import Item

PARTS: Final = 8
"""No more parts than that are read at once."""

WORTH: Final = 10_000
"""With so many items more another part is worth its own calls."""

PAUSES: Final = (0.5, 1.0, 2.0, 4.0, 8.0)
"""Seconds before a page that DynamoDB did not give is asked for again: a table grows with what is asked of it."""


@dataclass(slots=True)
class Place:
    """How far a table was read: of each of its `parts` that is not at its end, the key after which it goes on.

    A key is given by its attributes, which are texts in all tables.
    """

    parts: int
    after: dict[int, Mapping[str, str] | None]

    @classmethod
    def first(cls, parts: int) -> Self:
        """Before anything was read."""
        return cls(parts, dict.fromkeys(range(parts)))

    @classmethod
    def of(cls, count: int, share: int = 1, shares: int = 1) -> Self:
        """The same for about so many items, in parts that are worth it, or for one of so many shares of them."""
        parts = shares * min(PARTS, 1 + count // (WORTH * shares))
        return cls(parts, dict.fromkeys(range(share - 1, parts, shares)))


def pages(
    client: "DynamoDBClient", asked: "ScanInputTypeDef", place: Place, sleep: Callable[[float], None] = time.sleep
) -> "Iterator[Sequence[Item]]":
    """The pages of all parts as they come; of each part one is under way, so that memory holds few.

    The place moves on behind a page when the next is asked for. Raises OutsideDown.
    """

    def read(part: int, after: Mapping[str, str] | None) -> "ScanOutputTypeDef":
        page: ScanInputTypeDef = {**asked, "Segment": part, "TotalSegments": place.parts}
        if after is not None:
            page["ExclusiveStartKey"] = {name: text(value) for name, value in after.items()}
        return _page(client, page, sleep)

    with ThreadPoolExecutor(PARTS) as threads:
        waiting = {threads.submit(read, part, after): part for part, after in place.after.items()}
        while waiting:
            done: set[Future[ScanOutputTypeDef]] = wait(waiting, return_when=FIRST_COMPLETED).done
            for each in done:
                part, page = waiting.pop(each), each.result()
                last = page.get("LastEvaluatedKey")
                after = None if last is None else {name: value["S"] for name, value in last.items()}
                if after is not None:
                    waiting[threads.submit(read, part, after)] = part
                yield page["Items"]
                place.after[part] = after
                if after is None:
                    del place.after[part]


def _page(client: "DynamoDBClient", asked: "ScanInputTypeDef", sleep: Callable[[float], None]) -> "ScanOutputTypeDef":
    for pause in PAUSES:
        with suppress(OutsideDown), outside():
            return client.scan(**asked)
        sleep(pause)
    with outside():
        return client.scan(**asked)
