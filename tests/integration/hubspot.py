"""HubSpot's own client in Python, as it is, before the stand-in."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest
from hubspot import Client
from hubspot.crm import contacts
from hubspot.crm.contacts import models
from hubspot.discovery.crm.discovery import Discovery as Api

from leadflow.domain.json import Json
from local.crm.hubspot.provider import TOKEN, HubSpot
from local.crm.hubspot.seed import seed
from local.crm.standin import Standin

ADA, DEAL = "1002", "1003"
EMAIL = "ada.lindqvist@nordlys.example"
"""Who is in the seed."""

Stated = dict[str, Json]


def client(standin: Standin, token: str = TOKEN) -> Api:
    """HubSpot's client, which waits and asks again of itself unless it is told not to."""
    return Client(access_token=token, host=standin.url, retry=False).crm


@contextmanager
def opened() -> Iterator[Standin]:
    """The stand-in with its seed."""
    crm = HubSpot()
    seed(crm.account, people=240)
    with Standin(crm) as serving:
        yield serving


def told(error: pytest.ExceptionInfo[contacts.ApiException]) -> Stated:
    body: Stated = json.loads(error.value.body)
    return body


def upserted(*inputs: Stated) -> models.BatchInputSimplePublicObjectBatchInputUpsert:
    return models.BatchInputSimplePublicObjectBatchInputUpsert(inputs=inputs)


def by_email(address: str, **stated: str) -> Stated:
    return {"id": address, "idProperty": "email", "properties": stated}


def searched(limit: int, after: str | None = None, *filters: dict[str, str]) -> models.PublicObjectSearchRequest:
    groups: Sequence[Json] = [{"filters": [*filters]}] if filters else []
    return models.PublicObjectSearchRequest(filter_groups=groups, limit=limit, after=after, properties=["email"])
