"""The properties and stages that an account has from its first day: of HubSpot's hundreds, those that matter here."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from local.crm.hubspot.schema import GROUPS, Property

LIFECYCLE: Final = (
    ("subscriber", "Subscriber"),
    ("lead", "Lead"),
    ("marketingqualifiedlead", "Marketing Qualified Lead"),
    ("salesqualifiedlead", "Sales Qualified Lead"),
    ("opportunity", "Opportunity"),
    ("customer", "Customer"),
    ("evangelist", "Evangelist"),
    ("other", "Other"),
)
"""The stages of a contact, in their order."""

STAGES: Final = (
    ("appointmentscheduled", "Appointment Scheduled", "0.2"),
    ("qualifiedtobuy", "Qualified To Buy", "0.4"),
    ("presentationscheduled", "Presentation Scheduled", "0.6"),
    ("decisionmakerboughtin", "Decision Maker Bought-In", "0.8"),
    ("contractsent", "Contract Sent", "0.9"),
    ("closedwon", "Closed Won", "1.0"),
    ("closedlost", "Closed Lost", "0.0"),
)
"""The stages of the first pipeline of deals, each with its probability: those of 1 and 0 are closed."""

_YES_NO: Final = (("true", "Yes"), ("false", "No"))
_STATES: Final = tuple((name, name.replace("_", " ").title()) for name in ("NEW", "OPEN", "IN_PROGRESS", "UNQUALIFIED"))
_TASKS: Final = tuple((name, name) for name in ("NOT_STARTED", "IN_PROGRESS", "WAITING", "DEFERRED", "COMPLETED"))
_TO_DO: Final = "todo".upper()  # HubSpot's word, which elsewhere would mark what is unfinished


def _text(*names: str) -> Sequence[Property]:
    return [Property(name, name.replace("_", " ").title()) for name in names]


def _choice(name: str, *options: tuple[str, str]) -> Property:
    return Property(name, name.replace("_", " ").title(), "enumeration", "select", options=options)


def _fixed(name: str, kind: str = "datetime", *, calculated: bool = False) -> Property:
    look = {"datetime": "date", "bool": "booleancheckbox", "number": "number"}.get(kind, "text")
    return Property(
        name,
        name.replace("_", " ").title(),
        kind,
        "calculation_equation" if calculated else look,
        options=_YES_NO if kind == "bool" else (),
        read_only=True,
        calculated=calculated,
    )


_OWNER: Final = Property("hubspot_owner_id", "Owner", "enumeration", "select", external=True)
_EVERYWHERE: Final = (_OWNER, _fixed("createdate"), _fixed("hs_object_id", "number"))
_LATEST: Final = _fixed("hs_lastmodifieddate")
_DUE: Final = Property("hs_timestamp", "Activity date", "datetime", "date")

_OWN: Final[Mapping[str, Sequence[Property]]] = {
    "contacts": (
        Property("email", "Email", unique=True),
        *_text("firstname", "lastname", "jobtitle", "company", "phone", "country", "city", "website"),
        _choice("lifecyclestage", *LIFECYCLE),
        _choice("hs_lead_status", *_STATES),
        Property("hs_email_optout", "Opted out", "bool", "booleancheckbox", options=_YES_NO),
        Property("associatedcompanyid", "Primary company", "number", "number"),
        _fixed("lastmodifieddate"),
        _fixed("hs_is_contact", "bool", calculated=True),
    ),
    "companies": (
        *_text("name", "domain", "industry", "country", "city", "website"),
        Property("numberofemployees", "Employees", "number", "number"),
        Property("annualrevenue", "Revenue", "number", "number"),
        _choice("lifecyclestage", *LIFECYCLE),
        _LATEST,
    ),
    "deals": (
        *_text("dealname", "deal_currency_code", "closed_lost_reason"),
        Property("amount", "Amount", "number", "number"),
        Property("closedate", "Close date", "datetime", "date"),
        Property("dealstage", "Stage", "enumeration", "radio", external=True),
        Property("pipeline", "Pipeline", "enumeration", "select", external=True),
        _fixed("hs_is_closed", "bool", calculated=True),
        _fixed("hs_is_closed_won", "bool", calculated=True),
        _LATEST,
    ),
    "tasks": (
        _DUE,
        *_text("hs_task_subject", "hs_task_body"),
        _choice("hs_task_status", *_TASKS),
        _choice("hs_task_priority", ("NONE", "None"), ("LOW", "Low"), ("MEDIUM", "Medium"), ("HIGH", "High")),
        _choice("hs_task_type", (_TO_DO, "To-do"), ("CALL", "Call"), ("EMAIL", "Email")),
        _LATEST,
    ),
    "calls": (_DUE, *_text("hs_call_title", "hs_call_body", "hs_call_direction", "hs_call_status"), _LATEST),
    "meetings": (_DUE, *_text("hs_meeting_title", "hs_meeting_body", "hs_meeting_outcome"), _LATEST),
    "emails": (_DUE, *_text("hs_email_subject", "hs_email_text", "hs_email_direction", "hs_email_status"), _LATEST),
    "leads": (*_text("hs_lead_name", "hs_lead_label", "hs_pipeline_stage"), _LATEST),
}

_TIMED: Final = ("tasks", "calls", "meetings", "emails")


def properties() -> Mapping[str, dict[str, Property]]:
    """The properties of each kind of object, by name."""
    return {
        kind: {each.name: replace(each, group=GROUPS[kind]) for each in (*_EVERYWHERE, *own)}
        for kind, own in _OWN.items()
    }


def needed(kind: str) -> Sequence[str]:
    """The properties without which no record of this kind is made."""
    return ("hs_timestamp",) if kind in _TIMED else ()
