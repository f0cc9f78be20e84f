"""A batch from the queue `intake`: sorted by lead, many leads at once; what fails is set apart and stops nobody."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from typing import Final

from leadflow.application import family
from leadflow.application.apply import Applied, Writer
from leadflow.application.letter import Letter, Task, Told, regrouped, sort
from leadflow.application.ports import DeadLetters, OutsideDown, Parcel, Wakes
from leadflow.domain.activity import Activity
from leadflow.domain.identity import LeadId
from leadflow.domain.instant import Instant
from leadflow.domain.state import State

AT_ONCE: Final = 100
"""So many leads are read in one call."""


class OutOfTime(Exception):
    """The worker's time is nearly over; this lead was not begun."""


@dataclass(slots=True)
class Report:
    """How a batch went.

    `returned` are the letters that must come again, `ignored` counts what the model keeps out, `dropped` what was too
    much from public sources, `erased` what came of leads that were erased, `retried` what was sent again alone,
    `buried` what was dead-lettered; `reasons` says why: the kind of failure by lead id, never an address.
    """

    returned: set[str] = field(default_factory=set)
    fresh: int = 0
    transitions: int = 0
    written: int = 0
    races: int = 0
    unidentified: int = 0
    ignored: int = 0
    dropped: int = 0
    erased: int = 0
    retried: int = 0
    buried: int = 0
    reasons: list[str] = field(default_factory=list)

    def add(self, applied: Applied) -> None:
        self.fresh += applied.fresh
        self.transitions += applied.transitions
        self.written += applied.written
        self.races += applied.races
        self.dropped += applied.dropped
        self.erased += applied.erased


@dataclass(frozen=True, slots=True)
class Evaluator:
    """Works through batches.

    `key` is the secret of lead ids, `wire` the form in which a parcel is buried; when `out_of_time` says so, no further
    lead is begun and its letters go back untouched.
    """

    writer: Writer
    wakes: Wakes
    dead_letters: DeadLetters
    wire: Callable[[Parcel], str]
    key: bytes
    threads: Executor
    out_of_time: Callable[[], bool]

    def evaluate(self, letters: Iterable[Letter], now: Instant) -> Report:
        """Apply the letters. What goes wrong ends in the report, the queue or the dead letters, never as an error."""
        batch = sort(letters, self.key, self.writer.model)
        report = Report(ignored=batch.ignored)
        self._keep_unidentified(batch.unidentified, report)
        for start in range(0, len(batch.tasks), AT_ONCE):
            self._together(batch.tasks[start : start + AT_ONCE], now, report)
        return report

    def _keep_unidentified(self, found: Sequence[tuple[str, Activity]], report: Report) -> None:
        outcomes = self.threads.map(lambda each: self._kept(each[1]), found)
        for (letter, activity), outcome in zip(found, outcomes, strict=True):
            match outcome:
                case None:
                    report.unidentified += 1
                case OutOfTime() | OutsideDown():
                    report.returned.add(letter)
                case _:
                    task = Task(LeadId(""), [Told(LeadId(""), activity)], {letter}, attempt=1)
                    self._set_apart(task, f"{type(outcome).__name__} at an unidentified activity", Instant(0), report)

    def _kept(self, activity: Activity) -> Exception | None:
        if self.out_of_time():
            return OutOfTime()
        try:
            self.writer.timeline.add_unidentified(activity)
        except Exception as error:  # noqa: BLE001 - whatever one activity's trouble is, it must not stop the others
            return error
        return None

    def _together(self, tasks: Sequence[Task], now: Instant, report: Report) -> None:
        try:
            found = family.load(self.writer.leads, (task.lead for task in tasks))
            leads = regrouped(tasks, found)
        except OutsideDown:
            report.returned.update(*(task.letters for task in tasks))
            return
        outcomes = self.threads.map(lambda task: self._one(task, found, now), leads)
        for task, outcome in zip(leads, outcomes, strict=True):
            self._note(task, outcome, now, report)

    def _one(self, task: Task, found: Mapping[LeadId, State], now: Instant) -> Applied | Exception:
        if self.out_of_time():
            return OutOfTime()
        try:
            return self.writer.apply(task, found, now)
        except Exception as error:  # noqa: BLE001 - whatever one lead's trouble is, it must not stop the others
            return error

    def _note(self, task: Task, outcome: Applied | Exception, now: Instant, report: Report) -> None:
        match outcome:
            case Applied():
                report.add(outcome)
            case OutOfTime() | OutsideDown():
                report.returned |= task.letters
            case _:
                self._set_apart(task, f"{type(outcome).__name__} at lead {task.lead}", now, report)

    def _set_apart(self, task: Task, reason: str, now: Instant, report: Report) -> None:
        """Send what failed again alone, once; then bury it. If even that fails, the letters come again."""
        report.reasons.append(reason)
        parcels = list(_alone(task))
        try:
            if task.attempt == 0:
                self.writer.intake.send(parcels)
                report.retried += len(parcels)
            else:
                self._bury(parcels, reason, report)
                self._disarm(task, now)
        except OutsideDown:
            report.returned |= task.letters

    def _bury(self, parcels: Sequence[Parcel], reason: str, report: Report) -> None:
        for parcel in parcels:
            self.dead_letters.bury(self.wire(parcel), reason)
            report.buried += 1

    def _disarm(self, task: Task, now: Instant) -> None:
        """A lead that cannot be judged is not woken for ever; its dead letter, sent again, arms it anew."""
        if not task.activities:
            self.wakes.disarm(task.lead, now)


def _alone(task: Task) -> Iterable[Parcel]:
    """Each activity as a parcel of its own, so that a good one is not held by a bad one; else the wake."""
    attempt = task.attempt + 1
    if not task.activities:
        yield Parcel(wakes=(task.lead,), attempt=attempt, announce=task.announce)
    for each in task.told:
        parcel = Parcel((each.activity,), attempt=attempt, announce=task.announce, imported=task.imported)
        yield replace(parcel, trace=each.trace)
