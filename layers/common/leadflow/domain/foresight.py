"""The first instant at which the answer to a question can change: found by halving, sure between, never late.

Between two knots every part of a score only falls or only rises, so that its ends bound it. An interval over which the
bounds leave no doubt is done with; any other is cut in two, at a knot where there is one.
"""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Final, Protocol

from leadflow.domain.instant import LAST, Instant

_STEPS: Final = 2_000
"""After so many cuts a search stops at the last instant of which it is sure."""


class Question(Protocol):
    """Something that is so or not at every instant, if nothing new happens.

    `ends` is when its answer has come to rest, in microseconds since 1970. `knots` are the instants, in order, at which
    it may jump; `certain` says whether it is surely answered by `held` from `start` to `end`, both included.
    """

    @property
    def ends(self) -> float: ...
    @property
    def knots(self) -> Sequence[Instant]: ...
    def holds(self, at: Instant) -> bool: ...
    def certain(self, start: Instant, end: Instant, *, held: bool) -> bool: ...


def first_flip(question: Question, now: Instant, horizon: Instant = LAST) -> Instant | None:
    """The first instant after `now`, up to the horizon, at which the answer is another one; None if it is at none.

    An instant at which it only might be comes back where the search grew too long.
    """
    held = question.holds(now)
    rest = Instant(math.ceil(min(max(question.ends, now), horizon)))
    pending = [(Instant(now + 1), rest)] if rest > now else []
    for _ in range(_STEPS):
        if not pending:
            return None
        start, end = pending.pop()
        if question.certain(start, end, held=held):
            continue
        if start == end:
            if question.holds(start) != held:
                return start
            continue
        cut = _cut(question.knots, start, end)
        pending += [(cut, end), (start, Instant(cut - 1))]
    return pending[-1][0] if pending else None


def last_held(question: Question, start: Instant, end: Instant) -> Instant | None:
    """The last instant from `start` to `end`, both included, at which it is so; None if it never is."""
    pending = [(start, end)]
    while pending:
        start, end = pending.pop()
        if question.holds(end):
            return end
        if start < end and not question.certain(start, end, held=False):
            cut = _cut(question.knots, start, end)
            pending += [(start, Instant(cut - 1)), (cut, end)]
    return None


def inside(knots: Sequence[Instant], start: Instant, end: Instant) -> bool:
    """Whether one of the knots is after `start` and not after `end`."""
    return bisect_right(knots, start) < bisect_right(knots, end)


def _cut(knots: Sequence[Instant], start: Instant, end: Instant) -> Instant:
    """Where the interval is best cut: the second part begins there."""
    first, last = bisect_right(knots, start), bisect_left(knots, end + 1)
    return knots[(first + last) // 2] if first < last else Instant((start + end + 1) // 2)
