"""Leads, timelines and a queue that last as long as a replay does, and hold only what it needs of them."""

from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from heapq import heappop, heappush
from itertools import takewhile

from leadflow.application.ports import Outrun, Parcel
from leadflow.domain.activity import Activity
from leadflow.domain.identity import LeadId
from leadflow.domain.instant import Duration, Instant
from leadflow.domain.news import News
from leadflow.domain.state import State


@dataclass(slots=True)
class HeldLeads:
    """The leads in memory, and the news of them in the order in which they were written."""

    kept: dict[LeadId, State] = field(default_factory=dict)
    news: list[News] = field(default_factory=list)
    _wakes: list[tuple[Instant, LeadId]] = field(default_factory=list)

    def load(self, ids: Collection[LeadId], *, fresh: bool = False) -> Mapping[LeadId, State]:  # noqa: ARG002 - what is in memory is always fresh
        """The leads with these ids; one that was never written is missing."""
        return {lead: self.kept[lead] for lead in ids if lead in self.kept}

    def commit(self, state: State, news: Sequence[News] = (), others: Sequence[State] = ()) -> None:
        """Write the states as the next versions after their own. Raises Outrun where one of them is not the latest."""
        states = (state, *others)
        if any(each.version != self._stored(each.id).version for each in states):
            raise Outrun(self.kept.get(state.id))
        for each in states:
            known = self._stored(each.id)
            for at in (each.wake_at, each.returns_at):
                if at is not None and at not in (known.wake_at, known.returns_at):
                    heappush(self._wakes, (at, each.id))
            self.kept[each.id] = replace(each, version=each.version + 1)
        self.news += news

    def due(self, before: Instant) -> Iterator[tuple[Instant, LeadId]]:
        """The leads that are to be looked at again before that instant, the earliest first, each with its own.

        Whoever asks for the next has looked at the one before, which may be due again.
        """
        while self._wakes and self._wakes[0][0] < before:
            at, lead = heappop(self._wakes)
            if at in (self.kept[lead].wake_at, self.kept[lead].returns_at):
                yield at, lead

    def _stored(self, lead: LeadId) -> State:
        return self.kept.get(lead) or State(lead)


@dataclass(slots=True)
class HeldTimeline:
    """What was done under each key, oldest first; what is later than `now` has not happened yet."""

    histories: Mapping[LeadId, Iterable[Activity]]
    now: Instant = Instant(0)

    def add(self, lead: LeadId, activity: Activity) -> bool:  # noqa: ARG002 - it is there already, whatever it is
        """Whether it was new: nothing is, since all that happens is in the timeline from the beginning."""
        return False

    def add_unidentified(self, activity: Activity) -> None:
        """Nobody asks again for what names nobody."""

    def remove(self, lead: LeadId, activity: Activity) -> None:
        """Nobody is erased from what is replayed."""

    def read(self, lead: LeadId, until: Instant | None = None) -> Iterator[Activity]:
        """What was done under the key, oldest first, up to and including `until`."""
        end = self.now if until is None else min(until, self.now)
        return takewhile(lambda each: each.at <= end, self.histories.get(lead, ()))

    def latest(self, lead: LeadId, count: int) -> Sequence[Activity]:
        """What was done last under the key, latest first."""
        return list(deque(self.read(lead), count))[::-1]


class NoQueue:
    """A queue that nobody reads: a replay knows by itself when to look at which lead again."""

    def send(self, parcels: Sequence[Parcel], delay: Duration = Duration(0)) -> None:
        """Leave it."""

    def waiting(self) -> int:
        """None."""
        return 0
