"""What is known of the sources themselves, one small item a source beside their unidentified activities."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from botocore.exceptions import ClientError

from leadflow.adapters.aws import outside
from leadflow.adapters.tables.item import number, text
from leadflow.adapters.tables.query import items
from leadflow.adapters.tables.refusal import by_condition
from leadflow.application.sightings import Sighting
from leadflow.domain.instant import DAY, MINUTE, SECOND, Duration, Instant, moment

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef, QueryInputTypeDef, UpdateItemInputTypeDef

PAUSE: Final = MINUTE
"""A source is written down at most so often by each worker."""

FIELDS_LIMIT: Final = 50
"""So many names of fields are kept of a source, since strangers can make names up."""

KEPT: Final = Duration(400 * DAY)
_PLACE: Final = "seen"


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a source; `unidentified` activities of the last days named nobody."""

    last: Instant | None
    fields: frozenset[str]
    unidentified: int


class DynamoSources:
    """The port `Register`, on the table `timeline`."""

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client, self._table = client, table
        self._noted: dict[str, Sighting] = {}

    def note(self, sightings: Mapping[str, Sighting]) -> None:
        for source, seen in sightings.items():
            noted = self._noted.get(source, Sighting(Instant(0)))
            if seen.last - noted.last >= PAUSE:
                self._heard(source, seen.last)
                noted = Sighting(seen.last, noted.fields)
            if len(noted.fields) < FIELDS_LIMIT and (fresh := seen.fields - noted.fields):
                self._asked(source, fresh)
                noted = Sighting(noted.last, noted.fields | fresh)
            self._noted[source] = noted

    def known(self, source: str, now: Instant, days: int) -> Known:
        """What there is on the source, with what named nobody in so many days. Raises OutsideDown."""
        with outside():
            item = self._client.get_item(TableName=self._table, Key=_key(source)).get("Item", {})
        last = item.get("last_received")
        since = [moment(Instant(now - back * DAY)).date().isoformat() for back in range(days)]
        return Known(
            last=None if last is None else Instant(int(last["N"])),
            fields=frozenset(item["fields"]["SS"]) if "fields" in item else frozenset(),
            unidentified=sum(self._unidentified(f"{_partition(source)}#{day}") for day in since),
        )

    def _heard(self, source: str, at: Instant) -> None:
        end = number((at + KEPT) // SECOND)
        self._update(
            {
                "TableName": self._table,
                "Key": _key(source),
                "UpdateExpression": "SET last_received = :at, expires_at = :end",
                "ConditionExpression": "attribute_not_exists(last_received) OR last_received < :at",
                "ExpressionAttributeValues": {":at": number(at), ":end": end},
            }
        )

    def _asked(self, source: str, names: frozenset[str]) -> None:
        self._update(
            {
                "TableName": self._table,
                "Key": _key(source),
                "UpdateExpression": "ADD #fields :names",
                "ConditionExpression": "attribute_not_exists(#fields) OR size(#fields) < :room",
                "ExpressionAttributeNames": {"#fields": "fields"},
                "ExpressionAttributeValues": {
                    ":names": {"SS": sorted(names)[:FIELDS_LIMIT]},
                    ":room": number(FIELDS_LIMIT),
                },
            }
        )

    def _update(self, update: "UpdateItemInputTypeDef") -> None:
        with outside():
            try:
                self._client.update_item(**update)
            except ClientError as error:
                if not by_condition(error):
                    raise

    def _unidentified(self, partition: str) -> int:
        query: QueryInputTypeDef = {
            "TableName": self._table,
            "KeyConditionExpression": "#lead = :lead",
            "ProjectionExpression": "at_id",
            "ExpressionAttributeNames": {"#lead": "lead"},
            "ExpressionAttributeValues": {":lead": text(partition)},
        }
        return sum(1 for _ in items(self._client, query))


def _partition(source: str) -> str:
    return f"source#{source}"


def _key(source: str) -> "Mapping[str, AttributeValueTypeDef]":
    return {"lead": text(_partition(source)), "at_id": text(_PLACE)}
