"""What is done outside somebody's hours waits until they begin, and then goes its way again."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from leadflow.application.ports import Actions
from leadflow.domain.automation import Automation, Whose
from leadflow.domain.errand import Errand
from leadflow.domain.facts import Facts
from leadflow.domain.hours import Hours
from leadflow.domain.instant import Instant
from leadflow.domain.owner import owner


class Later(Exception):
    """This is not the time for it; `until` is."""

    def __init__(self, until: Instant) -> None:
        super().__init__("outside the hours")
        self.until = until


class Held(Protocol):
    """What waits for its time."""

    def due(self, now: Instant) -> Iterator[tuple[Instant, Errand]]:
        """What need not wait any more, each with when it was due. Raises OutsideDown."""
        ...

    def let_go(self, errand: Errand, due: Instant) -> None:
        """Forget that the errand waits, unless it was held anew since. Raises OutsideDown."""
        ...


def check(automation: Automation, errand: Errand, facts: Facts) -> None:
    """Raises Later outside the hours that the automation keeps to."""
    if (opens := begins(automation, errand, facts, facts.now)) > facts.now:
        raise Later(opens)


def begins(automation: Automation, errand: Errand, facts: Facts, at: Instant) -> Instant:
    """The first instant from `at` on that is in those hours; a lead without an owner need wait for nobody's."""
    hours = automation.hours
    if hours is Whose.OWNER:
        member = facts.model.team.get(errand.owner or owner(facts.lead) or "")
        hours = None if member is None else member.hours
    return hours.opens(at) if isinstance(hours, Hours) else at


@dataclass(frozen=True, slots=True)
class Release:
    """Sends what is due back to the queue `actions`."""

    held: Held
    actions: Actions

    def round(self, now: Instant) -> int:
        """One round: how many were sent; one that a failure lets be sent twice is done once. Raises OutsideDown."""
        sent = 0
        for due, errand in self.held.due(now):
            self.actions.send([errand])
            self.held.let_go(errand, due)
            sent += 1
        return sent
