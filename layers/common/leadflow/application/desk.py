"""The keys and leads that one statement of who is who concerns, as they will be written: together, or not at all."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from leadflow.application.family import HOPS, history
from leadflow.application.ports import Intake, Leads, OutsideDown, Parcel, Timeline
from leadflow.domain.activity import Activity
from leadflow.domain.identity import Key, LeadId
from leadflow.domain.instant import Duration, Instant
from leadflow.domain.kin import Kin
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.news import News
from leadflow.domain.response import Turn, turned
from leadflow.domain.state import State

UNKNOWN: Final[Key] = ("", "")


@dataclass(frozen=True, slots=True)
class Kept:
    """Where leads are kept, and the model that judges them."""

    model: LeadModel
    leads: Leads
    timeline: Timeline
    intake: Intake


class Table:
    """What was read, and what is to be written instead, with the news of it."""

    def __init__(self, kept: Kept, now: Instant) -> None:
        self.model = kept.model
        self._kept, self._now = kept, now
        self._read: dict[LeadId, State] = {}
        self._new: dict[LeadId, State] = {}
        self._news: list[News] = []
        self._wakes: list[tuple[Parcel, Instant]] = []

    def get(self, key: LeadId) -> State:
        """What is known of the key, as it will be. Raises OutsideDown."""
        if key not in self._read:
            self._read[key] = self._kept.leads.load([key], fresh=True).get(key) or State(key)
        return self._new.get(key) or self._read[key]

    def kind(self, key: LeadId) -> str:
        """The kind of the key, empty where nothing was stated of it."""
        return (self.get(key).kin.key or UNKNOWN)[0]

    def way(self, key: LeadId | None) -> Iterator[LeadId]:
        """The key, the one that it has joined, and so on. Raises OutsideDown."""
        for _ in range(HOPS):
            if key is None:
                return
            yield key
            key = self.get(key).kin.to
        raise OutsideDown("keys have joined each other in a circle")

    def top(self, key: LeadId) -> LeadId:
        """The key under which the lead with this one lives. Raises OutsideDown."""
        *_, last = self.way(key)
        return last

    def history(self, keys: Sequence[LeadId]) -> Iterator[Activity]:
        """All that was done under these keys, oldest first. Raises OutsideDown."""
        return history(self._kept.timeline, keys)

    def later(self, state: State) -> Instant:
        """The instant at which the lead is looked at: its time never runs backwards."""
        return max(self._now, state.evaluated_at)

    def put(self, state: State) -> None:
        """Let it be written."""
        self._new[state.id] = state

    def relate(self, key: LeadId, kin: Kin) -> None:
        """Let this be written of who the key is."""
        self.put(replace(self.get(key), kin=kin))

    def judge(self, state: State, turn: Turn) -> None:
        """Let the lead be written as it turns out to be, with the news of that."""
        response = turned(self.model, state, turn, self._now)
        self.put(replace(response.state, lead=turn.lead))
        self._news += response.news
        if response.look_again is not None:
            self._wakes.append((Parcel(wakes=(state.id,), after=state.version + 1), response.look_again))

    def commit(self) -> int:
        """Write all that has changed, and send what brings leads back; how many transitions are news.

        Raises Outrun, OutsideDown, TooBig.
        """
        changed = [state for key, state in self._new.items() if state != self._read[key]]
        if not changed:
            return 0
        for parcel, at in self._wakes:
            self._kept.intake.send([parcel], Duration(max(at - self._now, 0)))
        first, *others = changed
        self._kept.leads.commit(first, self._news, others)
        return len(self._news)
