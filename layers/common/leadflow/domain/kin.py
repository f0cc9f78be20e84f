"""Whose a key is: what was stated of it, and which stronger key follows from that, whatever the order of the news."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import IntEnum
from itertools import chain
from operator import attrgetter
from typing import Final

from leadflow.domain.identity import ANONYMOUS_ID, STRENGTH, Key, Keys, LeadId
from leadflow.domain.instant import Instant

NEAREST: Final = 200
"""So many devices are remembered of one key, and so many keys of one device: what everybody can state fills no item."""

ALL: Final = 2 * NEAREST
"""So many weaker keys of every kind are: devices leave room for those that only a system that we trust can state."""


class Tie(IntEnum):
    """How a weaker key hangs on a stronger one."""

    INHERITED = 0  # a record has no address but that of one that the CRM has merged into it
    STATED = 1  # one activity stated both
    MERGED = 2  # the CRM has merged one's record into the other's


@dataclass(frozen=True, slots=True)
class Claim:
    """The latest statement that a weaker key is the same lead's as a stronger one; who made it, by which activity."""

    tie: Tie
    at: Instant
    activity: str
    source: str

    @property
    def weight(self) -> tuple[int, Instant, str]:
        """A merger goes before what was stated, that before what is inherited; then the later, then the greater id."""
        return self.tie, self.at, self.activity


_weight = attrgetter("weight")


@dataclass(frozen=True, slots=True)
class Kin:
    """What is known of one key beside what was done under it.

    `claims` are the stronger keys that it was stated with, `claimed` the weaker ones that were stated with it; `to` is
    the key that it has joined, `since` when it did. `members` are, of a key that has joined none, all that have joined
    it, each with the key through which it did. `barred` are leads that a person has parted it from, for ever.
    `unsettled` are those of `claimed` whose own weaker keys must still be looked at again. `names` are what senders
    call the lead now, by kind of key, where it has several: its own key, and of weaker kinds the ones stated last.
    `shared`: several were seen with this device, of whom one has been erased since; it joins nobody any more.
    """

    key: Key | None = None
    claims: frozenset[LeadId] = frozenset()
    claimed: Mapping[LeadId, Claim] = field(default_factory=dict)
    to: LeadId | None = None
    since: Instant | None = None
    members: Mapping[LeadId, LeadId] = field(default_factory=dict)
    barred: frozenset[LeadId] = frozenset()
    unsettled: frozenset[LeadId] = frozenset()
    names: Mapping[str, str] = field(default_factory=dict)
    shared: bool = False

    def named(self, keys: Keys) -> Keys:
        """The lead's keys, of several of a kind the one that it is called by now."""
        return replace(keys, **self.names) if self.names else keys

    def knows(self, weaker: LeadId, kind: str, claim: Claim) -> bool:
        """Whether a statement of this key together with the weaker one, which is of that kind, tells nothing new.

        A device is one lead's or is shared, whenever that was stated; of other keys the latest statement holds.
        """
        known = self.claimed.get(weaker)
        if known is None:
            return len(self.claimed) >= (NEAREST if kind == ANONYMOUS_ID else ALL)
        return weaker not in self.unsettled and (kind == ANONYMOUS_ID or known.weight >= claim.weight)

    def full(self, kind: str) -> bool:
        """Whether the key, which is of that kind, is a device that was stated with so many that it is nobody's."""
        return kind == ANONYMOUS_ID and len(self.claims) >= NEAREST

    @property
    def near(self) -> Iterator[LeadId]:
        """All keys that are named here."""
        return chain(self.claims, self.claimed, () if self.to is None else (self.to,), self.members)

    def under(self, key: LeadId) -> Mapping[LeadId, LeadId]:
        """Those of `members` that have joined through this one, directly or not, each with its own next."""
        found: dict[LeadId, LeadId] = {}
        fresh = {key}
        while fresh:
            further = {each: via for each, via in self.members.items() if via in fresh and each not in found}
            found |= further
            fresh = set(further)
        return found


@dataclass(frozen=True, slots=True)
class Candidate:
    """A stronger key that a key was stated with: its kind, the claim, and the lead that it belongs to today."""

    key: LeadId
    kind: str
    claim: Claim
    top: LeadId
    top_kind: str


def chosen(kin: Kin, candidates: Iterable[Candidate]) -> LeadId | None:
    """The key that this one joins, None where it stands alone. The same candidates give the same, in any order.

    What was barred is as never stated. A device joins the only address that it was seen with, else the only record,
    else the only user; one of two is shared, and joins neither. Any other key joins the strongest kind that it was
    stated with, of several the one stated last; what the CRM has merged goes first.
    """
    open_ = [each for each in candidates if not kin.barred & {each.key, each.top}]
    if kin.shared or not open_:
        return None
    if kin.key is not None and kin.key[0] == ANONYMOUS_ID:
        return _only(open_)
    merged = [each for each in open_ if each.claim.tie is Tie.MERGED]
    if not merged:
        best = min(_STRENGTH[each.kind] for each in open_)
        merged = [each for each in open_ if _STRENGTH[each.kind] == best]
    return max(merged, key=lambda each: (each.claim.weight, each.key)).key


def _only(candidates: list[Candidate]) -> LeadId | None:
    best = min(_STRENGTH[each.top_kind] for each in candidates)
    nearest = [each for each in candidates if _STRENGTH[each.top_kind] == best]
    if len({each.top for each in nearest}) > 1:
        return None
    return min(nearest, key=lambda each: (_STRENGTH[each.kind], each.key)).key


_STRENGTH: Final[Mapping[str, int]] = {kind: place for place, kind in enumerate(STRENGTH)}


def latest(one: Claim | None, other: Claim) -> Claim:
    """The one of both that holds."""
    return other if one is None else max(one, other, key=_weight)
