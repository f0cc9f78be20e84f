"""Every metric that an alarm or the dashboard watches is one that its function emits, under the same dimensions."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import boto3
import pytest
from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.deliver import app as deliver
from functions.evaluate import app as evaluate
from functions.react import app as react
from functions.receive import app as receive
from functions.relay import app as relay
from functions.wake import app as wake
from leadflow.adapters import clock
from leadflow.adapters.actions import encode
from leadflow.application.evaluate import Report
from leadflow.domain.errand import Origin
from leadflow.domain.instant import SECOND, Instant
from local.build import ROOT
from local.samples import EVENTS, sample
from tests.integration.operating import POLICY, errands
from tests.integration.outward import CONTEXT, Stack, running
from tests.integration.receiving import call, receiving
from tests.unit.channels.matters import news
from tests.watched import Watched, watched

PAGE = (ROOT / "docs/operations.md").read_text()
Out = pytest.CaptureFixture[str]


def emitted(function: str, capsys: Out) -> set[Watched]:
    """What was printed as metrics, for CloudWatch to read."""
    found = set()
    for line in capsys.readouterr().out.splitlines():
        for directive in json.loads(line).get("_aws", {}).get("CloudWatchMetrics", []) if "_aws" in line else []:
            for dimensions in directive["Dimensions"]:
                assert directive["Namespace"] == "Leadflow"
                found |= {Watched(function, each["Name"], frozenset(dimensions)) for each in directive["Metrics"]}
    return found


def by_receive(capsys: Out) -> set[Watched]:
    with receiving() as queue:
        click = sample("sendgrid", "click").request
        call(click)
        call(replace(click, body=b"[]"))
        body = b"what is this"
        contact = sample("form", "contact").request
        call(replace(contact, body=body, headers={**contact.headers, "content-type": "application/json"}))
        boto3.client("sqs").delete_queue(QueueUrl=queue)
        call(click)
        return emitted("receive", capsys)


def by_relay(stack: Stack, capsys: Out) -> set[Watched]:
    stack.environment.setenv("ACTIONS_QUEUE_URL", stack.actions)
    relay.wired.cache_clear()
    relay.handler(json.loads((EVENTS / "ses/eventbridge/click.json").read_text()), CONTEXT)
    relay.wired.cache_clear()
    return emitted("relay", capsys)


def by_evaluate_and_wake(stack: Stack, capsys: Out) -> set[Watched]:
    stack.set("LEAD_KEY_ARN", boto3.client("secretsmanager").create_secret(Name="key", SecretString="k" * 64)["ARN"])
    stack.set("INTAKE_DEAD_LETTERS_URL", stack.dead_letters)
    context = cast("LambdaContext", SimpleNamespace(get_remaining_time_in_millis=lambda: 60_000))
    for function in (evaluate, wake):
        function.wired.cache_clear()
    report = Report()
    for each in evaluate.COUNTED:  # counts of nothing are not printed
        setattr(report, each, 1)
    evaluate._tell(report, [])
    evaluate.handler({"Records": [{"messageId": "1", "body": "{}"}]}, context)
    found = emitted("evaluate", capsys)
    wake.handler({}, CONTEXT)
    for function in (evaluate, wake):
        function.wired.cache_clear()
    return found | emitted("wake", capsys)


def by_react_and_deliver(stack: Stack, capsys: Out) -> set[Watched]:
    stack.announce()
    stack.react()
    react.handler({"Records": [{"dynamodb": {"SequenceNumber": "1", "NewImage": {}}}]}, CONTEXT)
    found = emitted("react", capsys)
    boto3.client("sqs").purge_queue(QueueUrl=stack.actions)
    stack.sink.answers = [(200, "ok", {}), *[(503, "", {})] * 7]
    for each in errands("sales", 9):
        order = replace(each, origin=news().began)
        boto3.client("sqs").send_message(QueueUrl=stack.actions, MessageBody=encode(order))
        stack.deliver()
    return found | emitted("deliver", capsys)


@pytest.fixture
def stack(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Stack]:
    for function in (deliver, evaluate, react, receive, relay, wake):  # as the template's variable says at the start
        monkeypatch.setattr(function.metrics, "service", "named")
    (tmp_path / "clock").write_text("0")
    monkeypatch.setenv("LEADFLOW_CLOCK", str(tmp_path / "clock"))
    with running(monkeypatch, POLICY) as found:
        yield found


def test_every_metric_that_is_watched_is_emitted_under_the_same_dimensions(stack: Stack, capsys: Out) -> None:
    found = by_react_and_deliver(stack, capsys) | by_evaluate_and_wake(stack, capsys) | by_relay(stack, capsys)
    found |= by_receive(capsys)
    named = {each for each in watched() if each.name}
    assert len(named) > 20
    assert named - found == set()
    listed = re.findall(r"`(\w+)`", PAGE.partition("## Metrics")[2].partition("\n## ")[0])
    assert {each.name for each in found} <= set(listed)
    searched = {(each.function, each.dimensions) for each in watched() if not each.name}
    assert searched <= {(each.function, each.dimensions) for each in found}


def test_what_is_delivered_says_how_long_it_took_from_the_webhook(stack: Stack, capsys: Out) -> None:
    stack.announce()
    (errand,) = errands("sales", 1)
    heard = Origin("webhook", Instant(clock.now() - 90 * SECOND))
    boto3.client("sqs").send_message(QueueUrl=stack.actions, MessageBody=encode(replace(errand, origin=heard)))
    stack.deliver()
    (document,) = [json.loads(line) for line in capsys.readouterr().out.splitlines() if '"Lag"' in line]
    (lag,) = document["Lag"]
    assert document["_aws"]["CloudWatchMetrics"][0]["Metrics"] == [{"Name": "Lag", "Unit": "Milliseconds"}]
    assert 90_000 <= lag < 150_000
