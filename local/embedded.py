"""The emulator's queues and tables called within this process: no server, no socket; the tables are the template's."""

import logging
import os
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Final

from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.client import BaseClient
from botocore.compat import HTTPHeaders
from ministack.services import dynamodb, sqs
from ruamel.yaml import YAML

from local.clients import CREDENTIALS
from local.in_process import Asked, answering

if TYPE_CHECKING:  # the types are installed for checking only
    from mypy_boto3_dynamodb.type_defs import CreateTableInputTypeDef

TEMPLATE: Final = Path(__file__).parents[1] / "template.yaml"

TABLES: Final = ("Leads", "Timeline", "Outbox", "Deliveries", "Lists")
"""The template's names of the tables; here they are also what the tables are called."""

SERVICES: Final = {"dynamodb": dynamodb, "sqs": sqs}

Answer = tuple[int, Mapping[str, str], bytes]


@contextmanager
def embedded() -> Iterator[None]:
    """Empty services, and an environment in which a client of AWS has credentials and no settings of the machine's."""
    before = dict(os.environ)
    for name in [name for name in before if name.startswith("AWS_")]:
        del os.environ[name]
    nowhere = {"AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull}
    os.environ.update({**CREDENTIALS, **nowhere, "AWS_EC2_METADATA_DISABLED": "true"})
    for name in SERVICES:
        logging.getLogger(name).setLevel(logging.WARNING)
    _reset()
    try:
        with answering(answered):
            yield
    finally:
        _reset()
        os.environ.clear()
        os.environ.update(before)


def answer(client: BaseClient) -> None:
    """Let the emulator answer the calls of this client."""
    name = client.meta.service_model.service_name
    client.meta.events.register(f"before-send.{name}", answers(name))  # type: ignore[arg-type] # the stubs forget the answer


def answers(name: str) -> Callable[..., AWSResponse]:
    """What answers a request to the service of that name, for who listens to clients in a way of its own."""
    return partial(_answer, SERVICES[name])


def answered(asked: Asked) -> tuple[int, bytes]:
    """What the emulator answers where functions ask without boto3."""
    status, _, content = _finished(SERVICES[asked.service].handle_request("POST", "/", asked.headers, asked.body, {}))
    return status, content


@cache
def definitions() -> "Sequence[CreateTableInputTypeDef]":
    """The tables as the template defines them."""
    resources = YAML(typ="rt").load(TEMPLATE)["Resources"]
    return tuple(_definition(name, resources[name]["Properties"]) for name in TABLES)


def _definition(name: str, properties: "CreateTableInputTypeDef") -> "CreateTableInputTypeDef":
    definition: CreateTableInputTypeDef = {
        "TableName": name,
        "BillingMode": properties["BillingMode"],
        "AttributeDefinitions": properties["AttributeDefinitions"],
        "KeySchema": properties["KeySchema"],
    }
    if "GlobalSecondaryIndexes" in properties:
        definition["GlobalSecondaryIndexes"] = properties["GlobalSecondaryIndexes"]
    if "StreamSpecification" in properties:
        definition["StreamSpecification"] = {**properties["StreamSpecification"], "StreamEnabled": True}
    return definition


def _reset() -> None:
    for service in SERVICES.values():
        service.reset()


class _Stream:
    """The body of an answer, as botocore reads it."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    def stream(self) -> Iterator[bytes]:
        yield self._body


def _answer(service: ModuleType, request: AWSPreparedRequest, **_: object) -> AWSResponse:
    asked = {name.lower(): _text(value) for name, value in request.headers.items()}
    body = request.body if isinstance(request.body, bytes) else str(request.body).encode()
    status, answered, content = _finished(service.handle_request("POST", "/", asked, body, {}))
    headers = HTTPHeaders.from_dict(answered)
    return AWSResponse(request.url, status, headers, _Stream(content))


def _finished(call: Coroutine[None, None, Answer]) -> Answer:
    """What it returns. Only who waits for a message is ever made to wait, so no event loop is needed, which is slow."""
    try:
        call.send(None)
    except StopIteration as done:
        answered: Answer = done.value
        return answered
    raise NotImplementedError("a call that waits")


def _text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value
