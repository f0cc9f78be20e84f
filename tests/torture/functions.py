"""The functions' own handlers, each loaded several times: a container of Lambda shares nothing with another one."""

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType, SimpleNamespace

from leadflow.adapters import compiled
from leadflow.domain.lead_model import LeadModel
from leadflow.model.render import rendered
from tests.fragments import SECOND, Document
from tests.torture.crew import Crew
from tests.torture.scheduler import Process, Scheduler, Task

ROOT = Path(__file__).parents[2]

CONTAINERS: Mapping[str, int] = {"receive": 2, "evaluate": 3, "react": 2, "deliver": 3, "wake": 2}

TIMEOUTS: Mapping[str, int] = {"receive": 15, "evaluate": 60, "react": 30, "deliver": 30, "wake": 50}
"""Seconds, as the template says."""

REMEMBERING = ("wired", "receiver", "settings")


@cache
def module(function: str, number: int) -> ModuleType:
    """The function's own module, loaded apart for each number."""
    place = ROOT / "functions" / function / "app.py"
    spec = spec_from_file_location(f"tortured_{function}_{number}", place)
    assert spec is not None
    assert spec.loader is not None
    found = module_from_spec(spec)
    sys.modules[found.__name__] = found
    spec.loader.exec_module(found)
    return found


@dataclass(eq=False)
class Container:
    """One container: what runs in it, and what it remembers from call to call."""

    function: str
    number: int
    scheduler: Scheduler
    model: Callable[[], LeadModel]
    skew: int = 0
    process: Process = field(default_factory=Process)
    task: Task | None = None
    deadline: int = 0

    def __post_init__(self) -> None:
        self.module = module(self.function, self.number)
        self.begin()

    @property
    def name(self) -> str:
        return f"{self.function}{self.number}"

    @property
    def idle(self) -> bool:
        return self.task is None or self.task.over

    def begin(self) -> None:
        """Start anew, with nothing remembered."""
        self.process, self.task = Process(self.name, self.skew), None
        for name in REMEMBERING:
            if hasattr(self.module, name):
                getattr(self.module, name).cache_clear()
        self.module.metrics.clear_metrics()
        if self.function == "evaluate":
            vars(self.module)["ThreadPoolExecutor"] = lambda _: Crew(self.scheduler)
        self.cold, self.retired = True, False

    def retire(self) -> None:
        """Begin anew with the next call; what is at work now ends its own."""
        self.retired = True

    def invoke(self, event: Document) -> "Invocation":
        """Call its handler with that event."""
        if self.process.dead or self.retired:
            self.begin()
        self.deadline = self.scheduler.now + TIMEOUTS[self.function] * SECOND
        invocation = Invocation(self, self.deadline)
        self.task = invocation.task = self.scheduler.spawn(self.process, lambda: invocation.run(event))
        return invocation


@dataclass(eq=False)
class Invocation:
    """One call of a handler: `ended` where it has, with what it returned, or `failed`."""

    container: Container
    deadline: int
    task: Task | None = None
    ended: bool = False
    failed: bool = False
    returned: Document = field(default_factory=dict)

    def run(self, event: Document) -> None:
        if self.container.cold:
            compiled.model.cache_clear()
            vars(sys.modules["leadflow_model"]).update(vars(rendered(self.container.model())))
            self.container.cold = False
        context = SimpleNamespace(get_remaining_time_in_millis=self._left)
        try:
            self.returned = self.container.module.handler(event, context) or {}
        except BaseException:
            self.failed = True
            raise
        finally:
            self.ended = True

    def _left(self) -> int:
        return (self.deadline - self.container.scheduler.now) // 1_000

    def over(self, now: int) -> bool:
        """Whether Lambda waits for it no longer; it may go on all the same, as a zombie."""
        if not self.ended and (now >= self.deadline or self.container.process.dead):
            self.failed = True
            return True
        return self.ended


def fleet(scheduler: Scheduler, model: Callable[[], LeadModel], skews: Sequence[int]) -> Mapping[str, list[Container]]:
    """All containers by function; their clocks are wrong by these."""
    return {
        name: [
            Container(name, number, scheduler, model, skews[(place + number) % len(skews)]) for number in range(count)
        ]
        for place, (name, count) in enumerate(CONTAINERS.items())
    }
