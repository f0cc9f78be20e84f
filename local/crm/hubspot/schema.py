"""The properties of HubSpot's objects: those that it brings, and what a value of one must be."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from leadflow.domain.json import Json

GROUPS: Final[Mapping[str, str]] = {
    "contacts": "contactinformation",
    "companies": "companyinformation",
    "deals": "dealinformation",
    "tasks": "task",
    "calls": "call",
    "meetings": "meeting",
    "emails": "email",
    "leads": "lead_information",
}
"""The group of properties that each kind of object brings."""

FIELD_TYPES: Final[Mapping[str, tuple[str, ...]]] = {
    "string": ("text", "textarea", "file", "html", "phonenumber", "calculation_equation"),
    "number": ("number", "calculation_equation"),
    "date": ("date",),
    "datetime": ("date",),
    "bool": ("booleancheckbox", "calculation_equation"),
    "enumeration": ("select", "radio", "checkbox", "booleancheckbox", "calculation_equation"),
}
"""The types, each with how its property may look."""

NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,99}")
_EMAIL: Final = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[a-z]{2,}", re.IGNORECASE)
_DIGITS: Final = re.compile(r"-?\d{1,16}")


@dataclass(frozen=True, slots=True)
class Property:
    """A property; of what is `calculated` or `read_only` nobody writes the value, `unique` values name a record."""

    name: str
    label: str
    type: str = "string"
    field_type: str = "text"
    group: str = ""
    options: tuple[tuple[str, str], ...] = ()
    read_only: bool = False
    calculated: bool = False
    custom: bool = False
    unique: bool = False
    external: bool = False

    def json(self) -> Mapping[str, Json]:
        """The property as the API shows it."""
        fixed = self.read_only or self.calculated
        return {
            "name": self.name,
            "label": self.label,
            "type": self.type,
            "fieldType": self.field_type,
            "description": "",
            "groupName": self.group,
            "options": [
                {"label": label, "value": value, "displayOrder": place, "hidden": False}
                for place, (value, label) in enumerate(self.options)
            ],
            "displayOrder": -1,
            "calculated": self.calculated,
            "externalOptions": self.external,
            "hasUniqueValue": self.unique,
            "hidden": False,
            "hubspotDefined": not self.custom,
            "formField": not fixed,
            "modificationMetadata": {
                "archivable": self.custom,
                "readOnlyDefinition": not self.custom,
                "readOnlyOptions": not self.custom,
                "readOnlyValue": fixed,
            },
        }


def fault(known: Property | None, name: str, value: str) -> Mapping[str, Json] | None:
    """What is wrong with a value that is written, as the API says it; None where nothing is. Empty text clears it."""
    if known is None:
        return _told(name, "PROPERTY_DOESNT_EXIST", f'Property "{name}" does not exist')
    if known.read_only or known.calculated:
        return _told(name, "READ_ONLY_VALUE", f'"{name}" is a read only property; its value cannot be set.')
    if value == "":
        return None
    if name == "email" and not _EMAIL.fullmatch(value):
        return _told(name, "INVALID_EMAIL", f"Email address {value} is invalid")
    return next(_misfits(known, value), None)


def _misfits(known: Property, value: str) -> Iterator[Mapping[str, Json]]:
    name = known.name
    allowed = {option for option, _ in known.options}
    if allowed and known.type in ("enumeration", "bool") and not set(value.split(";")) <= allowed:
        yield _told(name, "INVALID_OPTION", f"{value} was not one of the allowed options: {sorted(allowed)}")
    if known.type == "number" and not _number(value):
        yield _told(name, "INVALID_NUMBER", f"{value} was not a valid number.")
    if known.type in ("date", "datetime") and moment(value) is None:
        yield _told(name, "INVALID_DATE", f"{value} was not a valid date.")


def moment(value: str) -> datetime | None:
    """A date or a time as it may be written: ISO 8601, or milliseconds since 1970; None where it is neither."""
    try:
        if _DIGITS.fullmatch(value):
            return datetime.fromtimestamp(int(value) / 1000, UTC)
        at = datetime.fromisoformat(value)
    except (ValueError, OverflowError):
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def kept(known: Property, value: str) -> str:
    """The value as it is kept and shown."""
    at = moment(value) if known.type in ("date", "datetime") and value else None
    if at is None:
        return value.strip().lower() if known.name == "email" else value
    return f"{at:%Y-%m-%d}" if known.type == "date" else at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _number(value: str) -> bool:
    try:
        float(value)
    except ValueError:
        return False
    return True


def _told(name: str, error: str, message: str) -> Mapping[str, Json]:
    return {"isValid": False, "message": message, "error": error, "name": name, "localizedErrorMessage": message}
