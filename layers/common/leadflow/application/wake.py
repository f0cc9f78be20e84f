"""Time is one more thing that arrives: leads whose answer is about to expire are sent back to be judged."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from leadflow.application.ports import Intake, Parcel, Wakes
from leadflow.domain.identity import LeadId
from leadflow.domain.instant import SECOND, Duration, Instant

AHEAD: Final = Duration(90 * SECOND)
"""How far ahead a round looks: further than to the next one, so that each lead can be sent to its own second."""

TOGETHER: Final = 1_000
"""So many leads are in one message at most (26 KB)."""

BACKED_UP: Final = 2_000
"""With so many messages waiting, a round is left out: those leads are in the queue already, or no later for it."""


@dataclass(frozen=True, slots=True)
class Round:
    """One look at what is due: how many leads were sent back, how late the latest was, and whether it was left out."""

    leads: int = 0
    latest: Duration = Duration(0)
    left_out: bool = False


@dataclass(frozen=True, slots=True)
class Waker:
    """Sends leads that are due to the queue `intake`, delayed to their second."""

    wakes: Wakes
    intake: Intake

    def round(self, now: Instant) -> Round:
        """One round. Raises OutsideDown."""
        if self.intake.waiting() >= BACKED_UP:
            return Round(left_out=True)
        count, latest = 0, 0
        for wake_at, leads in _by_second(self.wakes.due(Instant(now + AHEAD))):
            self.intake.send([Parcel(wakes=tuple(leads))], Duration(max(0, wake_at - now)))
            count += len(leads)
            latest = max(latest, now - wake_at)
        return Round(count, Duration(latest))


def _by_second(due: Iterable[tuple[Instant, LeadId]]) -> Iterator[tuple[Instant, list[LeadId]]]:
    """Leads of one second together: the whole second at or after their wake, and at most TOGETHER of them."""
    seconds: dict[Instant, list[LeadId]] = {}
    for wake_at, lead in due:
        second = Instant(-(-wake_at // SECOND) * SECOND)
        seconds.setdefault(second, []).append(lead)
        if len(seconds[second]) == TOGETHER:
            yield second, seconds.pop(second)
    yield from seconds.items()
