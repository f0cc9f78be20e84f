"""What is decided in Slack goes into the queue of actions, and comes out of it as it was."""

import json
from dataclasses import replace

import pytest

from leadflow.adapters import snippet
from leadflow.adapters.actions import NoErrand, decode, encode
from leadflow.adapters.payloads import body
from leadflow.adapters.sources import source
from leadflow.application.receive import Outcome, Receiver
from leadflow.application.webhook import Request
from leadflow.domain.activity import Kind
from leadflow.domain.decision import Decision
from leadflow.domain.sender import Sender, Trust
from local.samples import Sample, sample
from tests.receiving import MemoryActions, MemoryIntake, MemorySecrets

REJECT = sample("slack", "reject")
SNOOZE = sample("slack", "snooze")


def received(
    one: Sample, actions: MemoryActions, sender: Sender | None = None, asked: Request | None = None
) -> Outcome:
    known = MemorySecrets({one.sender.secret: [one.secret]})
    senders = {one.sender.name: sender or one.sender}
    parts = Receiver(senders, source, known, MemoryIntake(), actions, body.unpacked, snippet.answer)
    return parts.receive(asked or one.request, one.received_at)


def test_a_click_is_queued_and_answered_with_nothing() -> None:
    actions = MemoryActions()
    outcome = received(REJECT, actions)
    assert (outcome.answer.status, outcome.answer.body, outcome.asked, outcome.accepted) == (200, b"", 1, 0)
    [decision] = actions.errands
    assert isinstance(decision, Decision)
    assert (decision.source, decision.kind) == ("clicks", Kind.SALES_REJECTED)


def test_a_click_of_another_app_is_refused() -> None:
    actions = MemoryActions()
    foreign = replace(REJECT, secret="the signing secret of another app")
    assert received(foreign, actions).answer.status == 401
    assert actions.errands == []


def test_by_a_secret_that_everybody_knows_nobody_decides() -> None:
    actions = MemoryActions()
    assert received(REJECT, actions, replace(REJECT.sender, trust=Trust.PUBLIC)).answer.status == 200
    assert actions.errands == []


def test_an_ssl_check_that_nobody_signed_is_refused() -> None:
    plain = replace(sample("slack", "ssl-check").request, headers={})
    assert received(REJECT, MemoryActions(), asked=plain).answer.status == 401


@pytest.mark.parametrize("one", [REJECT, SNOOZE], ids=["reject", "snooze"])
def test_a_decision_survives_the_queue(one: Sample) -> None:
    actions = MemoryActions()
    received(one, actions)
    [decision] = actions.errands
    assert decode(encode(decision)) == decision


@pytest.mark.parametrize(
    "changed",
    [{"at": None}, {"at": "soon"}, {"until": "soon"}, {"kind": "sales.sold"}, {"news": ...}, {"shown_at": [1]}],
)
def test_what_is_no_decision_is_no_errand(changed: dict[str, object]) -> None:
    actions = MemoryActions()
    received(SNOOZE, actions)
    stated = {**json.loads(encode(actions.errands[0]))["decision"], **changed}
    kept = {name: value for name, value in stated.items() if value is not ...}
    with pytest.raises(NoErrand):
        decode(json.dumps({"decision": kept}))
