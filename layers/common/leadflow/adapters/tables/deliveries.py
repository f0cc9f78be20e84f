"""The table `deliveries`: a receipt for each action of each piece of news, so that one worker does it."""

from typing import TYPE_CHECKING, Final

from botocore.exceptions import ClientError

from leadflow.adapters.aws import outside
from leadflow.adapters.tables.item import number, shard, text
from leadflow.adapters.tables.refusal import by_condition, reasons
from leadflow.application.ports import Claimed, Outcome
from leadflow.domain.errand import Errand
from leadflow.domain.instant import DAY, SECOND, Duration, Instant

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef

    from leadflow.adapters.tables.item import Item

KEPT: Final = Duration(60 * DAY)

# By this condition one of several workers has the errand. A worker that dies leaves only its claim behind;
# when that has run out, the next one may take the errand:
#
#       claim       claimed_until       claim          end (sets outcome)            expires_at
#   free  |    Claimed    |     free      |   Claimed   |   ended, whoever asks it is     |  forgotten
#   ------+---------------+---------------+-------------+---------------------------------+----------> time
#
_FREE: Final = "attribute_not_exists(outcome) AND (attribute_not_exists(claimed_until) OR claimed_until <= :now)"

# What was first noted stays, so that the entry in the index `by_opened` is written once.
_CLAIM: Final = (
    "SET claimed_until = :until, expires_at = :expiry, channel = :channel, "
    "opened_at = if_not_exists(opened_at, :now), opened_shard = if_not_exists(opened_shard, :shard) "
    "ADD attempts :one"
)


_HOLD: Final = (
    "SET claimed_until = :past, due_at = :due, due_shard = :shard, expires_at = :expiry, "
    "of_lead = :lead, reason = :reason"
)


class DynamoDeliveries:
    """The port `Deliveries`. It remembers its own claims, so that it never gives back another worker's."""

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table
        self._claims: dict[Errand, Instant] = {}

    def claim(self, errand: Errand, now: Instant, lease: Duration, channel: str = "") -> Outcome | None:
        until = Instant(now + lease)
        with outside():
            try:
                self._client.update_item(
                    TableName=self._table,
                    Key=key(errand),
                    UpdateExpression=_CLAIM,
                    ConditionExpression=_FREE,
                    ExpressionAttributeValues={
                        ":until": number(until),
                        ":expiry": expiry(now),
                        ":channel": text(channel),
                        ":now": number(now),
                        ":shard": text(shard(errand.news)),
                        ":one": number(1),
                    },
                    ReturnValuesOnConditionCheckFailure="ALL_OLD",
                )
            except ClientError as error:
                if by_condition(error):
                    return _outcome(error)
                raise
        self._claims[errand] = until
        return None

    def release(self, errand: Errand, reason: str | None = None) -> None:
        mine = self._claims.pop(errand, None)
        if mine is None:
            return
        self._update(
            errand,
            "SET claimed_until = :past, reason = :reason",
            condition="claimed_until = :mine AND attribute_not_exists(outcome)",
            values={":past": number(0), ":mine": number(mine), ":reason": _reason(reason)},
        )

    def hold(self, errand: Errand, until: Instant) -> None:
        self._claims.pop(errand, None)
        self._update(
            errand,
            _HOLD if errand.owner is None else f"{_HOLD}, owned_by = :owner",
            condition=OPEN,
            values={
                ":past": number(0),
                ":due": number(until),
                ":shard": text(shard(errand.news)),
                ":expiry": expiry(until),
                ":lead": text(errand.lead),
                ":reason": _reason("outside the hours"),
                **({} if errand.owner is None else {":owner": text(errand.owner)}),
            },
        )

    def end(self, errand: Errand, outcome: Outcome, now: Instant, reason: str | None = None) -> None:
        """Note how the errand ended; what was noted first stays."""
        self._claims.pop(errand, None)
        self._update(errand, ENDED, condition=OPEN, values=ending(outcome, now, reason))

    def forget(self, errand: Errand) -> None:
        self._claims.pop(errand, None)
        with outside():
            self._client.delete_item(TableName=self._table, Key=key(errand))

    def _update(self, errand: Errand, change: str, *, condition: str, values: "Item") -> None:
        with outside():
            try:
                self._client.update_item(
                    TableName=self._table,
                    Key=key(errand),
                    UpdateExpression=change,
                    ConditionExpression=condition,
                    ExpressionAttributeValues=values,
                )
            except ClientError as error:
                if not by_condition(error):
                    raise


OPEN: Final = "attribute_exists(attempts) AND attribute_not_exists(outcome)"
"""The condition of a receipt's end: it was begun, and not forgotten since."""

ENDED: Final = "SET outcome = :outcome, ended_at = :now, expires_at = :expiry, reason = :reason"
"""A receipt's end, with the values of `ending`."""


def ending(outcome: Outcome, now: Instant, reason: str | None = None) -> "dict[str, AttributeValueTypeDef]":
    """What a receipt's end is written with."""
    return {
        ":outcome": text(outcome),
        ":now": number(now),
        ":expiry": expiry(now),
        ":reason": _reason(reason),
    }


def key(errand: Errand) -> "dict[str, AttributeValueTypeDef]":
    """The key of the errand's receipt."""
    return {"transition": text(errand.news), "action": text(f"{errand.automation}#{errand.action}")}


def expiry(now: Instant) -> "AttributeValueTypeDef":
    """When the table forgets what was written now."""
    return number((now + KEPT) // SECOND)


def _reason(reason: str | None) -> "AttributeValueTypeDef":
    return {"NULL": True} if reason is None else text(reason)


def _outcome(error: ClientError) -> Outcome:
    """How the errand ended that was not free. Raises Claimed where it has not ended."""
    stood = reasons(error)[0].get("Item", {})
    if "outcome" in stood:
        return Outcome(stood["outcome"]["S"])
    raise Claimed from error
