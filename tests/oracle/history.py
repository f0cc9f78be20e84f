"""What a raw list of activities says of a lead: what happened when, what is known, since when."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from tests.oracle.clock import SKEW, day, instant
from tests.oracle.matching import BUILT_IN, Document, matches

KEYS = ("email", "crm_id", "user_id", "anonymous_id")
EARLIEST_OF_A_DAY = 9


@dataclass(frozen=True)
class Occurrence:
    """One activity, all its versions taken together, and what each signal tells apart by `per`."""

    at: int
    id: str
    keys: Mapping[str, str]
    machine: bool


@dataclass(frozen=True)
class Lead:
    """All that evaluation needs to know of one lead."""

    model: Document
    zone: ZoneInfo
    occurrences: Sequence[Occurrence]
    traits: Mapping[str, object]
    first_seen: int


def happened(activity: Document) -> int:
    """When it counts as having happened: more than five minutes after receipt is not believed."""
    occurred = instant(activity["occurred_at"])
    received = instant(activity.get("received_at", activity["occurred_at"]))
    return received if occurred > received + SKEW else occurred


def by_lead(activities: Iterable[Document]) -> dict[str, list[Document]]:
    """The activities of each strongest key; those without any key are nobody's."""
    leads: dict[tuple[str, str], list[Document]] = {}
    for activity in activities:
        if key := _strongest(activity["lead"]):
            leads.setdefault(key, []).append(activity)
    return {value: found for (_, value), found in leads.items()}


def _strongest(keys: Document) -> tuple[str, str] | None:
    for kind in KEYS:
        if value := keys.get(kind):
            return kind, value.strip().lower() if kind == "email" else value
    return None


def understand(model: Document, activities: Sequence[Document]) -> Lead:
    """One lead's activities, read with the model's signals and sources."""
    versions: dict[str, list[Document]] = {}
    for activity in activities:
        versions.setdefault(activity["id"], []).append(activity)
    zone = ZoneInfo(model.get("timezone", "UTC"))
    return Lead(
        model=model,
        zone=zone,
        occurrences=sorted(
            (found for some in versions.values() if (found := _merged(model, some)).keys),
            key=lambda one: (one.at, one.id),
        ),
        traits=_traits(list(model.get("sources", {})), activities),
        first_seen=min(happened(activity) for activity in activities),
    )


def _merged(model: Document, versions: Sequence[Document]) -> Occurrence:
    """Signals united, the earliest instant, each signal's key of its earliest version, machine if any is."""
    keys: dict[str, tuple[int, str]] = {}
    seen = []
    for version in versions:
        for name, signal in {**BUILT_IN, **model.get("signals", {})}.items():
            if matches(signal, version):
                seen.append(happened(version))
                key = str(version.get("properties", {}).get(signal.get("per"), ""))
                keys[name] = min(keys.get(name, (happened(version), key)), (happened(version), key))
    return Occurrence(
        at=min(seen, default=0),
        id=versions[0]["id"],
        keys={name: key for name, (_, key) in keys.items()},
        machine=any(version.get("machine") for version in versions),
    )


def counted(lead: Lead, name: str, now: int) -> list[Occurrence]:
    """The occurrences of a signal as of now, oldest first."""
    signal = {**BUILT_IN, **lead.model.get("signals", {})}[name]
    found = [one for one in lead.occurrences if name in one.keys and not one.machine and one.at <= now]
    days: dict[object, list[Occurrence]] = {}
    for one in found:
        days.setdefault(day(one.at, lead.zone), []).append(one)
    kept = [one for some in days.values() for one in some if one in some[:EARLIEST_OF_A_DAY] or one is some[-1]][
        -signal.get("keep", 100) :
    ]
    if "per" not in signal:
        return kept
    firsts: dict[object, Occurrence] = {}
    for one in kept:
        firsts.setdefault(day(one.at, lead.zone) if signal["per"] == "day" else one.keys[name], one)
    return sorted(firsts.values(), key=lambda one: (one.at, one.id))


def _traits(ranks: Sequence[str], activities: Sequence[Document]) -> Mapping[str, object]:
    """The latest of each; of equals the first source's, then the greater id's, then the greater text."""
    best: dict[str, tuple[tuple[int, int, str, str], object]] = {}
    for activity in activities:
        source = activity["source"]
        rank = ranks.index(source) if source in ranks else len(ranks)
        for name, value in _flat(activity.get("traits", {})):
            claim = (happened(activity), -rank, activity["id"], json.dumps(value))
            if name not in best or claim > best[name][0]:
                best[name] = (claim, value)
    return {name: value for name, (_, value) in best.items()}


def _flat(traits: Document, prefix: str = "") -> Iterator[tuple[str, object]]:
    for name, value in traits.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{name}.")
        elif value is not None:
            yield prefix + name, value
