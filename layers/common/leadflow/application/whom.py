"""Whose things are meant: all keys of a lead, and how what tells of it is recognised wherever it lies."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import unquote

from leadflow.application import family
from leadflow.application.archive import Archive
from leadflow.application.who import home, parted
from leadflow.domain.identity import ANONYMOUS_ID, EMAIL, Key, Keys, LeadId, lead_id
from leadflow.domain.json import Json
from leadflow.domain.state import State, Tombstone


@dataclass(frozen=True)
class Whom:
    """Leads by the ids of all their keys, and by their addresses; `secret` is that of lead ids."""

    ids: frozenset[LeadId]
    addresses: frozenset[str]
    secret: bytes

    def own(self, keys: Keys) -> bool:
        """Whether what names these keys is theirs. A device that is named beside somebody else says nothing."""
        strongest = keys.strongest
        telling = (key for key in keys.all if key == strongest or key[0] != ANONYMOUS_ID)
        return any(lead_id(key, self.secret) in self.ids for key in telling)

    def tells(self, text: str) -> bool:
        """Whether the text holds one of the ids or, in whatever letter case, one of the addresses."""
        return any(self._named.search(each) for each in {text, unquote(text)})

    def among(self, document: Json) -> bool:
        """Whether a text in it does."""
        return self.tells(json.dumps(document, ensure_ascii=False))

    @cached_property
    def _named(self) -> re.Pattern[str]:
        """An address within a longer one is somebody else's."""
        addresses = "|".join(map(re.escape, sorted(self.addresses))) or r"(?!)"
        ids = "|".join(map(re.escape, sorted(self.ids))) or r"(?!)"
        return re.compile(rf"(?:{ids})|(?<![a-z0-9._+\-])(?i:{addresses})(?![a-z0-9\-]|\.[a-z0-9])")


@dataclass(frozen=True, slots=True)
class Subject:
    """A lead as somebody asked for it: its states under all of its keys, that under which it lives first.

    `near` are the keys of others whose items name its own. Where nobody has the key, the state was never written.
    """

    asked: Key
    states: tuple[State, ...]
    near: frozenset[LeadId]

    @property
    def state(self) -> State:
        return self.states[0]

    @property
    def ids(self) -> tuple[LeadId, ...]:
        return tuple(state.id for state in self.states)

    @property
    def tombstone(self) -> Tombstone | None:
        return self.state.tombstone

    @property
    def keys(self) -> tuple[Key, ...]:
        """What senders call it, as far as that is still known; the key that was asked for always is."""
        named = (*map(home, self.states), self.asked)
        return tuple(dict.fromkeys(key for key in named if key[0]))


def subject(archive: Archive, asked: Key) -> Subject:
    """The lead with this key, as it is this moment; one without a kind is the lead's id. Raises OutsideDown."""
    key = lead_id(asked, archive.key) if asked[0] else LeadId(asked[1])
    found = family.load(archive.leads, [key], fresh=True)
    top = found.get(family.top(found, key)) or State(key)
    states = archive.leads.load(top.family, fresh=True) if top.version else {}
    every = tuple(states.get(each) or State(each) for each in top.family)
    return Subject(asked, every, frozenset(_near(archive, every)) - {*top.family})


def whom(archive: Archive, subjects: Iterable[Subject]) -> Whom:
    """All of these together."""
    known = list(subjects)
    addresses = (value for each in known for kind, value in each.keys if kind == EMAIL)
    return Whom(frozenset(id_ for each in known for id_ in each.ids), frozenset(addresses), archive.key)


def _near(archive: Archive, states: Iterable[State]) -> Iterator[LeadId]:
    for state in states:
        yield from state.kin.claims
        yield from state.kin.claimed
        yield from () if state.tombstone is None else state.tombstone.near
    for activity in family.history(archive.timeline, [state.id for state in states]):
        if (key := parted(activity)) is not None:
            yield lead_id(key, archive.key)
