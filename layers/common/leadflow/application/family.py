"""A lead under all of its keys: found by any of them, and its timeline with those of the keys that have joined it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from heapq import merge
from itertools import islice
from operator import attrgetter
from typing import Final

from leadflow.application.ports import Leads, OutsideDown, Timeline
from leadflow.domain.activity import Activity
from leadflow.domain.identity import LeadId
from leadflow.domain.instant import Instant
from leadflow.domain.state import State

HOPS: Final = 100
"""No key is further from its lead: kinds of key are four, and a CRM gives what it merges a new id, time after time."""

_order = attrgetter("at", "id")


def load(leads: Leads, ids: Iterable[LeadId], *, fresh: bool = False) -> dict[LeadId, State]:
    """What is stored under these keys, and under those that they have joined. Raises OutsideDown."""
    found: dict[LeadId, State] = {}
    missing = set(ids)
    for _ in range(HOPS):
        found |= leads.load(sorted(missing), fresh=fresh)
        missing = {state.kin.to for state in found.values() if state.kin.to is not None} - found.keys() - missing
        if not missing:
            return found
    raise OutsideDown("a key has joined more keys in a row than there can be")


def top(found: Mapping[LeadId, State], key: LeadId) -> LeadId:
    """The key that the lead with this key lives under, as far as is found."""
    for _ in range(HOPS):
        state = found.get(key)
        if state is None or state.kin.to is None:
            return key
        key = state.kin.to
    raise OutsideDown("keys have joined each other in a circle")


def whole(leads: Leads, key: LeadId, *, fresh: bool = False) -> State | None:
    """The lead with this key, None where nobody has it (any more). Raises OutsideDown."""
    found = load(leads, [key], fresh=fresh)
    state = found.get(top(found, key))
    return None if state is None or state.gone else state


def history(timeline: Timeline, family: Iterable[LeadId], until: Instant | None = None) -> Iterator[Activity]:
    """All that was done under these keys, oldest first, each once. Raises OutsideDown."""
    last = ""
    for activity in merge(*(timeline.read(key, until) for key in family), key=_order):
        if activity.id != last:
            yield activity
        last = activity.id


def recent(timeline: Timeline, family: Iterable[LeadId], count: int) -> Sequence[Activity]:
    """The latest that was done under these keys, latest first. Raises OutsideDown."""
    return list(islice(merge(*(timeline.latest(key, count) for key in family), key=_order, reverse=True), count))
