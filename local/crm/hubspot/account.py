"""What an account of the stand-in holds, and what happens to its records when they are written."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC
from itertools import count

from leadflow.domain.instant import Instant, moment
from local.crm.hubspot import defaults, errors, schema
from local.crm.hubspot.kinds import KINDS, Kind
from local.crm.hubspot.schema import Property
from local.crm.hubspot.ties import End, Ties


@dataclass(slots=True)
class Record:
    """A record; `merged` are the ids of those that have gone into it."""

    id: str
    created: Instant
    updated: Instant
    properties: dict[str, str] = field(default_factory=dict)
    archived: Instant | None = None
    merged: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Owner:
    """Somebody to whom records belong."""

    id: str
    email: str
    first: str
    last: str
    user: int
    archived: bool = False


@dataclass(slots=True)
class Account:
    """All that there is in it; ids are counted, so that the same deeds make the same account."""

    now: Callable[[], Instant]
    records: Mapping[str, dict[str, Record]] = field(default_factory=lambda: {kind.plural: {} for kind in KINDS})
    ties: Ties = field(default_factory=Ties)
    owners: dict[str, Owner] = field(default_factory=dict)
    properties: Mapping[str, dict[str, Property]] = field(default_factory=defaults.properties)
    groups: Mapping[str, dict[str, str]] = field(
        default_factory=lambda: {kind: {group: group} for kind, group in schema.GROUPS.items()}
    )
    stages: dict[str, tuple[str, str]] = field(
        default_factory=lambda: {stage: (label, chance) for stage, label, chance in defaults.STAGES}
    )
    _numbers: Iterator[int] = field(default_factory=lambda: count(1001))

    def create(self, kind: Kind, written: Mapping[str, str]) -> Record:
        """Make a record. Raises Refusal."""
        lacking = [name for name in defaults.needed(kind.plural) if not written.get(name)]
        if lacking:
            raise errors.invalid(f"Some required properties were not set: {lacking}", context={"properties": lacking})
        self.check(kind, written)
        at = self.now()
        record = Record(str(next(self._numbers)), at, at)
        self.records[kind.plural][record.id] = record
        self._write(kind, record, written)
        return record

    def update(self, kind: Kind, record: Record, written: Mapping[str, str]) -> None:
        """Write some of its properties. Raises Refusal."""
        self.check(kind, written, record)
        self._write(kind, record, written)

    def check(self, kind: Kind, written: Mapping[str, str], record: Record | None = None) -> None:
        """Raises Refusal where these values cannot be written, to this record or a new one."""
        known = self.properties[kind.plural]
        faults = [found for name, value in written.items() if (found := schema.fault(known.get(name), name, value))]
        if "hubspot_owner_id" in written and (owner := written["hubspot_owner_id"]) and owner not in self.owners:
            faults.append({"isValid": False, "error": "INVALID_OWNER_ID", "name": "hubspot_owner_id", "message": owner})
        if faults:
            raise errors.invalid_values(faults)
        for name in written:
            other = self.named(kind, name, written[name]) if known[name].unique else None
            if other is not None and other is not record:
                noun = kind.singular.capitalize()
                raise errors.refusal(409, "CONFLICT", f"{noun} already exists. Existing ID: {other.id}")

    def find(self, kind: Kind, identity: str, by: str | None = None, *, archived: bool = False) -> Record | None:
        """The record with this id, or with this value of a unique property; None where there is none."""
        if by not in (None, "hs_object_id"):
            if (known := self.properties[kind.plural].get(by or "")) is None or not known.unique:
                raise errors.invalid(f"Unable to perform the operation by non-unique {kind.number} property {by}")
            return self.named(kind, known.name, identity)
        record = self.records[kind.plural].get(identity) or self._into(kind, identity)
        return record if record and (record.archived is not None) == archived else None

    def named(self, kind: Kind, name: str, value: str) -> Record | None:
        """The live record with this value."""
        wanted = value.strip().lower()
        every = self.records[kind.plural].values()
        alike = (each for each in every if each.archived is None and each.properties.get(name, "").lower() == wanted)
        return next(alike, None) if wanted else None

    def archive(self, record: Record) -> None:
        """Put it into the bin; its ties are seen from its own side only."""
        record.archived = self.now()

    def restore(self, record: Record) -> None:
        """Take it out of the bin, as people can."""
        record.archived, record.updated = None, self.now()

    def forget(self, kind: Kind, record: Record) -> None:
        """Delete it for good, with its ties."""
        self.ties.cut(kind.plural, record.id)
        del self.records[kind.plural][record.id]

    def tie(self, one: End, other: End, number: int | None = None) -> Sequence[int]:
        """Tie two records, which is a change of both."""
        for kind, identity in (one, other):
            self.records[kind][identity].updated = self.now()
        return self.ties.tie(one, other, number)

    def tied(self, end: End, kind: str) -> Sequence[tuple[str, Sequence[int]]]:
        """The live records of this kind that it is tied to, with the types of each tie."""
        held = self.records[kind]
        return [(other, types) for other, types in self.ties.of(end, kind) if held[other].archived is None]

    def merge(self, kind: Kind, primary: Record, other: Record) -> Record:
        """One record of two: a new one, which answers to both ids; what the first states goes before the second."""
        at = self.now()
        new = Record(str(next(self._numbers)), min(primary.created, other.created), at)
        new.properties = {**other.properties, **primary.properties}
        new.merged = [primary.id, other.id, *primary.merged, *other.merged]
        for old in (primary, other):
            self.ties.move(kind.plural, old.id, new.id)
            del self.records[kind.plural][old.id]
        self.records[kind.plural][new.id] = new
        return new

    def _write(self, kind: Kind, record: Record, written: Mapping[str, str]) -> None:
        known = self.properties[kind.plural]
        for name, value in written.items():
            if name != "lifecyclestage" or _onward(record.properties.get(name, ""), value):
                record.properties[name] = schema.kept(known[name], value)
        record.updated = self.now()
        if kind.plural == "deals":
            self._close(record)

    def _close(self, deal: Record) -> None:
        """What follows from the stage of a deal."""
        _, chance = self.stages.get(deal.properties.get("dealstage", ""), ("", ""))
        deal.properties["hs_is_closed"] = "true" if chance in ("1.0", "0.0") else "false"
        deal.properties["hs_is_closed_won"] = "true" if chance == "1.0" else "false"
        if chance in ("1.0", "0.0"):
            deal.properties.setdefault("closedate", written(self.now()))

    def _into(self, kind: Kind, identity: str) -> Record | None:
        return next((each for each in self.records[kind.plural].values() if identity in each.merged), None)


def written(at: Instant) -> str:
    """The instant as HubSpot writes it."""
    return moment(at).astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _onward(before: str, after: str) -> bool:
    """Whether a contact may go there: a stage is never earlier than the one before, unless that was cleared."""
    order = [stage for stage, _ in defaults.LIFECYCLE]
    return not (before and after) or order.index(after) >= order.index(before)
