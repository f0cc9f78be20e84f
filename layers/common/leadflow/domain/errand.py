"""Errands outside: what the queue `actions` is told to do, by name alone."""

from dataclasses import dataclass, field
from typing import Final

from leadflow.domain.identity import LeadId, digest
from leadflow.domain.instant import HOUR, Instant

NAME: Final = "roundup"

NOBODY: Final = LeadId(NAME)
"""No lead's id: those are longer."""


@dataclass(frozen=True, slots=True)
class Origin:
    """What brought news about: `trace` is the id by which logs tell its whole way, `at` is when it came in."""

    trace: str
    at: Instant


@dataclass(frozen=True, slots=True)
class Errand:
    """One message of the queue `actions`: one action of one automation, for one piece of news.

    `action` is its place in the automation's list, `owner` the address of whoever the lead was given to with this news,
    `origin` where the way of the news began, where that is known.
    """

    lead: LeadId
    news: str
    automation: str
    action: int
    owner: str | None = None
    origin: Origin | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Roundup:
    """One message of the queue `actions`: the channel is to be told how much it was spared in the hour from `hour` on.

    `to` is the address of the one person who was spared it, where the channel writes to people.
    """

    channel: str
    hour: Instant
    to: str = ""

    @property
    def ends(self) -> Instant:
        """When the hour is over."""
        return Instant(self.hour + HOUR)

    @property
    def errand(self) -> Errand:
        """What its receipt is kept under."""
        return Errand(NOBODY, f"{NAME}.{place(self.channel, self.to)}.{self.hour // HOUR}", NAME, 0)


def place(channel: str, to: str) -> str:
    """What is limited: the channel, or where it writes to people each of them."""
    return f"{channel}:{digest(to)}" if to else channel
