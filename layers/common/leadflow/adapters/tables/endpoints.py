"""The table `deliveries`, where it says which destinations want nothing any more."""

from typing import TYPE_CHECKING, Final

from leadflow.adapters.aws import outside
from leadflow.adapters.tables.item import number, text
from leadflow.domain.instant import Instant

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from leadflow.adapters.tables.item import Item

_CLOSED: Final = "closed"


class DynamoEndpoints:
    """The port `Endpoints`. What it notes stays until the channel has another address or key."""

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def close(self, channel: str, endpoint: str, now: Instant) -> None:
        item = {**_key(channel), "endpoint": text(endpoint), "closed_at": number(now)}
        with outside():
            self._client.put_item(TableName=self._table, Item=item)

    def closed(self, channel: str, endpoint: str) -> bool:
        return self._read(channel).get("endpoint") == text(endpoint)

    def closed_at(self, channel: str) -> Instant | None:
        """When the channel's destination said so last, whatever its address is now. Raises OutsideDown."""
        found = self._read(channel)
        return Instant(int(found["closed_at"]["N"])) if found else None

    def _read(self, channel: str) -> "Item":
        with outside():
            return self._client.get_item(TableName=self._table, Key=_key(channel)).get("Item", {})


def _key(channel: str) -> "Item":
    """No news has such an id: those begin with the lead's."""
    return {"transition": text(f"channel:{channel}"), "action": text(_CLOSED)}
