"""The function `receive` under moto, called as AWS calls it."""

import json
import os
import sys
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Final, cast
from unittest import mock
from uuid import uuid4

import boto3
from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.receive import app
from leadflow.adapters import compiled
from leadflow.adapters.function_url import Event, Response
from leadflow.adapters.intake import opened
from leadflow.application.webhook import Request
from leadflow.domain.activity import Activity
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.sender import Sender
from leadflow.model.render import rendered
from local.samples import live_secret, signing_secret
from tests.integration.aws import by_moto

CONTEXT: Final = cast("LambdaContext", SimpleNamespace())
SENDERS: Final = (
    Sender("newsletter", "sendgrid", "newsletter"),
    Sender("contact", "form", "contact"),
    Sender("site", "segment", "site"),
)
PATH: Final = "/leadflow/test/in"
WRITE_KEY: Final = signing_secret("segment", "site")


@contextmanager
def receiving(senders: Sequence[Sender] = SENDERS, **more: str) -> Iterator[str]:
    """The function wired to moto, with more environment; the URL of the queue that it sends to."""
    secrets = {sender.secret: live_secret(sender.kind, sender.secret) for sender in senders}
    model = rendered(LeadModel("test", senders={sender.name: sender for sender in senders}))
    with by_moto(), mock.patch.dict(sys.modules, leadflow_model=model):
        url, actions = (boto3.client("sqs").create_queue(QueueName=name)["QueueUrl"] for name in ("intake", "actions"))
        for name, value in secrets.items():
            put_secret(name, value)
        environment = {"INTAKE_QUEUE_URL": url, "ACTIONS_QUEUE_URL": actions, "SECRETS_PATH": PATH}
        with mock.patch.dict(os.environ, {**environment, **more}):
            forget()
            yield url
            forget()


def forget() -> None:
    """What the function remembers between invocations."""
    for cached in (app.settings, app.receiver, compiled.model):
        cached.cache_clear()


def put_secret(name: str, value: str) -> None:
    boto3.client("ssm").put_parameter(Name=f"{PATH}/{name}", Value=value, Type="SecureString", Overwrite=True)


def event(request: Request) -> Event:
    """What AWS makes of a request; it writes some bodies in base64."""
    return {
        "rawPath": request.path,
        "rawQueryString": request.query,
        "headers": {name.title(): value for name, value in request.headers.items()},
        "requestContext": {
            "http": {"method": request.method, "sourceIp": request.ip},
            "requestId": request.id or str(uuid4()),
            "timeEpoch": app.now() // 1_000,
        },
        "body": b64encode(request.body).decode(),
        "isBase64Encoded": True,
    }


def call(request: Request) -> Response:
    answer: Response = app.handler(event(request), CONTEXT)
    return answer


def queued(url: str) -> Sequence[Activity]:
    messages = boto3.client("sqs").receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
    return [activity for message in messages for activity in opened(message["Body"]).parcel.activities]


def emitted(printed: str, name: str) -> Sequence[Mapping[str, object]]:
    """The metrics of this name in what was printed."""
    return [document for line in printed.splitlines() if name in (document := json.loads(line))]
