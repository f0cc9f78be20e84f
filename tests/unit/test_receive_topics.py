"""A topic's subscription stands once it was confirmed, which its message asks for and `deliver` does."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import pytest

from leadflow.adapters import snippet
from leadflow.adapters.actions import decode, encode
from leadflow.adapters.payloads import body
from leadflow.adapters.sources import source
from leadflow.application.ask import Asked, Inquiry
from leadflow.application.channel import OutboundRequest, Reply
from leadflow.application.fetch import Fetch
from leadflow.application.grants import Tokens
from leadflow.application.receive import Receiver
from leadflow.domain.sender import Sender
from local.samples import sample
from tests.receiving import MemoryActions, MemoryIntake, MemorySecrets

CONFIRMATION: Final = sample("ses", "vector-confirmation-v1")


@dataclass
class Visits:
    """What was asked of the outside world, and which status it answered."""

    status: int = 200
    made: list[OutboundRequest] = field(default_factory=list)

    def __call__(self, request: OutboundRequest) -> Reply:
        self.made.append(request)
        return Reply(self.status, {}, b"")


@dataclass
class MemoryDeadLetters:
    """Messages that are kept, each with its reason."""

    buried: list[tuple[str, str]] = field(default_factory=list)

    def bury(self, body: str, reason: str) -> None:
        self.buried.append((body, reason))


def received(sender: Sender) -> tuple[int, Sequence[object]]:
    """The status that SNS gets, and what is to be done because of it."""
    actions = MemoryActions()
    receiver = Receiver(
        {sender.name: sender}, source, MemorySecrets({}), MemoryIntake(), actions, body.unpacked, snippet.answer
    )
    request = replace(CONFIRMATION.request, id="webhook")
    outcome = receiver.receive(request, CONFIRMATION.received_at)
    return outcome.answer.status, actions.errands


def test_a_topic_of_the_model_is_confirmed_by_a_visit_to_sns() -> None:
    status, [fetch] = received(CONFIRMATION.sender)
    assert status == 200
    assert isinstance(fetch, Fetch)
    assert fetch.trace == "webhook"
    visits, buried = Visits(), MemoryDeadLetters()
    tokens = Tokens(visits, lambda: CONFIRMATION.received_at)
    senders, secrets, intake = {"mail": CONFIRMATION.sender}, MemorySecrets({}), MemoryIntake()
    inquiry = Inquiry(senders, source, secrets, intake, MemoryActions(), tokens, visits, buried)
    queued = decode(encode(fetch))
    assert isinstance(queued, Fetch)
    assert inquiry.ask(queued, "letter") == Asked()
    assert [(one.method, one.url.partition("?")[0]) for one in visits.made] == [
        ("GET", "https://sns.eu-west-1.amazonaws.com/")
    ]
    gone = replace(inquiry, senders={"mail": replace(CONFIRMATION.sender, topics=())})
    assert gone.ask(queued, "letter").refused
    assert (len(visits.made), len(buried.buried)) == (1, 1)


@pytest.mark.parametrize("topics", [(), ("arn:aws:sns:eu-west-1:210987654321:ses",)])
def test_a_strangers_topic_is_never_confirmed(topics: tuple[str, ...]) -> None:
    assert received(replace(CONFIRMATION.sender, topics=topics)) == (401, [])
