"""What a source whose key everybody can read may not say."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest

from leadflow.adapters.sources import source
from leadflow.application.webhook import Answer, Source, Webhook
from leadflow.domain.activity import Activity
from leadflow.domain.sender import Trust
from tests.models import did
from tests.receiving import NOW, SENDERS, MemoryIntake, click, receiver


class Sly:
    """A source that lets its sender say anything."""

    def authenticate(self, webhook: Webhook, secrets: Sequence[str]) -> None: ...

    def activities(self, webhook: Webhook) -> Iterator[Activity]:
        for name in ("activity.voided", "page.viewed", "activity.restored"):
            yield did(name, name, properties={"activity": "1"})

    def accepted(self, webhook: Webhook) -> Answer:
        return source("sendgrid").accepted(webhook)


def sly(_: str) -> Source:
    return Sly()


@pytest.mark.parametrize(
    ("trust", "kept"),
    [(Trust.SERVER, ["activity.voided", "page.viewed", "activity.restored"]), (Trust.PUBLIC, ["page.viewed"])],
)
def test_a_public_source_takes_no_activity_back_and_gives_none_back(trust: Trust, kept: list[str]) -> None:
    intake = MemoryIntake()
    sender = replace(SENDERS["newsletter"], trust=trust)
    outcome = replace(receiver(intake), senders={"newsletter": sender}, source=sly).receive(click(), NOW)
    assert [activity.type for activity in intake.activities] == kept
    assert (outcome.answer.status, outcome.accepted) == (200, len(kept))
