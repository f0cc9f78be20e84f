"""Each message of the queue `intake` becomes an item of the outbox."""

import os
from collections.abc import Mapping, Sequence

import boto3

dynamodb, table = boto3.client("dynamodb"), os.environ["OUTBOX_TABLE"]


def handler(event: Mapping[str, Sequence[Mapping[str, str]]], context: object) -> None:  # noqa: ARG001 - Lambda's signature
    """A batch of the queue."""
    for each in event["Records"]:
        item = {"lead": each["messageId"], "what": "passed on", "pending": "0", "body": each["body"]}
        typed = {name: {"S": text} for name, text in item.items()}
        dynamodb.put_item(TableName=table, Item={**typed, "at": {"N": "0"}})
    print("passed on")
