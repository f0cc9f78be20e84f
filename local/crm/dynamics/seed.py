"""The rows that Dynamics' stand-in begins with; a lookup is the table and the id of the row that it refers to."""

from collections.abc import Mapping
from typing import Final

Reference = tuple[str, str]
Value = str | int | float | bool | Reference | None
Row = dict[str, Value]

BO: Final = "0b000000-0000-4000-8000-000000000007"
CY: Final = "0b000000-0000-4000-8000-000000000008"
EURO: Final = "0e000000-0000-4000-8000-000000000001"
NORDLYS: Final = "0a000000-0000-4000-8000-000000000001"
ADA: Final = "0c000000-0000-4000-8000-000000000101"
BEN: Final = "0c000000-0000-4000-8000-000000000102"
EVA: Final = "1e000000-0000-4000-8000-000000000201"
ADA_BEFORE: Final = "1e000000-0000-4000-8000-000000000202"
SEATS: Final = "0d000000-0000-4000-8000-000000000501"
PILOT: Final = "0d000000-0000-4000-8000-000000000502"
CALL: Final = "0f000000-0000-4000-8000-000000000901"
MAIL: Final = "0f000000-0000-4000-8000-000000000902"

ROWS: Final[Mapping[str, Mapping[str, Row]]] = {
    "systemuser": {
        BO: {"fullname": "Bo Hansen", "internalemailaddress": "Bo@acme.example"},
        CY: {"fullname": "Cy Olsen", "internalemailaddress": "cy@acme.example"},
    },
    "transactioncurrency": {EURO: {"currencyname": "Euro", "isocurrencycode": "EUR"}},
    "account": {
        NORDLYS: {"name": "Nordlys AS", "numberofemployees": 1200, "industrycode": 3, "ownerid": ("systemuser", CY)},
    },
    "contact": {
        ADA: {
            "firstname": "Ada",
            "lastname": "Lindqvist",
            "fullname": "Ada Lindqvist",
            "jobtitle": "CTO",
            "emailaddress1": "Ada@nordlys.example",
            "donotemail": False,
            "new_plan": 100_000_001,
            "ownerid": ("systemuser", BO),
            "parentcustomerid": ("account", NORDLYS),
            "originatingleadid": ("lead", ADA_BEFORE),
        },
        BEN: {
            "firstname": "Ben",
            "lastname": "Dahl",
            "fullname": "Ben Dahl",
            "emailaddress1": "ben@nordlys.example",
            "ownerid": ("team", "0b000000-0000-4000-8000-0000000000ff"),
            "parentcustomerid": ("account", NORDLYS),
        },
    },
    "lead": {
        EVA: {
            "firstname": "Eva",
            "lastname": "Moe",
            "fullname": "Eva Moe",
            "companyname": "Fjordtech",
            "emailaddress1": "eva@fjordtech.example",
            "statecode": 0,
            "statuscode": 2,
            "ownerid": ("systemuser", CY),
        },
        ADA_BEFORE: {
            "fullname": "Ada Lindqvist",
            "emailaddress1": "ada@nordlys.example",
            "statecode": 1,
            "statuscode": 3,
            "ownerid": ("systemuser", BO),
        },
    },
    "opportunity": {
        SEATS: {
            "name": "50 seats",
            "statecode": 0,
            "salesstage": 2,
            "stepname": "3-Propose",
            "estimatedvalue": 12000.0,
            "estimatedclosedate": "2026-04-30",
            "parentcontactid": ("contact", ADA),
            "parentaccountid": ("account", NORDLYS),
            "customerid": ("account", NORDLYS),
            "transactioncurrencyid": ("transactioncurrency", EURO),
            "ownerid": ("systemuser", BO),
            "new_seats": 50,
        },
        PILOT: {
            "name": "Pilot",
            "statecode": 1,
            "salesstage": 3,
            "estimatedvalue": 1000.0,
            "actualvalue": 900.5,
            "actualclosedate": "2026-01-15",
            "customerid": ("contact", ADA),
            "transactioncurrencyid": ("transactioncurrency", EURO),
            "ownerid": ("systemuser", BO),
        },
    },
    "phonecall": {
        CALL: {
            "subject": "First call",
            "statecode": 1,
            "actualend": "2026-02-10T09:20:00Z",
            "directioncode": True,
            "regardingobjectid": ("contact", ADA),
            "ownerid": ("systemuser", BO),
        },
    },
    "email": {
        MAIL: {
            "subject": "Re: prices",
            "statecode": 1,
            "actualend": "2026-02-11T09:20:00Z",
            "directioncode": False,
            "regardingobjectid": ("opportunity", SEATS),
            "ownerid": ("systemuser", BO),
        },
    },
    "appointment": {},
    "task": {},
}

PARTIES: Final[Mapping[str, tuple[tuple[int, Reference], ...]]] = {
    CALL: ((1, ("systemuser", BO)), (2, ("contact", ADA)), (2, ("contact", BEN)), (8, ("contact", ADA))),
    MAIL: ((1, ("contact", ADA)), (2, ("systemuser", BO))),
}
"""Who took part in which activity, and as what: 1 the sender, 2 a recipient, 8 whom it regards."""
