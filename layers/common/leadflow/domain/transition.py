"""Transitions: the difference between where a lead stood and where it stands, each published once."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from leadflow.domain.automation import Automation, Change
from leadflow.domain.evaluation import Evaluation, Facts
from leadflow.domain.instant import Instant
from leadflow.domain.standing import Standing


class Cause(StrEnum):
    """Why a lead was evaluated."""

    ACTIVITY = "activity"
    TIME = "time"
    MODEL = "model"


@dataclass(frozen=True, slots=True)
class Occasion:
    """What brought an evaluation about, and when the lead last did something: older than that the news is not."""

    cause: Cause
    news: Instant


@dataclass(frozen=True, slots=True)
class Transition:
    """One change of a lead's standing. `calls` names the automations that it sets off."""

    change: Change
    of: str
    to: str | None
    at: Instant
    cause: Cause
    calls: tuple[str, ...] = ()


def publish(facts: Facts, evaluation: Evaluation, occasion: Occasion) -> tuple[Standing, tuple[Transition, ...]]:
    """The new standing, and the transitions that lead to it from the facts' standing, in the order of the model."""
    standing = facts.standing
    alerts = dict(standing.alerts)
    published = []
    for transition in _differences(facts, evaluation, occasion.cause):
        calls = tuple(_calls(facts, transition, occasion, alerts))
        alerts.update(dict.fromkeys(calls, evaluation.at))
        published.append(replace(transition, calls=calls))
    segments = {name: standing.segments.get(name, evaluation.at) for name in evaluation.segments}
    return Standing(segments, _labels(evaluation), alerts), tuple(published)


def _differences(facts: Facts, evaluation: Evaluation, cause: Cause) -> Iterator[Transition]:
    before, at = facts.standing, evaluation.at
    for name in _united(facts.model.classes, before.classes):
        label = evaluation.classes.get(name)
        if label != before.classes.get(name):
            yield Transition(Change.BECAME, name, label, at, cause)
    for name in _united(facts.model.segments, before.segments):
        if (name in evaluation.segments) != (name in before.segments):
            yield Transition(Change.ENTERED if name in evaluation.segments else Change.LEFT, name, None, at, cause)


def _united(first: Iterable[str], second: Iterable[str]) -> Iterator[str]:
    """The model's names in its order, then those that only an earlier model knew."""
    return iter(dict.fromkeys((*first, *second)))


def _calls(facts: Facts, transition: Transition, occasion: Occasion, alerts: Mapping[str, Instant]) -> Iterator[str]:
    """Which automations the transition sets off: nobody is alerted of strangers, by a new model, or of old news."""
    if occasion.cause is Cause.MODEL or facts.lead.keys.anonymous:
        return
    for name, automation in facts.model.automations.items():
        timely = _fits(automation, transition) and _timely(automation, occasion, facts.now, alerts.get(name))
        if timely and not (automation.unless and automation.unless.holds(facts)):
            yield name


def _fits(automation: Automation, transition: Transition) -> bool:
    trigger = automation.when
    return (trigger.change, trigger.of) == (transition.change, transition.of) and trigger.to in (None, transition.to)


def _timely(automation: Automation, occasion: Occasion, now: Instant, last: Instant | None) -> bool:
    fresh = automation.fresh is None or now - occasion.news <= automation.fresh
    return fresh and (automation.cooldown is None or last is None or now - last >= automation.cooldown)


def _labels(evaluation: Evaluation) -> Mapping[str, str | None]:
    return {name: label for name, label in evaluation.classes.items() if label is not None}
