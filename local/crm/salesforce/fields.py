"""What the objects of a new organisation have for fields, and how they are described.

https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_sobject_describe.htm
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from leadflow.domain.json import Json

REFERENCES: Final[Mapping[str, str]] = {
    "OwnerId": "User",
    "AccountId": "Account",
    "ContactId": "Contact",
    "OpportunityId": "Opportunity",
    "WhoId": "Name",
    "WhatId": "Name",
    "MasterRecordId": "Contact",
    "ConvertedContactId": "Contact",
    "ConvertedAccountId": "Account",
}
"""Whose ids such fields hold; `Name` is anybody's."""

CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    "Lead.Status": ("Open - Not Contacted", "Working - Contacted", "Closed - Converted", "Closed - Not Converted"),
    "Lead.LeadSource": ("Web", "Phone Inquiry", "Partner Referral", "Other"),
    "Contact.LeadSource": ("Web", "Phone Inquiry", "Partner Referral", "Other"),
    "Account.Industry": ("Energy", "Technology", "Transportation"),
    "Opportunity.StageName": ("Prospecting", "Negotiation/Review", "Closed Won", "Closed Lost"),
    "Task.Status": ("Not Started", "In Progress", "Completed"),
    "Task.Priority": ("High", "Normal", "Low"),
    "Task.Type": ("Call", "Email", "Meeting", "Other"),
    "Task.TaskSubtype": ("Task", "Email", "Call"),
}

_ALL: Final = "Id:id IsDeleted:boolean CreatedDate:datetime LastModifiedDate:datetime SystemModstamp:datetime"
_PERSON: Final = (
    "OwnerId FirstName LastName Name:name Email:email Phone:phone MobilePhone:phone Title LeadSource:picklist "
    "Description:textarea HasOptedOutOfEmail:boolean MasterRecordId:read"
)
_LEAD: Final = (
    f"{_PERSON} Company Status:picklist IsConverted:flag ConvertedDate:date ConvertedContactId:read "
    "ConvertedAccountId:read"
)
_WORK: Final = "OwnerId WhoId WhatId Subject Description:textarea ActivityDate:date"
_TASK: Final = (
    f"{_WORK} Status:picklist Priority:picklist Type:picklist TaskSubtype:picklist IsClosed:flag CompletedDateTime:now"
)

OBJECTS: Final[Mapping[str, tuple[str, str]]] = {
    "User": ("005", "Username Name:name FirstName LastName Email:email IsActive:boolean"),
    "Account": ("001", "OwnerId Name Website:url Industry:picklist NumberOfEmployees:int"),
    "Lead": ("00Q", _LEAD),
    "Contact": ("003", f"{_PERSON} AccountId Department"),
    "Opportunity": (
        "006",
        "OwnerId AccountId Name StageName:picklist Amount:currency CloseDate:date IsClosed:flag IsWon:flag",
    ),
    "OpportunityContactRole": ("00K", "OpportunityId ContactId Role IsPrimary:boolean"),
    "Task": ("00T", _TASK),
    "Event": ("00U", f"{_WORK} StartDateTime:datetime EndDateTime:datetime"),
    "Organization": ("00D", "Name IsSandbox:boolean"),
}
"""Each object with how its ids begin, and its fields; a field without a type is a text, or a reference."""

NEEDED: Final[Mapping[str, tuple[str, ...]]] = {
    "Account": ("Name",),
    "Lead": ("LastName", "Company"),
    "Contact": ("LastName",),
    "Opportunity": ("Name", "StageName", "CloseDate"),
    "OpportunityContactRole": ("OpportunityId", "ContactId"),
    "Event": ("StartDateTime",),
}

_READ_ONLY: Final = frozenset({"Id", "IsDeleted", "CreatedDate", "LastModifiedDate", "SystemModstamp"})
_WORKED_OUT: Final = {"name": "string", "flag": "boolean", "read": "reference", "now": "datetime"}
"""Types of fields that nobody writes, and what they are described as."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field of an object; `choices` are those of a picklist."""

    name: str
    type: str
    label: str
    read_only: bool = False
    custom: bool = False
    external: bool = False
    choices: tuple[str, ...] = ()

    @property
    def looked_up(self) -> bool:
        """Whether a record can be written by its value there: ids of other systems, and addresses of people."""
        return self.external or self.name == "Email"

    @property
    def relation(self) -> str | None:
        """By what name queries reach the record whose id it holds."""
        return self.name.removesuffix("Id") if self.type == "reference" else None

    def described(self) -> Json:
        """The field as a description of its object has it."""
        values: list[Json] = [
            {"active": True, "defaultValue": False, "label": each, "validFor": None, "value": each}
            for each in self.choices
        ]
        return {
            "name": self.name,
            "label": self.label,
            "type": self.type,
            "custom": self.custom,
            "externalId": self.external,
            "idLookup": self.looked_up or self.name == "Id",
            "createable": not self.read_only,
            "updateable": not self.read_only,
            "nillable": not self.read_only,
            "picklistValues": values,
            "referenceTo": [REFERENCES[self.name]] if self.name in REFERENCES else [],
            "relationshipName": self.relation,
        }


def standard(of: str) -> dict[str, Field]:
    """The fields of an object that nobody has changed."""
    return {each.name: each for each in _fields(of)}


def _fields(of: str) -> Iterator[Field]:
    for word in f"{_ALL} {OBJECTS[of][1]}".split():
        name, _, kind = word.partition(":")
        stated = kind or ("reference" if name in REFERENCES else "string")
        worked_out = name in _READ_ONLY or stated in _WORKED_OUT
        kind = _WORKED_OUT.get(stated, stated)
        yield Field(name, kind, name, worked_out, choices=CHOICES.get(f"{of}.{name}", ()))
