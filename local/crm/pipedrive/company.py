"""One company's records in Pipedrive's stand-in, kept in memory."""

import copy
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha1
from itertools import count

from leadflow.domain.json import Json
from local.crm.pipedrive import seed
from local.crm.pipedrive.seed import Record

BEGUN = datetime(2026, 3, 1, 8, tzinfo=UTC)


def _seeded() -> dict[str, dict[str, Record]]:
    records = {
        "users": seed.USERS,
        "stages": seed.STAGES,
        "organizations": seed.ORGANIZATIONS,
        "persons": seed.PERSONS,
        "deals": seed.DEALS,
        "activities": seed.ACTIVITIES,
        "leads": seed.LEADS,
    }
    stamp = BEGUN.strftime("%Y-%m-%dT%H:%M:%SZ")
    dated: Record = {"add_time": stamp, "update_time": stamp, "is_deleted": False}
    return {
        kind: {str(each["id"]): copy.deepcopy({**dated, **each}) for each in listed} for kind, listed in records.items()
    }


@dataclass(slots=True)
class Company:
    """Its records by kind and id, and its fields by the name of their endpoint; each change is a second later."""

    records: dict[str, dict[str, Record]] = field(default_factory=_seeded)
    fields: dict[str, list[Record]] = field(
        default_factory=lambda: {name: copy.deepcopy([*listed]) for name, listed in seed.FIELDS.items()}
    )
    _numbers: Callable[[], int] = field(default_factory=lambda: count(1001).__next__)
    _seconds: Callable[[], int] = field(default_factory=lambda: count(1).__next__)

    def listed(self, kind: str) -> Sequence[Record]:
        """All that are not deleted, in the order of their ids."""
        return [each for each in self.records[kind].values() if not each["is_deleted"]]

    def find(self, kind: str, known: str) -> Record | None:
        """The record; a deleted one can still be read, for 30 days."""
        return self.records[kind].get(known)

    def add(self, kind: str, content: Mapping[str, Json], known: Json = None) -> Record:
        """A new record."""
        number = self._numbers() if known is None else known
        now = self._now()
        record = {
            "id": number,
            "is_deleted": False,
            "custom_fields": {},
            "add_time": now,
            "update_time": now,
            **content,
        }
        self.records[kind][str(number)] = record
        return record

    def change(self, record: Record, content: Mapping[str, Json]) -> None:
        """Write into the record; custom fields that are not named stay."""
        before, added = record.get("custom_fields"), content.get("custom_fields")
        if isinstance(before, Mapping) and isinstance(added, Mapping):
            content = {**content, "custom_fields": {**before, **added}}
        record.update(content)
        record["update_time"] = self._now()

    def add_field(self, endpoint: str, content: Mapping[str, Json]) -> Record:
        """A new field, under a key that nobody has chosen."""
        name = str(content["field_name"])
        code = sha1(f"{endpoint} {name} {len(self.fields[endpoint])}".encode(), usedforsecurity=False).hexdigest()
        options = content.get("options")
        labels = (
            [str(each["label"]) for each in options if isinstance(each, Mapping)] if isinstance(options, list) else []
        )
        made = seed.field(code, name, str(content["field_type"]), *labels, custom=True)
        self.fields[endpoint].append(made)
        return made

    def _now(self) -> str:
        return (BEGUN + timedelta(seconds=self._seconds())).strftime("%Y-%m-%dT%H:%M:%SZ")
