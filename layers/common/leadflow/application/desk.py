"""The keys and leads that one statement of who is who concerns, as they will be written: together, or not at all."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import wraps
from typing import Final, TypeVar, cast

from leadflow.application.family import HOPS, history
from leadflow.application.ports import Intake, Leads, OutsideDown, Parcel, Timeline
from leadflow.domain.activity import Activity
from leadflow.domain.automation import Change
from leadflow.domain.correction import refold
from leadflow.domain.errand import Origin
from leadflow.domain.identity import ANONYMOUS_ID, Key, LeadId
from leadflow.domain.instant import Duration, Instant
from leadflow.domain.kin import Kin
from leadflow.domain.lead import Lead
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.news import Evidence, News
from leadflow.domain.response import Turn, turned
from leadflow.domain.state import State
from leadflow.domain.transition import Cause, Transition

UNKNOWN: Final[Key] = ("", "")

AT_ONCE: Final = 100
"""So many keys are read in one call."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Where leads are kept, and the model that judges them.

    `imported`: what is told now tells of the past, and nobody is alerted of what follows from it. `origin` is what told
    it.
    """

    model: LeadModel
    leads: Leads
    timeline: Timeline
    intake: Intake
    imported: bool = False
    origin: Origin | None = None


Answer = TypeVar("Answer")


class Table:
    """What was read, and what is to be written instead, with the news of it."""

    def __init__(self, kept: Kept, now: Instant) -> None:
        self.model = kept.model
        self._kept, self._now = kept, now
        self._read: dict[LeadId, State] = {}
        self._near: dict[LeadId, None] = {}
        self.answers: dict[tuple[object, LeadId], object] = {}
        self._new: dict[LeadId, State] = {}
        self._news: list[News] = []
        self._wakes: list[tuple[Parcel, Instant]] = []

    def get(self, key: LeadId) -> State:
        """What is known of the key, as it will be. Raises OutsideDown."""
        if key not in self._read:
            self._gather(key)
        return self._new.get(key) or self._read[key]

    def _gather(self, key: LeadId) -> None:
        """Read the key, and with it what the keys that were read name: who asks for one of them asks for more."""
        asked = [*dict.fromkeys((key, *self._near))][:AT_ONCE]
        found = self._kept.leads.load(asked, fresh=True)
        for each in asked:
            self._near.pop(each, None)
            self._read[each] = found.get(each) or State(each)
        for state in found.values():
            self._near |= {each: None for each in state.kin.near if each not in self._read}

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

    def gone(self, key: LeadId) -> bool:
        """Whether the lead with this key was erased. Raises OutsideDown."""
        return self.get(self.top(key)).gone

    def history(self, keys: Sequence[LeadId]) -> Iterator[Activity]:
        """All that was done under these keys, oldest first. Raises OutsideDown."""
        return history(self._kept.timeline, keys)

    def later(self, state: State) -> Instant:
        """The instant at which the lead is looked at: its time never runs backwards."""
        return max(self._now, state.evaluated_at)

    def put(self, state: State) -> None:
        """Let it be written; what was answered before may no longer be so."""
        self._new[state.id] = state
        self.answers.clear()

    def relate(self, key: LeadId, kin: Kin) -> None:
        """Let this be written of who the key is."""
        self.put(replace(self.get(key), kin=kin))

    def judge(self, state: State, turn: Turn) -> None:
        """Let the lead be written as it turns out to be, with the news of that."""
        turn = replace(turn, imported=self._kept.imported)
        response = turned(self.model, replace(state, lead=self._known(state)), turn, self._now)
        self.put(response.state)
        self._news += [replace(each, origin=self._kept.origin) for each in response.news]
        if response.look_again is not None:
            self._wakes.append((Parcel(wakes=(state.id,), after=state.version + 1), response.look_again))

    def _known(self, state: State) -> Lead:
        """What the lead was until now, by this model: another one may have taken what it did for something else."""
        was = self.get(state.id)
        if not was.version or self.model.takes_alike(was.model):
            return state.lead
        return refold(was.lead, self.history(was.family), self.model, self.later(was))

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
        moved = [_moved(each, self._now) for each in changed if self._moves(each)]
        self._kept.leads.commit(first, [*self._news, *moved], others)
        return len(self._news)

    def _moves(self, state: State) -> bool:
        """Whether it is a lead no longer or again, or has other keys, without news that says so.

        What only visitors have brought is news in itself, and they are listed nowhere.
        """
        was = self._read[state.id].kin
        others = [*(was.members.keys() ^ state.kin.members.keys())]
        if (was.to is None) is not (state.kin.to is None):
            others.append(state.id)
        told = any(each.lead == state.id for each in self._news)
        return not told and any(self.kind(each) != ANONYMOUS_ID for each in others)


def _moved(state: State, now: Instant) -> News:
    transition = Transition(Change.MOVED, "key", None, now, Cause.JOIN)
    return News(state.id, state.version + 1, transition, Evidence({}, {}, (), None))


def answered(look: Callable[[Table, LeadId], Answer]) -> Callable[[Table, LeadId], Answer]:
    """What follows for a key from all on the table, worked out once for as long as nothing there is changed."""

    @wraps(look)
    def asked(table: Table, key: LeadId) -> Answer:
        if (look, key) not in table.answers:
            table.answers[look, key] = look(table, key)
        return cast("Answer", table.answers[look, key])

    return asked
