"""A small made-up organisation: who is in it is the same every time."""

from typing import Final

from local.crm.salesforce.org import Org, Record

STATUSES: Final = ("Open - Not Contacted", "Working - Contacted", "Closed - Not Converted")
ADA: Final = {
    "FirstName": "Ada",
    "LastName": "Lindqvist",
    "Email": "ada.lindqvist@nordlys.example",
    "Title": "CTO",
}


def seed(org: Org, leads: int = 5) -> None:
    """Fill it: Ada, a contact of a firm with an opportunity under way and one that is won, Bo, converted, and leads.

    Grace owns all that is Ada's, Jonas the firm; each has called, or met, somebody.
    """
    grace = org.create(
        "User",
        {"Username": "grace@acme.example", "IsActive": True, "LastName": "Okafor", "Email": "grace@acme.example"},
    )
    jonas = org.create(
        "User", {"Username": "jonas@acme.example", "IsActive": True, "LastName": "Weber", "Email": "jonas@acme.example"}
    )
    firm = org.create("Account", {"Name": "Nordlys AS", "Industry": "Energy", "OwnerId": jonas})
    ada = org.create("Contact", {**ADA, "AccountId": firm, "OwnerId": grace})
    for amount, stage in ((1200.5, "Negotiation/Review"), (5000.0, "Closed Won")):
        named: Record = {"Name": f"Nordlys {amount:g}", "StageName": stage, "Amount": amount, "CloseDate": "2026-02-27"}
        sale = org.create("Opportunity", {**named, "AccountId": firm, "OwnerId": grace})
        org.create("OpportunityContactRole", {"OpportunityId": sale, "ContactId": ada, "IsPrimary": True})
    bo = {"FirstName": "Bo", "LastName": "Fjell", "Company": "Fjell AS", "Email": "bo@fjell.example"}
    org.convert(org.create("Lead", bo))
    for number in range(leads):
        stated = {"LastName": f"Person {number}", "Company": "Fjord AS", "Status": STATUSES[number % len(STATUSES)]}
        org.create("Lead", {**stated, "Email": f"person{number}@fjord.example", "OwnerId": jonas})
    call = {"Subject": "Call", "Status": "Completed", "TaskSubtype": "Call", "ActivityDate": "2026-02-20"}
    org.create("Task", {**call, "WhoId": ada, "OwnerId": grace})
    org.create("Task", {"Subject": "Call again", "TaskSubtype": "Call", "WhoId": ada, "OwnerId": grace})
    meeting = {"Subject": "Demo", "StartDateTime": "2026-02-24T09:00:00.000+0000"}
    org.create("Event", {**meeting, "WhoId": ada, "OwnerId": jonas})
