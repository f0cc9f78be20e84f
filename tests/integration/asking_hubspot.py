"""The product's side of a talk with HubSpot's stand-in, over real HTTP."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from leadflow.adapters.crm import hubspot
from leadflow.adapters.http import Outside
from leadflow.adapters.sources import hubspot as source
from leadflow.application.fetch import Fetch
from leadflow.application.webhook import Request, Webhook
from leadflow.domain.activity import Activity
from leadflow.domain.crm import Field, Object
from leadflow.domain.instant import parse
from leadflow.domain.json import Json
from leadflow.domain.sender import Sender
from local.crm.hubspot.kinds import NAMED
from local.crm.hubspot.provider import TOKEN, HubSpot
from local.crm.hubspot.seed import seed
from local.crm.standin import Standin

NOW: Final = parse("2026-03-02T10:00:00Z")
FIRM, ADA, OPEN, WON, BO = "1001", "1002", "1003", "1004", "1005"
"""Who is in the seed."""

MAP: Final = {
    "title": Field("title", "jobtitle"),
    "industry": Field("industry", "industry", Object.ACCOUNT),
    "why_lost": Field("why_lost", "closed_lost_reason", Object.OPPORTUNITY),
}


@dataclass
class Seen:
    """The stand-in, and Leadflow's way to it."""

    crm: HubSpot
    standin: Standin
    sender: Sender
    post: Outside

    def pulled(self) -> Mapping[str, Sequence[Activity]]:
        """All there is, by what it is, page after page."""
        owners: dict[str, str] = {}
        found: dict[str, list[Activity]] = {what: [] for what in hubspot.PULLED}
        for what in hubspot.PULLED:
            start, going = None, True
            while going:
                reply = self.post.post(hubspot.page(self.sender, what, start, TOKEN))
                page = hubspot.paged(self.sender, what, reply, owners, NOW)
                found[what] += page.activities
                owners |= page.owners
                start, going = page.next, page.next is not None
        return found

    def heard(self, *events: Json) -> Sequence[Activity]:
        """What a webhook tells, and what is told when all is asked that it leaves out."""
        request = Request("POST", "/hooks/crm", "", {}, json.dumps(events).encode(), "192.0.2.7")
        webhook = Webhook(self.sender, request, NOW)
        told = list(source.activities(webhook))
        waiting: list[Fetch] = list(source.fetches(webhook))
        while waiting:
            fetch = waiting.pop(0)
            reply = self.post.post(source.request(fetch, self.sender, TOKEN))
            for each in source.fetched(fetch, reply, self.sender):
                (told if isinstance(each, Activity) else waiting).append(each)  # type: ignore[arg-type]  # each to its own
        return told

    def change(self, kind: str, identity: str, **stated: str) -> None:
        """Somebody writes into the CRM."""
        self.crm.account.update(NAMED[kind], self.crm.account.records[kind][identity], stated)


@contextmanager
def talking() -> Iterator[Seen]:
    """The stand-in with its seed, while it is asked."""
    crm = HubSpot(now=lambda: NOW)
    seed(crm.account)
    with Standin(crm) as standin:
        sender = Sender("crm", "hubspot", token="crm-token", instance=standin.url, fields_map=MAP)
        yield Seen(crm, standin, sender, Outside(frozenset({standin.place})))


def event(what: str, identity: str, **more: Json) -> Json:
    stated: Mapping[str, Json] = {"subscriptionType": what, "objectId": int(identity), "occurredAt": 1772445600000}
    return {"eventId": 1, "portalId": 7, "attemptNumber": 0, **stated, **more}


def changed(what: str, identity: str, name: str, value: str) -> Json:
    return event(f"{what}.propertyChange", identity, propertyName=name, propertyValue=value)
