"""Writes down what each function asks of AWS, in the template's own words for it."""

import os
import re
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Final
from unittest import mock

import boto3

from leadflow.adapters import aws_json
from leadflow.adapters.aws_json import Ask, Service
from leadflow.domain.json import Json
from tests.fragments import Document
from tests.rights import Right, place, variables

if TYPE_CHECKING:
    from botocore.client import BaseClient
    from botocore.model import OperationModel

FUNCTION: Final = re.compile(r"/functions/(\w+)/app\.py$")
BATCHES: Final = {"SendMessageBatch": "SendMessage", "ChangeMessageVisibilityBatch": "ChangeMessageVisibility"}
WRITES: Final = {
    "Put": "PutItem",
    "Update": "UpdateItem",
    "Delete": "DeleteItem",
    "ConditionCheck": "ConditionCheckItem",
}
"""What IAM asks for where an operation does several things at once."""


@dataclass
class Watch:
    """The calls of clients that functions have made for themselves."""

    seen: set[Right] = field(default_factory=set)

    def client(self, made: "Callable[..., BaseClient]", *args: object, **more: object) -> "BaseClient":
        client = made(*args, **more)
        if (function := _function()) is not None:
            heard = partial(self._hear, function, _names(function))
            client.meta.events.register("provide-client-params", heard)
        return client

    def service(self, made: Callable[..., Ask], service: Service, *more: object) -> Ask:
        ask = made(service, *more)
        if (function := _function()) is None:
            return ask
        names = _names(function)

        def heard(operation: str, asked: Mapping[str, Json]) -> Mapping[str, Json]:
            self._note(function, names, _asked(service.name, operation, dict(asked)))
            return ask(operation, asked)

        return heard

    def _hear(
        self, function: str, names: Mapping[str, str], params: Document, model: "OperationModel", **_: object
    ) -> None:
        self._note(function, names, _asked(model.service_model.service_name, model.name, params))

    def _note(self, function: str, names: Mapping[str, str], actions: Iterable[tuple[str, str]]) -> None:
        for action, called in actions:
            self.seen.add(Right(function, action, names.get(called, f"what {function} is told nothing of")))


def _function() -> str | None:
    """The function on whose behalf this is done."""
    for frame, _ in traceback.walk_stack(None):
        if found := FUNCTION.search(frame.f_code.co_filename):
            return found[1].capitalize()
    return None


def _names(function: str) -> Mapping[str, str]:
    """What the template calls what the function's environment names by now."""
    told = {name: value for name in variables(function) if (value := os.environ.get(name))}
    names = {value: place(variables(function)[name]) for name, value in told.items()}
    if path := told.get("SECRETS_PATH"):
        names[path] = f"parameter{place(variables(function)['SECRETS_PATH'])}/*"
    return names | {
        f"{table}/index/{index}": f"{name}/index/{index}" for table, name in names.items() for index in INDEXES
    }


INDEXES: Final = ("by_wake", "by_due")


def _asked(service: str, operation: str, params: Document) -> Iterator[tuple[str, str]]:
    """The actions that IAM allows or not, each with the name of what it is done to."""
    match operation, params:
        case "TransactWriteItems", {"TransactItems": [*items]}:
            for item in items:
                ((kind, write),) = item.items()
                yield f"{service}:{WRITES[kind]}", write["TableName"]
        case (("BatchGetItem" | "BatchWriteItem"), {"RequestItems": dict(tables)}):
            for table in tables:
                yield f"{service}:{operation}", table
        case "PutEvents", {"Entries": [*entries]}:
            for entry in entries:
                yield f"{service}:{operation}", entry["EventBusName"]
        case _, {"TableName": str(table), "IndexName": str(index)}:
            yield f"{service}:{operation}", f"{table}/index/{index}"
        case _, {"TableName": str(name)} | {"QueueUrl": str(name)} | {"SecretId": str(name)}:
            yield f"{service}:{BATCHES.get(operation, operation)}", name
        case _, {"Name": str(name)}:
            yield f"{service}:{operation}", name.rpartition("/")[0]
        case _:
            raise AssertionError(f"{service} {operation}")


@contextmanager
def watching() -> Iterator[Watch]:
    """Watches all clients that functions make from now on."""
    watch = Watch()
    client, service = partial(watch.client, boto3.client), partial(watch.service, aws_json.AwsJson)
    with mock.patch.object(boto3, "client", client), mock.patch.object(aws_json, "AwsJson", service):
        yield watch
