"""Clients of boto3: what their failures mean, and how they are asked like the services that do without them."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import boto3
from botocore import xform_name
from botocore.config import Config
from botocore.exceptions import ClientError, ConnectionError, HTTPClientError  # noqa: A004 - botocore's own name

from leadflow.adapters.aws_json import Ask, Declined
from leadflow.adapters.passing import CONNECT, READ, TRIES, passes
from leadflow.application.ports import OutsideDown
from leadflow.domain.json import Json

if TYPE_CHECKING:
    from botocore.client import BaseClient
    from mypy_boto3_dynamodb import DynamoDBClient

CONNECTIONS: Final = 10


def dynamodb(connections: int = CONNECTIONS) -> "DynamoDBClient":
    """A client for as many calls at once as there are connections."""
    return boto3.client("dynamodb", config=_config(connections))


def _config(connections: int) -> Config:
    return Config(
        account_id_endpoint_mode="disabled",  # hosts named after the account are unknown to emulators
        connect_timeout=CONNECT,
        max_pool_connections=connections,
        parameter_validation=False,  # the types have been checked; it costs as much as the rest of the call
        read_timeout=READ,
        retries={"mode": "standard", "total_max_attempts": TRIES},
        tcp_keepalive=True,
        user_agent="leadflow",  # else it is put together anew for each call, from some twenty parts
    )


def asking(client: "BaseClient") -> Ask:
    """The service behind a client of boto3, asked as functions ask it: for commands, which are signed as a person."""

    def ask(operation: str, asked: Mapping[str, Json]) -> Mapping[str, Json]:
        try:
            with outside():
                answer: Mapping[str, Json] = getattr(client, xform_name(operation))(**asked)
        except ClientError as error:
            raise Declined(operation, code(error)) from error
        return answer

    return ask


@contextmanager
def outside() -> Iterator[None]:
    """Raises OutsideDown where AWS does not answer, throttles or is at fault; other errors as they are."""
    try:
        yield
    except ClientError as error:
        if passes(code(error), error.response["ResponseMetadata"]["HTTPStatusCode"]):
            raise OutsideDown(f"{error.operation_name}: {code(error)}") from error
        raise
    except (ConnectionError, HTTPClientError) as error:
        raise OutsideDown(type(error).__name__) from error


def code(error: ClientError) -> str:
    """AWS's name for what went wrong."""
    return error.response["Error"]["Code"]
