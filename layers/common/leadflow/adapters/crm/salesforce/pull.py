"""Salesforce as a whole, page by page: owners, people, opportunities, and what sales has done."""

from collections.abc import Mapping
from typing import Final

from leadflow.adapters.crm.salesforce import calls, ids, soql
from leadflow.adapters.crm.salesforce.reading import Reading
from leadflow.adapters.crm.salesforce.records import rows
from leadflow.adapters.payloads import body
from leadflow.application.channel import OutboundRequest, Reply
from leadflow.application.crm import Page
from leadflow.domain.instant import Instant
from leadflow.domain.sender import Sender

OBJECTS: Final[Mapping[str, str]] = {
    "owners": "User",
    "leads": "Lead",
    "contacts": "Contact",
    "opportunities": soql.ROLE,
    "tasks": "Task",
    "events": "Event",
}

PULLED: Final = tuple(OBJECTS)

KEPT: Final = ("Task", "Event")
"""Salesforce archives them after a year, and then gives them only to who asks for everything."""

ONLY: Final[Mapping[str, tuple[str, ...]]] = {
    "Task": ("IsClosed = true", "IsDeleted = false"),
    "Event": ("IsDeleted = false",),
}


def page(sender: Sender, what: str, start: str | None, token: str) -> OutboundRequest:
    """The request for a page; it begins after the id `start`. Raises RefusedForGood."""
    of = OBJECTS[what]
    query = soql.query(of, sender, ONLY.get(of, ()), ids.whole(start))
    return calls.get(sender, "queryAll" if of in KEPT else "query", token, {"q": query})


def paged(sender: Sender, what: str, reply: Reply, owners: Mapping[str, str], now: Instant) -> Page:
    """What the page holds. Raises TryAgain, RefusedForGood."""
    found, of = rows(reply), OBJECTS[what]
    if of == "User":
        told = {ids.whole(each.get("Id")): body.email(each.get("Email")) for each in found.rows}
        addresses = {name: address for name, address in told.items() if name and address}
        return Page([], len(found.rows), found.last, addresses)
    return Page([*found.activities(of, Reading(sender, now, owners))], len(found.rows), found.last)
