"""Time is one more thing that arrives: leads whose answer is about to expire are sent back to be judged."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from leadflow.application.ports import Intake, Parcel, Wakes
from leadflow.domain.identity import LeadId
from leadflow.domain.instant import LAST, MINUTE, SECOND, Duration, Instant

AHEAD: Final = Duration(90 * SECOND)
"""How far ahead a round looks: further than to the next one, so that each lead can be sent to its own second."""

LATE: Final = Duration(2 * MINUTE)
"""A lead that the round before should have taken is late."""

TOGETHER: Final = 100
"""So many leads are in one message at most: a worker takes ten messages, and has a minute for all that is in them."""

AT_ONCE: Final = 10 * TOGETHER
"""So many leads are sent in one call (26 KB)."""

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
        for second, leads, earliest in _by_second(self.wakes.due(Instant(now + AHEAD)), now):
            self.intake.send(list(parcels(leads)), Duration(second - now))
            count += len(leads)
            latest = max(latest, now - earliest)
        return Round(count, Duration(latest))


def parcels(leads: Sequence[LeadId], *, announce: bool = False) -> Iterator[Parcel]:
    """Messages that send the leads back to be judged."""
    for start in range(0, len(leads), TOGETHER):
        yield Parcel(wakes=tuple(leads[start : start + TOGETHER]), announce=announce)


@dataclass(slots=True)
class _Bundle:
    """Leads that are to be sent to one second, and the earliest wake among them."""

    leads: list[LeadId] = field(default_factory=list)
    earliest: Instant = LAST


def _by_second(
    due: Iterable[tuple[Instant, LeadId]], now: Instant
) -> Iterator[tuple[Instant, Sequence[LeadId], Instant]]:
    """Leads of one second together, at most AT_ONCE: the whole second at or after their wake, now where it is past."""
    bundles: dict[Instant, _Bundle] = defaultdict(_Bundle)
    for wake_at, lead in due:
        second = Instant(max(now, -(-wake_at // SECOND) * SECOND))
        bundle = bundles[second]
        bundle.leads.append(lead)
        bundle.earliest = min(bundle.earliest, wake_at)
        if len(bundle.leads) == AT_ONCE:
            del bundles[second]
            yield second, bundle.leads, bundle.earliest
    for second, bundle in bundles.items():
        yield second, bundle.leads, bundle.earliest
