"""The table `deliveries`: a receipt for each action of each piece of news, so that one worker does it."""

from typing import TYPE_CHECKING, Final

from botocore.exceptions import ClientError

from leadflow.adapters.aws import outside
from leadflow.adapters.tables.item import number, text
from leadflow.adapters.tables.refusal import by_condition, reasons
from leadflow.application.ports import Claimed, Outcome
from leadflow.domain.instant import DAY, SECOND, Duration, Instant
from leadflow.domain.news import Errand

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef

    from leadflow.adapters.tables.item import Item

_KEPT: Final = Duration(60 * DAY)


# By this condition one of several workers has the errand. A worker that dies leaves only its claim behind;
# when that has run out, the next one may take the errand:
#
#       claim       claimed_until       claim          end (sets outcome)            expires_at
#   free  |    Claimed    |     free      |   Claimed   |   ended, whoever asks it is     |  forgotten
#   ------+---------------+---------------+-------------+---------------------------------+----------> time
#
_FREE: Final = "attribute_not_exists(#transition) OR (attribute_not_exists(outcome) AND claimed_until <= :now)"


class DynamoDeliveries:
    """The port `Deliveries`. It remembers its own claims, so that it never gives back another worker's."""

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table
        self._claims: dict[Errand, Instant] = {}

    def claim(self, errand: Errand, now: Instant, lease: Duration) -> Outcome | None:
        until = Instant(now + lease)
        with outside():
            try:
                self._client.put_item(
                    TableName=self._table,
                    Item={**_key(errand), "claimed_until": number(until), "expires_at": _expiry(now)},
                    ConditionExpression=_FREE,
                    ExpressionAttributeNames={"#transition": "transition"},
                    ExpressionAttributeValues={":now": number(now)},
                    ReturnValuesOnConditionCheckFailure="ALL_OLD",
                )
            except ClientError as error:
                if by_condition(error):
                    return _outcome(error)
                raise
        self._claims[errand] = until
        return None

    def release(self, errand: Errand) -> None:
        mine = self._claims.pop(errand, None)
        if mine is None:
            return
        self._update(
            errand,
            "SET claimed_until = :past",
            condition="claimed_until = :mine AND attribute_not_exists(outcome)",
            values={":past": number(0), ":mine": number(mine)},
        )

    def end(self, errand: Errand, outcome: Outcome, now: Instant, reason: str | None = None) -> None:
        """Note how the errand ended; what was noted first stays."""
        self._claims.pop(errand, None)
        self._update(
            errand,
            "SET outcome = :outcome, ended_at = :now, expires_at = :expiry, reason = :reason",
            condition="attribute_not_exists(outcome)",
            values={
                ":outcome": text(outcome),
                ":now": number(now),
                ":expiry": _expiry(now),
                ":reason": {"NULL": True} if reason is None else text(reason),
            },
        )

    def _update(self, errand: Errand, change: str, *, condition: str, values: "Item") -> None:
        with outside():
            try:
                self._client.update_item(
                    TableName=self._table,
                    Key=_key(errand),
                    UpdateExpression=change,
                    ConditionExpression=condition,
                    ExpressionAttributeValues=values,
                )
            except ClientError as error:
                if not by_condition(error):
                    raise


def _key(errand: Errand) -> "dict[str, AttributeValueTypeDef]":
    return {"transition": text(errand.news), "action": text(f"{errand.automation}#{errand.action}")}


def _expiry(now: Instant) -> "AttributeValueTypeDef":
    return number((now + _KEPT) // SECOND)


def _outcome(error: ClientError) -> Outcome:
    """How the errand ended that was not free. Raises Claimed where it has not ended."""
    stood = reasons(error)[0].get("Item", {})
    if "outcome" in stood:
        return Outcome(stood["outcome"]["S"])
    raise Claimed from error
