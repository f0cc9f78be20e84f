"""The whole way of a webhook: the template's functions, tables and queues on the local stack."""

import json
import re
import time
from collections.abc import Callable
from itertools import count

import pytest
import urllib3

from local.sink import Failure
from local.stack import Stack
from tests.e2e.sender import Form, emails, size

pytestmark = pytest.mark.e2e

DAY = 86_400


@pytest.fixture
def form(stack: Stack) -> Form:
    return Form(stack.address, stack.secrets["contact"])


def eventually(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def announced(stack: Stack, who: str, minutes: int) -> bool:
    """Whether sales has heard of it when so many minutes have passed."""
    stack.set_clock(60 * minutes)
    return about(stack, who) == 1


def about(stack: Stack, who: str) -> int:
    return sum(f"{who}@example.org" in json.dumps(message.content) for message in stack.messages())


def test_a_webhook_that_makes_a_lead_hot_reaches_slack(stack: Stack, form: Form) -> None:
    assert form.submit("ada") == 200
    stack.settle()
    assert about(stack, "ada") == 1


def test_the_same_webhook_again_tells_nobody_and_adds_nothing(stack: Stack, form: Form) -> None:
    form.submit("bo")
    stack.settle()
    before = size(stack.clients.dynamodb, stack.provisioned.outputs["TimelineTable"])
    assert form.submit("bo") == 200
    stack.settle()
    assert size(stack.clients.dynamodb, stack.provisioned.outputs["TimelineTable"]) == before
    assert about(stack, "bo") == 1


def test_a_forged_webhook_is_refused_and_leaves_nothing(stack: Stack) -> None:
    before = emails(stack.clients.dynamodb, stack.provisioned.outputs["LeadsTable"])
    assert Form(stack.address, "not-the-secret").submit("mallory") == 401
    stack.settle()
    assert emails(stack.clients.dynamodb, stack.provisioned.outputs["LeadsTable"]) == before


def test_a_message_that_slack_cannot_take_now_is_sent_again(stack: Stack, form: Form) -> None:
    stack.sink.fail(Failure(status=429, retry_after=60))
    form.submit("cy")
    eventually(lambda: stack.sink.failures == 0)
    assert about(stack, "cy") == 0
    minutes = count(1)
    eventually(lambda: announced(stack, "cy", next(minutes)))


def test_a_lead_that_fades_in_days_is_announced_when_the_clock_says_so(stack: Stack, form: Form) -> None:
    form.submit("di")
    stack.settle()
    stack.set_clock(2 * DAY)
    stack.settle()
    assert about(stack, "di") == 2


def test_a_lead_that_fades_in_minutes_is_announced_when_the_clock_says_so(stack: Stack) -> None:
    Form(stack.address, stack.secrets["quick"], "quick").submit("ed")
    stack.settle()
    assert about(stack, "ed") == 0
    stack.set_clock(2 * DAY + 1_000)
    stack.settle()
    assert about(stack, "ed") == 1


def test_a_path_that_is_none_is_answered_in_json(stack: Stack) -> None:
    answer = urllib3.request("GET", f"{stack.address}/nothing")
    assert answer.status == 404
    assert answer.json()["code"] == "not_found"


def test_only_named_things_were_changed_for_the_emulator(stack: Stack) -> None:
    assert {change.resource for change in stack.provisioned.changes} == {
        "DeliverActions",
        "Distribution",
        "DomainRecord",
        "ErrorsAlarm",
        "EvaluateIntake",
        "ReactOutbox",
        "ThrottlesAlarm",
    }


def test_a_snapshot_needs_no_file_outside_the_stack_s_folder(stack: Stack) -> None:
    stack.snapshot()
    named = {*re.findall(r'"code_blob_ref": "(\w+)"', (stack.home.folder / "snapshot.json").read_text())}
    assert named
    assert named <= {path.stem for path in stack.home.folder.rglob("*.zip")}
