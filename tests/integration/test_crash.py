"""A worker that dies before or after any call to a table leaves nothing undone, and nothing done twice."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import pytest

from leadflow.adapters.tables.leads import DynamoLeads
from leadflow.adapters.tables.timeline import DynamoTimeline
from leadflow.adapters.tables.wakes import DynamoWakes
from leadflow.application.apply import Writer
from leadflow.application.evaluate import Evaluator, Report
from leadflow.application.letter import Letter
from leadflow.application.ports import Parcel
from leadflow.domain.instant import Instant
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.state import State
from tests.integration.aws import by_emulator_with_tables
from tests.integration.mortal import MOMENTS, Death, Mortal
from tests.models import ADA, MONDAY, did, later
from tests.unit.application.workbench import BO, FULL, KEY, POLICY, MemoryGrave, MemoryIntake, id_of

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

FIRST: Final = Parcel([did("a"), did("x", lead=BO), did("b", at=Instant(MONDAY + 1))])
SECOND: Final = Parcel([did("c", at=later(1)), did("a")])
VOID: Final = Parcel([did("v", "activity.voided", later(4), properties={"activity": "c3"})])
DAILY: Final = Parcel([did("x", lead=BO), *(did(f"c{day}", at=later(day)) for day in range(4))])


@dataclass
class World:
    """Tables that survive, and workers that need not."""

    client: "DynamoDBClient"
    policy: LeadModel = POLICY
    intake: MemoryIntake = field(default_factory=MemoryIntake)

    def work(self, parcel: Parcel, now: Instant) -> Report:
        leads = DynamoLeads(self.client, "Leads", "Outbox")
        writer = Writer(self.policy, leads, DynamoTimeline(self.client, "Timeline", days=800), self.intake)
        with ThreadPoolExecutor(1) as threads:
            wakes = DynamoWakes(self.client, "Leads")
            evaluator = Evaluator(writer, wakes, MemoryGrave(), repr, KEY, threads, lambda: False)
            return evaluator.evaluate([Letter("m", parcel)], now)

    def outcome(self) -> tuple[list[State], list[tuple[str, str]], list[list[str]]]:
        """The leads, the transitions that were published, the timelines."""
        ids = [id_of(ADA), id_of(BO)]
        states = DynamoLeads(self.client, "Leads", "Outbox").load(ids)
        items = self.client.scan(TableName="Outbox")["Items"]
        told = sorted((item["lead"]["S"], item["what"]["S"]) for item in items)
        timeline = DynamoTimeline(self.client, "Timeline", days=800)
        return [states[each] for each in ids], told, [[did.id for did in timeline.read(each)] for each in ids]


@pytest.fixture
def world() -> Iterator[Callable[[LeadModel], World]]:
    """Makes a new world each time."""

    def new(policy: LeadModel) -> World:
        for table in ("Leads", "Timeline", "Outbox"):
            clear(client, table)
        return World(client, policy)

    with by_emulator_with_tables() as client:
        yield new


def clear(client: "DynamoDBClient", table: str) -> None:
    keys = {"Leads": ["lead"], "Timeline": ["lead", "at_id"], "Outbox": ["lead", "what"]}[table]
    for item in client.scan(TableName=table)["Items"]:
        client.delete_item(TableName=table, Key={name: item[name] for name in keys})


def lived(world: World, mortal: Mortal, moment: str, *told: tuple[Parcel, Instant]) -> World:
    """All messages worked on; the worker that dies is followed by one that gets its message again."""
    for parcel, now in told:
        world.client.meta.events.register(moment, mortal.live, unique_id="mortal")
        try:
            world.work(parcel, now)
        except Death:
            world.client.meta.events.unregister(moment, unique_id="mortal")
            world.work(parcel, now)
        world.client.meta.events.unregister(moment, unique_id="mortal")
    return world


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_death_at_any_call_changes_nothing(world: Callable[[LeadModel], World], moment: str) -> None:
    told = ((FIRST, MONDAY), (SECOND, later(1)))
    counter = Mortal()
    expected = lived(world(POLICY), counter, moment, *told).outcome()
    assert len(expected[1]) == 3
    assert counter.calls > 8
    for call in range(1, counter.calls + 1):
        assert lived(world(POLICY), Mortal(at=call), moment, *told).outcome() == expected, f"death at call {call}"


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_death_while_a_lead_is_folded_again_loses_nothing(world: Callable[[LeadModel], World], moment: str) -> None:
    told = ((DAILY, later(3)), (VOID, later(4)))
    counter = Mortal()
    expected = lived(world(FULL), counter, moment, *told).outcome()
    ada = expected[0][0].lead
    assert sorted(name for name in ada.occurrences if ada.counts(name)) == ["c1", "c2"]
    for call in range(1, counter.calls + 1):
        assert lived(world(FULL), Mortal(at=call), moment, *told).outcome() == expected, f"death at call {call}"


def test_a_death_under_a_new_model_loses_nothing(world: Callable[[LeadModel], World]) -> None:
    def lived_through(at: int | None) -> tuple[World, Mortal]:
        found, mortal = world(POLICY), Mortal(at)
        found.work(DAILY, later(3))
        found.policy = FULL
        return lived(found, mortal, MOMENTS[1], (Parcel(wakes=(id_of(ADA),)), later(4))), mortal

    whole, counter = lived_through(None)
    expected = whole.outcome()
    assert expected[0][0].model == FULL.fingerprint
    for call in range(1, counter.calls + 1):
        assert lived_through(call)[0].outcome() == expected, f"death at call {call}"
