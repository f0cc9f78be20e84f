"""Pipedrive's sample webhooks as a source with a map hears them, and answers to what they leave out."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from leadflow.adapters.sources import pipedrive
from leadflow.application.channel import Reply
from leadflow.application.fetch import Fetch
from leadflow.application.webhook import Webhook
from leadflow.domain.activity import Activity
from leadflow.domain.crm import Field, Object
from leadflow.domain.instant import parse
from leadflow.domain.json import Json
from leadflow.domain.sender import Sender
from local.samples import sample

ROLE: Final = "0f1e2d3c4b5a69788796a5b4c3d2e1f00a1b2c3d"
PLAN: Final = "4d1c3f0a2b9e8d7c6f5a4b3c2d1e0f9a8b7c6d5e"
SEATS: Final = "99887766554433221100ffeeddccbbaa99887766"
MAP: Final = {
    "title": Field("title", ROLE),
    "phone": Field("phone", "phones"),
    "employees": Field("employees", "employee_count", Object.ACCOUNT),
    "seats": Field("seats", SEATS, Object.OPPORTUNITY),
    "topic": Field("topic", SEATS, Object.LEAD),
}
AT: Final = parse("2026-03-02T10:05:00Z")


def heard(name: str, fields: Mapping[str, Field] = MAP, /, **changed: Json) -> Webhook:
    """The sample as a source with this map hears it, with other values at these dotted places."""
    one = sample("pipedrive", name)
    content = json.loads(one.request.body)
    for place, value in changed.items():
        part, _, field = place.partition("__")
        content[part] = {**(content[part] or {}), field: value} if field else value
    request = replace(one.request, body=json.dumps(content).encode())
    return Webhook(replace(one.sender, fields_map=fields), request, one.received_at)


def told(webhook: Webhook) -> Activity:
    [activity] = pipedrive.activities(webhook)
    return activity


def asked(webhook: Webhook) -> Sequence[tuple[str, str]]:
    return [(fetch.what, fetch.id) for fetch in pipedrive.fetches(webhook)]


def answered(fetch: Fetch, data: Json, sender: Sender, **more: Json) -> Sequence[Activity | Fetch]:
    body = {"success": True, "data": data, "additional_data": more or None}
    return list(pipedrive.fetched(fetch, Reply(200, {}, json.dumps(body).encode()), sender))
