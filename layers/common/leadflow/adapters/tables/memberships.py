"""Which leads are on which tracks, in the table `deliveries`: an item for each lead and track, under a revision."""

from dataclasses import replace
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from leadflow.adapters.aws import outside
from leadflow.adapters.tables.deliveries import expiry
from leadflow.adapters.tables.item import number, text
from leadflow.adapters.tables.refusal import by_condition
from leadflow.application.ports import Outrun
from leadflow.domain.identity import LeadId
from leadflow.domain.instant import Instant
from leadflow.domain.membership import Membership

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef, PutItemInputTypeDef

    from leadflow.adapters.tables.item import Item


class DynamoMemberships:
    """The port `Memberships`. What it keeps outlives every errand, and need not outlive the lead."""

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client, self._table = client, table

    def read(self, lead: LeadId, track: str) -> Membership | None:
        with outside():
            answer = self._client.get_item(TableName=self._table, Key=_key(lead, track), ConsistentRead=True)
        return _membership(answer["Item"]) if "Item" in answer else None

    def write(self, lead: LeadId, track: str, membership: Membership, now: Instant) -> Membership:
        written = replace(membership, revision=membership.revision + 1)
        put: PutItemInputTypeDef = {
            "TableName": self._table,
            "Item": {**_key(lead, track), **_item(written), "expires_at": expiry(now)},
            "ConditionExpression": "attribute_not_exists(revision)",
        }
        if membership.revision:
            put["ConditionExpression"] = "revision = :seen"
            put["ExpressionAttributeValues"] = {":seen": number(membership.revision)}
        with outside():
            try:
                self._client.put_item(**put)
            except ClientError as error:
                if by_condition(error):
                    raise Outrun from error
                raise
        return written


def _key(lead: LeadId, track: str) -> "dict[str, AttributeValueTypeDef]":
    """No news has such an id: those begin with the lead's."""
    return {"transition": text(f"track:{lead}"), "action": text(track)}


def _item(membership: Membership) -> "Item":
    return {
        "on": {"NULL": True} if membership.on is None else {"BOOL": membership.on},
        "wanted": {"BOOL": membership.wanted},
        "before": {"BOOL": membership.before},
        "at": number(membership.at),
        "version": number(membership.version),
        "by": text(membership.by),
        "told_at": number(membership.told_at),
        "busy": number(membership.busy),
        "revision": number(membership.revision),
    }


def _membership(item: "Item") -> Membership:
    return Membership(
        on=item["on"].get("BOOL"),
        wanted=item["wanted"]["BOOL"],
        before=item["before"]["BOOL"],
        at=Instant(int(item["at"]["N"])),
        version=int(item["version"]["N"]),
        by=item["by"]["S"],
        told_at=Instant(int(item["told_at"]["N"])),
        busy=Instant(int(item["busy"]["N"])),
        revision=int(item["revision"]["N"]),
    )
