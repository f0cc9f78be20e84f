"""Amazon SES by both of its ways: over EventBridge without a call, and as a message that SNS has signed."""

import json
import time
from collections.abc import Callable, Mapping
from typing import Final

import pytest
import urllib3

from leadflow.application.webhook import Request
from leadflow.domain.instant import iso
from leadflow.domain.json import Json
from local.samples import EVENTS, signed, signing_secret
from local.stack import Stack
from tests.e2e.sender import emails

pytestmark = pytest.mark.e2e

CLICK: Final = json.loads((EVENTS / "ses/eventbridge/click.json").read_text())


def eventually(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def clicked(stack: Stack, who: str) -> Mapping[str, Json]:
    """The sample's click, by that person at this moment."""
    detail = CLICK["detail"]
    click = {**detail["click"], "timestamp": iso(stack.now())}
    return {**detail, "mail": {**detail["mail"], "destination": [who]}, "click": click}


def known(stack: Stack) -> set[str]:
    return emails(stack.clients.dynamodb, stack.provisioned.outputs["LeadsTable"])


def test_a_click_on_the_default_bus_reaches_its_lead(stack: Stack) -> None:
    stack.aws.publish({**CLICK, "detail": clicked(stack, "bus@example.org")})
    eventually(lambda: "bus@example.org" in known(stack))


def test_a_click_from_a_topic_of_the_model_reaches_its_lead_and_no_strangers_does(stack: Stack) -> None:
    ours, theirs = stack.model.senders["topic"].topics[0], "arn:aws:sns:eu-west-1:210987654321:ses-events"
    told = json.dumps(clicked(stack, "topic@example.org"))
    for topic, status in ((theirs, 401), (ours, 200)):
        message = {"Type": "Notification", "MessageId": "1", "TopicArn": topic, "Message": told}
        plain = Request("POST", "/hooks/topic", "", {"content-type": "text/plain"}, json.dumps(message).encode(), "::1")
        request = signed(stack.model.senders["topic"], plain, signing_secret("ses", "topic"), stack.now())
        answer = urllib3.request("POST", f"{stack.address}{request.path}", body=request.body, headers=plain.headers)
        assert answer.status == status
        stack.settle()
        assert ("topic@example.org" in known(stack)) == (status == 200)
