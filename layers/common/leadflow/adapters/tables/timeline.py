"""The table `timeline`: every activity of a lead in the order of time, for as long as it is kept."""

import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Final

from botocore.exceptions import ClientError

from leadflow.adapters.aws import outside
from leadflow.adapters.tables.item import number, text
from leadflow.adapters.tables.query import items
from leadflow.adapters.tables.refusal import by_condition
from leadflow.domain import wire
from leadflow.domain.activity import Activity
from leadflow.domain.identity import LeadId, digest
from leadflow.domain.instant import DAY, SECOND, Duration, Instant, moment

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef, QueryInputTypeDef

    from leadflow.adapters.tables.item import Item

_UNIDENTIFIED_KEPT: Final = Duration(30 * DAY)
_ROOM: Final = 100 * 1024
"""Compressed bytes up to which an activity is kept as it is."""

_RAW_KEPT: Final = 20_000
"""Letters of the provider's own record (as JSON text) that are kept of an activity that is too big."""

_LONGEST_ID: Final = 900
"""DynamoDB's sort keys end at 1,024 bytes."""


class DynamoTimeline:
    """The port `Timeline`; activities are kept for so many days from their receipt."""

    def __init__(self, client: "DynamoDBClient", table: str, days: int) -> None:
        self._client = client
        self._table = table
        self._kept = Duration(days * DAY)

    def add(self, lead: LeadId, activity: Activity) -> bool:
        return self._put(lead, activity, self._kept)

    def add_unidentified(self, activity: Activity) -> None:
        day = moment(activity.received_at).date().isoformat()
        self._put(f"source#{activity.source}#{day}", activity, _UNIDENTIFIED_KEPT)

    def _put(self, lead: str, activity: Activity, kept: Duration) -> bool:
        item = {
            "lead": text(lead),
            "at_id": text(_place(activity)),
            "expires_at": number((activity.received_at + kept) // SECOND),
            **_content(activity),
        }
        with outside():
            try:
                self._client.put_item(
                    TableName=self._table, Item=item, ConditionExpression="attribute_not_exists(at_id)"
                )
            except ClientError as error:
                if by_condition(error):
                    return False
                raise
        return True

    def remove(self, lead: LeadId, activity: Activity) -> None:
        with outside():
            self._client.delete_item(TableName=self._table, Key={"lead": text(lead), "at_id": text(_place(activity))})

    def read(self, lead: LeadId, until: Instant | None = None) -> Iterator[Activity]:
        query = self._of(lead)
        query["ConsistentRead"] = True  # what was put a moment ago must not be missing
        if until is not None:
            query["KeyConditionExpression"] = "#lead = :lead AND at_id < :end"
            # `$` comes right after the `#` of what happened at that very instant
            query["ExpressionAttributeValues"] = {":lead": text(lead), ":end": text(f"{_stamp(until)}$")}
        return (activity_of(item) for item in items(self._client, query))

    def latest(self, lead: LeadId, count: int) -> Sequence[Activity]:
        query = self._of(lead)
        query["ScanIndexForward"] = False
        query["Limit"] = count
        return [activity_of(item) for item in islice(items(self._client, query), count)]

    def _of(self, lead: LeadId) -> "QueryInputTypeDef":
        return {
            "TableName": self._table,
            "KeyConditionExpression": "#lead = :lead",
            "ExpressionAttributeNames": {"#lead": "lead"},
            "ExpressionAttributeValues": {":lead": text(lead)},
        }


def _place(activity: Activity) -> str:
    return f"{_stamp(activity.at)}#{_short(activity.id)}"


def _stamp(at: Instant) -> str:
    """The instant in ISO 8601, always as wide, so that the order of the texts is that of the instants."""
    return moment(at).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _short(name: str) -> str:
    """The id where it fits into a key, else what stands for it."""
    return name if name.isascii() and len(name) <= _LONGEST_ID else digest(name)


def _content(activity: Activity) -> "dict[str, AttributeValueTypeDef]":
    packed = _pack(activity)
    if len(packed) <= _ROOM:
        return {"activity": {"B": packed}}
    cut = replace(activity, raw=json.dumps(activity.raw)[:_RAW_KEPT])
    return {"activity": {"B": _pack(cut)}, "raw_cut": {"BOOL": True}}


def _pack(activity: Activity) -> bytes:
    return zlib.compress(json.dumps(wire.to_json(activity)).encode())


def activity_of(item: "Item") -> Activity:
    """The activity that the item of a lead keeps."""
    return wire.from_json(json.loads(zlib.decompress(item["activity"]["B"])))
