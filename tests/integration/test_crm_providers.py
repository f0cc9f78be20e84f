"""A pull, a check and a setup do with every CRM what they do with one, over real HTTP."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest

from leadflow.adapters.crm import crm
from leadflow.adapters.http import Outside
from leadflow.application.crm_calls import Calls
from leadflow.application.crm_schema import create, schema
from leadflow.application.grants import Tokens
from leadflow.application.pull import Place, Pull
from leadflow.domain.crm import Object
from leadflow.domain.crm_field import FieldKind
from leadflow.domain.instant import HOUR, Duration
from leadflow.domain.sender import Sender
from leadflow.model.crm_schema import mistakes
from leadflow.model.crm_setup import plan
from leadflow.model.grammar import ModelFile
from local.crm.dynamics.provider import CLIENT, CLIENT_SECRET, TENANT, Dynamics
from local.crm.exchange import Failure
from local.crm.hubspot.provider import TOKEN, HubSpot
from local.crm.hubspot.seed import seed as seed_hubspot
from local.crm.pipedrive.provider import TOKEN as PIPEDRIVE
from local.crm.pipedrive.provider import Pipedrive
from local.crm.salesforce.login import CLIENT as SALESFORCE
from local.crm.salesforce.provider import Salesforce
from local.crm.salesforce.seed import seed as seed_salesforce
from local.crm.standin import Provider, Standin
from tests.models import MONDAY
from tests.receiving import MemoryIntake


@dataclass
class MemoryPlaces:
    there: Place | None = None

    def kept(self, source: str, only: str | None) -> Place | None:
        return self.there

    def keep(self, source: str, only: str | None, place: Place) -> None:
        self.there = place

    def forget(self, source: str, only: str | None) -> None:
        self.there = None


@dataclass
class World:
    """One CRM, whoever it is, and the way to it."""

    standin: Standin
    calls: Calls
    waits: list[Duration]
    intake: MemoryIntake = field(default_factory=MemoryIntake)
    places: MemoryPlaces = field(default_factory=MemoryPlaces)

    def pull(self) -> Pull:
        return Pull(self.calls, self.intake, self.places)

    @property
    def heard(self) -> list[str]:
        return [each.id for each in self.intake.activities]


def hubspot() -> tuple[Provider, str]:
    provider = HubSpot()
    seed_hubspot(provider.account, 250)
    return provider, TOKEN


def salesforce() -> tuple[Provider, str]:
    provider = Salesforce()
    seed_salesforce(provider.org, 50)
    client, secret = SALESFORCE
    return provider, json.dumps({"client_id": client, "client_secret": secret})


def pipedrive() -> tuple[Provider, str]:
    return Pipedrive(), PIPEDRIVE


def dynamics() -> tuple[Provider, str]:
    return Dynamics(), json.dumps({"tenant": TENANT, "client_id": CLIENT, "client_secret": CLIENT_SECRET})


@pytest.fixture(params=[hubspot, salesforce, pipedrive, dynamics])
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    made: Callable[[], tuple[Provider, str]] = request.param
    provider, secret = made()
    with Standin(provider) as standin:
        sender = Sender("crm", made.__name__, "crm", token="crm-token", instance=standin.url)
        post = Outside(frozenset({standin.place})).post
        waits: list[Duration] = []
        tokens = Tokens(post, lambda: MONDAY)
        module = crm(made.__name__)
        calls = Calls(
            module, sender, secret, post, lambda: MONDAY, lambda pause, _: waits.append(pause), Duration(0), tokens
        )
        yield World(standin, calls, waits)


def test_all_of_it_is_pulled(world: World) -> None:
    assert [step.what for step in world.pull().run()]
    assert len(set(world.heard)) == len(world.heard) > 3
    assert {parcel.imported for parcel in world.intake.parcels} == {True}
    assert any(each.traits.get("crm.owner") for each in world.intake.activities)


def test_stopped_after_any_page_it_goes_on_and_finds_the_same(world: World) -> None:
    pages = len(list(world.pull().run()))
    whole, world.intake = world.heard, MemoryIntake()
    world.calls.heard = False
    for stop in range(1, pages):
        steps = world.pull().run()
        for _ in range(stop):
            next(steps)
        again = world.pull()
        list(again.run())
        assert again.resumed
        assert set(world.heard) == set(whole)
        world.intake = MemoryIntake()


def test_too_busy_for_an_hour_in_the_middle_it_is_waited_for(world: World) -> None:
    whole = list(world.pull().run())
    found, world.intake = world.heard, MemoryIntake()
    asked = 1 if world.calls.sender.kind == "salesforce" else 60  # its quota is of the day: it is asked once an hour
    world.standin.fail(Failure(429, retry_after=60), times=asked, after=len(whole) // 2)
    list(world.pull().run())
    assert world.heard == found
    assert sum(world.waits) == HOUR


def test_a_field_is_made_once_and_is_what_the_map_needs(world: World) -> None:
    names = {"salesforce": "Leadflow_{}__c", "dynamics": "new_leadflow_{}"}
    name = names.get(world.calls.sender.kind, "leadflow_{}")
    terms = {"readiness": FieldKind.NUMBER, "interest": FieldKind.CHOICE, "hot": FieldKind.BOOLEAN}
    file = written(world.calls.sender.kind, {term: name.format(term) for term in terms})
    first = plan(file, schema(world.calls, [Object.CONTACT]))
    assert {each.term: each.field.kind for each in first.creations} == terms
    for each in first.creations:
        create(world.calls, each.on, each.field)
    there = schema(world.calls, [Object.CONTACT])
    again = plan(file, there)
    assert again.creations == []
    called = {each.term: each.why.split()[8] for each in again.left_out}
    renamed = written(world.calls.sender.kind, {term: called.get(term, name.format(term)) for term in terms})
    assert [str(each) for each in mistakes(renamed, there, {})] == []


def written(provider: str, fields: dict[str, str]) -> ModelFile:
    """A model with one score, one class and one segment, each in a field of the CRM."""
    return ModelFile.model_validate(
        {
            "model": "test",
            "scores": {"readiness": {"points": {"touch": 1}}},
            "classes": {"interest": {"high": {"score": "readiness", "above": 50}, "low": "otherwise"}},
            "segments": {"hot": {"score": "readiness", "above": 75}},
            "crm": {"provider": provider, "fields": {term: {"crm": name} for term, name in fields.items()}},
        }
    )
