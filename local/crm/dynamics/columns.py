"""The tables of Dynamics' stand-in: their columns, what these hold, and what they refer to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `kind` is its `AttributeType`, `options` are of a choice, `tables` what a lookup refers to."""

    kind: str
    label: str
    options: Mapping[int, str] = field(default_factory=dict)
    tables: tuple[str, ...] = ()
    read_only: bool = False
    custom: bool = False
    format: str | None = None

    @property
    def lookup(self) -> bool:
        """Whether it holds the id of another row."""
        return bool(self.tables)


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its name in addresses, the column with a row's id, that with its name, its columns, its other keys."""

    set: str
    key: str
    name: str
    columns: dict[str, Column]
    keys: tuple[str, ...] = ()


def text(label: str) -> Column:
    """A column of text."""
    return Column("String", label)


def options(label: str, *names: str, kind: str = "Picklist", first: int = 0) -> Column:
    """A choice."""
    return Column(kind, label, dict(enumerate(names, first)))


def refers(label: str, *tables: str, kind: str = "Lookup") -> Column:
    """A lookup."""
    return Column(kind, label, tables=tables)


OWNED: Final[Mapping[str, Column]] = {
    "createdon": Column("DateTime", "Created On", read_only=True),
    "modifiedon": Column("DateTime", "Modified On", read_only=True),
    "ownerid": refers("Owner", "systemuser", "team", kind="Owner"),
}

PERSON: Final[Mapping[str, Column]] = {
    **OWNED,
    "firstname": text("First Name"),
    "lastname": text("Last Name"),
    "fullname": Column("String", "Full Name", read_only=True),
    "jobtitle": text("Job Title"),
    **{f"emailaddress{n}": text(f"Email Address {n}") for n in (1, 2, 3)},
    "telephone1": text("Business Phone"),
    "donotemail": Column("Boolean", "Do not allow Emails"),
    "merged": Column("Boolean", "Merged", read_only=True),
    "new_leadflowid": Column("String", "Leadflow Id", custom=True),
    "new_plan": Column("Picklist", "Plan", {100_000_000: "Free", 100_000_001: "Team"}, custom=True),
}

_ACTIVITY: Final[Mapping[str, Column]] = {
    **OWNED,
    "activityid": Column("Uniqueidentifier", "Activity", read_only=True),
    "subject": text("Subject"),
    "description": Column("Memo", "Description"),
    "scheduledend": Column("DateTime", "Due Date"),
    "actualend": Column("DateTime", "Actual End"),
    "statecode": options("Activity Status", "Open", "Completed", "Canceled", kind="State"),
    "regardingobjectid": refers("Regarding", "contact", "lead", "account", "opportunity"),
}


def _activity(table: str, **more: Column) -> Table:
    return Table(f"{table}s", "activityid", "subject", {**_ACTIVITY, **more})


def tables() -> dict[str, Table]:
    """The tables as a new environment has them."""
    return {
        "systemuser": Table(
            "systemusers",
            "systemuserid",
            "fullname",
            {
                "fullname": text("Full Name"),
                "internalemailaddress": text("Primary Email"),
                "modifiedon": OWNED["modifiedon"],
            },
        ),
        "transactioncurrency": Table(
            "transactioncurrencies",
            "transactioncurrencyid",
            "currencyname",
            {"currencyname": text("Currency Name"), "isocurrencycode": text("Currency Code")},
        ),
        "account": Table("accounts", "accountid", "name", _account()),
        "contact": Table("contacts", "contactid", "fullname", _contact(), ("new_leadflowid",)),
        "lead": Table("leads", "leadid", "fullname", _lead(), ("new_leadflowid",)),
        "opportunity": Table("opportunities", "opportunityid", "name", _opportunity()),
        "phonecall": _activity("phonecall", directioncode=Column("Boolean", "Direction")),
        "email": _activity("email", directioncode=Column("Boolean", "Direction")),
        "appointment": _activity("appointment"),
        "task": _activity("task"),
    }


def _account() -> dict[str, Column]:
    return {
        **OWNED,
        "accountid": Column("Uniqueidentifier", "Account", read_only=True),
        "name": text("Account Name"),
        "numberofemployees": Column("Integer", "Number of Employees"),
        "industrycode": options("Industry", "Accounting", "Consulting", "Software", first=1),
        "merged": Column("Boolean", "Merged", read_only=True),
        "masterid": refers("Master ID", "account"),
    }


def _contact() -> dict[str, Column]:
    return {
        **PERSON,
        "contactid": Column("Uniqueidentifier", "Contact", read_only=True),
        "parentcustomerid": refers("Company Name", "account", "contact", kind="Customer"),
        "originatingleadid": refers("Originating Lead", "lead"),
        "masterid": refers("Master ID", "contact"),
        "birthdate": Column("DateTime", "Birthday", format="DateOnly"),
    }


def _lead() -> dict[str, Column]:
    return {
        **PERSON,
        "leadid": Column("Uniqueidentifier", "Lead", read_only=True),
        "companyname": text("Company Name"),
        "statecode": options("Status", "Open", "Qualified", "Disqualified", kind="State"),
        "statuscode": options("Status Reason", "New", "Contacted", "Qualified", "Lost", kind="Status", first=1),
        "masterid": refers("Master ID", "lead"),
    }


def _opportunity() -> dict[str, Column]:
    return {
        **OWNED,
        "opportunityid": Column("Uniqueidentifier", "Opportunity", read_only=True),
        "name": text("Topic"),
        "statecode": options("Status", "Open", "Won", "Lost", kind="State"),
        "salesstage": options("Sales Stage", "Qualify", "Develop", "Propose", "Close"),
        "stepname": text("Pipeline Phase"),
        "estimatedvalue": Column("Money", "Est. Revenue"),
        "actualvalue": Column("Money", "Actual Revenue"),
        "estimatedclosedate": Column("DateTime", "Est. Close Date", format="DateOnly"),
        "actualclosedate": Column("DateTime", "Actual Close Date", format="DateOnly"),
        "parentcontactid": refers("Contact", "contact"),
        "parentaccountid": refers("Account", "account"),
        "customerid": refers("Potential Customer", "account", "contact", kind="Customer"),
        "originatingleadid": refers("Originating Lead", "lead"),
        "transactioncurrencyid": refers("Currency", "transactioncurrency"),
        "new_seats": Column("Integer", "Seats", custom=True),
    }
