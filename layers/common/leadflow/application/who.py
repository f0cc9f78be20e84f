"""Who a lead is: the keys that have joined it and why, and those that were stated with it and have not."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from leadflow.application import family
from leadflow.application.archive import Archive, NobodyKnown
from leadflow.domain.activity import Activity, Kind
from leadflow.domain.identity import ANONYMOUS_ID, EMAIL, STRENGTH, Key, LeadId, lead_id
from leadflow.domain.instant import Instant, minute
from leadflow.domain.kin import Claim
from leadflow.domain.state import State


class Why(StrEnum):
    """Why a key has not joined a lead that it was stated with."""

    SHARED = "shared"  # a device that others are known by too
    PARTED = "parted"  # a person has parted the two
    ANOTHERS = "another's"  # it belongs to another lead
    UNSETTLED = "unsettled"  # whoever looked at it was interrupted; the next statement of it settles that


@dataclass(frozen=True, slots=True)
class Joined:
    """A key of the lead: since when it is, through which other key, and the statement that brought it.

    Of the key under which the lead lives all three are None.
    """

    id: LeadId
    key: Key
    since: Instant | None = None
    through: Key | None = None
    claim: Claim | None = None


@dataclass(frozen=True, slots=True)
class Apart:
    """A key that is not the lead's: with which of the lead's keys it was stated, by whom, and why it has not joined.

    `others` are the leads that it is known by besides, each by the key under which it lives. Where a person has parted
    it, `reason` and `at` are what that person said, and when, as far as the timeline still holds it.
    """

    key: Key
    beside: Key
    why: Why
    claim: Claim | None = None
    others: tuple[Key, ...] = ()
    reason: str = ""
    at: Instant | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """A lead with all of its keys, that under which it lives first."""

    state: State
    home: Key
    joined: tuple[Joined, ...]
    apart: tuple[Apart, ...]


@dataclass(frozen=True, slots=True)
class Erasure:
    """A lead that has asked to be erased, first at that instant: the key under which it lives, and its CRM record."""

    at: Instant
    lead: LeadId
    home: Key
    crm_id: str | None


def erasures(states: Iterable[State]) -> list[Erasure]:
    """Those of these leads that have asked for it, who has waited longest first."""
    found = ((state.lead.erase_requested, state) for state in states)
    return sorted(
        (Erasure(at, state.id, home(state), state.lead.keys.crm_id) for at, state in found if at is not None),
        key=lambda each: (each.at, each.lead),
    )


@dataclass(frozen=True, slots=True)
class Registry:
    """Tells of the stored leads who they are."""

    archive: Archive

    def id(self, key: Key) -> LeadId:
        """The id of the lead with this key, whether or not there is one."""
        return lead_id(key, self.archive.key)

    def who(self, asked: Key) -> Person:
        """The lead with this key. Raises NobodyKnown, OutsideDown."""
        found = family.load(self.archive.leads, [self.id(asked)], fresh=True)
        state = found.get(family.top(found, self.id(asked)))
        if state is not None and state.tombstone is not None:
            when = minute(state.tombstone.at)
            raise NobodyKnown(f"{written(asked)}: this lead was erased on {when}; what is heard of it is dropped")
        if state is None:
            raise NobodyKnown(
                f"{written(asked)}: no lead of the stack has this {'address' if asked[0] == EMAIL else 'key'}"
            )
        splits = list(self._splits(state))
        found |= self._load(found, state.family)
        found |= self._load(
            found, [*_kin(found[each] for each in state.family), *(self.id(split.key) for split in splits)]
        )
        found |= self._load(found, _kin(found.values()))
        near = _Near(found, state, {self.id(split.key): split for split in splits})
        return Person(state, near.name(state.id), tuple(near.joined()), tuple(near.apart()))

    def _load(self, found: Mapping[LeadId, State], keys: Iterable[LeadId]) -> Mapping[LeadId, State]:
        return family.load(self.archive.leads, set(keys) - found.keys(), fresh=True)

    def _splits(self, state: State) -> Iterator[Apart]:
        """What people have said of keys that are not this lead's."""
        for each in family.history(self.archive.timeline, state.family):
            key, lead = parted(each), each.lead.strongest
            if key is not None and lead is not None:
                yield Apart(key, lead, Why.PARTED, reason=_text(each, "reason"), at=each.at)


@dataclass(frozen=True, slots=True)
class _Near:
    """A lead's state, with those of all keys near it; `splits` are what people said, by the key that they parted."""

    found: Mapping[LeadId, State]
    state: State
    splits: Mapping[LeadId, Apart]

    def name(self, key: LeadId) -> Key:
        """What senders call the key."""
        state = self.found.get(key)
        return home(state) if state is not None else ("", key)

    def joined(self) -> Iterator[Joined]:
        yield Joined(self.state.id, self.name(self.state.id))
        rows = [self._member(key, via) for key, via in self.state.kin.members.items()]
        yield from sorted(rows, key=lambda row: (_place(row.key), row.since or 0, row.key))

    def _member(self, key: LeadId, via: LeadId) -> Joined:
        since = self.found[key].kin.since
        return Joined(key, self.name(key), since, self.name(via), self.found[via].kin.claimed.get(key))

    def apart(self) -> Iterator[Apart]:
        """One row for each key, by its strength."""
        rows = {row.key: row for row in (*self._said(), *self._strangers())}
        yield from sorted(rows.values(), key=lambda row: (_place(row.key), row.key))

    def _said(self) -> Iterator[Apart]:
        """What people have parted and nobody has stated since."""
        for key, split in self.splits.items():
            state = self.found.get(key)
            if state is not None and state.kin.barred & set(self.state.family) and key not in self.state.family:
                yield split

    def _strangers(self) -> Iterator[Apart]:
        for ours in self.state.family:
            kin = self.found[ours].kin
            for other in sorted({*kin.claims, *kin.claimed} - {*self.state.family}):
                if other in self.found:
                    yield self._stranger(ours, other, weaker=other in kin.claimed)

    def _stranger(self, ours: LeadId, other: LeadId, *, weaker: bool) -> Apart:
        below, above = (other, ours) if weaker else (ours, other)
        claim = self.found[above].kin.claimed.get(below) if above in self.found else None
        why, leads = self._why(below, above, other)
        split = self.splits.get(other) if why is Why.PARTED else None
        others = tuple(self.name(lead) for lead in leads)
        said = ("", None) if split is None else (split.reason, split.at)
        return Apart(self.name(other), self.name(ours), why, claim, others, *said)

    def _why(self, below: LeadId, above: LeadId, other: LeadId) -> tuple[Why, list[LeadId]]:
        kin, elsewhere = self.found[below].kin, self._top(other)
        if kin.barred & {above, self._top(above)}:
            return Why.PARTED, []
        if kin.to is None and home(self.found[below])[0] == ANONYMOUS_ID:
            leads = {self._top(each) for each in kin.claims if not kin.barred & {each, self._top(each)}}
            return Why.SHARED, sorted(leads - {self.state.id, elsewhere})
        if kin.to is None:
            return Why.UNSETTLED, []
        return Why.ANOTHERS, [elsewhere]

    def _top(self, key: LeadId) -> LeadId:
        return family.top(self.found, key)


def written(key: Key) -> str:
    """The key as people write it: an address as it is, any other with its kind before."""
    return key[1] if key[0] == EMAIL else ":".join(key)


def home(state: State) -> Key:
    """What senders call the key that the state is of."""
    return state.kin.key or state.lead.keys.strongest or ("", state.id)


def _kin(states: Iterable[State]) -> Iterator[LeadId]:
    """All keys that were stated with these."""
    for state in states:
        yield from state.kin.claims
        yield from state.kin.claimed


def _place(key: Key) -> int:
    return STRENGTH.index(key[0]) if key[0] in STRENGTH else len(STRENGTH)


def parted(activity: Activity) -> Key | None:
    """The key that a person has parted from the lead by this activity, None where it says no such thing."""
    kind, value = _text(activity, "kind"), _text(activity, "key")
    return (kind, value) if activity.type == Kind.IDENTITY_SPLIT and kind and value else None


def _text(activity: Activity, name: str) -> str:
    value = activity.properties.get(name)
    return value if isinstance(value, str) else ""
