"""Transitions: the difference between where a lead stood and where it stands, each published once."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

from leadflow.domain.automation import Automation, Change, Notify, Quota, Trigger
from leadflow.domain.calendar import Calendar
from leadflow.domain.evaluation import Evaluation, stood
from leadflow.domain.facts import Facts
from leadflow.domain.instant import Instant
from leadflow.domain.standing import Standing

REMEMBERED: Final = 20
"""So many published activities of a signal are remembered that do not count any more: they might again."""


class Cause(StrEnum):
    """Why a lead was evaluated."""

    ACTIVITY = "activity"
    TIME = "time"
    VOID = "void"  # a person took an activity back, or gave it back
    MACHINE = "machine"  # later evidence showed that no human had done it, or that one had
    MODEL = "model"
    JOIN = "join"  # what was known under two keys is one lead's, or is not after all
    IMPORT = "import"  # a file, or the CRM's records as they are, told of the past


CORRECTIONS: Final = frozenset({Cause.VOID, Cause.MACHINE})
"""What makes news of a transition that it should not have been told before."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """What brought an evaluation about, and when the lead last did something: older than that the news is not.

    `announce`: also what a new model alone has changed is to be told. `corrects`: it shows that something was told that
    was not so.
    """

    cause: Cause
    news: Instant
    announce: bool = False
    corrects: bool = False

    @property
    def silent(self) -> bool:
        """Whether nobody is to be told of anything."""
        return self.cause is Cause.IMPORT or (self.cause is Cause.MODEL and not self.announce)


@dataclass(frozen=True, slots=True)
class Transition:
    """One change of a lead's standing, or of a signal one more `activity`.

    `calls` names the automations that it sets off, `takes_back` those whose last message it makes untrue.
    """

    change: Change
    of: str
    to: str | None
    at: Instant
    cause: Cause
    calls: tuple[str, ...] = ()
    takes_back: tuple[str, ...] = ()
    activity: str | None = None

    @property
    def sets_off(self) -> tuple[str, ...]:
        """The automations that are to act, whether to tell or to take back."""
        return self.calls + self.takes_back


@dataclass(frozen=True, slots=True)
class _Told:
    """What automations have said: when each did last, which have announced what is still so, and what counts of it."""

    alerts: Mapping[str, Instant]
    standing: frozenset[str]
    counted: Mapping[str, tuple[Instant, ...]] = field(default_factory=dict)

    def after(self, transition: Transition, undone: Iterable[str], quotas: Mapping[str, Quota]) -> "_Told":
        """After the transition; what was taken back was never said, so that no pause follows from it."""
        back = set(transition.takes_back)
        alerts = {name: at for name, at in self.alerts.items() if name not in back}
        lasting = transition.calls if transition.change in (Change.ENTERED, Change.BECAME) else ()
        return _Told(
            alerts | dict.fromkeys(transition.calls, transition.at),
            self.standing.difference(undone).union(lasting),
            dict(self._counted(transition, quotas)),
        )

    def _counted(
        self, transition: Transition, quotas: Mapping[str, Quota]
    ) -> Iterator[tuple[str, tuple[Instant, ...]]]:
        """The latest alerts of automations with a quota, of which no more are needed than it has."""
        for name, quota in quotas.items():
            alerts = self.counted.get(name, ())
            kept = alerts[:-1] if name in transition.takes_back else alerts
            if found := (*kept, *([transition.at] if name in transition.calls else ()))[-quota.count :]:
                yield name, found


def publish(facts: Facts, evaluation: Evaluation, occasion: Occasion) -> tuple[Standing, tuple[Transition, ...]]:
    """The new standing, and the transitions that lead to it from the facts' standing, in the order of the model."""
    told = _Told(facts.standing.alerts, facts.standing.told, facts.standing.counted)
    quotas = {name: each.at_most for name, each in facts.model.automations.items() if each.at_most is not None}
    published = []
    for transition in _differences(facts, evaluation, occasion.cause):
        undone = tuple(_undone(facts, transition, told))
        back = undone if occasion.corrects or occasion.cause in CORRECTIONS else ()
        calls = tuple(_unheard(facts, _calls(facts, transition, occasion, told), back))
        each = replace(transition, calls=calls, takes_back=back)
        told = told.after(each, undone, quotas)
        published.append(each)
    occurred = {name: _remembered(facts, name) for name in facts.model.watched}
    said = replace(stood(facts, evaluation), alerts=told.alerts, told=told.standing, counted=told.counted)
    return replace(said, occurred=occurred), tuple(published)


def _differences(facts: Facts, evaluation: Evaluation, cause: Cause) -> Iterator[Transition]:
    before, at = facts.standing, evaluation.at
    if cause is not Cause.MODEL:
        for name in facts.model.watched:
            for activity in _new(facts, name):
                yield Transition(Change.OCCURRED, name, None, at, cause, activity=activity)
    for name in _united(facts.model.classes, before.classes):
        label = evaluation.classes.get(name)
        if label != before.classes.get(name):
            yield Transition(Change.BECAME, name, label, at, cause)
    for name in _united(facts.model.segments, before.segments):
        if (name in evaluation.segments) != (name in before.segments):
            yield Transition(Change.ENTERED if name in evaluation.segments else Change.LEFT, name, None, at, cause)


def _new(facts: Facts, signal: str) -> Iterator[str]:
    """The activities of the signal that were never published."""
    known = set(facts.standing.occurred.get(signal, ()))
    return (sighting.id for sighting in facts.sightings(signal) if sighting.id not in known)


def _remembered(facts: Facts, signal: str) -> tuple[str, ...]:
    counting = tuple(sighting.id for sighting in facts.sightings(signal))
    others = [name for name in facts.standing.occurred.get(signal, ()) if name not in counting]
    return (*others[-REMEMBERED:], *counting)


def _united(first: Iterable[str], second: Iterable[str]) -> Iterator[str]:
    """The model's names in its order, then those that only an earlier model knew."""
    return iter(dict.fromkeys((*first, *second)))


def _calls(facts: Facts, transition: Transition, occasion: Occasion, told: _Told) -> Iterator[str]:
    """Which automations the transition sets off.

    Nobody is alerted of strangers, of who asked to be erased, of what is imported or by a new model, or of old news.
    """
    if occasion.silent or facts.lead.keys.anonymous or facts.lead.erase_requested is not None:
        return
    for name, automation in facts.model.automations.items():
        timely = _fits(automation, transition) and _timely(automation, occasion, facts.now, told.alerts.get(name))
        if not timely or _spent(automation.at_most, told.counted.get(name, ()), facts.now, facts.calendar):
            continue
        if not (automation.unless and automation.unless.holds(facts)):
            yield name


def _fits(automation: Automation, transition: Transition) -> bool:
    trigger = automation.when
    fitting = (trigger.change, trigger.of) == (transition.change, transition.of) and trigger.to in (None, transition.to)
    return fitting and (not automation.causes or transition.cause in automation.causes)


def _timely(automation: Automation, occasion: Occasion, now: Instant, last: Instant | None) -> bool:
    fresh = automation.fresh is None or now - occasion.news <= automation.fresh
    return fresh and (automation.cooldown is None or last is None or now - last >= automation.cooldown)


def _spent(quota: Quota | None, alerts: Iterable[Instant], now: Instant, calendar: Calendar) -> bool:
    """Whether there have been as many alerts in this day, week or month as there may be."""
    if quota is None:
        return False
    here = calendar.period(now, quota.period)
    return sum(calendar.period(at, quota.period) == here for at in alerts) >= quota.count


def _undone(facts: Facts, transition: Transition, told: _Told) -> Iterator[str]:
    """The automations whose announcement is no longer so."""
    for name, automation in facts.model.automations.items():
        if name in told.standing and _ends(automation.when, transition):
            yield name


def _ends(trigger: Trigger, transition: Transition) -> bool:
    if trigger.of != transition.of:
        return False
    if transition.change is Change.LEFT:
        return trigger.change is Change.ENTERED
    return transition.change is Change.BECAME and trigger.change is Change.BECAME and trigger.to != transition.to


def _unheard(facts: Facts, calls: Iterable[str], back: Iterable[str]) -> Iterator[str]:
    """The calls without those that would tell nobody but who hears anyway that the news was taken back."""
    automations = facts.model.automations
    hearing = {action.channel for name in back for action in automations[name].do if isinstance(action, Notify)}

    def heard(automation: Automation) -> bool:
        told = [action.channel for action in automation.do if isinstance(action, Notify)]
        return automation.assign is None and len(told) == len(automation.do) and hearing.issuperset(told)

    return (name for name in calls if not heard(automations[name]))
