"""HubSpot's records page by page: owners with the stages of deals, then companies, contacts and deals."""

from collections.abc import Mapping, Sequence
from typing import Final

from leadflow.adapters.crm.hubspot import calls, names, records
from leadflow.adapters.payloads import body
from leadflow.application.channel import OutboundRequest, Reply
from leadflow.application.crm import Page
from leadflow.domain.activity import Activity
from leadflow.domain.instant import Instant
from leadflow.domain.json import Json
from leadflow.domain.sender import Sender

PULLED: Final[Sequence[str]] = ("owners", "companies", "contacts", "deals")

LIMIT: Final = 100
"""Records on a page: no list gives more."""

LEFT: Final = "left"
STAGES: Final = "stages"
"""Where the owners' next page begins when those that are there are through: who has left, then the stages of deals."""


def page(sender: Sender, what: str, start: str | None, token: str) -> OutboundRequest:
    """The request for a page."""
    if what != "owners":
        more = {"after": start} if start else {}
        ties = {"associations": "contacts"} if what == "deals" else {}
        asked = {"limit": str(LIMIT), "properties": records.asked(sender, what), **ties, **more}
        return calls.get(sender, f"/crm/v3/objects/{what}", token, asked)
    if start == STAGES:
        return calls.get(sender, "/crm/v3/pipelines/deals", token, {})
    place, _, after = (start or "").partition(":")
    asked = {"limit": str(LIMIT), "archived": str(place == LEFT).lower(), **({"after": after} if after else {})}
    return calls.get(sender, "/crm/v3/owners/", token, asked)


def paged(sender: Sender, what: str, reply: Reply, owners: Mapping[str, str], now: Instant) -> Page:
    """What the page holds. Raises TryAgain, RefusedForGood, Unreadable."""
    content = calls.answer(reply)
    results, after = [*map(body.part, body.items(content.get("results")))], calls.after(content)
    if what == "owners":
        return _owners(content, results, after)
    named = dict(pair for each in results for pair in names.company(each, sender)) if what == "companies" else {}
    return Page([*_told(sender, what, results, owners, now)], len(results), after, named)


def _told(
    sender: Sender, what: str, results: Sequence[Mapping[str, Json]], known: names.Names, now: Instant
) -> Sequence[Activity]:
    if what == "contacts":
        return [records.contact(sender, each, known, now) for each in results]
    if what == "deals":
        return [activity for each in results for activity in records.deal(sender, each, known, now)]
    return []


def _owners(content: Mapping[str, Json], results: Sequence[Mapping[str, Json]], after: str | None) -> Page:
    """A page of owners; which of the three lists it is of can be seen by what is on it.

    No account is without an owner or a pipeline, so that an empty page is one of those who have left.
    """
    if any("stages" in each for each in results):
        return Page([], 0, None, dict(names.stages(content)))
    left = not results or any(each.get("archived") is True for each in results)
    further = STAGES if left else f"{LEFT}:"
    return Page([], len(results), f"{LEFT if left else ''}:{after}" if after else further, dict(names.owners(content)))
