"""What a lead is last known to have been, which some conditions look at, and how it moves in a funnel."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from tests.oracle.history import SetBack
from tests.oracle.matching import Document


@dataclass(frozen=True)
class Standing:
    """As last published: segments with the instant entered, labels, blocked labels, set-backs had, occurrences told."""

    segments: Mapping[str, int] = field(default_factory=dict)
    classes: Mapping[str, str | None] = field(default_factory=dict)
    blocked: Mapping[str, frozenset[str]] = field(default_factory=dict)
    set_back: tuple[int, str] | None = None
    published: Mapping[str, frozenset[str]] = field(default_factory=dict)


NEW = Standing()


@dataclass(frozen=True)
class Place:
    """Where a lead is in a funnel, and the labels that it cannot reach until their conditions were false once."""

    label: str | None
    blocked: frozenset[str]


def labels(funnel: Document) -> list[str]:
    """The labels of a class, in their order."""
    return [name for name in funnel if name != "sticky"]


def move(funnel: Document, holding: Collection[str], before: Place, set_backs: Sequence[SetBack]) -> Place:
    """The furthest of what is reached and what was, set back by what is new."""
    order = labels(funnel)
    blocked = {name for name in before.blocked if name in holding}
    reached = [name for name in holding if name not in blocked]
    place = max((order.index(name) for name in [*reached, before.label] if name is not None), default=-1)
    for _, _, named in set_backs:
        place = min(place, order.index(named) if named in order else 0)
        blocked = set(holding)
    return Place(order[place] if place >= 0 else None, frozenset(blocked.intersection(order[place + 1 :])))


def newer(set_backs: Sequence[SetBack], now: int, standing: Standing) -> list[SetBack]:
    """The set-backs up to now that the lead has not had, in order."""
    had = standing.set_back
    return [one for one in set_backs if one[0] <= now and (had is None or one[:2] > had)]
