"""The way to the played AWS that leaves out botocore, which is most of what a call costs."""

from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from typing import Any

from botocore.client import BaseClient
from botocore.exceptions import ClientError

from tests.fragments import Document
from tests.torture.aws.cloud import OK, SERVICES, Call, Cloud

Json = Any  # a part of a document


def short_cut(cloud: Cloud) -> Callable[[BaseClient, str, Document], Document]:
    """What a client calls instead of making a request."""

    def ask(client: BaseClient, operation: str, request: Document) -> Document:
        service = client.meta.service_model.service_name
        answer = cloud.call(Call(SERVICES.get(service, service), operation, _written(request)))
        found: Document = {**_read(answer.body), "ResponseMetadata": {"HTTPStatusCode": answer.status}}
        if answer.status == OK:
            return found
        code = answer.body["__type"].partition("#")[2]
        raise ClientError({**found, "Error": {"Code": code, "Message": answer.body["message"]}}, operation)  # type: ignore[typeddict-item] # what else stands beside the error

    return ask


def _written(value: object) -> Json:
    """As it is on the wire, where bytes are text."""
    match value:
        case bytes():
            return b64encode(value).decode()
        case Mapping():
            return {name: _written(part) for name, part in value.items()}
        case list() | tuple():
            return [_written(part) for part in value]
        case _:
            return value


def _read(value: object) -> Json:
    """As botocore reads it."""
    match value:
        case {"B": str(text)}:
            return {"B": b64decode(text)}
        case dict():
            return {name: _read(part) for name, part in value.items()}
        case list():
            return [_read(part) for part in value]
        case _:
            return value
