"""News of the table `outbox` from which nothing has followed yet: the index `by_pending`, without reading the items."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from leadflow.adapters.aws import outside
from leadflow.adapters.tables.item import number, text
from leadflow.adapters.tables.outbox import entries
from leadflow.adapters.tables.refusal import by_condition
from leadflow.domain.instant import Instant

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


@dataclass(frozen=True, slots=True)
class Undriven:
    """One such piece of news, by its key."""

    lead: str
    what: str
    at: Instant


class DynamoUndriven:
    """What is pending, and how it is brought before the stream's reader again."""

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client, self._table = client, table

    def before(self, instant: Instant) -> Iterator[Undriven]:
        """News older than that, in no order. Raises OutsideDown."""
        for item in entries(self._client, self._table, instant):
            yield Undriven(item["lead"]["S"], item["what"]["S"], Instant(int(item["at"]["N"])))

    def drive(self, news: Undriven, now: Instant) -> bool:
        """Make a new record of the stream of it; whether it was still pending. Raises OutsideDown."""
        with outside():
            try:
                self._client.update_item(
                    TableName=self._table,
                    Key={"lead": text(news.lead), "what": text(news.what)},
                    UpdateExpression="SET driven_at = :now",
                    ConditionExpression="attribute_exists(pending)",
                    ExpressionAttributeValues={":now": number(now)},
                )
            except ClientError as error:
                if by_condition(error):
                    return False
                raise
        return True
