"""Dataverse's sample webhooks as a source with a map hears them, and answers to what they leave out."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from leadflow.adapters.crm.dynamics import rows
from leadflow.adapters.sources import dynamics
from leadflow.application.channel import Reply
from leadflow.application.fetch import Fetch
from leadflow.application.webhook import Webhook
from leadflow.domain.activity import Activity
from leadflow.domain.crm import Field, Object
from leadflow.domain.instant import parse
from leadflow.domain.json import Json
from leadflow.domain.sender import Sender
from local.samples import sample

ADA: Final = "0c000000-0000-4000-8000-000000000101"
BEN: Final = "0c000000-0000-4000-8000-000000000102"
EVA: Final = "1e000000-0000-4000-8000-000000000201"
NORDLYS: Final = "0a000000-0000-4000-8000-000000000001"
PILOT: Final = "0d000000-0000-4000-8000-000000000502"
BO: Final = "0b000000-0000-4000-8000-000000000007"

MAP: Final = {
    "title": Field("title", "jobtitle"),
    "phone": Field("phone", "telephone1"),
    "silent": Field("silent", "donotemail"),
    "reached_by": Field("reached_by", "preferredcontactmethodcode"),
    "industry": Field("industry", "industrycode", Object.ACCOUNT),
    "employees": Field("employees", "numberofemployees", Object.ACCOUNT),
    "seats": Field("seats", "new_seats", Object.OPPORTUNITY),
}
OPTION: Final = "OptionSetValue:http://schemas.microsoft.com/xrm/2011/Contracts"
FORMATTED: Final = "@OData.Community.Display.V1.FormattedValue"
TABLE: Final = "@Microsoft.Dynamics.CRM.lookuplogicalname"
ASKED: Final = Fetch("dyn", "contact", ADA, parse("2026-03-02T10:00:05Z"), {"at": "1772445600000000"})


def heard(name: str, fields: Mapping[str, Field] = MAP, /, **changed: Json) -> Webhook:
    one = sample("dynamics", name)
    request = replace(one.request, body=json.dumps({**json.loads(one.request.body), **changed}).encode())
    return Webhook(replace(one.sender, fields_map=fields), request, one.received_at)


def target(table: str, known: str, **attributes: Json) -> Json:
    listed: list[Json] = [{"key": name, "value": value} for name, value in attributes.items()]
    return [{"key": "Target", "value": {"LogicalName": table, "Id": known, "Attributes": listed}}]


def told(webhook: Webhook) -> Activity:
    [activity] = dynamics.activities(webhook)
    return activity


def asked(webhook: Webhook) -> Sequence[tuple[str, str]]:
    return [(fetch.what, fetch.id) for fetch in dynamics.fetches(webhook)]


def answered(fetch: Fetch, answer: Json, status: int = 200) -> Sequence[Activity | Fetch]:
    return list(dynamics.fetched(fetch, Reply(status, {}, json.dumps(answer).encode()), sender()))


def sender() -> Sender:
    return heard("contact-updated").sender


def row(table: str, known: str, **values: Json) -> Mapping[str, Json]:
    """A row as the Web API states it; `__` stands for what only annotations have in their names."""
    stated = {name.replace("__table", TABLE).replace("__label", FORMATTED): value for name, value in values.items()}
    return {rows.key(table): known, "modifiedon": "2026-03-02T10:00:00Z", **stated}
