"""The kinds of object that HubSpot keeps, by their names and numbers, and the types of the ties between them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of object: `modified` is the property of its last change, `shown` are those that come unasked."""

    plural: str
    singular: str
    number: str
    modified: str = "hs_lastmodifieddate"
    shown: tuple[str, ...] = ()


KINDS: Final = (
    Kind("contacts", "contact", "0-1", "lastmodifieddate", ("email", "firstname", "lastname")),
    Kind("companies", "company", "0-2", shown=("name", "domain")),
    Kind("deals", "deal", "0-3", shown=("amount", "closedate", "dealname", "dealstage", "pipeline")),
    Kind("tasks", "task", "0-27"),
    Kind("meetings", "meeting", "0-47"),
    Kind("calls", "call", "0-48"),
    Kind("emails", "email", "0-49"),
    Kind("leads", "lead", "0-136"),
)

NAMED: Final[Mapping[str, Kind]] = {
    name: kind for kind in KINDS for name in (kind.plural, kind.singular, kind.number, kind.singular.upper())
}
"""Each by all that it is called in an address."""

TIES: Final[Mapping[tuple[str, str], int]] = {
    ("contacts", "companies"): 279,
    ("companies", "contacts"): 280,
    ("deals", "contacts"): 3,
    ("contacts", "deals"): 4,
    ("deals", "companies"): 341,
    ("companies", "deals"): 342,
    ("calls", "contacts"): 194,
    ("contacts", "calls"): 193,
    ("emails", "contacts"): 198,
    ("contacts", "emails"): 197,
    ("meetings", "contacts"): 200,
    ("contacts", "meetings"): 199,
    ("tasks", "contacts"): 204,
    ("contacts", "tasks"): 203,
    ("tasks", "companies"): 192,
    ("companies", "tasks"): 191,
    ("tasks", "deals"): 216,
    ("deals", "tasks"): 215,
    ("leads", "contacts"): 608,
    ("contacts", "leads"): 607,
}
"""The plain type of the tie from one kind to another."""

PRIMARY: Final[Mapping[int, int]] = {1: 2, 2: 1, 5: 6, 6: 5, 578: 579, 579: 578}
"""The types of ties of which there is one only, each with that of the other direction."""

FIRST: Final[Mapping[tuple[str, str], int]] = {
    ("contacts", "companies"): 1,
    ("companies", "contacts"): 2,
    ("deals", "companies"): 5,
    ("companies", "deals"): 6,
    ("leads", "contacts"): 578,
    ("contacts", "leads"): 579,
}
"""The type of the primary tie from one kind to another, where there is one."""
