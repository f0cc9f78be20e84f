"""Whether whoever fits one condition fits another too, as far as their words tell."""

import math
from collections.abc import Collection

from leadflow.domain.match import Bounds
from leadflow.model.clauses import ClassClause, InClause, SignalClause, WithoutClause
from leadflow.model.conditions import AllClause, AnyClause, Condition, NotClause
from leadflow.model.lints.intervals import interval
from leadflow.model.score_clause import ScoreClause
from leadflow.model.trait_clause import TraitClause


def implies(one: Condition, other: Condition) -> bool:
    """Whether one entails the other; False also where that cannot be told."""
    if one == other:
        return True
    match one, other:
        case AnyClause(any=several), _:
            return all(implies(each, other) for each in several)
        case _, AllClause(all=several):
            return all(implies(one, each) for each in several)
        case NotClause(not_=inner), NotClause(not_=others):
            return implies(others, inner)
        case _:
            return _by_part(one, other) or _narrower(one, other)


def _by_part(one: Condition, other: Condition) -> bool:
    """Whether a part of one entails the other, or one a part of the other."""
    if isinstance(one, AllClause) and any(implies(each, other) for each in one.all):
        return True
    return isinstance(other, AnyClause) and any(implies(one, each) for each in other.any)


def _narrower(one: Condition, other: Condition) -> bool:
    """Whether one asks the same of less."""
    match one, other:
        case ScoreClause(given=True), ScoreClause(given=True):
            return one.score == other.score and interval(one.bounds).inside(interval(other.bounds))
        case SignalClause(total=None), SignalClause(total=None):
            return one.signal == other.signal and _more_often(one, other)
        case TraitClause(), TraitClause():
            return (one.trait, one.of or "latest") == (other.trait, other.of or "latest") and _fewer_values(one, other)
        case _:
            return _longer(one, other)


def _longer(one: Condition, other: Condition) -> bool:
    """Whether one asks the same of a longer time, or of fewer labels."""
    match one, other:
        case WithoutClause(), WithoutClause():
            return one.without == other.without and one.for_ >= other.for_
        case InClause(), InClause():
            return one.in_ == other.in_ and (one.for_ or 0) >= (other.for_ or 0)
        case ClassClause(), ClassClause():
            return one.class_ == other.class_ and set(one.is_) <= set(other.is_)
        case _:
            return False


def _more_often(one: SignalClause, other: SignalClause) -> bool:
    """Whether so many in the one time are enough in the other, which is no shorter."""
    mine, theirs = (each.bounds if each.given else Bounds(at_least=1) for each in (one, other))
    if not interval(mine).inside(interval(theirs)):
        return False
    if one.within == other.within:
        return True
    longer = other.within is None or (one.within is not None and one.within <= other.within)
    return longer and math.isinf(interval(theirs).high)


def _fewer_values(one: TraitClause, other: TraitClause) -> bool:
    if one.given and other.given:
        return interval(one.bounds).inside(interval(other.bounds))
    return _all_in(one.is_, other.is_) or _all_in(one.like, other.like)


def _all_in(some: Collection[object] | None, others: Collection[object] | None) -> bool:
    return bool(some) and others is not None and all(each in others for each in some or ())
