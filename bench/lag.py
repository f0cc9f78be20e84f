"""How long it takes from a webhook to its message on the emulator: by Leadflow, and by functions that pass it on."""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import redirect_stdout
from dataclasses import asdict, dataclass
from math import ceil
from typing import Final, Self

from bench.lag_calls import Calls
from bench.lag_post import Trip
from bench.lag_stage import DESIGNS, OURS, Stage, stage
from bench.lag_told import Told, told
from leadflow.domain.instant import SECOND, Duration
from leadflow.domain.json import Json

COUNTED: Final = 3
"""Webhooks whose calls are counted: something else may call AWS meanwhile, so that the one in the middle counts."""


@dataclass(frozen=True, slots=True)
class Load:
    """So many webhooks, one after each `pause`, or all at once where that is nothing."""

    name: str
    webhooks: int
    pause: Duration


LOADS: Final = (Load("steady", 100, Duration(SECOND * 3 // 20)), Load("burst", 100, Duration(0)))
"""The emulator bears some seven in a second on two processors: it runs each function as a process."""


@dataclass(frozen=True, slots=True)
class Spread:
    """Of many durations the middle one, those that 95 and 99 of a hundred do not exceed, and the longest: seconds."""

    p50: float
    p95: float
    p99: float
    most: float

    @classmethod
    def of(cls, found: Sequence[Duration]) -> Self:
        """Each is one of those found, none is worked out between two."""
        ordered = sorted(found)
        return cls(*(ordered[ceil(share * len(ordered)) - 1] / SECOND for share in (0.5, 0.95, 0.99, 1)))


@dataclass(frozen=True, slots=True)
class Course:
    """A design under a load: seconds until the sender was answered and until the message had arrived.

    `told` is what the product says of the same webhooks in its metric `Lag`, `beyond` how many of its values cannot be
    so by the clocks of the sender and of whom the message came to; None where a design tells nothing.
    """

    design: str
    load: str
    webhooks: int
    answered: Spread
    arrived: Spread
    told: Spread | None = None
    beyond: int = 0


@dataclass(frozen=True, slots=True)
class Lag:
    """All courses, and by design the calls of AWS that a webhook leads to; nothing where no load was asked for."""

    courses: Sequence[Course]
    calls: Mapping[str, Calls]

    @property
    def agreed(self) -> bool:
        """Whether what the product tells of itself is what is seen from outside."""
        return not any(course.beyond for course in self.courses)

    @property
    def added(self) -> Mapping[str, Duration]:
        """What is ours of the middle webhook's time, by load: what remains without the emulator's and the way's."""
        middle = {(each.design, each.load): each.arrived.p50 for each in self.courses}
        loads = dict.fromkeys(each.load for each in self.courses)
        ours, passing = DESIGNS
        return {name: Duration(round((middle[ours, name] - middle[passing, name]) * SECOND)) for name in loads}

    def document(self) -> Json:
        """Courses and calls."""
        calls = {name: each.document() for name, each in self.calls.items()}
        return {"courses": [_plain(asdict(each)) for each in self.courses], "calls": calls}


def lag(loads: Sequence[Load], progress: Callable[[str], None]) -> Lag:
    """Start a stack for each design, and send it each load. Raises NotArrived."""
    courses: list[Course] = []
    calls: dict[str, Calls] = {}
    for design in DESIGNS if loads else ():
        with redirect_stdout(sys.stderr), stage(design) as found:  # a stack says there what goes wrong
            progress(f"lag: {design}")
            found.warm()
            calls[design] = found.calls(COUNTED)
            courses.extend(_courses(design, loads, found))
    return Lag(courses, calls)


def _courses(design: str, loads: Sequence[Load], found: Stage) -> Iterator[Course]:
    for load in loads:
        trips = found.send(load.name, load.webhooks, load.pause)
        yield course(design, load.name, trips, told(found.stack, trips) if design == OURS else None)


def course(design: str, load: str, trips: Sequence[Trip], said: Sequence[Told] | None) -> Course:
    """What these trips come to; `said` is what the product tells of each, in their order."""
    answered = Spread.of([Duration(each.answered - each.sent) for each in trips])
    arrived = Spread.of([Duration(each.arrived - each.sent) for each in trips])
    if said is None:
        return Course(design, load, len(trips), answered, arrived)
    beyond = sum(not each.fits(trip) for each, trip in zip(said, trips, strict=True))
    return Course(design, load, len(trips), answered, arrived, Spread.of([each.lag for each in said]), beyond)


def _plain(value: object) -> Json:
    return value  # type: ignore[return-value]  # of texts and numbers, which a document holds as they are
