"""The function `relay` under moto, called as Lambda calls it when EventBridge has something for it."""

import json
import os
import sys
from collections.abc import Iterator, Mapping
from types import SimpleNamespace
from typing import Final, cast
from unittest import mock

import boto3
import pytest
from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.relay import app
from leadflow.adapters import compiled
from leadflow.application.ports import OutsideDown
from leadflow.application.webhook import Unreadable
from leadflow.domain.json import Json
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.sender import Sender
from leadflow.model.render import rendered
from local.samples import EVENTS
from tests.integration.aws import by_moto
from tests.integration.receiving import emitted, queued

CONTEXT: Final = cast("LambdaContext", SimpleNamespace())
CLICK: Final[Mapping[str, Json]] = json.loads((EVENTS / "ses/eventbridge/click.json").read_text())


@pytest.fixture
def queue() -> Iterator[str]:
    """The function wired to moto; the URL of the queue that it sends to."""
    model = rendered(LeadModel("test", senders={"mail": Sender("mail", "ses")}))
    with by_moto(), mock.patch.dict(sys.modules, leadflow_model=model):
        url = boto3.client("sqs").create_queue(QueueName="intake")["QueueUrl"]
        actions = boto3.client("sqs").create_queue(QueueName="actions")["QueueUrl"]
        with mock.patch.dict(os.environ, INTAKE_QUEUE_URL=url, ACTIONS_QUEUE_URL=actions):
            forget()
            yield url
            forget()


def forget() -> None:
    """What the function remembers between invocations."""
    for cached in (app.wired, compiled.model):
        cached.cache_clear()


def test_a_click_that_eventbridge_tells_of_is_queued(queue: str, capsys: pytest.CaptureFixture[str]) -> None:
    app.handler(CLICK, CONTEXT)
    [activity] = queued(queue)
    assert (activity.source, activity.type, activity.lead.email) == ("mail", "email.clicked", "ada@nordlys.example")
    printed = capsys.readouterr().out
    assert emitted(printed, "Accepted")[0]["Accepted"] == [1.0]
    assert emitted(printed, "Unheard")[0]["Unheard"] == [0.0]
    assert "nordlys" not in printed


def test_what_no_source_hears_is_counted(queue: str, capsys: pytest.CaptureFixture[str]) -> None:
    app.handler({**CLICK, "source": "aws.s3"}, CONTEXT)
    assert emitted(capsys.readouterr().out, "Unheard")[0]["Unheard"] == [1.0]
    assert queued(queue) == []


def test_what_cannot_be_read_or_queued_is_raised_for_lambda_to_try_again_and_keep(queue: str) -> None:
    with pytest.raises(Unreadable):
        app.handler({**CLICK, "detail": {}}, CONTEXT)
    boto3.client("sqs").delete_queue(QueueUrl=queue)
    with pytest.raises(OutsideDown):
        app.handler(CLICK, CONTEXT)
