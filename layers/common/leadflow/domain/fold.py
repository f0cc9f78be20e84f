"""Activities become part of a lead, and what can no longer count leaves it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from leadflow.domain import consent
from leadflow.domain.activity import Activity, Kind
from leadflow.domain.evidence import evidence, latest
from leadflow.domain.identity import Keys
from leadflow.domain.instant import DAY, Duration, Instant
from leadflow.domain.json import Json
from leadflow.domain.lead import VALID, VOID, Lead, Register, union
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.occurrence import EARLIEST, Occurrence, by_signal, worth_keeping
from leadflow.domain.owner import OWNER, assigned
from leadflow.domain.sales import trimmed
from leadflow.domain.track import PREFIX, membership

TEXT_LIMIT: Final = 500
LIST_LIMIT: Final = 20
KEY_LIMIT: Final = 200
"""Letters of a trait's text, elements of a trait's list, letters of a key that is no address."""

VOIDS_KEPT: Final = Duration(30 * DAY)
"""So long is remembered what a person said of an activity that nobody has told of."""

_DELETIONS: Final = frozenset({Kind.CRM_CONTACT_DELETED, Kind.CRM_LEAD_DELETED})

_SAID: Final[Mapping[str, str]] = {Kind.ACTIVITY_VOIDED: VOID, Kind.ACTIVITY_RESTORED: VALID}


def fold(lead: Lead, activities: Iterable[Activity], model: LeadModel, now: Instant) -> Lead:
    """The lead with these activities added; what can no longer count at or after `now` is left out."""
    merged = union((lead, *(seen(activity, model) for activity in _as_told_first(activities, lead))))
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


def _as_told_first(activities: Iterable[Activity], lead: Lead) -> Iterable[Activity]:
    """The activities, each at the instant at which it was told first, as far as the lead's set knows.

    What a sender states no time of happens when it is received, and would happen once more with every retry.
    """
    told, first = list(activities), dict[str, Instant]()
    for activity in told:
        first[activity.id] = min(activity.at, first.get(activity.id, activity.at))
        if (known := lead.occurrences.get(activity.id)) is not None:
            first[activity.id] = min(known.at, first[activity.id])
    return (each if each.at == first[each.id] else replace(each, occurred_at=first[each.id]) for each in told)


def seen(activity: Activity, model: LeadModel) -> Lead:
    """What this one activity tells of its lead. What a machine did is kept as evidence, but never counts."""
    signals = model.signals_of(activity)
    rank = model.rank(activity.source)
    machine, heard = model.machine.reason(activity), model.machine.heard(activity)
    occurrence = Occurrence(activity.id, activity.at, signals, machine, heard)
    return Lead(
        keys=_short_keys(activity.lead),
        first_seen=activity.at,
        occurrences={activity.id: occurrence} if signals else {},
        traits={
            register: Register(_short(value), activity.at, rank, activity.id)
            for name, value in flat(activity.traits)
            if (register := model.register(name, activity.source)) is not None
        }
        | _owner(activity, model, rank)
        | _mailed(activity, model, rank),
        voids=_voids(activity, rank),
        messages=evidence(activity),
        erase_requested=activity.at if _asks_to_be_erased(activity) else None,
    )


def _owner(activity: Activity, model: LeadModel, rank: int) -> dict[str, Register]:
    """Whom the lead was assigned to; what everybody can say assigns it to nobody."""
    owner = None if model.public(activity.source) else assigned(activity)
    return {} if owner is None else {OWNER: Register(owner, activity.at, rank, activity.id)}


def _mailed(activity: Activity, model: LeadModel, rank: int) -> dict[str, Register]:
    """What it says of mail, and of the model's tracks; of these everybody can say nothing."""
    public = model.public(activity.source)
    said, track = consent.said(activity, public=public), None if public else membership(activity)
    found = {} if said is None else {said: Register(value=True, at=activity.at, rank=rank, id=activity.id)}
    if track is not None and track[0] in model.tracks:
        found[PREFIX + track[0]] = Register(track[1], activity.at, rank, activity.id)
    return found


def _asks_to_be_erased(activity: Activity) -> bool:
    """Whether the CRM has deleted the record for the person's privacy's sake."""
    return activity.type in _DELETIONS and activity.properties.get("erase") is True


def _voids(activity: Activity, rank: int) -> Mapping[str, Register]:
    said, of = _SAID.get(activity.type), activity.properties.get("activity")
    if said is None or not isinstance(of, str) or not of:
        return {}
    return {of: Register(said, activity.at, rank, activity.id)}


def _short(value: Json) -> Json:
    """What a stranger may write into a lead: texts and lists are cut, so that no lead outgrows its item."""
    if isinstance(value, str):
        return value[:TEXT_LIMIT]
    return [_short(each) for each in value[:LIST_LIMIT]] if isinstance(value, list) else value


def _short_keys(keys: Keys) -> Keys:
    email, *others = keys.email, keys.crm_id, keys.user_id, keys.anonymous_id
    return Keys(email, *(key and key[:KEY_LIMIT] for key in others))


def flat(traits: Mapping[str, Json], prefix: str = "") -> Iterable[tuple[str, Json]]:
    """Traits by dotted name; a null is nothing known."""
    for name, value in traits.items():
        if isinstance(value, Mapping):
            yield from flat(value, f"{prefix}{name}.")
        elif value is not None:
            yield prefix + name, value


def trim(lead: Lead, model: LeadModel, now: Instant) -> Lead:
    """The lead without what can no longer matter at or after `now`: occurrences, old mails and sales, idle words.

    A verdict outlives its evidence: clicks of a message that leaves are marked.
    """
    messages = {key: message.trimmed() for key, message in latest(lead.messages).items()}
    occurrences = _settled(_marked(lead, messages), model, now)
    judged = replace(lead, occurrences=occurrences, messages=messages)
    dropped = {name: ids for name, ids in _superfluous(judged, model, now).items() if ids}
    if dropped:
        occurrences = dict(_without(occurrences.values(), dropped))
    said = {each.id for each in consent.registers(lead).values()}
    voids = {
        of: register
        for of, register in lead.voids.items()
        if of in occurrences or of in judged.convicted or of in said or now - register.at < VOIDS_KEPT
    }
    traits = trimmed(judged.traits)
    return replace(judged, occurrences=occurrences, traits=traits, voids=voids, full=lead.full.union(dropped))


def _marked(lead: Lead, kept: Mapping[str, object]) -> Mapping[str, Occurrence]:
    """The occurrences, those marked that a message which is not kept whole convicts."""
    leaving = {key: message for key, message in lead.messages.items() if kept.get(key) != message}
    if not leaving:
        return lead.occurrences
    marks = replace(lead, messages=leaving).convicted
    return {
        name: replace(each, machine=max(each.machine, marks[name])) if name in marks else each
        for name, each in lead.occurrences.items()
    }


def _settled(occurrences: Mapping[str, Occurrence], model: LeadModel, now: Instant) -> Mapping[str, Occurrence]:
    """The occurrences, of clicks that have settled no longer when they were received."""
    settle = model.machine.settle
    if not settle:
        return occurrences
    return {
        name: replace(each, heard=each.at) if each.heard not in (None, each.at) and each.heard + settle <= now else each
        for name, each in occurrences.items()
    }


def _without(occurrences: Iterable[Occurrence], dropped: Mapping[str, set[str]]) -> Iterator[tuple[str, Occurrence]]:
    for each in occurrences:
        signals = {name: seen for name, seen in each.signals.items() if each.id not in dropped.get(name, ())}
        if signals:
            yield each.id, replace(each, signals=signals)


def _superfluous(lead: Lead, model: LeadModel, now: Instant) -> Mapping[str, set[str]]:
    """By signal the ids of those that are too many, of those that count and of the others apart."""
    dropped: dict[str, set[str]] = defaultdict(set)
    groups: dict[bool, list[Occurrence]] = {True: [], False: []}
    for each in lead.occurrences.values():
        if model.begins(each) <= now:
            groups[lead.counts(each.id)].append(each)
    for group in groups.values():
        for name, found in by_signal(group).items():
            signal = model.signals.get(name)
            if signal is not None and len(found) > min(signal.keep, EARLIEST):
                dropped[name] |= {each.id for each in found} - worth_keeping(found, signal, model.calendar)
    return dropped
