"""The past again: what a model makes of recorded activities, each processed when it happened."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from leadflow.domain.activity import Activity
from leadflow.domain.condition import earliest
from leadflow.domain.evaluation import Evaluation, Facts, evaluate, valid_until
from leadflow.domain.instant import Instant
from leadflow.domain.lead import Lead, fold
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.standing import Standing
from leadflow.domain.transition import Cause, Occasion, Transition, publish


@dataclass(frozen=True, slots=True)
class Replayed:
    """What one lead has come to, and every transition on the way there.

    `name` is its email address, else its strongest key; the answer stands until `valid_until`, if not for ever.
    """

    name: str
    facts: Facts
    evaluation: Evaluation
    valid_until: Instant | None
    transitions: Sequence[Transition]


@dataclass(frozen=True, slots=True)
class _Course:
    """A lead on its way: as it is after `now`, and when it is to be looked at again."""

    model: LeadModel
    lead: Lead
    standing: Standing
    wake: Instant | None
    transitions: tuple[Transition, ...] = ()

    def at(self, now: Instant, activities: Sequence[Activity]) -> "_Course":
        """After that instant, at which these happened, or none and time alone had passed."""
        lead = fold(self.lead, activities, self.model, now)
        facts = Facts(self.model, lead, self.standing, now)
        cause = Cause.ACTIVITY if activities else Cause.TIME
        standing, found = publish(facts, evaluate(facts), Occasion(cause, now))
        wake = valid_until(Facts(self.model, lead, standing, now))
        return _Course(self.model, lead, standing, wake, (*self.transitions, *found))


def replay(
    model: LeadModel, activities: Iterable[Activity], at: Instant | None = None, *, transitions: bool = True
) -> list[Replayed]:
    """What the leads have come to by `at` (default: the last activity, whoever's), sorted by name.

    Later activities are ignored, and those that name nobody. Without `transitions` the way there is followed
    only where the answer depends on it.
    """
    told = list(activities)
    end = max((activity.at for activity in told), default=Instant(0)) if at is None else at
    leads: dict[tuple[str, str], list[Activity]] = defaultdict(list)
    for activity in told:
        if activity.at <= end and (key := activity.lead.strongest) is not None:
            leads[key].append(activity)
    followed = transitions or any(segment.until is not None for segment in model.segments.values())
    live = _followed if followed else _at_once
    courses = ((name, live(model, those, end)) for (_, name), those in sorted(leads.items(), key=_name))
    return [_replayed(name, course, end, transitions=transitions) for name, course in courses]


def _name(entry: tuple[tuple[str, str], list[Activity]]) -> tuple[str, str]:
    (kind, name), _ = entry
    return name, kind


def _followed(model: LeadModel, activities: Iterable[Activity], end: Instant) -> _Course:
    """The lead's course, all of one instant at once, with every wake in between."""
    arrivals: dict[Instant, list[Activity]] = defaultdict(list)
    for activity in activities:
        arrivals[activity.at].append(activity)
    waiting = sorted(arrivals, reverse=True)
    course = _Course(model, Lead(), Standing(), None)
    while True:
        now = earliest(course.wake, waiting[-1] if waiting else None)
        if now is None or now > end:
            return course
        if waiting and waiting[-1] == now:
            waiting.pop()
        course = course.at(now, arrivals.get(now, []))


def _at_once(model: LeadModel, activities: Sequence[Activity], end: Instant) -> _Course:
    """The lead at the end, for a model whose answers do not depend on the way there."""
    lead = fold(Lead(), activities, model, end)
    return _Course(model, lead, Standing(), valid_until(Facts(model, lead, Standing(), end)))


def _replayed(name: str, course: _Course, end: Instant, *, transitions: bool) -> Replayed:
    facts = Facts(course.model, course.lead, course.standing, end)
    return Replayed(name, facts, evaluate(facts), course.wake, course.transitions if transitions else ())
