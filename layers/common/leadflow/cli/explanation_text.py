"""Explanations of scores in tables for people."""

from collections.abc import Iterator, Sequence
from typing import Final

from leadflow.application.explain import HORIZON, Account, Doubt, Doubted
from leadflow.cli.table import points, table
from leadflow.domain.automation import Change
from leadflow.domain.condition import Condition
from leadflow.domain.conditions.logic import All, Any, Not
from leadflow.domain.conditions.traits import TraitDate, TraitExists, TraitIs
from leadflow.domain.courses import INTERACTION
from leadflow.domain.evaluation import Evaluation, evaluate
from leadflow.domain.explanation import Contribution, Explanation
from leadflow.domain.facts import Facts
from leadflow.domain.instant import DAY, HOUR, MINUTE, SECOND, Duration, Instant, minute, moment
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.sales import behind
from leadflow.domain.transition import Transition
from leadflow.domain.wording import ago, clean, counted, words

_ID: Final = 60
"""Characters of an activity's id that are shown."""

_DOUBTED: Final = 20
"""So many activities that do not count are told one by one."""

_UNITS: Final = ((DAY, "day"), (HOUR, "hour"), (MINUTE, "minute"), (SECOND, "second"))


def text(lead: str, facts: Facts, found: Account) -> Iterator[str]:
    """The account of the lead, line by line."""
    yield f"{clean(lead)} at {minute(facts.now)}"
    yield _standing(evaluate(facts))
    for explanation_of, explanation in found.scores.items():
        yield ""
        yield from score(explanation_of, explanation, facts)
    yield from _left_out(found.doubted, facts)
    yield ""
    yield from _changes(found, facts)


def score(name: str, explanation: Explanation | None, facts: Facts) -> Iterator[str]:
    """One score, term by term."""
    if explanation is None:
        yield f"{words(name)}: none, since nothing has happened that it counts"
    else:
        yield words(name)
        yield from table(list(_rows(explanation, facts)), right={0})


def _standing(found: Evaluation) -> str:
    """Where the lead stands: in sales ready; persona champion."""
    segments = ", ".join(map(words, found.segments)) or "no segment"
    classes = ", ".join(f"{words(name)} {words(label)}" for name, label in found.classes.items() if label)
    return f"in {segments}; {classes}" if classes else f"in {segments}"


def _rows(explanation: Explanation, facts: Facts) -> Iterator[Sequence[str]]:
    for part in explanation.contributions:
        said = clean(facts.model.signals[part.signal].words)
        when = ago(part.at, facts.now), minute(part.at)
        yield points(part.value), _before(part), said, *when, clean(part.activity, _ID)
    for value, what in _others(explanation, facts):
        if value:
            yield points(value), "", what, "", "", ""
    yield points(explanation.value), "", "together", "", "", ""


def _before(part: Contribution) -> str:
    """The points before they faded, where that shows."""
    return "" if points(part.points) == points(part.value) else f"of {points(part.points)}"


def _others(explanation: Explanation, facts: Facts) -> Iterator[tuple[float, str]]:
    """What is added to a sum or cut off, and why."""
    policy = facts.model.scores[explanation.score]
    for name, value in explanation.parts.items():
        told = "none" if (part := facts.score(name)) is None else points(part)
        yield value, f"{policy.combine[name]:g} times {words(name)}, which is {told}"
    for cap in policy.caps:
        signals = ", ".join(clean(facts.model.signals[signal].words) for signal in cap.signals)
        yield explanation.caps.get(cap.name, 0.0), f"{words(cap.name)}: no more than {cap.at_most:g} for {signals}"
    if policy.inactivity and (last := facts.sightings(INTERACTION)):
        every = lasting(policy.inactivity.every)
        yield (
            explanation.inactivity,
            f"silence since {ago(last[-1].at, facts.now)}, {policy.inactivity.lose:g} for each {every}",
        )
    known = dict.fromkeys(name for rule in policy.traits if rule.when.holds(facts) for name in _traits(rule.when))
    yield explanation.traits, f"who they are: {', '.join(_known(name, facts) for name in known)}"
    yield explanation.range, f"to stay inside {policy.range.low:g} to {policy.range.high:g}"


def _traits(condition: Condition) -> Iterator[str]:
    """The names of the traits that the condition is about."""
    match condition:
        case All(conditions) | Any(conditions):
            for each in conditions:
                yield from _traits(each)
        case Not(inner):
            yield from _traits(inner)
        case TraitIs() | TraitExists() | TraitDate():
            yield condition.trait
        case _:
            pass


def _known(trait: str, facts: Facts) -> str:
    value = facts.trait(trait)
    told = ", ".join(map(clean, value)) if isinstance(value, list) else clean(value)
    called = words(behind(trait))
    return f"{called} {told}".rstrip() if value is not None else f"no {called}"


def lasting(span: Duration) -> str:
    """How long it is: 30 days, 90 minutes; the largest unit in which it is whole."""
    size, unit = next((size, unit) for size, unit in _UNITS if span % size == 0 or size == SECOND)
    return counted(span // size, unit)


def _left_out(doubted: Sequence[Doubted], facts: Facts) -> Iterator[str]:
    headings = {"What does not count": False, "What counts all the same": True}
    for heading, counts in headings.items():
        those = [each for each in doubted if (each.doubt is Doubt.GIVEN_BACK) == counts]
        if those:
            yield ""
            yield heading
            yield from table([_doubt(each, facts) for each in those[:_DOUBTED]])
        if more := len(those[_DOUBTED:]):
            yield f"  and {more} more; --json names them all"


def _doubt(each: Doubted, facts: Facts) -> Sequence[str]:
    when = ago(each.at, facts.now), minute(each.at)
    return _called(each.signals, facts.model), _why(each), *when, clean(each.activity, _ID)


def _called(signals: Sequence[str], model: LeadModel) -> str:
    named = [clean(model.signals[name].words) for name in signals if name in model.signals]
    return ", ".join(named) or "did something"


def _why(each: Doubted) -> str:
    match each.doubt:
        case Doubt.VOID:
            return f"taken back: {clean(each.reason) or 'nobody said why'}"
        case Doubt.GIVEN_BACK:
            return f"given back: {clean(each.reason) or 'nobody said why'}"
        case Doubt.MACHINE:
            return f"machine-made: {clean(each.reason)}"
        case Doubt.SETTLING:
            return f"counts from {minute(each.begins or each.at)} on, unless it proves machine-made"


def _changes(found: Account, facts: Facts) -> Iterator[str]:
    """What changes next if nothing happens."""
    if found.ahead:
        yield "Unless something new happens, the lead"
        yield from table([_change(each, facts.now) for each in found.ahead])
    else:
        until = "any more" if found.valid_until is None else f"in the next {lasting(HORIZON)}"
        yield f"Unless something new happens, no segment and no class changes {until}."


def _change(each: Transition, now: Instant) -> Sequence[str]:
    acts = f"; {' and '.join(map(words, each.calls))} acts" if each.calls else ""
    return changed(each), f"on {_spoken(each.at)}", f"{ahead(each.at, now)}{acts}"


def changed(each: Transition) -> str:
    """What the transition is, as people say it of the lead."""
    match each.change:
        case Change.ENTERED:
            return f"enters {words(each.of)}"
        case Change.LEFT:
            return f"leaves {words(each.of)}"
        case Change.BECAME:
            return f"becomes {words(each.to) if each.to else 'none'} in {words(each.of)}"
        case Change.OCCURRED:
            return f"has one more {words(each.of)}"
        case Change.MOVED:
            return "is one with another, or no longer"


def _spoken(at: Instant) -> str:
    there = moment(at)
    return f"{there.day} {there:%B %Y %H:%M} UTC"


def ahead(until: Instant, now: Instant) -> str:
    """How far ahead it is: in 2 hours, in 3 days."""
    told = ago(now, until)
    return f"in {told.removesuffix(' ago')}" if told.endswith(" ago") else "in a moment"
