"""Where a person finds a lead's record in the CRM."""

import re
from typing import Final
from urllib.parse import quote

from leadflow.domain.facts import Facts

RECORD: Final = "crm.record"
DELETED: Final = "crm.deleted"
"""What the CRM says of a record itself: of what it is one, a lead or a contact, and whether it is gone."""

_PLACEHOLDER: Final = re.compile(r"\{([^{}]*)\}")


def record_page(facts: Facts) -> str:
    """The address of the lead's record, empty where it has none, or where a part of the address is not known."""
    crm = facts.model.crm
    if crm is None or not crm.records or facts.trait(DELETED) is True:
        return ""
    known = {name: _text(facts.trait(name)) for name in _PLACEHOLDER.findall(crm.records)}
    if not all(known.values()):
        return ""
    return _PLACEHOLDER.sub(lambda placeholder: quote(known[placeholder[1]], safe=""), crm.records)


def _text(value: object) -> str:
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
