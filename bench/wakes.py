"""How often leads are woken in a simulated year, and how often for nothing."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from operator import attrgetter
from typing import Final

from bench.history import SPAN, START, History
from leadflow.adapters.sources import kinds
from leadflow.domain.activity import Activity
from leadflow.domain.identity import LeadId
from leadflow.domain.instant import DAY, Instant
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.response import Arrival, answer
from leadflow.domain.state import State
from leadflow.domain.wire import from_json
from leadflow.model import compile as model_compiler
from local.build import MODEL

YEAR: Final = History(activities=4_000, leads=200)

_at = attrgetter("at")


@dataclass(frozen=True, slots=True)
class Wakes:
    """A year of so many leads: their days since first seen, and the wakes that changed something or nothing.

    Of all these `returns` came by a message, and after `unwritten` the lead stayed as it was.
    """

    leads: int
    days: float
    useful: int
    idle: int
    returns: int
    unwritten: int

    @property
    def idle_a_day(self) -> float:
        """Wakes for nothing, per lead and day."""
        return self.idle / self.days


@dataclass(slots=True)
class _Year:
    """One lead's way through it."""

    model: LeadModel
    state: State
    told: list[Activity]
    useful: int = 0
    idle: int = 0
    returns: int = 0
    unwritten: int = 0
    at: Instant = START

    def go(self, history: Sequence[Activity]) -> None:
        for now, those in groupby(history, key=_at):
            self._wake(now)
            self.told += those
            self._look(now, [each for each in self.told if each.at == now])
        self._wake(Instant(START + SPAN))

    def _wake(self, before: Instant) -> None:
        while (wake := self.state.next_wake(self.at)) is not None and wake < before:
            known = self.state
            self.returns += wake != known.wake_at
            if self._look(wake, ()):
                self.useful += 1
            else:
                self.idle += 1
                self.unwritten += self.state is known

    def _look(self, now: Instant, activities: Sequence[Activity]) -> bool:
        """Whether anything was published."""
        response = answer(self.model, self.state, Arrival(activities), now, lambda: self.told)
        self.at = now
        if response.state is not self.state:
            self.state = replace(response.state, version=1)
        return bool(response.news)


def wakes(year: History = YEAR) -> Wakes:
    """Simulate it under the model at the top of the repository."""
    model = model_compiler.read(MODEL, kinds())
    histories = list(_histories(year))
    years = [_Year(model, State(LeadId("lead")), []) for _ in histories]
    for each, history in zip(years, histories, strict=True):
        each.go(history)
    days = sum((START + SPAN - history[0].at) / DAY for history in histories)
    return Wakes(
        len(years),
        days,
        useful=sum(each.useful for each in years),
        idle=sum(each.idle for each in years),
        returns=sum(each.returns for each in years),
        unwritten=sum(each.unwritten for each in years),
    )


def _histories(year: History) -> Iterator[Sequence[Activity]]:
    """What each lead did, oldest first."""
    found: dict[str, list[Activity]] = defaultdict(list)
    for line in year.lines():
        activity = from_json(line)
        found[activity.lead.email or ""].append(activity)
    yield from (sorted(those, key=_at) for those in found.values())
