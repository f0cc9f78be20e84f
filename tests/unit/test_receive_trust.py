"""What a source whose key everybody can read may not say."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import pytest

from leadflow.adapters.sources import source
from leadflow.application.trust import trusted
from leadflow.application.webhook import Answer, Scheme, Source, Webhook
from leadflow.domain.activity import Activity
from leadflow.domain.sender import Trust, Words
from tests.models import did
from tests.receiving import NOW, SENDERS, MemoryIntake, click, receiver


class Sly:
    """A source that lets its sender say anything."""

    SIGNATURE: Scheme = source("sendgrid").SIGNATURE
    SENDS: Final = ("*",)
    WORDS: Final = Words()

    def activities(self, webhook: Webhook) -> Iterator[Activity]:
        for name in ("activity.voided", "page.viewed", "activity.restored"):
            yield did(name, name, properties={"activity": "1"})

    def accepted(self, webhook: Webhook) -> Answer:
        return source("sendgrid").accepted(webhook)


@pytest.mark.parametrize(
    "type_", ["crm.opportunity.changed", "sales.rejected", "track.enrolled", "identity.joined", "identity.split"]
)
def test_a_public_source_says_nothing_that_only_the_crm_or_sales_can_know(type_: str) -> None:
    stated = [did("1", type_), did("2", "identity.stated")]
    assert [activity.type for activity in trusted(stated, Trust.PUBLIC)] == ["identity.stated"]
    assert len(list(trusted(stated, Trust.SERVER))) == len(stated)


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
