"""Each new item of the outbox goes into the queue `actions`."""

import os
from collections.abc import Mapping, Sequence
from typing import TypedDict

import boto3

sqs, queue = boto3.client("sqs"), os.environ["ACTIONS_QUEUE_URL"]


class Written(TypedDict):
    """What stands in the table from then on."""

    NewImage: Mapping[str, Mapping[str, str]]


class Record(TypedDict):
    """A record of the stream, as far as it is read."""

    dynamodb: Written


def handler(event: Mapping[str, Sequence[Record]], context: object) -> None:  # noqa: ARG001 - Lambda's signature
    """A batch of the stream."""
    for each in event["Records"]:
        sqs.send_message(QueueUrl=queue, MessageBody=each["dynamodb"]["NewImage"]["body"]["S"])
    print("passed on")
