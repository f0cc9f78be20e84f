"""AWS clients, made in one place, and which of its failures may pass."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError, ConnectionError, HTTPClientError  # noqa: A004 - botocore's own name

from leadflow.application.ports import OutsideDown

if TYPE_CHECKING:
    from botocore.client import BaseClient
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_events import EventBridgeClient
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_ssm import SSMClient

CONNECTIONS: Final = 10

PASSING: Final = frozenset(
    {
        "InternalServerError",
        "InternalServiceError",
        "LimitExceededException",
        "ProvisionedThroughputExceeded",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "RequestThrottled",
        "ServiceUnavailable",
        "Throttling",
        "ThrottlingError",
        "ThrottlingException",
        "TooManyRequestsException",
        "TransactionConflictException",
        "TransactionInProgressException",
    }
)
"""Error codes of AWS after which the same call may succeed."""

_THEIR_FAULT: Final = 500
"""Status codes from here on blame the server."""


def dynamodb(connections: int = CONNECTIONS) -> "DynamoDBClient":
    """A client for as many calls at once as there are connections."""
    return boto3.client("dynamodb", config=_config(connections))


def sqs(connections: int = CONNECTIONS) -> "SQSClient":
    """A client for as many calls at once as there are connections."""
    return boto3.client("sqs", config=_config(connections))


def secrets_manager() -> "SecretsManagerClient":
    """A client for one call at a time."""
    return boto3.client("secretsmanager", config=_config(1))


def events() -> "EventBridgeClient":
    """A client for one call at a time."""
    return boto3.client("events", config=_config(1))


def mail() -> str:
    """Where SES takes mail in our region."""
    ses: BaseClient = boto3.client("sesv2", config=_config(1))
    return ses.meta.endpoint_url


def ssm() -> "SSMClient":
    """A client for one call at a time."""
    return boto3.client("ssm", config=_config(1))


def _config(connections: int) -> Config:
    return Config(
        account_id_endpoint_mode="disabled",  # hosts named after the account are unknown to emulators
        connect_timeout=2,
        max_pool_connections=connections,
        parameter_validation=False,  # the types have been checked; it costs as much as the rest of the call
        read_timeout=10,
        retries={"mode": "standard", "total_max_attempts": 4},
        tcp_keepalive=True,
        user_agent="leadflow",  # else it is put together anew for each call, from some twenty parts
    )


@contextmanager
def outside() -> Iterator[None]:
    """Raises OutsideDown where AWS does not answer, throttles or is at fault; other errors as they are."""
    try:
        yield
    except ClientError as error:
        if code(error) in PASSING or error.response["ResponseMetadata"]["HTTPStatusCode"] >= _THEIR_FAULT:
            raise OutsideDown(f"{error.operation_name}: {code(error)}") from error
        raise
    except (ConnectionError, HTTPClientError) as error:
        raise OutsideDown(type(error).__name__) from error


def code(error: ClientError) -> str:
    """AWS's name for what went wrong."""
    return error.response["Error"]["Code"]
