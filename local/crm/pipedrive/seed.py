"""The company that Pipedrive's stand-in begins with: its users, stages, fields and records."""

from collections.abc import Mapping
from typing import Final

from leadflow.domain.json import Json

Record = dict[str, Json]

USERS: Final[tuple[Record, ...]] = (
    {"id": 7, "name": "Bo Hansen", "email": "Bo@acme.example", "active_flag": True, "is_deleted": False},
    {"id": 8, "name": "Cy Olsen", "email": "cy@acme.example", "active_flag": True, "is_deleted": False},
)

STAGES: Final[tuple[Record, ...]] = (
    {"id": 1, "order_nr": 1, "name": "Qualified", "is_deleted": False, "pipeline_id": 1, "deal_probability": 20},
    {"id": 2, "order_nr": 2, "name": "Proposal Made", "is_deleted": False, "pipeline_id": 1, "deal_probability": 60},
)

PLAN: Final = "4d1c3f0a2b9e8d7c6f5a4b3c2d1e0f9a8b7c6d5e"
ROLE: Final = "0f1e2d3c4b5a69788796a5b4c3d2e1f00a1b2c3d"
TIER: Final = "a1b2c3d4e5f60718293a4b5c6d7e8f9012345678"
SEATS: Final = "99887766554433221100ffeeddccbbaa99887766"


def field(code: str, label: str, kind: str, *options: str, custom: bool = False) -> Record:
    """A field as the API lists it."""
    listed: list[Json] = [{"id": number, "label": each, "color": None} for number, each in enumerate(options, 21)]
    return {
        "field_code": code,
        "field_name": label,
        "field_type": kind,
        "options": listed or None,
        "subfields": None,
        "is_custom_field": custom,
        "is_optional_response_field": False,
    }


FIELDS: Final[Mapping[str, tuple[Record, ...]]] = {
    "personFields": (
        field("id", "ID", "int"),
        field("name", "Name", "varchar"),
        field("emails", "Email", "varchar"),
        field("phones", "Phone", "phone"),
        field("owner_id", "Owner", "user"),
        field("org_id", "Organization", "org"),
        field("update_time", "Update time", "date"),
        field(ROLE, "Role", "varchar", custom=True),
        field(PLAN, "Plan", "enum", "Free", "Team", "Enterprise", custom=True),
    ),
    "organizationFields": (
        field("id", "ID", "int"),
        field("name", "Name", "varchar"),
        field("employee_count", "Number of employees", "int"),
        field(TIER, "Tier", "enum", "Gold", "Silver", custom=True),
    ),
    "dealFields": (
        field("id", "ID", "int"),
        field("title", "Title", "varchar"),
        field("value", "Value", "monetary"),
        field("status", "Status", "status"),
        field(SEATS, "Seats", "double", custom=True),
    ),
}

ORGANIZATIONS: Final[tuple[Record, ...]] = (
    {"id": 1, "name": "Nordlys AS", "owner_id": 8, "employee_count": 210, "custom_fields": {TIER: 21}},
    {"id": 2, "name": "Fjordtech", "owner_id": 7, "employee_count": 12, "custom_fields": {TIER: None}},
)

PERSONS: Final[tuple[Record, ...]] = (
    {
        "id": 101,
        "name": "Ada Lindqvist",
        "first_name": "Ada",
        "last_name": "Lindqvist",
        "owner_id": 7,
        "org_id": 1,
        "emails": [
            {"value": "ada@home.example", "primary": False, "label": "home"},
            {"value": "Ada@nordlys.example", "primary": True, "label": "work"},
        ],
        "phones": [{"value": "+47 22 00 00 00", "primary": True, "label": "work"}],
        "custom_fields": {ROLE: "CTO", PLAN: 23},
    },
    {
        "id": 102,
        "name": "Ben Dahl",
        "first_name": "Ben",
        "last_name": "Dahl",
        "owner_id": 8,
        "org_id": 1,
        "emails": [{"value": "ben@nordlys.example", "primary": True, "label": "work"}],
        "phones": [],
        "custom_fields": {ROLE: None, PLAN: None},
    },
    {
        "id": 103,
        "name": "Nobody Known",
        "first_name": "Nobody",
        "last_name": "Known",
        "owner_id": 8,
        "org_id": None,
        "emails": [],
        "phones": [],
        "custom_fields": {},
    },
)

_OPEN: Final[Record] = {"status": "open", "won_time": None, "lost_time": None, "close_time": None, "is_archived": False}

DEALS: Final[tuple[Record, ...]] = (
    {
        **_OPEN,
        "id": 501,
        "title": "Nordlys: 50 seats",
        "value": 12000,
        "currency": "EUR",
        "stage_id": 2,
        "owner_id": 7,
        "person_id": 101,
        "org_id": 1,
        "expected_close_date": "2026-04-30",
        "custom_fields": {SEATS: 50},
    },
    {
        **_OPEN,
        "id": 502,
        "title": "Nordlys: pilot",
        "value": 900.5,
        "currency": "EUR",
        "stage_id": 2,
        "owner_id": 7,
        "person_id": 101,
        "org_id": 1,
        "expected_close_date": None,
        "status": "won",
        "won_time": "2026-01-15T08:00:00Z",
        "close_time": "2026-01-15T08:00:00Z",
        "custom_fields": {SEATS: 5},
    },
    {
        **_OPEN,
        "id": 503,
        "title": "Fjordtech",
        "value": 300,
        "currency": "NOK",
        "stage_id": 1,
        "is_archived": True,
        "owner_id": 8,
        "person_id": 102,
        "org_id": 2,
        "expected_close_date": None,
        "status": "lost",
        "lost_time": "2025-11-02T08:00:00Z",
        "close_time": "2025-11-02T08:00:00Z",
        "custom_fields": {},
    },
)

LEADS: Final[tuple[Record, ...]] = (
    {
        "id": "5f3c1a90-8d1e-11f0-9a2b-0242ac120002",
        "title": "Nordlys: training",
        "owner_id": 7,
        "person_id": 101,
        "organization_id": 1,
        "value": {"amount": 400, "currency": "EUR"},
        "is_archived": False,
    },
)

ACTIVITIES: Final[tuple[Record, ...]] = (
    {
        "id": 901,
        "subject": "First call",
        "type": "call",
        "done": True,
        "owner_id": 7,
        "deal_id": 501,
        "org_id": 1,
        "person_id": 101,
        "participants": [{"person_id": 101, "primary": True}, {"person_id": 102, "primary": False}],
        "due_date": "2026-02-10",
        "due_time": "09:00:00",
        "marked_as_done_time": "2026-02-10T09:20:00Z",
    },
    {
        "id": 902,
        "subject": "Demo",
        "type": "meeting",
        "done": False,
        "owner_id": 7,
        "deal_id": 501,
        "org_id": 1,
        "person_id": 101,
        "participants": [{"person_id": 101, "primary": True}],
        "due_date": "2026-03-20",
        "due_time": "13:00:00",
        "marked_as_done_time": None,
    },
)
