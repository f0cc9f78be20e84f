"""How many messages each place was sent and spared in an hour, one item each in the table `deliveries`."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from botocore.exceptions import ClientError

from leadflow.adapters.aws import code, outside
from leadflow.adapters.tables.deliveries import ENDED, OPEN, ending, expiry, key
from leadflow.adapters.tables.item import number, text
from leadflow.adapters.tables.refusal import CONDITION, by_condition, reasons
from leadflow.application.ports import Outcome, OutsideDown
from leadflow.domain.errand import Errand
from leadflow.domain.identity import digest
from leadflow.domain.instant import HOUR, Instant

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef, UpdateTypeDef

SPARED: Final = "spared."
"""An attribute that begins so counts what an automation was spared."""

TRIES: Final = 8
"""Several workers that count to one hour at once refuse each other, and try again."""

# The set holds who is let through, not how many: an errand that comes again has its place already.
_ROOM: Final = "attribute_not_exists(taken) OR contains(taken, :me) OR size(taken) < :limit"


class DynamoCounters:
    """The port `Counters`."""

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client, self._table = client, table

    def take(self, where: str, hour: Instant, errand: Errand, limit: int) -> bool:
        me = digest(errand.news, errand.automation, str(errand.action))
        with outside():
            try:
                self._client.update_item(
                    TableName=self._table,
                    Key=_key(where, hour),
                    UpdateExpression="SET expires_at = :expiry ADD taken :mine",
                    ConditionExpression=_ROOM,
                    ExpressionAttributeValues={
                        ":expiry": expiry(hour),
                        ":mine": {"SS": [me]},
                        ":me": text(me),
                        ":limit": number(limit),
                    },
                )
            except ClientError as error:
                if by_condition(error):
                    return False
                raise
        return True

    def spare(self, where: str, hour: Instant, errand: Errand, now: Instant) -> None:
        for _ in range(TRIES):
            if self._spared_now(where, hour, errand, now):
                return
        raise OutsideDown("too many count to one hour at once")

    def spared(self, where: str, hour: Instant) -> Mapping[str, int]:
        with outside():
            found = self._client.get_item(TableName=self._table, Key=_key(where, hour), ConsistentRead=True)
        item = found.get("Item", {})
        return {name.removeprefix(SPARED): int(item[name]["N"]) for name in item if name.startswith(SPARED)}

    def _spared_now(self, where: str, hour: Instant, errand: Errand, now: Instant) -> bool:
        """Whether that is done, now or before; False where another worker was in the way."""
        with outside():
            try:
                self._client.transact_write_items(
                    TransactItems=[
                        {"Update": self._guarded(errand, now)},
                        {"Update": self._counted(where, hour, errand)},
                    ]
                )
            except ClientError as error:
                if code(error) != "TransactionCanceledException":
                    raise
                return any(each.get("Code") == CONDITION for each in reasons(error))
        return True

    def _guarded(self, errand: Errand, now: Instant) -> "UpdateTypeDef":
        return {
            "TableName": self._table,
            "Key": key(errand),
            "UpdateExpression": ENDED,
            "ConditionExpression": OPEN,
            "ExpressionAttributeValues": ending(Outcome.GUARDED, now),
        }

    def _counted(self, where: str, hour: Instant, errand: Errand) -> "UpdateTypeDef":
        return {
            "TableName": self._table,
            "Key": _key(where, hour),
            "UpdateExpression": "SET expires_at = :expiry ADD #spared :one",
            "ExpressionAttributeNames": {"#spared": f"{SPARED}{errand.automation}"},
            "ExpressionAttributeValues": {":expiry": expiry(hour), ":one": number(1)},
        }


def _key(where: str, hour: Instant) -> "dict[str, AttributeValueTypeDef]":
    return {"transition": text(f"hour:{where}:{hour // HOUR}"), "action": text("hour")}
