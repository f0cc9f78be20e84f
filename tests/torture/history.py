"""One history: a scenario lived through in a world of its own, with faults, and looked at in the end."""

import io
import json
from collections.abc import Mapping
from contextlib import closing, redirect_stdout
from dataclasses import dataclass
from hashlib import sha256

from tests.fragments import HOUR
from tests.torture.anything import Anything
from tests.torture.faults import Fault
from tests.torture.lambdas import MINUTE
from tests.torture.laws import violations
from tests.torture.scenarios import SCENARIOS, Play, Scenario
from tests.torture.stage import Stage
from tests.torture.world import START, World

MANY = 4_000
"""No scenario needs so many calls, whatever goes wrong."""


ANYTHING = "anything"
"""The scenario that a seed makes."""

AFTER = 12 * HOUR + 23 * MINUTE
"""Where much may go wrong, a person sends dead letters again, and looks so long after that."""

TRIES = 6


@dataclass(frozen=True)
class Case:
    """What is to be lived through: it is the same each time."""

    scenario: str
    seed: int = 0
    faults: tuple[tuple[int, Fault], ...] = ()
    chaos: float = 0.0

    def __str__(self) -> str:
        faults = "".join(f" --fault {at}:{fault.name}" for at, fault in self.faults)
        return f"--scenario {self.scenario} --seed {self.seed} --chaos {self.chaos}{faults}"


@dataclass(frozen=True)
class Found:
    """What came of it; `print` is the same where everything was."""

    case: Case
    calls: int
    counted: int
    met: int
    violations: tuple[str, ...]
    print: str


def scenario_of(case: Case) -> Scenario:
    """What happens in it."""
    return Anything(case.seed).scenario() if case.scenario == ANYTHING else SCENARIOS[case.scenario]


def lived(stage: Stage, case: Case) -> Found:
    """Live through it."""
    scenario = scenario_of(case)
    world = stage.enter(World(case.seed, dict(case.faults), case.chaos, scenario.skews), case.seed)
    with redirect_stdout(io.StringIO()), closing(world):
        scenario.before(Play(world))
        world.live(START + 30 * MINUTE, MANY)
        world.plan.armed = True
        scenario.then(Play(world, START + 30 * MINUTE))
        world.live(max(START + 30 * MINUTE + scenario.lasts, world.last() + AFTER), MANY)
        if case.chaos:
            world.plan.armed = False
            world.redrive()
            world.live(world.now() + AFTER, MANY)
        for _ in range(TRIES):
            if not world.settled():  # something has just begun
                world.live(world.now() + 17 * MINUTE, MANY)
        found = tuple(violations(world))
    plan = world.plan
    return Found(case, plan.calls, plan.counted, plan.met, found, printed(world))


def printed(world: World) -> str:
    """A fingerprint of all calls and of all that is left."""
    tables: Mapping[str, object] = {
        name: sorted(json.dumps(each, sort_keys=True) for each in table.items.values())
        for name, table in world.cloud.dynamodb.tables.items()
    }
    told = [(each.at, each.id) for each in world.told]
    return sha256(json.dumps([world.guard.log, tables, told, world.cloud.events]).encode()).hexdigest()[:16]
