"""What a raw list of activities says of a lead: what happened when, what is known, since when."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from tests.oracle.clock import happened
from tests.oracle.crm import Known, rank
from tests.oracle.machine import machine_made, settles
from tests.oracle.matching import Document, matches, number, prop, signals

KEYS = ("email", "crm_id", "user_id", "anonymous_id")
REGISTERS = {"activity.voided": "void", "activity.restored": "valid"}
SetBack = tuple[int, str, object]  # instant, activity, the label that it names


@dataclass(frozen=True)
class Occurrence:
    """One activity, all its versions taken together: for each signal that it is, what `per` and `measure` see."""

    at: int
    id: str
    keys: Mapping[str, str]
    measures: Mapping[str, float]
    settled: int
    counts: bool


@dataclass(frozen=True)
class Lead:
    """All that evaluation needs to know of one lead."""

    model: Document
    zone: ZoneInfo
    occurrences: Sequence[Occurrence]
    known: Known
    email: str | None
    first_seen: int
    set_backs: Sequence[SetBack]
    registers: Mapping[str, str]


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


def _email(activity: Document) -> str | None:
    return (activity["lead"].get("email") or "").strip().lower() or None


def understand(model: Document, activities: Sequence[Document]) -> Lead:
    """One lead's activities, read with the model's signals and sources."""
    versions: dict[str, list[Document]] = {}
    for activity in activities:
        versions.setdefault(activity["id"], []).append(activity)
    marked, registers = machine_made(model, activities), _registers(model, activities)
    zone = ZoneInfo(model.get("timezone", "UTC"))
    found = [
        _merged(model, some, counts=registers.get(name, "void" if name in marked else "valid") == "valid")
        for name, some in versions.items()
    ]
    return Lead(
        model=model,
        zone=zone,
        occurrences=sorted((one for one in found if one.keys), key=lambda one: (one.at, one.id)),
        known=Known.of(model, zone, activities),
        email=min((email for one in activities if (email := _email(one))), default=None),
        first_seen=min(map(happened, activities), default=0),
        set_backs=sorted(_set_backs(activities), key=lambda one: one[:2]),
        registers=registers,
    )


def _merged(model: Document, versions: Sequence[Document], *, counts: bool) -> Occurrence:
    """Signals united, the earliest instant, each signal's key of its earliest version and its greatest measure."""
    keys: dict[str, tuple[int, str]] = {}
    measures: dict[str, float] = {}
    for version in versions:
        for name, signal in signals(model).items():
            if matches(signal, version):
                key = (happened(version), str(prop(version, signal["per"]) if "per" in signal else ""))
                keys[name] = min(keys.get(name, key), key)
                amount = _measure(signal, version)
                measures[name] = max(measures.get(name, amount), amount)
    return Occurrence(
        at=min((at for at, _ in keys.values()), default=0),
        id=versions[0]["id"],
        keys={name: key for name, (_, key) in keys.items()},
        measures=measures,
        settled=min(settles(model, version) for version in versions),
        counts=counts,
    )


def _measure(signal: Document, activity: Document) -> float:
    if "measure" not in signal:
        return 1.0
    amount = number(prop(activity, signal["measure"])) or 0.0
    return min(max(amount, 0.0), 100.0) / 100 if signal["measure"] == "percent" else amount


def _registers(model: Document, activities: Sequence[Document]) -> Mapping[str, str]:
    """The last word on each activity that was taken back or given back."""
    best: dict[str, tuple[tuple[int, int, str], str]] = {}
    for activity in activities:
        about = activity.get("properties", {}).get("activity")
        if activity["type"] in REGISTERS and isinstance(about, str):
            claim = (happened(activity), -rank(model, activity["source"]), activity["id"])
            best[about] = max(best.get(about, (claim, "")), (claim, REGISTERS[activity["type"]]))
    return {about: word for about, (_, word) in best.items()}


def _set_backs(activities: Sequence[Document]) -> Iterator[SetBack]:
    for activity in activities:
        properties = activity.get("properties", {})
        named = properties.get("set_back")
        if named is not None or activity["type"] == "sales.rejected":
            yield happened(activity), activity["id"], properties.get("stage") if named is None else named
