"""A small made-up account: who is in it is the same every time."""

from collections.abc import Mapping
from typing import Final

from local.crm.hubspot.account import Account, Owner, Record
from local.crm.hubspot.kinds import NAMED

OWNERS: Final = (
    Owner("71", "grace@acme.example", "Grace", "Okafor", 9071),
    Owner("72", "jonas@acme.example", "Jonas", "Weber", 9072),
    Owner("73", "left@acme.example", "Lena", "Fox", 9073, archived=True),
)

ADA: Final = {
    "email": "ada.lindqvist@nordlys.example",
    "firstname": "Ada",
    "lastname": "Lindqvist",
    "jobtitle": "CTO",
    "lifecyclestage": "opportunity",
    "hubspot_owner_id": "71",
}

STAGES: Final = ("lead", "marketingqualifiedlead", "salesqualifiedlead", "opportunity", "customer")
PAGE: Final = 3
"""Every so many people there is one who says nothing of an owner or an address."""


def seed(account: Account, people: int = 5) -> None:
    """Fill the account: Ada with a firm, a deal under way and one that is won, Bo without an address, and others.

    The ids follow from the order: the first firm is 1001, Ada 1002, her deals 1003 and 1004, Bo 1005.
    """
    account.owners.update({each.id: each for each in OWNERS})
    firm = add(account, "companies", {"name": "Nordlys AS", "domain": "nordlys.example", "hubspot_owner_id": "72"})
    ada = add(account, "contacts", ADA)
    account.tie(("contacts", ada.id), ("companies", firm.id))
    stages = {"1200.50": "presentationscheduled", "5000": "closedwon"}
    for amount, stage in stages.items():
        stated = {"dealname": f"Nordlys {amount}", "amount": amount, "dealstage": stage, "deal_currency_code": "EUR"}
        deal = add(account, "deals", {**stated, "pipeline": "default", "hubspot_owner_id": "71"})
        account.tie(("deals", deal.id), ("contacts", ada.id))
        account.tie(("deals", deal.id), ("companies", firm.id))
    add(account, "contacts", {"firstname": "Bo", "phone": "+4712345678"})
    for number in range(2, people):
        stated = {"email": f"person{number}@fjord.example", "lifecyclestage": STAGES[number % len(STAGES)]}
        add(account, "contacts", stated if number % PAGE else {**stated, "hubspot_owner_id": "72"})


def add(account: Account, kind: str, stated: Mapping[str, str]) -> Record:
    """One more record, of this kind by any of its names. Raises Refusal."""
    return account.create(NAMED[kind], stated)
