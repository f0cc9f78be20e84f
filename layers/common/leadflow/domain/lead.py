"""A lead: the set of what it did, and the latest of what is known about it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from operator import attrgetter
from typing import Final

from leadflow.domain.activity import Activity
from leadflow.domain.identity import Keys
from leadflow.domain.instant import Instant
from leadflow.domain.json import Json
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.occurrence import EARLIEST, Occurrence, by_signal, worth_keeping

TEXT_LIMIT: Final = 500
LIST_LIMIT: Final = 20
KEY_LIMIT: Final = 200
"""Letters of a trait's text, elements of a trait's list, letters of a key that is no address."""


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
        return other is not None and (self.id, repr(self.value)) == (other.id, repr(other.value))


_weight = attrgetter("weight")


@dataclass(frozen=True, slots=True)
class Lead:
    """What is known of one lead. It only ever grows, by `merge`, so order and repetition do not matter."""

    keys: Keys = field(default_factory=Keys)
    first_seen: Instant | None = None
    occurrences: Mapping[str, Occurrence] = field(default_factory=dict)
    traits: Mapping[str, Register] = field(default_factory=dict)

    def merge(self, other: "Lead") -> "Lead":
        """The union of both: commutative, associative, idempotent."""
        return union((self, other))

    def trait(self, name: str) -> Json:
        """The trait's value, or None where nothing is known."""
        register = self.traits.get(name)
        return None if register is None else register.value


def fold(lead: Lead, activities: Iterable[Activity], model: LeadModel, now: Instant) -> Lead:
    """The lead with these activities added; what can no longer count at or after `now` is left out."""
    merged = union((lead, *(seen(activity, model) for activity in activities)))
    if merged == lead:
        return lead
    trimmed = trim(merged, model, now)
    return lead if _says_nothing_new(trimmed, lead) else trimmed


def _says_nothing_new(merged: Lead, lead: Lead) -> bool:
    """Whether all that differs is when a retry, whose sender states no time, was received."""
    same = replace(merged, traits=lead.traits) == lead and merged.traits.keys() == lead.traits.keys()
    return same and all(
        register == lead.traits[name] or register.repeats(lead.traits[name]) for name, register in merged.traits.items()
    )


def seen(activity: Activity, model: LeadModel) -> Lead:
    """What this one activity tells of its lead. What a machine did is kept as evidence, but never counts."""
    signals = model.signals_of(activity)
    machine = activity.machine is not None
    rank = model.rank(activity.source)
    return Lead(
        keys=_short_keys(activity.lead),
        first_seen=activity.at,
        occurrences={activity.id: Occurrence(activity.id, activity.at, signals, machine)} if signals else {},
        traits={
            name: Register(_short(value), activity.at, rank, activity.id)
            for name, value in flat(activity.traits)
            if model.keeps(name)
        },
    )


def _short(value: Json) -> Json:
    """What a stranger may write into a lead: texts and lists are cut, so that no lead outgrows its item."""
    if isinstance(value, str):
        return value[:TEXT_LIMIT]
    return [_short(each) for each in value[:LIST_LIMIT]] if isinstance(value, list) else value


def _short_keys(keys: Keys) -> Keys:
    email, *others = keys.email, keys.crm_id, keys.user_id, keys.anonymous_id
    return Keys(email, *(key and key[:KEY_LIMIT] for key in others))


def trim(lead: Lead, model: LeadModel, now: Instant) -> Lead:
    """The lead without the occurrences that can no longer count at or after `now`."""
    dropped = _superfluous(lead, model, now)
    if not any(dropped.values()):
        return lead
    kept = {}
    for occurrence in lead.occurrences.values():
        signals = {
            name: seen for name, seen in occurrence.signals.items() if occurrence.id not in dropped.get(name, ())
        }
        if signals:
            kept[occurrence.id] = replace(occurrence, signals=signals)
    return replace(lead, occurrences=kept)


def _superfluous(lead: Lead, model: LeadModel, now: Instant) -> dict[str, set[str]]:
    """By signal the ids of those that are too many, of humans and of machines apart."""
    dropped: dict[str, set[str]] = defaultdict(set)
    for machine in (False, True):
        for name, found in by_signal(lead.occurrences.values(), now, machine=machine).items():
            signal = model.signals.get(name)
            if signal is not None and len(found) > min(signal.keep, EARLIEST):
                dropped[name] |= {each.id for each in found} - worth_keeping(found, signal, model.calendar)
    return dropped


def flat(traits: Mapping[str, Json], prefix: str = "") -> Iterable[tuple[str, Json]]:
    """Traits by dotted name; a null is nothing known."""
    for name, value in traits.items():
        if isinstance(value, Mapping):
            yield from flat(value, f"{prefix}{name}.")
        elif value is not None:
            yield prefix + name, value


def union(leads: Iterable[Lead]) -> Lead:
    """All of them as one."""
    keys: list[Keys] = []
    firsts: list[Instant] = []
    occurrences: dict[str, Occurrence] = {}
    traits: dict[str, Register] = {}
    for lead in leads:
        keys.append(lead.keys)
        if lead.first_seen is not None:
            firsts.append(lead.first_seen)
        for name, occurrence in lead.occurrences.items():
            occurrences[name] = occurrences[name].merge(occurrence) if name in occurrences else occurrence
        for name, register in lead.traits.items():
            traits[name] = max(traits[name], register, key=_weight) if name in traits else register
    return Lead(_common(keys), min(firsts, default=None), occurrences, traits)


def _common(keys: list[Keys]) -> Keys:
    first = keys[0] if keys else Keys()
    if all(other == first for other in keys):
        return first
    columns = zip(*((each.email, each.crm_id, each.user_id, each.anonymous_id) for each in keys), strict=True)
    return Keys(*(min(filter(None, column), default=None) for column in columns))
