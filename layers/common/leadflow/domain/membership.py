"""Whether a lead is on a track, as far as its tool knows: news in any order, of which the latest decides."""

from dataclasses import dataclass, replace
from typing import Final

from leadflow.domain.instant import SECOND, Duration, Instant
from leadflow.domain.lead import Lead, Register
from leadflow.domain.track import PREFIX

LEASE: Final = Duration(60 * SECOND)
"""For so long one worker alone calls the tool about a lead: longer than a worker may run."""


@dataclass(frozen=True, slots=True)
class Turn:
    """News of a lead and what it wants of a track; `takes_back`: what `by` did there before should not have been."""

    at: Instant
    version: int
    by: str
    wants: bool
    takes_back: bool = False

    @property
    def order(self) -> tuple[Instant, int]:
        """News later in this order has the last word."""
        return self.at, self.version


@dataclass(frozen=True, slots=True)
class Membership:
    """What the latest news asked for (`wanted`), and what the tool is known to have: `on`, None while it is not known.

    `before` is how it was before that news, which `at`, `version` and `by` are of. `told_at` is when the tool was last
    told to put the lead on. Until `busy` one worker alone calls. `revision` counts how often this was written.
    """

    on: bool | None
    wanted: bool
    before: bool
    at: Instant
    version: int
    by: str
    told_at: Instant = Instant(0)
    busy: Instant = Instant(0)
    revision: int = 0

    @property
    def order(self) -> tuple[Instant, int]:
        """Where the news stands among all of the lead's."""
        return self.at, self.version

    @property
    def settled(self) -> bool:
        """Whether the tool need not be told anything."""
        return self.on is self.wanted

    def unknown(self) -> "Membership":
        """While the tool is being told, and nobody knows whether it has heard."""
        return replace(self, on=None)

    def told(self, now: Instant) -> "Membership":
        """After the tool has taken it."""
        return replace(self, on=self.wanted, busy=Instant(0), told_at=now if self.wanted else self.told_at)

    def free(self, known: "Membership | None" = None) -> "Membership":
        """After the tool was not told, or may not have heard; where it has refused, it is as was `known`."""
        return replace(self, on=self.on if known is None else known.on, busy=Instant(0))


class Overtaken(Exception):
    """Later news of the lead has decided already."""


class Busy(Exception):
    """Another worker is calling the tool about this lead, at the longest until `until`."""

    def __init__(self, until: Instant) -> None:
        super().__init__("another worker is calling the tool about this lead")
        self.until = until


def known(kept: Membership | None, lead: Lead, track: str) -> bool | None:
    """Whether the tool has the lead on the track; None where that is not known.

    What was kept is forgotten in time, what the lead's activities say is not; the tool itself may have said more.
    """
    register = _register(lead, track)
    if kept is not None and (register is None or register.at <= kept.at):
        return kept.on
    return register is not None and register.value is True


def entered(kept: Membership | None, lead: Lead, track: str, turn: Turn, now: Instant) -> Membership:
    """How it is to be from this turn on; where the tool has to be told, nobody else may tell it for a while.

    Raises Overtaken, Busy.
    """
    register = _register(lead, track)
    if (register is not None and register.at > turn.at) or (kept is not None and kept.order > turn.order):
        raise Overtaken
    if kept is not None and kept.busy > now:
        raise Busy(kept.busy)
    found = _begun(kept, known(kept, lead, track), turn)
    return found if found.settled else replace(found, busy=Instant(now + LEASE))


def _begun(kept: Membership | None, on: bool | None, turn: Turn) -> Membership:  # noqa: FBT001 what is known
    if kept is not None and (*kept.order, kept.by) == (*turn.order, turn.by):
        return replace(kept, on=on)
    before = on if on is not None else kept is not None and kept.before
    wanted = turn.wants
    if turn.takes_back:  # only what this automation itself did last is undone
        wanted = kept.before if kept is not None and kept.by == turn.by else before
    told_at, revision = (Instant(0), 0) if kept is None else (kept.told_at, kept.revision)
    return Membership(on, wanted, before, turn.at, turn.version, turn.by, told_at, revision=revision)


def _register(lead: Lead, track: str) -> Register | None:
    return lead.traits.get(PREFIX + track)
