"""What Pipedrive's second version refuses to write: unknown names, texts for numbers, choices that there are none."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from leadflow.domain.json import Json
from local.crm.pipedrive.seed import Record

NAMED: Final[Mapping[str, str]] = {"persons": "name", "organizations": "name", "deals": "title"}
"""What a new one must have."""

_OWNED: Final = ("owner_id", "visible_to", "label_ids", "custom_fields", "add_time", "update_time")

WRITTEN: Final[Mapping[str, tuple[str, ...]]] = {
    "persons": (*_OWNED, "name", "org_id", "emails", "phones", "marketing_status"),
    "organizations": (
        *_OWNED,
        "name",
        "address",
        "website",
        "linkedin",
        "industry",
        "annual_revenue",
        "employee_count",
    ),
    "deals": (
        *(*_OWNED, "title", "person_id", "org_id", "pipeline_id", "stage_id", "value", "currency", "status"),
        *("is_deleted", "is_archived", "archive_time", "probability", "lost_reason", "close_time", "won_time"),
        *("lost_time", "expected_close_date"),
    ),
    "activities": (
        *("subject", "type", "owner_id", "deal_id", "lead_id", "org_id", "project_id", "due_date", "due_time"),
        *(
            "duration",
            "busy",
            "done",
            "location",
            "participants",
            "attendees",
            "public_description",
            "priority",
            "note",
        ),
    ),
}
"""What can be written."""

_NUMBERS: Final = ("owner_id", "org_id", "person_id", "deal_id", "stage_id", "pipeline_id", "value", "employee_count")

FIELDS_OF: Final[Mapping[str, str]] = {
    "persons": "personFields",
    "organizations": "organizationFields",
    "deals": "dealFields",
}

TYPES: Final = frozenset(
    {
        *("varchar", "varchar_auto", "text", "double", "monetary", "date", "set", "enum", "user", "org", "people"),
        *("phone", "time", "timerange", "daterange", "address"),
    }
)
"""What a field can be."""

OPTIONS: Final = ("enum", "set")
LONGEST: Final = 255


def written(kind: str, content: Mapping[str, Json], fields: Sequence[Record], *, new: bool) -> str | None:
    """Why it cannot be written, None where it can."""
    name = NAMED.get(kind)
    if new and name and not content.get(name):
        return f"Field '{name}' is required"
    for key, value in content.items():
        if key not in WRITTEN[kind]:
            return f"Parameter '{key}' is not allowed"
        if key in _NUMBERS and value is not None and not _is_number(value):
            return f"Parameter '{key}' must be a number"
    custom = content.get("custom_fields") or {}
    if not isinstance(custom, Mapping):
        return "Parameter 'custom_fields' must be an object"
    return next((reason for code, value in custom.items() if (reason := _custom(code, value, fields))), None)


def field(content: Mapping[str, Json]) -> str | None:
    """Why there can be no such new field."""
    if not content.get("field_name"):
        return "Field 'field_name' is required"
    kind = content.get("field_type")
    if kind not in TYPES:
        return "Parameter 'field_type' is invalid"
    return "Options are required for enum and set fields" if kind in OPTIONS and not content.get("options") else None


def _custom(code: str, value: Json, fields: Sequence[Record]) -> str | None:
    known = next((each for each in fields if each["field_code"] == code and each["is_custom_field"]), None)
    if known is None:
        return f"Custom field '{code}' does not exist"
    fits = _FITS.get(str(known["field_type"]))
    return None if value is None or fits is None or fits(value, known) else f"Custom field '{code}' has a wrong value"


def _is_number(value: Json) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_text(value: Json, known: Record) -> bool:
    return isinstance(value, str) and (known["field_type"] == "text" or len(value) <= LONGEST)


def _is_choice(value: Json, known: Record) -> bool:
    options = known["options"]
    return isinstance(options, list) and value in [each["id"] for each in options if isinstance(each, Mapping)]


def _are_choices(value: Json, known: Record) -> bool:
    return isinstance(value, list) and bool(value) and all(_is_choice(each, known) for each in value)


def _is_money(value: Json, _: Record) -> bool:
    return isinstance(value, Mapping) and _is_number(value.get("value")) and bool(value.get("currency"))


_FITS: Final[Mapping[str, Callable[[Json, Record], bool]]] = {
    **dict.fromkeys(("varchar", "varchar_auto", "text", "phone", "date"), _is_text),
    **dict.fromkeys(("double", "user", "org", "people"), lambda value, _: _is_number(value)),
    "enum": _is_choice,
    "set": _are_choices,
    "monetary": _is_money,
}
