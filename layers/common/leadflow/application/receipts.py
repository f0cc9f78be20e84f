"""What became of each action: for whom and by which channel, when, how it ended and why."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from leadflow.application.ports import Outcome
from leadflow.domain.errand import Errand
from leadflow.domain.identity import LeadId
from leadflow.domain.instant import Instant
from leadflow.domain.wording import words


@dataclass(frozen=True, slots=True)
class Receipt:
    """One action of one piece of news; `outcome` is none while it waits, `reason` then that of its last attempt.

    `attempts` counts how often it was really begun, `opened_at` is when that was first; `held_until` is when the hours
    begin that it waits for.
    """

    news: str
    automation: str
    action: int
    channel: str
    opened_at: Instant
    attempts: int
    outcome: Outcome | None = None
    ended_at: Instant | None = None
    reason: str | None = None
    held_until: Instant | None = None

    @property
    def lead(self) -> LeadId:
        return LeadId(self.news.partition(".")[0])

    @property
    def errand(self) -> Errand:
        return Errand(self.lead, self.news, self.automation, self.action)

    @property
    def what(self) -> str:
        """The transition in words: entered sales ready."""
        change, _, of = self.news.split(".", 2)[-1].partition(":")
        return f"{change} {words(of)}" if of else self.automation


class Receipts(Protocol):
    """All receipts. Both methods raise OutsideDown."""

    def since(self, first: Instant) -> Iterator[Receipt]:
        """Those of actions first begun then or later, the latest first."""
        ...

    def reopen(self, errand: Errand) -> bool:
        """Let an errand that has failed be done again; whether it had."""
        ...
