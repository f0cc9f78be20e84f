"""Leads as a person asks for them: those of some lists or of an owner, judged now, the first by a score."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from heapq import nsmallest
from itertools import islice
from typing import Final, TypeVar

from leadflow.application.archive import Archive
from leadflow.application.listing import Lists
from leadflow.application.ports import Leads
from leadflow.domain.facts import Facts
from leadflow.domain.identity import LeadId
from leadflow.domain.instant import MINUTE, Duration, Instant
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.listed import ListName, listed
from leadflow.domain.owner import owner
from leadflow.domain.state import State
from leadflow.domain.trend import shown

Item = TypeVar("Item")
Answer = TypeVar("Answer")

TOGETHER: Final = 100
"""So many leads are read in one call."""

CARDS: Final = 20
"""Of so many leads the cards are looked at: where lists were never filled, all are missing."""

AHEAD: Final = 8
"""So many calls are under way while their answers are looked at."""

LATE: Final = Duration(15 * MINUTE)
"""What was decided so long ago stands on the lists, unless these were begun later."""


@dataclass(frozen=True, slots=True)
class Wish:
    """Which leads are wanted: those on all these lists, and of this owner.

    `by` is the score that they are sorted by, the highest first; with `rise` by how much it has risen in that time.
    """

    by: str | None
    lists: frozenset[ListName] = frozenset()
    owner: str | None = None
    rise: Duration | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A lead at the present instant, with the score and by how much it rose, where that was asked for."""

    state: State
    facts: Facts
    score: float | None
    rise: float | None = None


def rows(wish: Wish, states: Iterable[State], archive: Archive, now: Instant) -> Iterator[Row]:
    """Those of the leads that are wanted, each once, as they come. Raises OutsideDown.

    A visitor of whom nothing but a number is known is nobody's lead, and who asked to be erased is left alone.
    """
    for state in states:
        if not (wanted(state, wish) and wish.owner in (None, owner(state.lead))):
            continue
        facts = archive.facts(state, now)
        row = Row(state, facts, None if wish.by is None else facts.score(wish.by), _rise(facts, wish))
        if row.rise is None or row.rise > 0:
            yield row


def wanted(state: State, wish: Wish) -> bool:
    """Whether the lead stands where the wish says, by its own word: a list may be a moment behind it."""
    hidden = state.kin.to is not None or state.lead.keys.anonymous or state.lead.erase_requested is not None
    return not hidden and wish.lists <= listed(state)


def first(count: int, found: Iterable[Row]) -> list[Row]:
    """So many of the rows: the highest first, those without a score last; no more of them are ever held."""
    return nsmallest(count, found, key=_order)


def _order(row: Row) -> tuple[bool, float, str]:
    value = row.score if row.rise is None else row.rise
    return value is None, -(value or 0.0), name(row.state)


def name(state: State) -> str:
    """What the lead is called: its address, else its strongest key."""
    key = state.lead.keys.strongest
    return state.id if key is None else key[1]


def _rise(facts: Facts, wish: Wish) -> float | None:
    """By how much the score has risen in that time; 0 stands for none, as it does in conditions."""
    if wish.rise is None or wish.by is None:
        return None
    course = facts.course(wish.by)
    return shown(course.clamped(facts.now) - course.clamped(Instant(facts.now - wish.rise)))


def read(leads: Leads, ids: Iterable[LeadId], threads: Executor) -> Iterator[State]:
    """The leads with these ids, some calls ahead of whoever looks at them. Raises OutsideDown."""
    for found in ahead(threads, leads.load, _batches(ids)):
        yield from found.values()


def _batches(ids: Iterable[LeadId]) -> Iterator[list[LeadId]]:
    left = iter(ids)
    while batch := list(islice(left, TOGETHER)):
        yield batch


def ahead(threads: Executor, call: Callable[[Item], Answer], items: Iterable[Item]) -> Iterator[Answer]:
    """The answers to these calls, in their order; only a few items are ever held."""
    under_way = deque[Future[Answer]]()
    for each in items:
        under_way.append(threads.submit(call, each))
        if len(under_way) > AHEAD:
            yield under_way.popleft().result()
    for waiting in under_way:
        yield waiting.result()


@dataclass(frozen=True, slots=True)
class Gaps:
    """Of so many leads looked at: how many another model has judged, and how many stand on no list and should."""

    looked: int
    judged_otherwise: int
    unlisted: int


def gaps(model: LeadModel, lists: Lists, states: Iterable[State], now: Instant) -> Gaps:
    """What the lists lack, by some of the leads. Raises OutsideDown."""
    some = list(states)
    settled = [each for each in some if now - each.evaluated_at > LATE and listed(each)]
    unlisted = sum(not lists.card(each.id).version for each in settled[:CARDS])
    return Gaps(len(some), sum(each.model != model.fingerprint for each in some), unlisted)


def listing_all(model: LeadModel) -> bool:
    """Whether each lead has a label of some class from its first moment, so that its company's list has it too."""
    return any(when is None for each in model.classes.values() for _, when in each.labels)
