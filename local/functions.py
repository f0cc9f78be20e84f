"""Calling the stack's functions, and waiting for their answer."""

from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

if TYPE_CHECKING:  # the types are installed for checking only
    from mypy_boto3_lambda import LambdaClient


class FunctionFailed(Exception):
    """The function raised an error, ran out of time, or could not be called; the stack's log says more."""


def call(client: "LambdaClient", name: str, event: bytes) -> bytes:
    """The JSON that the function of this name answers to the JSON event. Raises FunctionFailed."""
    try:
        answer = client.invoke(FunctionName=name, Payload=event)
        payload = answer["Payload"].read()
    except (BotoCoreError, ClientError) as error:
        raise FunctionFailed(f"{name} cannot be called: {type(error).__name__}") from error
    if "FunctionError" in answer:
        raise FunctionFailed(f"{name}: {payload[:500].decode(errors='replace')}")
    return payload
