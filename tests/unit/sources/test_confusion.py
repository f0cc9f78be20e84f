"""What proves one source proves no other: neither of the same kind, nor of another, nor at another address."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import pytest

from leadflow.adapters.signatures.tokens import PLACE
from leadflow.adapters.sources import SOURCES
from leadflow.application.webhook import Request
from leadflow.domain.sender import Sender
from local.samples import Sample, live_secret, samples, signed, signing_secret
from tests.receiving import MemoryIntake, MemorySecrets, receiver

FIRST: Final = {one.sender.kind: one for one in reversed(samples())}
SENDERS: Final = {kind: replace(one.sender, name=kind, secret=kind) for kind, one in FIRST.items()}
SECRETS: Final = MemorySecrets({kind: [live_secret(kind, kind)] for kind in SOURCES})
"""A stack with a source of each kind, each with a secret of its own and the kind's first sample to send."""

Senders = Mapping[str, Sender]


def sent_by(one: Sample, secret: str) -> Request:
    """The sample at its own kind's address, signed with that."""
    path = one.request.path.replace(one.secret, PLACE) if one.secret else one.request.path
    plain = replace(one.request, path=path)
    whole = signed(SENDERS[one.sender.kind], plain, secret, one.received_at) if secret else plain
    _, hooks, name, *token = whole.path.split("/")
    return replace(whole, path="/".join(["", hooks, one.sender.kind if hooks == "hooks" else name, *token]))


def at(request: Request, name: str) -> Request:
    """The request at the address of the source of this name."""
    _, _, _, *token = request.path.split("/")
    return replace(request, path="/".join(["", "hooks", name, *token]))


def taken(one: Sample, request: Request, senders: Senders = SENDERS) -> tuple[int, set[str]]:
    """The status, and whose what came of it is."""
    intake = MemoryIntake()
    outcome = replace(receiver(intake, SECRETS), senders=senders).receive(request, one.received_at)
    return outcome.answer.status, {each.source for each in intake.activities}


@pytest.mark.parametrize("kind", SOURCES)
def test_a_webhook_of_one_source_is_refused_at_every_other(kind: str) -> None:
    one = FIRST[kind]
    request = sent_by(one, signing_secret(kind, kind))
    status, sources = taken(one, request)
    assert (status < 400, sources <= {kind}) == (True, True)
    for other in SENDERS.keys() - {kind}:
        assert (other, taken(one, at(request, other))) == (other, (401, set()))


@pytest.mark.parametrize("kind", SOURCES)
def test_a_webhook_of_one_source_is_refused_at_another_of_its_kind(kind: str) -> None:
    one, another = FIRST[kind], "tally" if kind == "form" else "form"
    # where nothing is secret the topic says whose it is
    twin = replace(SENDERS[kind], name="twin", secret=another, topics=("arn:aws:sns:eu-west-1:1:other",))
    request = at(sent_by(one, signing_secret(kind, kind)), "twin")
    assert taken(one, request, {**SENDERS, "twin": twin}) == (401, set())
