"""What should have been published of a lead, and when, by brute force: all changes at their true instants."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from tests.fragments import Document
from tests.oracle.changes import next_change_of
from tests.oracle.standing import NEW
from tests.oracle.step import Transition, step
from tests.torture_time.model import MODEL


class Change(NamedTuple):
    """A segment is entered (True) or left, or a class has another label, by time or by a deed, from that instant on."""

    at: int
    value: str | bool
    by_time: bool


Changes = Mapping[str, Sequence[Change]]
"""By segment and class, in the order of time."""


Came = Sequence[tuple[int, Document]]
"""Activities, each with the instant at which it came."""


def changes(arrivals: Came, end: int) -> Changes:
    """Of a lead to which these came, all up to `end`."""
    found: dict[str, list[Change]] = {}
    deeds = {at for at, _ in arrivals}
    for now, transitions in _steps(arrivals, end):
        for each in transitions:
            found.setdefault(each.of, []).append(Change(now, _value(each), now not in deeds))
    return found


def _steps(arrivals: Came, end: int) -> Iterator[tuple[int, Sequence[Transition]]]:
    standing, now = NEW, min(at for at, _ in arrivals)
    while now <= end:
        known = [activity for at, activity in arrivals if at < now]
        new = [activity for at, activity in arrivals if at == now]
        done = step(MODEL, known, new, now, standing)
        standing = done.standing
        yield now, done.transitions
        arrival = min((at for at, _ in arrivals if at > now), default=None)
        change = next_change_of(done.moment, end + 1 if arrival is None else arrival)
        now = min((at for at in (arrival, change) if at is not None), default=end + 1)


def _value(transition: Transition) -> str | bool:
    if transition.transition == "became":
        return transition.to or ""
    return transition.transition == "entered"
