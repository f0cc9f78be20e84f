"""Whose lead it is: whoever got it from us, or has it in the CRM, whichever was said later."""

from typing import Final

from leadflow.domain.activity import Activity, Kind
from leadflow.domain.crm import SAID
from leadflow.domain.identity import NoAddress, address
from leadflow.domain.json import Json
from leadflow.domain.lead import Lead, Register

OWNER: Final = "owner"
"""The fact, and the register that holds whom the lead was assigned to; nothing else that is stated under it is kept."""

CRM_OWNER: Final = "crm.owner"


def assigned(activity: Activity) -> str | None:
    """The address of whoever got the lead by this activity, None where nobody did."""
    return as_address(activity.properties.get(OWNER)) if activity.type == Kind.SALES_ASSIGNED else None


def owned(lead: Lead) -> Register | None:
    """The owner's address, and when it was said; None where nobody with an address has the lead."""
    found = (lead.traits.get(name) for name in (OWNER, CRM_OWNER, SAID + CRM_OWNER))
    return max((each for each in found if each and as_address(each.value)), key=lambda each: each.weight, default=None)


def owner(lead: Lead) -> str | None:
    """The owner's address, as every source must write it; None where nobody with an address has the lead."""
    register = owned(lead)
    return None if register is None else as_address(register.value)


def as_address(value: Json) -> str | None:
    """The address that the value is, None where it is none."""
    try:
        return address(value) if isinstance(value, str) else None
    except NoAddress:
        return None
