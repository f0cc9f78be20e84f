"""What keeping lists costs, as docs/lists.md says."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bench.capacity import metered
from bench.meter import Meter, Use
from leadflow.adapters.tables.leads import DynamoLeads
from leadflow.adapters.tables.lists import DynamoLists
from leadflow.application.listing import Lister
from leadflow.domain.identity import Keys
from leadflow.domain.lead import Lead
from leadflow.domain.standing import Standing
from leadflow.domain.state import State
from tests.integration.aws import TABLES, by_emulator_with_tables
from tests.samples import ADA, NOON, news

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

NEW = Standing(classes={"stage": "subscriber", "persona": "gatherer"})
HOT = Standing({"hot": NOON}, {"stage": "subscriber", "persona": "gatherer"})
ENGAGED = Standing({"hot": NOON}, {"stage": "engaged", "persona": "gatherer"})
COLD = Standing(classes={"stage": "engaged", "persona": "gatherer"})


@pytest.fixture
def client() -> "Iterator[DynamoDBClient]":
    with by_emulator_with_tables() as client:
        yield client


def test_a_card_and_each_list_are_one_unit_twice_and_news_that_was_heard_half_a_read(client: "DynamoDBClient") -> None:
    leads = DynamoLeads(client, "Leads", "Outbox")
    lister, meter = Lister(leads, DynamoLists(client, "Lists")), Meter(metered(client, TABLES))
    meter.attach(client.meta.events)
    writes, reads = [], []
    for version, standing in enumerate((NEW, HOT, ENGAGED, COLD), start=1):
        state = State(ADA, Lead(Keys(email="ada@nordlys.example")), standing, version - 1)
        leads.commit(state)
        meter.reset()
        for _ in range(2):
            lister.heard(replace(news(), version=version), NOON)
        writes.append(meter.units[Use("TransactWriteItems", "Lists")])
        reads.append((meter.units[Use("GetItem", "Lists")], meter.units[Use("BatchGetItem", "Leads")]))
    assert writes == [8, 4, 6, 4]  # two labels and a company; a segment; one label for another; a segment
    assert reads == [(1, 0.5)] * 4
