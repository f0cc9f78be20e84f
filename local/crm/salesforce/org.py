"""An organisation: its records and its fields, and what it refuses to have written."""

from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from leadflow.adapters import clock
from leadflow.adapters.crm.salesforce.ids import whole
from leadflow.domain.instant import Instant, moment
from leadflow.domain.json import Json
from local.crm.exchange import Answered, Refusal, said
from local.crm.salesforce import errors
from local.crm.salesforce.fields import NEEDED, OBJECTS, Field, standard

Record = dict[str, Json]

ORGANIZATION: Final = "00D000000000062EAA"
MATCHED: Final = ("Lead", "Contact")
"""What the duplicate rules of a new organisation look at."""

BEGINNING: Final = {"Lead": "Open - Not Contacted", "Task": "Not Started"}

NUMBERS: Final = {"int": int, "double": float, "currency": float, "percent": float}


@dataclass
class Org:
    """What is in the organisation. `matching` is whether its duplicate rules are on."""

    now: Callable[[], Instant] = clock.now
    matching: bool = True
    tables: dict[str, dict[str, Record]] = field(default_factory=lambda: {of: {} for of in OBJECTS})
    fields: dict[str, dict[str, Field]] = field(default_factory=lambda: {of: standard(of) for of in OBJECTS})

    def __post_init__(self) -> None:
        self.tables["Organization"][ORGANIZATION] = {"Id": ORGANIZATION, "Name": "Acme", "IsSandbox": False}

    def table(self, of: str) -> dict[str, Record]:
        """The records of an object. Raises Refusal where there is no such object."""
        if of not in self.tables:
            raise errors.not_found()
        return self.tables[of]

    def get(self, of: str, known: str, *, deleted: bool = False) -> Record:
        """The record. Raises Refusal."""
        record = self.table(of).get(whole(known) or "")
        if record is None or (record["IsDeleted"] and not deleted):
            raise errors.not_found()
        return record

    def create(self, of: str, stated: Mapping[str, Json], *, allow: bool = False) -> str:
        """A new record; its id. `allow` overrides duplicate rules. Raises Refusal."""
        table = self.table(of)
        self._check(of, stated)
        if missing := [name for name in NEEDED.get(of, ()) if stated.get(name) in (None, "")]:
            text = f"Required fields are missing: [{', '.join(missing)}]"
            raise errors.refusal(400, "REQUIRED_FIELD_MISSING", text, missing)
        if of in MATCHED and self.matching and not allow:
            self._match(of, stated)
        known = whole(f"{OBJECTS[of][0]}5f00000{len(table) + 1:05d}") or ""
        table[known] = dict.fromkeys(self.fields[of]) | {"Id": known, "IsDeleted": False}
        table[known] |= {name: False for name, each in self.fields[of].items() if each.type == "boolean"}
        table[known] |= {"CreatedDate": self.stamp(), **self._defaults(of), **stated}
        self._touch(of, table[known])
        return known

    def update(self, of: str, known: str, stated: Mapping[str, Json]) -> None:
        """Write these fields. Raises Refusal."""
        record = self.get(of, known)
        if record.get("IsConverted"):
            raise errors.refusal(400, "CANNOT_UPDATE_CONVERTED_LEAD", "cannot reference converted lead", [])
        self._check(of, stated)
        if empty := [name for name in NEEDED.get(of, ()) if name in stated and stated[name] in (None, "")]:
            text = f"Required fields are missing: [{', '.join(empty)}]"
            raise errors.refusal(400, "REQUIRED_FIELD_MISSING", text, empty)
        record |= stated
        self._touch(of, record)

    def delete(self, of: str, known: str, into: str | None = None) -> None:
        """Put the record into the bin; `into` is the one that it was merged into. Raises Refusal."""
        record = self.table(of).get(whole(known) or "")
        if record is not None and record["IsDeleted"]:
            raise errors.refusal(404, "ENTITY_IS_DELETED", "entity is deleted", [])
        record = self.get(of, known)
        record |= {"IsDeleted": True, **({"MasterRecordId": into} if into else {})}
        self._touch(of, record)

    def restore(self, of: str, known: str) -> None:
        """Take the record out of the bin. Raises Refusal."""
        record = self.get(of, known, deleted=True)
        record["IsDeleted"] = False
        self._touch(of, record)

    def convert(self, lead: str) -> str:
        """Make a contact of the lead; its id. Raises Refusal."""
        record = self.get("Lead", lead)
        account = self.create("Account", {"Name": record["Company"], "OwnerId": record["OwnerId"]})
        kept = {name: record[name] for name in ("FirstName", "LastName", "Email", "Title", "OwnerId") if record[name]}
        contact = self.create("Contact", {**kept, "AccountId": account}, allow=True)
        converted: Record = {"IsConverted": True, "ConvertedContactId": contact, "ConvertedAccountId": account}
        record |= converted
        record |= {"ConvertedDate": self.stamp()[:10], "Status": "Closed - Converted"}
        self._touch("Lead", record)
        return contact

    def add_field(self, of: str, made: Field) -> None:
        """A new field, empty in every record. Raises Refusal."""
        self.table(of)
        if made.name in self.fields[of]:
            text = f"There is already a field named {made.name.removesuffix('__c')} on {of}."
            raise errors.refusal(400, "DUPLICATE_DEVELOPER_NAME", text, ["DeveloperName"])
        self.fields[of][made.name] = replace(made, custom=True)
        for record in self.tables[of].values():
            record[made.name] = False if made.type == "boolean" else None

    def stamp(self) -> str:
        """Now, as Salesforce writes it."""
        return f"{moment(self.now()):%Y-%m-%dT%H:%M:%S.%f}"[:-3] + "+0000"

    def kept(self) -> dict[str, dict[str, Record]]:
        """All records as they are now, to be put back into `tables`."""
        return deepcopy(self.tables)

    def _defaults(self, of: str) -> Record:
        owner: Record = {"OwnerId": next(iter(self.tables["User"]), None)} if "OwnerId" in self.fields[of] else {}
        return owner | ({"Status": BEGINNING[of]} if of in BEGINNING else {})

    def _touch(self, of: str, record: Record) -> None:
        record["LastModifiedDate"] = record["SystemModstamp"] = self.stamp()
        if of in ("Lead", "Contact", "User"):
            record["Name"] = " ".join(str(record[name]) for name in ("FirstName", "LastName") if record.get(name))
        if of == "Opportunity":
            record["IsWon"] = record["StageName"] == "Closed Won"
            record["IsClosed"] = str(record["StageName"]).startswith("Closed")
        if of == "Task":
            record["IsClosed"] = record["Status"] == "Completed"
            record["CompletedDateTime"] = (record["CompletedDateTime"] or self.stamp()) if record["IsClosed"] else None

    def _check(self, of: str, stated: Mapping[str, Json]) -> None:
        for name, value in stated.items():
            known = self.fields[of].get(name)
            if known is None:
                raise errors.no_field(name, of)
            if known.read_only:
                text = f"Unable to create/update fields: {name}. Please check the security settings of this field."
                raise errors.refusal(400, "INVALID_FIELD_FOR_INSERT_UPDATE", text, [name])
            if value is not None:
                _fits(known, value)

    def _match(self, of: str, stated: Mapping[str, Json]) -> None:
        address = str(stated.get("Email") or "").lower()
        found = [each for each in self.tables[of].values() if str(each["Email"] or "").lower() == address]
        if address and (alike := [each for each in found if not each["IsDeleted"] and not each.get("IsConverted")]):
            raise Refusal(duplicates(of, alike))


def duplicates(of: str, alike: Sequence[Record]) -> Answered:
    """The answer where a duplicate rule objects: `allowSave` is what a header can override."""
    records: list[Json] = [
        {"record": {"attributes": {"type": of}, "Id": each["Id"]}, "matchConfidence": 100.0} for each in alike
    ]
    matches: list[Json] = [{"entityType": of, "matchRecords": records, "size": len(records), "success": True}]
    result: Json = {"allowSave": True, "duplicateRule": f"Standard_{of}_Duplicate_Rule", "matchResults": matches}
    text = "Use one of these records?"
    return said(400, [{"duplicateResult": result, "errorCode": "DUPLICATES_DETECTED", "message": text}])


def _fits(known: Field, value: Json) -> None:
    """Raises Refusal where the field takes no such value."""
    text = isinstance(value, str)
    if known.type == "boolean":
        fits = isinstance(value, bool)
    elif known.type in NUMBERS:
        fits = isinstance(value, int | float) and not isinstance(value, bool)
    elif known.type == "date":
        fits = text and _dated(str(value))
    else:
        fits = text
    if not fits:
        message = f"Cannot deserialize instance of {known.type} from value {value} or request may be missing a field"
        raise errors.refusal(400, "JSON_PARSER_ERROR", message)
    if known.type == "email" and "@" not in str(value):
        raise errors.refusal(400, "INVALID_EMAIL_ADDRESS", f"Email: invalid email address: {value}", [known.name])


def _dated(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
