"""Which columns of which tables are read, and how the Web API is asked for them."""

from collections.abc import Mapping
from typing import Final

from leadflow.adapters.crm.dynamics.records import ACCOUNT, CONTACT, DONE, LEAD, OBJECTS, OPPORTUNITY
from leadflow.adapters.crm.telling import mapped
from leadflow.domain.sender import Sender

SETS: Final[Mapping[str, str]] = {
    CONTACT: "contacts",
    LEAD: "leads",
    ACCOUNT: "accounts",
    OPPORTUNITY: "opportunities",
    "systemuser": "systemusers",
    "phonecall": "phonecalls",
    "email": "emails",
    "appointment": "appointments",
}
"""The Web API's names of the tables."""

_PERSON: Final = ("emailaddress1", "emailaddress2", "emailaddress3", "_ownerid_value", "merged", "_masterid_value")
_ACTIVITY: Final = ("activityid", "subject", "statecode", "actualend", "_regardingobjectid_value")

COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    CONTACT: (*_PERSON, "_parentcustomerid_value", "_originatingleadid_value"),
    LEAD: (*_PERSON, "statecode", "statuscode"),
    ACCOUNT: ("name", "_ownerid_value", "merged", "_masterid_value"),
    OPPORTUNITY: (
        *("name", "statecode", "salesstage", "stepname", "estimatedvalue", "actualvalue", "estimatedclosedate"),
        *("actualclosedate", "_ownerid_value", "_parentcontactid_value", "_customerid_value"),
        "_originatingleadid_value",
    ),
    "systemuser": ("internalemailaddress",),
    "phonecall": _ACTIVITY,
    "email": (*_ACTIVITY, "directioncode"),
    "appointment": _ACTIVITY,
}

OWNER: Final = "owninguser($select=internalemailaddress)"

EXPANDED: Final[Mapping[str, str]] = {
    CONTACT: OWNER,
    LEAD: OWNER,
    ACCOUNT: OWNER,
    OPPORTUNITY: f"{OWNER},transactioncurrencyid($select=isocurrencycode)",
    **{table: f"{table}_activity_parties($select=_partyid_value,participationtypemask)" for table in DONE},
}


def asked(table: str, sender: Sender) -> Mapping[str, str]:
    """What of such a row is read: what we know it by, and the fields of the model's map."""
    ours = [each.theirs for each in mapped(sender, OBJECTS[table])] if table in OBJECTS else []
    columns = dict.fromkeys((*COLUMNS[table], "modifiedon", *ours))
    expanded = {"$expand": EXPANDED[table]} if table in EXPANDED else {}
    return {"$select": ",".join(columns), **expanded}
