"""What tells that leads were written under another key: one item beside them, which holds the id of nobody."""

from typing import TYPE_CHECKING, Final

from leadflow.adapters.aws import outside
from leadflow.adapters.tables.item import text
from leadflow.domain.identity import lead_id

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef

_PLACE: "Final[Mapping[str, AttributeValueTypeDef]]" = {"lead": text("canary")}
"""No lead's: their ids are longer."""

_NOBODY: Final = ("canary", "canary")
"""A key of no kind that leads have."""


class WrongKey(Exception):
    """The leads of the table were written under another key: under this one none of them would be found again."""

    def __init__(self) -> None:
        super().__init__("the key of lead ids is not the one that the leads were written under; put that one back")


class Canary:
    """The item in the table `leads`. It has no version, as all leads do."""

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client, self._table = client, table

    def check(self, secret: bytes) -> bool:
        """Whether there is one. Raises WrongKey where it was left under another secret, OutsideDown."""
        with outside():
            item = self._client.get_item(TableName=self._table, Key=_PLACE, ConsistentRead=True).get("Item")
        if item is None:
            return False
        _compare(item["nobody"]["S"], secret)
        return True

    def keep(self, secret: bytes) -> None:
        """As `check`; where there is none it is left now. Of several who do so at once the first one's stays."""
        if self.check(secret):
            return
        with outside():
            kept = self._client.update_item(
                TableName=self._table,
                Key=_PLACE,
                UpdateExpression="SET nobody = if_not_exists(nobody, :mine)",
                ExpressionAttributeValues={":mine": text(lead_id(_NOBODY, secret))},
                ReturnValues="ALL_NEW",
            )
        _compare(kept["Attributes"]["nobody"]["S"], secret)


def _compare(left: str, secret: bytes) -> None:
    if left != lead_id(_NOBODY, secret):
        raise WrongKey
