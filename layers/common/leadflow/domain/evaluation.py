"""What follows from a lead, the model and the clock: scores, segments, classes, and until when they hold."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from leadflow.domain.condition import earliest
from leadflow.domain.facts import Facts
from leadflow.domain.instant import LAST, Instant
from leadflow.domain.standing import Standing

_PATIENCE: Final = 64
"""After so many instants at which something moved but nothing changed, the search stops: early, not late."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What is so at `at`. The same lead, model, standing and instant always give the same.

    `blocked` are, of each funnel, the labels that must first stop being true.
    """

    at: Instant
    scores: Mapping[str, float | None]
    segments: tuple[str, ...]
    classes: Mapping[str, str | None]
    blocked: Mapping[str, tuple[str, ...]]


def evaluate(facts: Facts) -> Evaluation:
    """All that the model asks of the lead at the facts' instant."""
    model = facts.model
    segments, classes = facts.judged
    funnels = (name for name, each in model.classes.items() if each.sticky)
    return Evaluation(
        at=facts.now,
        scores={name: facts.score(name) for name in model.scores},
        segments=segments,
        classes=classes,
        blocked={name: blocked for name in funnels if (blocked := facts.rung(name).blocked)},
    )


def stood(facts: Facts, evaluation: Evaluation) -> Standing:
    """The standing as the evaluation leaves it; what was said of it is as it was."""
    latest = max(((each.at, each.activity) for each in facts.set_backs), default=facts.standing.set_back)
    return replace(
        facts.standing,
        segments={name: facts.standing.segments.get(name, evaluation.at) for name in evaluation.segments},
        classes={name: label for name, label in evaluation.classes.items() if label is not None},
        blocked=evaluation.blocked,
        set_back=latest,
    )


def valid_until(facts: Facts) -> Instant | None:
    """An instant after the facts' own before which, unless something new happens, no segment and no class changes.

    Nor does a click settle before it. None if they never will. Never late; early only where many things move without
    changing anything.
    """
    arrival = _next_arrival(facts)
    seen = evaluate(facts)
    for _ in range(_PATIENCE):
        change = _next_move(facts, arrival)
        if change is None or change == arrival:
            return change
        facts = facts.moved(stood(facts, seen), change)
        found = evaluate(facts)
        if (found.segments, found.classes, found.blocked) != (seen.segments, seen.classes, seen.blocked):
            return change
    return facts.now


def _next_move(facts: Facts, arrival: Instant | None) -> Instant | None:
    """The first instant at which anything may move; what comes after one that is known is not looked for."""
    first = arrival
    for changes_at, names in (
        (facts.member_changes_at, facts.model.segments),
        (facts.label_changes_at, facts.model.classes),
    ):
        for name in names:
            facts.horizon = LAST if first is None else first
            first = earliest(first, changes_at(name))
    return first


def _next_arrival(facts: Facts) -> Instant | None:
    """When the next occurrence begins to count: a click that settles, or what a fast clock has dated ahead."""
    begins = facts.model.begins
    return min((at for each in facts.lead.occurrences.values() if (at := begins(each)) > facts.now), default=None)
