"""What the CRM tells and is asked about, of which random models and histories are made."""

from collections.abc import Mapping, Sequence

from tests.fragments import Document

SALES_TESTS: Sequence[Document] = [
    {"trait": "crm.opportunity_stage", "is": "won"},
    {"trait": "crm.opportunity_stage", "of": "any", "is": ["Won", "lost"]},
    {"trait": "crm.opportunity_stage", "of": "latest", "exists": False},
    {"trait": "crm.opportunity_amount", "of": "any", "above": 200},
    {"trait": "crm.opportunity_amount", "at_least": 100},
    {"trait": "crm.opportunity_region", "of": "any", "like": "no*"},
    {"trait": "crm.opportunity_region", "of": "any", "exists": True},
    {"trait": "crm.opportunity_close_date", "of": "any", "due_within": "1 day"},
    {"trait": "crm.opportunity_close_date", "of": "any", "within": "30 days"},
    {"trait": "crm.opportunity_close_date", "due_within": "2 weeks"},
    {"trait": "crm.total_purchases", "at_least": 350.5},
    {"trait": "crm.total_purchases", "below": 0.3},
    {"trait": "crm.purchases_count", "above": 1},
    {"trait": "crm.purchases_count", "at_least": 45},
    {"trait": "crm.purchases_count", "at_least": 50},
    {"trait": "crm.purchases_count", "exists": True},
    {"trait": "crm.last_purchase", "within": "1 day"},
    {"trait": "crm.last_purchase", "within": "30 days"},
]
MAPS: Sequence[Document] = [
    {"title": {"crm": "jobtitle"}},
    {"title": {"crm": "jobtitle", "wins": "crm"}, "employees": {"crm": "size", "wins": "us", "on": "account"}},
    {"title": {"crm": "jobtitle", "wins": "us"}, "tags": {"crm": "tags", "wins": "crm"}},
    {"opted_in": {"crm": "optin", "wins": "us"}, "crm.stage": {"crm": "lifecycle"}},
    {"region": {"crm": "region", "on": "opportunity", "wins": "us"}, "renewal": {"crm": "renewal", "wins": "crm"}},
    {
        "crm.total_purchases": {"crm": "revenue", "wins": "latest"},
        "crm.opportunity_stage": {"crm": "deal", "wins": "crm"},
    },
]
CRM: Document = {"kind": "hubspot", "secret": "hubspot", "url": "https://leads.acme.example/hooks/crm"}
OPPORTUNITIES: Sequence[Document] = [
    {"stage": "won"},
    {"stage": "open", "amount": 100},
    {"stage": "lost", "amount": "250.5", "region": "North"},
    {"amount": "many", "region": ["South", "north", None], "currency": "NOK"},
    {"stage": None, "deleted": False},
    {"deleted": True},
    {"deleted": "yes", "name": "Big one"},
]
PURCHASES: Sequence[Document] = [
    {"amount": 100},
    {"amount": "250.5", "currency": "EUR"},
    {"amount": 0.1},
    {"deleted": False},
    {"amount": 1e15, "deleted": False},
    {"deleted": True},
    {"amount": "much", "name": "Last"},
]
CLAIMS: Mapping[str, Sequence[Document]] = {
    "title": [{"title": "CEO"}, {"title": "VP of Sales"}, {"title": "clerk"}],
    "employees": [{"employees": 10}, {"employees": "300"}, {"employees": 1}],
    "tags": [{"tags": "vip"}, {"tags": ["trial", 7]}, {"tags": "none"}],
    "opted_in": [{"opted_in": True}, {"opted_in": False}],
    "crm.stage": [{"crm": {"stage": "won"}}, {"crm.stage": "open"}],
    "crm.total_purchases": [{"crm.total_purchases": 400}, {"crm": {"total_purchases": "0"}}],
    "crm.opportunity_stage": [{"crm.opportunity_stage": "won"}, {"crm": {"opportunity_stage": "lost"}}],
}
ROLL_UPS: Sequence[Document] = [
    {"crm.total_purchases": 400},
    {"crm": {"opportunity_stage": "won", "purchases_count": "2"}},
    {"crm.last_purchase": "2025-06-09"},
]
