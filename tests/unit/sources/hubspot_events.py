"""HubSpot's events as it posts them, and what is asked for because of them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from leadflow.adapters.sources import hubspot
from leadflow.application.channel import Reply
from leadflow.application.fetch import Fetch
from leadflow.application.webhook import Request, Webhook
from leadflow.domain.activity import Activity
from leadflow.domain.crm import Field, Object
from leadflow.domain.instant import parse
from leadflow.domain.json import Json
from local.samples import sample

NOW: Final = parse("2026-03-02T10:00:30Z")
CHANGES: Final = sample("hubspot", "changes")
MAP: Final = {
    "title": Field("title", "jobtitle"),
    "vip": Field("vip", "is_vip", Object.LEAD),
    "renewal": Field("renewal", "renewal_date"),
    "industry": Field("industry", "industry", Object.ACCOUNT),
    "seats": Field("seats", "seat_count", Object.OPPORTUNITY),
}
SENDER: Final = replace(CHANGES.sender, fields_map=MAP)


def webhook(*events: Json) -> Webhook:
    body = json.dumps(events).encode()
    return Webhook(SENDER, Request("POST", "/hooks/hubspot-demo", "", {}, body, "192.0.2.7"), NOW)


def told(*events: Json) -> Sequence[Activity]:
    return list(hubspot.activities(webhook(*events)))


def asked(*events: Json) -> Sequence[tuple[str, str]]:
    return [(fetch.what, fetch.id) for fetch in hubspot.fetches(webhook(*events))]


def event(what: str, **more: Json) -> Mapping[str, Json]:
    stated: Mapping[str, Json] = {
        "subscriptionType": what,
        "objectId": 1002,
        "occurredAt": 1772445600000,
        "portalId": 7,
    }
    return {"eventId": 1, "attemptNumber": 0, "subscriptionId": 5, **stated, **more}


def changed(name: str, value: Json, of: str = "contact", **more: Json) -> Mapping[str, Json]:
    return event(f"{of}.propertyChange", propertyName=name, propertyValue=value, **more)


def answered(fetch: Fetch, content: Json, status: int = 200) -> Sequence[Activity | Fetch]:
    return list(hubspot.fetched(fetch, Reply(status, {}, json.dumps(content).encode()), SENDER))
