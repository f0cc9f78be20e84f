"""The product's own functions, called as Lambda calls them, and what they print."""

import io
import json
import os
import sys
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, replace
from logging import StreamHandler
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType, SimpleNamespace
from typing import TYPE_CHECKING, Final, ParamSpec, TextIO, TypeVar, cast

import boto3
from aws_lambda_powertools.utilities.typing import LambdaContext

from bench.mixes import SOURCE
from functions.evaluate import app as evaluate
from functions.react import app as react
from functions.receive import app as receive
from leadflow.adapters import clock, compiled
from leadflow.adapters.function_url import Event
from leadflow.adapters.sources import kinds
from leadflow.application.webhook import Request
from leadflow.domain.instant import SECOND, Duration, Instant
from leadflow.model import compile as model_compiler
from leadflow.model.render import rendered
from local import embedded
from local.build import MODEL
from local.embedded import TABLES
from local.in_process import Answers, Asked, answering
from local.samples import live_secret

if TYPE_CHECKING:
    from botocore.hooks import BaseEventHooks
    from mypy_boto3_sqs.type_defs import MessageTypeDef

    from leadflow.adapters.tables.item import Item

Words = ParamSpec("Words")
Found = TypeVar("Found")

NEVER: Final = 60_000
CONTEXT: Final = cast("LambdaContext", SimpleNamespace(get_remaining_time_in_millis=lambda: NEVER))
STORES: Final = {
    "ssm": json.dumps({"Parameter": {"Value": live_secret("sendgrid", SOURCE)}}).encode(),
    "secretsmanager": json.dumps({"SecretString": "k" * 64}).encode(),
    "events": json.dumps({"FailedEntryCount": 0, "Entries": [{"EventId": "1"}]}).encode(),
}
"""What is answered by the services that are asked seldom, or whose answer does not matter."""

ENVIRONMENT: Final = {
    **{f"{name.upper()}_TABLE": name for name in TABLES},
    "ACTIONS_QUEUE_URL": "http://localhost/actions",
    "INTAKE_DEAD_LETTERS_URL": "http://localhost/buried",
    "SECRETS_PATH": "/leadflow/bench/in",
    "LEAD_KEY_ARN": "key",
    "BUS": "bench",
    "MODE": "act",
    "TIMELINE_DAYS": "800",
}

CACHED: Final = (receive.settings, receive.receiver, evaluate.wired, react.wired, compiled.model)


class Failed(Exception):
    """A function did not do what was asked of it, so there is nothing to measure."""


class AtOnce(ThreadPoolExecutor):
    """Does each work at once in the thread that asks for it, so that its processor time can be told apart."""

    def submit(self, fn: Callable[Words, Found], /, *args: Words.args, **kwargs: Words.kwargs) -> Future[Found]:
        done: Future[Found] = Future()
        done.set_result(fn(*args, **kwargs))
        return done


@dataclass(frozen=True, slots=True)
class Handlers:
    """Leadflow by its handlers, wired by their environment; `log` is what they have printed."""

    ahead: Path
    log: io.StringIO

    def receive(self, request: Request, now: Instant) -> None:
        """Raises Failed."""
        self._set(now)
        event: Event = {
            "rawPath": request.path,
            "rawQueryString": request.query,
            "headers": request.headers,
            "requestContext": {
                "http": {"method": request.method, "sourceIp": request.ip},
                "requestId": "00000000-0000-4000-8000-000000000000",
                "timeEpoch": now // (SECOND // 1000),
            },
            "body": b64encode(request.body).decode(),
            "isBase64Encoded": True,
        }
        with redirect_stdout(self.log):
            answer = receive.handler(event, CONTEXT)
        if answer["statusCode"] != 200:
            raise Failed(answer["body"])

    def work(self, messages: "Sequence[MessageTypeDef]", now: Instant) -> None:
        """Raises Failed."""
        self._set(now)
        records = [{"messageId": each["MessageId"], "body": each["Body"]} for each in messages]
        with redirect_stdout(self.log):
            _done(evaluate.handler({"Records": records}, CONTEXT))

    def react(self, image: "Item", now: Instant) -> None:
        """Raises Failed."""
        self._set(now)
        with redirect_stdout(self.log):
            _done(react.handler({"Records": [{"dynamodb": {"SequenceNumber": "1", "NewImage": image}}]}, CONTEXT))

    def _set(self, now: Instant) -> None:
        self.ahead.write_text(str((now - clock.now()) / SECOND))


def _done(answer: Mapping[str, object]) -> None:
    if answer["batchItemFailures"]:
        raise Failed(str(answer))


@contextmanager
def handlers(
    intake: str, attach: "Callable[[BaseEventHooks], None]", around: Callable[[Answers], Answers], settle: Duration
) -> Iterator[Handlers]:
    """The functions. Only where services are embedded.

    `attach` is called with what tells of their clients, `around` with what answers whatever they ask without one.
    """
    before, log = boto3.DEFAULT_SESSION, io.StringIO()
    boto3.setup_default_session()
    attach(_session().events)
    with TemporaryDirectory() as folder, _printing_to(log), answering(around(_answered)):
        ahead = Path(folder, "clock")
        ahead.write_text("0")
        os.environ.update({**ENVIRONMENT, "INTAKE_QUEUE_URL": intake, "LEADFLOW_CLOCK": str(ahead)})
        sys.modules["leadflow_model"] = _compiled(settle)
        _forget()
        vars(evaluate)["ThreadPoolExecutor"] = AtOnce
        try:
            yield Handlers(ahead, log)
        finally:
            vars(evaluate)["ThreadPoolExecutor"] = ThreadPoolExecutor
            _forget()
            del sys.modules["leadflow_model"]
            boto3.DEFAULT_SESSION = before


def _session() -> boto3.Session:
    if boto3.DEFAULT_SESSION is None:
        raise Failed("there is no session")
    return boto3.DEFAULT_SESSION


def _compiled(settle: Duration) -> ModuleType:
    model = model_compiler.read(MODEL, kinds())
    return rendered(replace(model, machine=replace(model.machine, settle=settle)))


def _forget() -> None:
    for cached in CACHED:
        cached.cache_clear()


@contextmanager
def _printing_to(stream: TextIO) -> Iterator[None]:
    """What the functions log goes there. Where it went before may be closed by now, so nothing is flushed."""
    every = [each for app in (receive, evaluate, react) for each in app.logger.handlers]
    before = [(each, each.stream) for each in every if isinstance(each, StreamHandler)]
    for handler, _ in before:
        handler.stream = stream
    try:
        yield
    finally:
        for handler, earlier in before:
            handler.stream = earlier


def _answered(asked: Asked) -> tuple[int, bytes]:
    told = STORES.get(asked.service)
    return embedded.answered(asked) if told is None else (200, told)
