"""An account with the template's own tables, for tests that want a client of it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING
from unittest import mock

import boto3
import botocore.session

from leadflow.adapters import aws
from local.in_process import answering
from tests.integration.aws import CREDENTIALS, create_tables
from tests.torture.aws.cloud import Cloud, answers, connected

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


@contextmanager
def session(cloud: Cloud) -> Iterator[boto3.session.Session]:
    """A session whose clients ask this cloud."""
    with mock.patch.dict(os.environ, CREDENTIALS):
        core = botocore.session.Session()
        connected(core, lambda: cloud)
        yield boto3.session.Session(botocore_session=core)


@contextmanager
def by_torture() -> Iterator[None]:
    """An account in the cloud that torture runs on, empty at first."""
    cloud = Cloud()
    with session(cloud) as found, mock.patch("boto3.client", found.client), answering(answers(lambda: cloud)):
        yield


@contextmanager
def by_torture_with_tables() -> "Iterator[DynamoDBClient]":
    """A client of the template's tables in the cloud that torture runs on."""
    with by_torture():
        client = aws.dynamodb()
        create_tables(client)
        yield client
