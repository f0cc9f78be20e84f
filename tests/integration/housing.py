"""All functions over the template's tables in moto, with the commands beside them."""

import base64
import fcntl
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import boto3
import pytest

from functions.deliver import app as deliver
from functions.evaluate import app as evaluate
from functions.react import app as react
from functions.receive import app as receive
from leadflow.model.render import render
from local.samples import live_secret
from tests.integration.aws import TABLES
from tests.integration.outward import Stack, put_secret, running
from tests.integration.privacy import POLICY, SECRET, House


@contextmanager
def housed(monkeypatch: pytest.MonkeyPatch, home: Path) -> Iterator[House]:
    """All functions over the template's tables, up in that folder so that commands find it."""
    with running(monkeypatch, POLICY) as stack:
        named = {"intake": stack.intake, "actions": stack.actions, "actions-dead": stack.dead_letters}
        made = {
            name: boto3.client("sqs").create_queue(QueueName=name)["QueueUrl"]
            for name in ("outbox", "relay", "intake-dead")
        }
        queues = {**named, **made}
        arn = boto3.client("secretsmanager").create_secret(Name="lead-key", SecretString=SECRET)["ARN"]
        stack.set("INTAKE_DEAD_LETTERS_URL", queues["intake-dead"])
        stack.set("LEAD_KEY_ARN", arn)
        for kind, name in (("form", "contact"), ("segment", "site")):
            put_secret(live_secret(kind, name), f"/leadflow/test/in/{name}")
        signing = f"whsec_{base64.b64encode(b'x' * 24).decode()}"
        put_secret(f"http://{stack.sink.host}/care {signing}", "/leadflow/test/out/care-webhook")
        _wire(stack)
        told = dict.fromkeys(("address", "sink", "sinks", "endpoint"), None) | {"pid": 0, "stack": "test"}
        (home / "stack.json").write_text(json.dumps({**told, "region": "eu-west-1", "outputs": _outputs(queues, arn)}))
        (home / "leadflow_model.py").write_text(render(POLICY), encoding="utf-8")
        monkeypatch.setenv("LEADFLOW_HOME", str(home))
        with (home / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield House(stack, queues)
        _forget()


def _outputs(queues: Mapping[str, str], key: str) -> Mapping[str, str]:
    return {
        **{f"{name}Table": name for name in TABLES},
        "IntakeQueueUrl": queues["intake"],
        "IntakeDeadLettersUrl": queues["intake-dead"],
        "ActionsQueueUrl": queues["actions"],
        "ActionsDeadLettersUrl": queues["actions-dead"],
        "OutboxDeadLettersUrl": queues["outbox"],
        "RelayDeadLettersUrl": queues["relay"],
        "LeadKeyArn": key,
        "TimelineDays": "800",
        "Mode": "act",
    }


def _wire(stack: Stack) -> None:
    """Functions have paths of their own in the secret store, which they read when they are made."""
    _forget()
    stack.set("SECRETS_PATH", "/leadflow/test/in")
    receive.receiver()
    stack.environment.setenv("SECRETS_PATH", "/leadflow/test/out")
    evaluate.wired()
    deliver.wired()


def _forget() -> None:
    for cached in (receive.settings, receive.receiver, evaluate.wired, deliver.wired, react.wired):
        cached.cache_clear()
