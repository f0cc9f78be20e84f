"""Leads are erased: tombstones stand where they were, and nothing of them is left in any store.

tombstones ---> lists ---> every other store, one after the other ---> those who name them ---> finished
   from here on what is heard of them is dropped, and a worker that read them before writes nothing

It can be broken off anywhere and begun again: the tombstone knows the ids of all keys until the end, and after.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final, Protocol

from leadflow.application.archive import Archive, NobodyKnown
from leadflow.application.listing import Lister
from leadflow.application.ports import Outrun, OutsideDown
from leadflow.application.who import home, written
from leadflow.application.whom import Subject, Whom, subject, whom
from leadflow.domain.identity import ANONYMOUS_ID, Key, LeadId
from leadflow.domain.instant import Instant
from leadflow.domain.json import Json
from leadflow.domain.kin import Kin
from leadflow.domain.state import State, Tombstone

RACES: Final = 20
"""So often in a row others may be faster before it is given up; begun again, it goes on."""

TOGETHER: Final = 50
"""So many keys are written at once."""

LEADS: Final = "leads"
LISTS: Final = "lists"
NEAR: Final = "near"


class Store(Protocol):
    """A store that keeps things of leads. Both methods raise OutsideDown."""

    def show(self, whom: Whom) -> Iterator[Mapping[str, Json]]:
        """All that it keeps of them, each thing as an object."""
        ...

    def clear(self, whom: Whom) -> int:
        """Keep it no longer; how many things that were."""
        ...


@dataclass(frozen=True, slots=True)
class Eraser:
    """Erases leads, and takes them in again; `stores` are all that keep something beside the leads and the lists."""

    archive: Archive
    lister: Lister
    stores: Mapping[str, Store]

    def subject(self, asked: Key) -> Subject:
        """The lead with this key. Raises OutsideDown."""
        return subject(self.archive, asked)

    def erase(self, asked: Sequence[Key], now: Instant) -> Counter[str]:
        """Erase the leads with these keys; how many things were erased from each store.

        Of a key that nobody has, too, nothing is taken in from now on. Raises OutsideDown.
        """
        done: Counter[str] = Counter()
        known = [self.subject(key) for key in asked]
        buried = [self._bury(key, now, done) for key in asked]
        meant = whom(self.archive, (*known, *buried))
        for each in buried:
            for state in each.states:
                done[LISTS] += len(self.lister.lists.card(state.id, fresh=True).lists)
                self.lister.keep(state, now)
        for name, store in self.stores.items():
            done[name] += store.clear(meant)
        for each in buried:
            done[NEAR] += sum(self._unname(other, frozenset(each.ids)) for other in sorted(each.near))
            self._rewrite(each.state.id, _finished)
        return done

    def readmit(self, asked: Key, now: Instant) -> Subject:
        """Take in again what is heard of the lead, from what happens now on.

        Raises NobodyKnown where it is not erased, or not to the end; OutsideDown.
        """
        found = self.subject(asked)
        if found.tombstone is None:
            raise NobodyKnown(f"{written(asked)}: nobody with this key is erased")
        if not found.tombstone.finished:
            raise NobodyKnown(f"{written(asked)}: the erasure was broken off; erase it again first")
        for state in reversed(found.states):  # the key that knows the others comes last
            self._rewrite(state.id, partial(_anew, now=now))
        return found

    def _bury(self, asked: Key, now: Instant, done: Counter[str]) -> Subject:
        """The lead under tombstones: first the key that it lives under, by which all others are known from then on."""
        for _ in range(RACES):
            found = self.subject(asked)
            root, standing = found.state, [state for state in found.states[1:] if not state.gone][:TOGETHER]
            if root.gone and not standing:
                return found
            others = [_buried(state, now) for state in standing] if root.gone else []
            try:
                self.archive.leads.commit(_buried(root, now, found.near), others=others)
            except Outrun:
                continue
            done[LEADS] += len(others) or bool(root.version)
        raise OutsideDown(f"others were faster {RACES} times in a row")

    def _unname(self, key: LeadId, ids: frozenset[LeadId]) -> bool:
        """Let the item of somebody else not name them any more; whether it did."""

        def change(state: State) -> State:
            return replace(state, kin=_without(state, ids))

        return self._rewrite(key, change)

    def _rewrite(self, key: LeadId, change: Callable[[State], State]) -> bool:
        """Write what the change makes of the state; whether that was anything else."""
        for _ in range(RACES):
            state = self.archive.leads.load([key], fresh=True).get(key)
            if state is None or (changed := change(state)) == state:
                return False
            try:
                self.archive.leads.commit(changed)
            except Outrun:
                continue
            return True
        raise OutsideDown(f"others were faster {RACES} times in a row")


def _buried(state: State, now: Instant, near: frozenset[LeadId] = frozenset()) -> State:
    """What is left of the state: ids of keys, by which all of the lead's are found, and nothing else."""
    at, since = max(now, state.evaluated_at), now if state.tombstone is None else state.tombstone.at
    kin = Kin(to=state.kin.to, since=None if state.kin.to is None else at, members=state.kin.members)
    return State(state.id, version=state.version, evaluated_at=at, kin=kin, tombstone=Tombstone(since, near))


def _finished(state: State) -> State:
    stone = state.tombstone
    return state if stone is None else replace(state, tombstone=replace(stone, near=frozenset(), finished=True))


def _anew(state: State, now: Instant) -> State:
    if not state.gone:
        return state
    return State(state.id, version=state.version, evaluated_at=max(now, state.evaluated_at), since=now)


def _without(state: State, ids: frozenset[LeadId]) -> Kin:
    """What is known of the key, without them. A device that was theirs too is shared still, and joins nobody."""
    kin = state.kin
    theirs = home(state)[0] == ANONYMOUS_ID and kin.to is None and kin.claims & ids - kin.barred
    return replace(
        kin,
        claims=kin.claims - ids,
        claimed={key: claim for key, claim in kin.claimed.items() if key not in ids},
        barred=kin.barred - ids,
        unsettled=kin.unsettled - ids,
        shared=kin.shared or bool(theirs),
    )
