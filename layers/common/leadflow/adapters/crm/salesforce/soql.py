"""The queries that are put to Salesforce: which fields of which records, in the order of their ids, page by page.

https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql.htm
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from leadflow.adapters.crm.salesforce.people import PEOPLE, lines
from leadflow.adapters.crm.telling import mapped
from leadflow.domain.crm import Field, Object
from leadflow.domain.instant import Instant, iso
from leadflow.domain.sender import Sender

ROWS: Final = 200
"""Records of a page: as many as Salesforce gives at once, however large they are."""

ROLE: Final = "OpportunityContactRole"

FROM: Final[Mapping[str, tuple[str, str]]] = {
    "User": ("User", "Id"),
    "Lead": ("Lead", "Id"),
    "Contact": ("Contact", "Id"),
    "Account": ("Contact", "AccountId"),
    "Opportunity": (ROLE, "OpportunityId"),
    ROLE: (ROLE, "Id"),
    "Task": ("Task", "Id"),
    "Event": ("Event", "Id"),
}
"""Where that stands which concerns such a record's people, and which field there holds the record's id."""

_OPPORTUNITY: Final = (
    "Id",
    "Name",
    "StageName",
    "IsWon",
    "IsClosed",
    "Amount",
    "CloseDate",
    "Owner.Email",
    "IsDeleted",
)
_ROLE: Final = (
    *("Id", "ContactId", "Contact.Email"),
    *(f"Opportunity.{name}" for name in (*_OPPORTUNITY, "LastModifiedDate")),
)
_OWNED: Final = ("OwnerId", "Owner.Email", "IsDeleted", "LastModifiedDate")

FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "User": ("Id", "Email"),
    "Lead": ("Id", "Email", "Status", "IsConverted", "ConvertedContactId", "MasterRecordId", *_OWNED),
    "Contact": ("Id", "Email", "AccountId", "Account.Name", "Account.Owner.Email", "MasterRecordId", *_OWNED),
    "Account": ("Id", "Email", "Account.Id", "Account.Name", "Account.Owner.Email", "Account.LastModifiedDate"),
    "Opportunity": _ROLE,
    ROLE: _ROLE,
    "Task": ("Id", "WhoId", "Subject", "Type", "TaskSubtype", "IsClosed", "ActivityDate", "CompletedDateTime", *_OWNED),
    "Event": ("Id", "WhoId", "Subject", "StartDateTime", "ActivityDate", *_OWNED),
}

_NAME: Final = re.compile(r"[A-Za-z]\w{0,79}", re.ASCII)


def query(of: str, sender: Sender, conditions: Iterable[str], after: str | None) -> str:
    """The query for a page of what concerns such records: what comes after the id `after`."""
    table, _ = FROM[of]
    where = " AND ".join([*conditions, *([f"Id > '{after}'"] if after else [])])
    fields = ", ".join(dict.fromkeys([*FIELDS[of], *_mapped(of, sender)]))
    return f"SELECT {fields} FROM {table}{f' WHERE {where}' if where else ''} ORDER BY Id LIMIT {ROWS}"  # noqa: S608 - names and ids that were checked


def by_id(of: str, known: str) -> str:
    """The condition that it is, or concerns, the record of this id."""
    return f"{FROM[of][1]} = '{known}'"


def since(of: str, at: Instant) -> str:
    """The condition that the record was changed at or after this instant."""
    table, field = FROM[of]
    within = "" if table == of else f"{field.removesuffix('Id')}."
    return f"{within}SystemModstamp >= {iso(at)}"


def _mapped(of: str, sender: Sender) -> Iterator[str]:
    """The fields that the model maps, so far as such a query finds them; what is no name is left to `crm check`."""
    if of in PEOPLE:
        yield from _named("", lines(sender, PEOPLE[of]))
    if of in ("Account", "Contact"):
        yield from _named("Account.", mapped(sender, Object.ACCOUNT))
    if FROM[of][0] == ROLE:
        yield from _named("Opportunity.", mapped(sender, Object.OPPORTUNITY))


def _named(prefix: str, found: Iterable[Field]) -> Iterator[str]:
    return (prefix + line.theirs for line in found if _NAME.fullmatch(line.theirs))
