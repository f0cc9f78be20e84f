"""Which histories are lived through: every single fault, every ordered pair in short scenarios, and at random."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from random import Random

from tests.torture.faults import FAULTS, Fault
from tests.torture.history import ANYTHING, Case, Found, lived
from tests.torture.scenarios import SCENARIOS
from tests.torture.stage import Stage

QUARTERS = 4
PAIRED = {"click": QUARTERS, "telling": QUARTERS, "race": 1}
"""Scenarios of which all ordered pairs of faults are lived through, or so many quarters of them."""

SAMPLED = 30
"""Of every scenario so many pairs are lived through, at random."""

CHAOS = 0.1
LATEST = 300
"""Faults at random meet one of so many first calls."""


def plain() -> Iterator[Case]:
    """Every scenario without any fault."""
    return (Case(name) for name in SCENARIOS)


def singles(stage: Stage, name: str) -> Iterator[Case]:
    """Every fault at every call of the scenario."""
    calls = lived(stage, Case(name)).counted
    return (Case(name, faults=((at, fault),)) for at in range(1, calls + 1) for fault in FAULTS)


def pairs(found: Found) -> Iterator[Case]:
    """After the one fault every other one, at every call that still came."""
    ((first, _),) = found.case.faults
    for at in range(first + 1, found.counted + 1):
        yield from (replace(found.case, faults=(*found.case.faults, (at, fault))) for fault in FAULTS)


def sampled(stage: Stage, name: str, count: int = SAMPLED) -> Iterator[Case]:
    """So many pairs of the scenario at random."""
    calls, random = lived(stage, Case(name)).counted, Random(name)  # noqa: S311 - nothing is hidden by it
    for seed in range(count):
        chosen = sorted(random.sample(range(1, max(calls, 2) + 1), 2))
        yield Case(name, seed, tuple((at, random.choice(FAULTS)) for at in chosen))


def anything(seed: int) -> Case:
    """The seed's own traffic, and its own faults."""
    random = Random(seed)  # noqa: S311 - nothing is hidden by it
    faults: dict[int, Fault] = {}
    for _ in range(random.choice((0, 1, 2, 4, 6))):
        faults[random.randint(1, LATEST)] = random.choice(FAULTS)
    return Case(ANYTHING, seed, tuple(sorted(faults.items())), CHAOS)


def hunted(stage: Stage, names: Iterable[str]) -> Iterator[Found]:
    """What most probably goes wrong first, if anything is wrong: these scenarios, then all, then anything."""
    chosen: Sequence[str] = [*names]
    yield from (lived(stage, each) for each in plain())
    for name in chosen:
        yield from (lived(stage, each) for each in singles(stage, name))
    yield from (lived(stage, anything(seed)) for seed in range(1, 40))
    for name in SCENARIOS:
        if name not in chosen:
            yield from (lived(stage, each) for each in sampled(stage, name))
