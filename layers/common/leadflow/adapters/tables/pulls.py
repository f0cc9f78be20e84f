"""How far pulls have come, one small item a pull beside its source's unidentified activities."""

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Final

from leadflow.adapters.aws import outside
from leadflow.adapters.tables.item import number, text
from leadflow.application.pull import Place, Tally
from leadflow.domain.instant import DAY, SECOND, Duration, Instant

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef

KEPT: Final = Duration(400 * DAY)


class DynamoPulls:
    """The port `Places`, on the table `timeline`.

    Two that pull the same overwrite each other's place without harm: wherever it is, all before it was sent by one.
    """

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client, self._table = client, table

    def kept(self, source: str, only: str | None) -> Place | None:
        with outside():
            item = self._client.get_item(TableName=self._table, Key=_key(source, only), ConsistentRead=True).get("Item")
        return None if item is None else _read(item["place"]["S"])

    def keep(self, source: str, only: str | None, place: Place) -> None:
        end = number((place.began + KEPT) // SECOND)
        item = {**_key(source, only), "place": text(json.dumps(asdict(place))), "expires_at": end}
        with outside():
            self._client.put_item(TableName=self._table, Item=item)

    def forget(self, source: str, only: str | None) -> None:
        with outside():
            self._client.delete_item(TableName=self._table, Key=_key(source, only))


def _read(written: str) -> Place:
    place = json.loads(written)
    return Place(
        asked=place["asked"],
        began=Instant(place["began"]),
        what=place["what"],
        start=place["start"],
        tallies={what: Tally(**tally) for what, tally in place["tallies"].items()},
        naming=tuple(place["naming"]),
    )


def _key(source: str, only: str | None) -> "Mapping[str, AttributeValueTypeDef]":
    return {"lead": text(f"source#{source}"), "at_id": text("pull" if only is None else f"pull#{only}")}
