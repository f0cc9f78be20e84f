"""The circuits of destinations, one small item each in the table `deliveries`."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from botocore.exceptions import ClientError

from leadflow.adapters.aws import outside
from leadflow.adapters.tables.deliveries import expiry
from leadflow.adapters.tables.item import number, text
from leadflow.adapters.tables.refusal import by_condition
from leadflow.application.circuit import PROBE, Circuit, wait
from leadflow.domain.instant import SECOND, Duration, Instant

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef

    from leadflow.adapters.tables.item import Item

REMEMBERED: Final = Duration(5 * SECOND)
"""For so long a worker takes a circuit as it saw it last."""


@dataclass(frozen=True, slots=True)
class _Seen:
    circuit: Circuit
    at: Instant


class DynamoCircuits:
    """The port `Circuits`."""

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client, self._table = client, table
        self._seen: dict[str, _Seen] = {}

    def look(self, destination: str, now: Instant) -> Circuit:
        seen = self._seen.get(destination)
        if seen is not None and 0 <= now - seen.at < REMEMBERED:
            return seen.circuit
        with outside():
            item = self._client.get_item(TableName=self._table, Key=_key(destination)).get("Item", {})
        return self._remembered(destination, _circuit(item), now)

    def enter(self, destination: str, now: Instant) -> Instant | None:
        circuit = self.look(destination, now)
        if not circuit.open:
            return None
        if now < circuit.until:
            return circuit.until
        until = Instant(now + PROBE)
        self._seen.pop(destination, None)
        return None if self._set(destination, until, only_if=circuit.until) else until

    def failed(self, destination: str, now: Instant, after: Duration | None) -> Circuit:
        with outside():
            item = self._client.update_item(
                TableName=self._table,
                Key=_key(destination),
                UpdateExpression="SET expires_at = :expiry ADD failures :one",
                ExpressionAttributeValues={":one": number(1), ":expiry": expiry(now)},
                ReturnValues="ALL_NEW",
            )["Attributes"]
        circuit = _circuit(item)
        if circuit.open:
            circuit = Circuit(circuit.failures, Instant(now + wait(circuit.failures, after)))
            self._set(destination, circuit.until)
        return self._remembered(destination, circuit, now)

    def close(self, destination: str) -> None:
        self._seen.pop(destination, None)
        with outside():
            self._client.delete_item(TableName=self._table, Key=_key(destination))

    def _set(self, destination: str, until: Instant, only_if: Instant | None = None) -> bool:
        """Write until when nobody calls; whether that was done: with `only_if` only over that value, or over none."""
        values: dict[str, AttributeValueTypeDef] = {":until": number(until)}
        condition = "attribute_exists(failures)"  # else it was closed meanwhile
        if only_if is not None:
            values[":seen"] = number(only_if)
            condition += " AND (attribute_not_exists(open_until) OR open_until = :seen)"
        with outside():
            try:
                self._client.update_item(
                    TableName=self._table,
                    Key=_key(destination),
                    UpdateExpression="SET open_until = :until",
                    ConditionExpression=condition,
                    ExpressionAttributeValues=values,
                )
            except ClientError as error:
                if by_condition(error):
                    return False
                raise
        return True

    def _remembered(self, destination: str, circuit: Circuit, now: Instant) -> Circuit:
        self._seen[destination] = _Seen(circuit, now)
        return circuit


def _key(destination: str) -> "dict[str, AttributeValueTypeDef]":
    return {"transition": text(f"circuit:{destination}"), "action": text("circuit")}


def _circuit(item: "Item") -> Circuit:
    until = Instant(int(item["open_until"]["N"])) if "open_until" in item else Instant(0)
    return Circuit(int(item["failures"]["N"]) if "failures" in item else 0, until)
