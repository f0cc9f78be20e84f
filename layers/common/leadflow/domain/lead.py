"""A lead: the set of what it did, and the latest of what is known about it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from operator import attrgetter
from typing import Final

from leadflow.domain.evidence import Message, machines
from leadflow.domain.identity import Keys
from leadflow.domain.instant import Instant
from leadflow.domain.json import Json
from leadflow.domain.occurrence import Occurrence

VOID: Final = "void"
VALID: Final = "valid"
"""What a person says of an activity: that it does not count, or that it does whatever else says no."""


@dataclass(frozen=True, slots=True)
class Register:
    """The last value written to a trait, with what decides which of two is the last."""

    value: Json
    at: Instant
    rank: int
    id: str

    @property
    def weight(self) -> tuple[int, int, str, str]:
        """The later wins; then the source listed first in the model; then the greater activity id, then text."""
        return self.at, -self.rank, self.id, repr(self.value)

    def repeats(self, other: "Register | None") -> bool:
        """Whether it is the same value, told by the same activity: a retry whose sender states no time."""
        return other is not None and self.weight[1:] == other.weight[1:]


_weight = attrgetter("weight")


@dataclass(frozen=True)
class Lead:
    """What is known of one lead. It only ever grows, by `merge`, so order and repetition do not matter.

    `voids` says of activities, by id, what a person said of them; `messages` is the evidence of clicks that no human
    made; `full` names the signals of which something was left out, because more of them than can count are known.
    `erase_requested` is when the lead first asked for its data to be erased: nobody is told of it any more.
    """

    keys: Keys = field(default_factory=Keys)
    first_seen: Instant | None = None
    occurrences: Mapping[str, Occurrence] = field(default_factory=dict)
    traits: Mapping[str, Register] = field(default_factory=dict)
    voids: Mapping[str, Register] = field(default_factory=dict)
    messages: Mapping[str, Message] = field(default_factory=dict)
    full: frozenset[str] = frozenset()
    erase_requested: Instant | None = None

    def merge(self, other: "Lead") -> "Lead":
        """The union of both: commutative, associative, idempotent."""
        return union((self, other))

    def machine(self, activity: str) -> str:
        """Why no human did this activity, as far as is known; empty where nothing says so."""
        mark = self.occurrences[activity].machine if activity in self.occurrences else ""
        return mark or self.convicted.get(activity, "")

    def void(self, activity: str) -> bool | None:
        """Whether a person took the activity back; False where it was given back, None where nobody said anything."""
        register = self.voids.get(activity)
        return None if register is None else register.value == VOID

    def counts(self, activity: str) -> bool:
        """Whether the activity counts: a person's word goes before any mark."""
        void = self.void(activity)
        return not self.machine(activity) if void is None else not void

    @cached_property
    def convicted(self) -> Mapping[str, str]:
        """The clicks that the evidence shows to be a machine's, by activity id, each with the reason."""
        return machines(self.messages.values())


def union(leads: Iterable[Lead]) -> Lead:
    """All of them as one."""
    keys: list[Keys] = []
    firsts: list[Instant] = []
    occurrences: dict[str, Occurrence] = {}
    traits: dict[str, Register] = {}
    voids: dict[str, Register] = {}
    messages: dict[str, Message] = {}
    full: frozenset[str] = frozenset()
    erasures: list[Instant] = []
    for lead in leads:
        keys.append(lead.keys)
        if lead.first_seen is not None:
            firsts.append(lead.first_seen)
        for name, occurrence in lead.occurrences.items():
            occurrences[name] = occurrences[name].merge(occurrence) if name in occurrences else occurrence
        _latest(traits, lead.traits)
        _latest(voids, lead.voids)
        for name, message in lead.messages.items():
            messages[name] = messages[name].merge(message) if name in messages else message
        full |= lead.full
        if lead.erase_requested is not None:
            erasures.append(lead.erase_requested)
    erase = min(erasures, default=None)
    return Lead(_common(keys), min(firsts, default=None), occurrences, traits, voids, messages, full, erase)


def _latest(known: dict[str, Register], told: Mapping[str, Register]) -> None:
    for name, register in told.items():
        known[name] = max(known[name], register, key=_weight) if name in known else register


def _common(keys: list[Keys]) -> Keys:
    first = keys[0] if keys else Keys()
    if all(other == first for other in keys):
        return first
    columns = zip(*((each.email, each.crm_id, each.user_id, each.anonymous_id) for each in keys), strict=True)
    return Keys(*(min(filter(None, column), default=None) for column in columns))
