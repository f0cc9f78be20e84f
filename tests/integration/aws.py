"""AWS within the process, with the template's own tables: as moto plays it, and as the emulator does."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock
from typing import TYPE_CHECKING, Final
from unittest import mock

from botocore.awsrequest import AWSPreparedRequest
from botocore.compat import HTTPHeaders
from moto import mock_aws
from moto.core.botocore_stubber import BotocoreStubber
from moto.core.models import botocore_stubber

from leadflow.adapters import aws, aws_json
from local.embedded import TABLES, answer, definitions, embedded
from local.in_process import Asked, answering

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

__all__ = ("TABLES", "by_emulator_with_tables", "by_moto", "by_moto_with_tables", "create_tables")

CREDENTIALS: Final = {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_DEFAULT_REGION": "eu-west-1",
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "AWS_EC2_METADATA_DISABLED": "true",
}


def _moto(asked: Asked) -> tuple[int, bytes]:
    """What moto answers where botocore asks, too."""
    request = AWSPreparedRequest("POST", asked.url, HTTPHeaders.from_dict(asked.headers), asked.body, False)  # noqa: FBT003 - botocore's own order
    answered = botocore_stubber.process_request(request)
    assert answered is not None, f"moto does not play {asked.url}"
    status, _, body = answered
    return status, body.encode() if isinstance(body, str) else body


@contextmanager
def by_moto() -> Iterator[None]:
    """AWS as moto plays it, empty at first, and one call at a time: its tables lose items that come at once."""
    one, answered = RLock(), BotocoreStubber.__call__

    def alone(stubber: BotocoreStubber, event_name: str, request: AWSPreparedRequest, **more: str) -> object:
        with one:
            return answered(stubber, event_name, request, **more)

    with (
        mock.patch.dict(os.environ, CREDENTIALS),
        mock.patch.object(BotocoreStubber, "__call__", alone),
        mock_aws(),
        answering(_moto),
    ):
        yield


@contextmanager
def failing(status: int, code: str) -> Iterator[None]:
    """Whatever functions ask of AWS but tables is answered so, and nobody waits before he asks again."""
    told = json.dumps({"__type": f"com.amazonaws#{code}"}).encode()
    with answering(lambda _: (status, told)), mock.patch.object(aws_json, "time"):
        yield


def create_tables(client: "DynamoDBClient") -> None:
    """Make them, empty."""
    for definition in definitions():
        client.create_table(**definition)


@contextmanager
def by_moto_with_tables() -> "Iterator[DynamoDBClient]":
    """A client of the template's tables in moto."""
    with by_moto():
        client = aws.dynamodb()
        create_tables(client)
        yield client


@contextmanager
def by_emulator_with_tables() -> "Iterator[DynamoDBClient]":
    """A client of the template's tables in the emulator's DynamoDB, called directly: no server, no socket."""
    with embedded():
        client = aws.dynamodb()
        answer(client)
        create_tables(client)
        yield client
