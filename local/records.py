"""Records of a table's stream as a function is given them, whether from the stream or from the table itself."""

import json
from base64 import b64encode
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from leadflow.domain.json import Json
from local.clients import Clients

if TYPE_CHECKING:  # the types are installed for checking only
    from mypy_boto3_dynamodbstreams.type_defs import RecordTypeDef

Record = Mapping[str, Json]


def of_stream(found: "RecordTypeDef", stream: str) -> Record:
    """A record that the stream gave."""
    record: Record = json.loads(json.dumps(found, default=_plain))
    return {**record, "eventSourceARN": stream}


def of_pending(clients: Clients, table: str) -> Iterator[Record]:
    """The outbox items that are not finished, as if they had just been written.

    The emulator forgets its streams when it ends, so after a start the table itself says what is left to do.
    """
    pages = clients.dynamodb.get_paginator("scan").paginate(TableName=table, IndexName="by_pending")
    keys = [{"lead": one["lead"], "what": one["what"]} for page in pages for one in page["Items"]]
    for number, key in enumerate(keys):
        item = clients.dynamodb.get_item(TableName=table, Key=key, ConsistentRead=True)["Item"]
        change = {"Keys": key, "NewImage": item, "SequenceNumber": f"{number:021}", "StreamViewType": "NEW_IMAGE"}
        yield {
            "eventID": f"pending-{number}",
            "eventName": "INSERT",
            "eventSource": "aws:dynamodb",
            "dynamodb": json.loads(json.dumps(change, default=_plain)),
        }


def sequence_number(record: Record) -> str:
    """The record's place in its shard, by which a function names it."""
    change = record["dynamodb"]
    return str(change["SequenceNumber"]) if isinstance(change, Mapping) else ""


def _plain(value: object) -> float | str:
    if isinstance(value, datetime):
        return value.timestamp()
    if isinstance(value, bytes):
        return b64encode(value).decode("ascii")
    raise TypeError(f"{value!r} is nothing that a stream holds")
