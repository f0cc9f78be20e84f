"""A webhook's body goes into the queue `intake`."""

import os
from base64 import b64decode
from collections.abc import Mapping
from typing import TypedDict

import boto3

sqs, queue = boto3.client("sqs"), os.environ["INTAKE_QUEUE_URL"]


class Call(TypedDict):
    """What a function's URL hands over, as far as it is read."""

    body: str
    isBase64Encoded: bool


def handler(event: Call, context: object) -> Mapping[str, int | str]:  # noqa: ARG001 - Lambda's signature
    """One webhook."""
    body = b64decode(event["body"]).decode() if event["isBase64Encoded"] else event["body"]
    sqs.send_message(QueueUrl=queue, MessageBody=body)
    print("passed on")
    return {"statusCode": 200, "body": "taken"}
