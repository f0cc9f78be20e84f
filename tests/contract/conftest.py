"""Every store in memory, in moto, in the local stack's emulator, and in what torture runs on."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import pytest

from leadflow.adapters.tables.circuits import DynamoCircuits
from leadflow.adapters.tables.counters import DynamoCounters
from leadflow.adapters.tables.deliveries import DynamoDeliveries
from leadflow.adapters.tables.endpoints import DynamoEndpoints
from leadflow.adapters.tables.leads import DynamoLeads
from leadflow.adapters.tables.outbox import DynamoOutbox
from leadflow.adapters.tables.receipts import DynamoReceipts
from leadflow.adapters.tables.timeline import DynamoTimeline
from leadflow.adapters.tables.wakes import DynamoWakes
from leadflow.application.circuit import Circuits
from leadflow.application.guard import Counters
from leadflow.application.ports import Deliveries, Endpoints, Leads, Outbox, Timeline, Wakes
from tests.fakes import (
    MemoryCircuits,
    MemoryCounters,
    MemoryDeliveries,
    MemoryEndpoints,
    MemoryLeads,
    MemoryOutbox,
    MemoryTimeline,
    Receipts,
)
from tests.integration.aws import by_emulator_with_tables, by_moto_with_tables
from tests.torture.aws.account import by_torture_with_tables

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


@dataclass(frozen=True)
class Stores:
    """All that is kept; `worker` is one more process that delivers."""

    leads: Leads
    wakes: Wakes
    timeline: Timeline
    outbox: Outbox
    worker: Callable[[], Deliveries]
    circuits: Callable[[], Circuits]
    counters: Counters
    endpoints: Endpoints
    receipts: DynamoReceipts | None = None


ENGINES = {"moto": by_moto_with_tables, "emulator": by_emulator_with_tables, "torture": by_torture_with_tables}


@pytest.fixture(params=["memory", *ENGINES])
def stores(request: pytest.FixtureRequest) -> Iterator[Stores]:
    if request.param == "memory":
        yield in_memory()
        return
    with ExitStack() as stack:
        yield in_tables(stack.enter_context(ENGINES[request.param]()))


def in_memory() -> Stores:
    outbox, receipts = MemoryOutbox(), Receipts()
    leads = MemoryLeads(outbox)
    circuits = MemoryCircuits()
    return Stores(
        leads,
        leads,
        MemoryTimeline(),
        outbox,
        partial(MemoryDeliveries, receipts),
        lambda: circuits,
        MemoryCounters(receipts),
        MemoryEndpoints(),
    )


def in_tables(client: "DynamoDBClient") -> Stores:
    return Stores(
        DynamoLeads(client, "Leads", "Outbox"),
        DynamoWakes(client, "Leads"),
        DynamoTimeline(client, "Timeline", days=800),
        DynamoOutbox(client, "Outbox"),
        partial(DynamoDeliveries, client, "Deliveries"),
        partial(DynamoCircuits, client, "Deliveries"),
        DynamoCounters(client, "Deliveries"),
        DynamoEndpoints(client, "Deliveries"),
        DynamoReceipts(client, "Deliveries"),
    )


@pytest.fixture
def leads(stores: Stores) -> Leads:
    return stores.leads


@pytest.fixture
def wakes(stores: Stores) -> Wakes:
    return stores.wakes


@pytest.fixture
def timeline(stores: Stores) -> Timeline:
    return stores.timeline


@pytest.fixture
def outbox(stores: Stores) -> Outbox:
    return stores.outbox
