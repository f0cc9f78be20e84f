"""All of it, by two processes: what was lived through, and what was found."""

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context

from tests.torture.history import Case, Found, lived
from tests.torture.plans import PAIRED, QUARTERS, SAMPLED, anything, pairs, plain, sampled, singles
from tests.torture.scenarios import SCENARIOS
from tests.torture.stage import Stage, staged

PROCESSES = 2
TOGETHER = 100
"""Random histories of one piece of work."""


@dataclass
class Tally:
    """What was lived through. `wrong` are the cases in which something was, with what."""

    histories: Counter[str] = field(default_factory=Counter)
    faults: int = 0
    calls: int = 0
    most: Counter[str] = field(default_factory=Counter)
    wrong: list[tuple[Case, Sequence[str]]] = field(default_factory=list)

    def add(self, kind: str, found: Found) -> None:
        self.histories[kind] += 1
        self.faults += found.met
        self.calls += found.calls
        self.most[found.case.scenario] = max(self.most[found.case.scenario], found.calls)
        if found.violations:
            self.wrong.append((found.case, found.violations))

    def join(self, other: "Tally") -> None:
        self.histories += other.histories
        self.faults += other.faults
        self.calls += other.calls
        self.most |= other.most
        self.wrong += other.wrong


Work = tuple[str, str, int]
"""A kind of histories, the scenario, and of random ones the first seed."""


def works(random: int) -> list[Work]:
    """Pieces of work, the longest first; so many random histories are among them."""
    by_fault = [("pairs", name, part) for name, quarters in PAIRED.items() for part in range(quarters)]
    known = [(kind, name, 0) for name in reversed(list(SCENARIOS)) for kind in ("singles", "sampled")]
    chance = [("random", "", seed) for seed in range(1, random + 1, TOGETHER)]
    return [*by_fault, *known, *chance, ("plain", "", 0)]


def done(work: Work) -> Tally:
    """One piece of work, in a process of its own."""
    tally = Tally()
    with staged() as stage:
        for case in _cases(stage, work):
            tally.add(work[0], lived(stage, case))
    return tally


def _pairs(stage: Stage, name: str, part: int) -> Iterator[Case]:
    for place, single in enumerate(singles(stage, name)):
        if place % QUARTERS == part:
            yield from pairs(lived(stage, single))


def _cases(stage: Stage, work: Work) -> Iterator[Case]:
    kind, name, part = work
    match kind:
        case "plain":
            return plain()
        case "singles":
            return singles(stage, name)
        case "pairs":
            return _pairs(stage, name, part)
        case "sampled":
            return sampled(stage, name, SAMPLED)
        case _:
            return (anything(seed) for seed in range(part, part + TOGETHER))


def run(random: int) -> Tally:
    """Everything."""
    whole, began = Tally(), time.monotonic()
    with ProcessPoolExecutor(PROCESSES, get_context("spawn")) as processes:
        for work, tally in zip(works(random), processes.map(done, works(random)), strict=True):
            whole.join(tally)
            spent = round(time.monotonic() - began)
            print(f"{spent:5} s  {work[0]:8} {work[1]:10} {sum(whole.histories.values()):7} histories", flush=True)
            for case, violations in tally.wrong[:3]:
                print(f"  python -m tests.torture {case}", *violations[:5], sep="\n    ", flush=True)
    return whole
