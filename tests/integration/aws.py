"""AWS within the process, with the template's own tables: as moto plays it, and as the emulator does."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final
from unittest import mock

from moto import mock_aws

from leadflow.adapters import aws
from local.embedded import TABLES, answer, definitions, embedded

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


@contextmanager
def by_moto() -> Iterator[None]:
    """AWS as moto plays it, empty at first."""
    with mock.patch.dict(os.environ, CREDENTIALS), mock_aws():
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
