"""What follows from a lead, the model and the clock: scores, segments, classes, and until when they hold."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import Final

from leadflow.domain.condition import earliest
from leadflow.domain.instant import Instant
from leadflow.domain.json import Json
from leadflow.domain.lead import Lead
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.occurrence import Sighting, by_signal, counting
from leadflow.domain.score import Score
from leadflow.domain.standing import Standing
from leadflow.domain.trend import Term, Trend

_PATIENCE: Final = 64
"""After so many instants at which something moved but nothing changed, the search stops: early, not late."""


class Facts:
    """A lead as conditions see it at one instant; every answer is worked out once, when it is first asked for."""

    def __init__(
        self,
        model: LeadModel,
        lead: Lead,
        standing: Standing,
        now: Instant,
        sightings: Callable[[str], Sequence[Sighting]] | None = None,
    ) -> None:
        self.model, self.lead, self.standing, self.now = model, lead, standing, now
        self.first_seen = lead.first_seen
        self.sightings = sightings or cache(partial(_counting, model, by_signal(lead.occurrences.values(), now)))
        self.trend = cache(self._trend)
        self.score = cache(self._score)
        self.score_stands_until = cache(self._score_stands_until)
        self.label = cache(self._label)
        self.label_changes_at = cache(self._label_changes_at)
        self.member = cache(self._member)
        self.member_changes_at = cache(self._member_changes_at)

    def moved(self, standing: Standing, now: Instant) -> "Facts":
        """The same lead with another standing at an instant by which nothing more has occurred."""
        return Facts(self.model, self.lead, standing, now, self.sightings)

    def trait(self, name: str) -> Json:
        return self.lead.trait(name)

    def terms(self, score: Score) -> list[Term]:
        """The terms of the score's sum, rule by rule, oldest first."""
        return [term for rule in score.rules for term in rule.terms(self.sightings(rule.signal))]

    def trait_points(self, score: Score) -> list[float]:
        """The points of each trait rule that holds."""
        return [rule.points for rule in score.traits if rule.when.holds(self)]

    def _trend(self, name: str) -> Trend | None:
        score = self.model.scores[name]
        terms, traits = self.terms(score), self.trait_points(score)
        return Trend(terms, sum(traits), score.range) if terms or traits else None

    def _score(self, name: str) -> float | None:
        trend = self.trend(name)
        return None if trend is None else trend.value(self.now)

    def _score_stands_until(self, name: str) -> Instant | None:
        return earliest(*(rule.when.changes_at(self) for rule in self.model.scores[name].traits))

    def _label(self, name: str) -> str | None:
        return self.model.classes[name].label(self)

    def _label_changes_at(self, name: str) -> Instant | None:
        return self.model.classes[name].changes_at(self)

    def _member(self, segment: str) -> bool:
        return self.model.segments[segment].member(self, was=segment in self.standing.segments)

    def _member_changes_at(self, segment: str) -> Instant | None:
        return self.model.segments[segment].changes_at(self, member=self.member(segment))


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What is so at `at`. The same lead, model, standing and instant always give the same."""

    at: Instant
    scores: Mapping[str, float | None]
    segments: tuple[str, ...]
    classes: Mapping[str, str | None]


def evaluate(facts: Facts) -> Evaluation:
    """All that the model asks of the lead at the facts' instant."""
    model = facts.model
    return Evaluation(
        at=facts.now,
        scores={name: facts.score(name) for name in model.scores},
        segments=_segments(facts),
        classes={name: facts.label(name) for name in model.classes},
    )


def valid_until(facts: Facts) -> Instant | None:
    """An instant after the facts' own before which, unless something new happens, no segment and no class changes.

    None if they never will. Never late; early only where many things move without changing anything.
    """
    arrival = _next_arrival(facts.lead, facts.now)
    seen = _outcome(facts)
    for _ in range(_PATIENCE):
        change = earliest(_next_move(facts), arrival)
        if change is None or change == arrival:
            return change
        standing = replace(facts.standing, segments=_since(facts))
        facts = facts.moved(standing, change)
        if _outcome(facts) != seen:
            return change
    return facts.now


def _counting(model: LeadModel, occurred: Mapping[str, list[Sighting]], signal: str) -> Sequence[Sighting]:
    return counting(occurred.get(signal, []), model.signals[signal], model.calendar)


def _next_move(facts: Facts) -> Instant | None:
    segments: Sequence[Instant | None] = [facts.member_changes_at(name) for name in facts.model.segments]
    return earliest(*segments, *(facts.label_changes_at(name) for name in facts.model.classes))


def _next_arrival(lead: Lead, now: Instant) -> Instant | None:
    """When the next occurrence begins to count that a fast clock has dated ahead."""
    return min((occurrence.at for occurrence in lead.occurrences.values() if occurrence.at > now), default=None)


def _segments(facts: Facts) -> tuple[str, ...]:
    return tuple(name for name in facts.model.segments if facts.member(name))


def _since(facts: Facts) -> Mapping[str, Instant]:
    return {name: facts.standing.segments.get(name, facts.now) for name in _segments(facts)}


def _outcome(facts: Facts) -> tuple[object, ...]:
    return _segments(facts), tuple(facts.label(name) for name in facts.model.classes)
