"""A job: one action of one automation, for one piece of news of one lead, with all that doing it needs to know."""

from dataclasses import dataclass
from typing import Protocol

from leadflow.application.ports import Outcome
from leadflow.domain.automation import Action, Automation
from leadflow.domain.errand import Errand
from leadflow.domain.facts import Facts
from leadflow.domain.instant import Instant
from leadflow.domain.news import News
from leadflow.domain.state import State


@dataclass(frozen=True, slots=True)
class Job:
    """`state` is the lead as it lives by now, `facts` what is known of it now, which is the time of this attempt."""

    errand: Errand
    action: Action
    automation: Automation
    news: News
    state: State
    facts: Facts

    @property
    def now(self) -> Instant:
        return self.facts.now

    @property
    def taking_back(self) -> bool:
        """Whether what the automation did last should not have been done."""
        return self.automation.name in self.news.transition.takes_back


class Skipped(Exception):
    """There is nothing to do, or it must not be done; `reason` says which. It needs no mending, and nobody's look."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Noted(Exception):
    """It is done, and there is something to say of it; `reason` is what."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Erased(Exception):
    """The lead was erased since: nothing is done, and nothing is kept of it."""


class Deed(Protocol):
    """What does the jobs of one kind of action."""

    def do(self, job: Job) -> Outcome:
        """Do it, and say how it ended.

        Raises TryAgain where it is to come again, RefusedForGood where it never can be done, Noted, Skipped,
        OutsideDown.
        """
        ...
