"""A lead as conditions see it at one instant."""

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from functools import cache, cached_property
from operator import attrgetter

from leadflow.domain.classes import Rung, SetBack
from leadflow.domain.company import company, role
from leadflow.domain.conditions.traits import steps
from leadflow.domain.course import Course
from leadflow.domain.courses import INTERACTION, CombinedCourse, SumCourse
from leadflow.domain.instant import LAST, Duration, Instant, iso
from leadflow.domain.json import Json
from leadflow.domain.known import known
from leadflow.domain.lead import Lead
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.occurrence import Sighting
from leadflow.domain.owner import OWNER, owner
from leadflow.domain.sales import Sales, behind
from leadflow.domain.score import Score
from leadflow.domain.sightings import Sightings
from leadflow.domain.standing import Standing

TOUCH = "touch"
CRM_RECORD_ID = "crm.id"

_instant = attrgetter("at")


class Past:
    """What does not depend on the instant, as long as nothing new happens: sightings, sales, and scores over time."""

    def __init__(self, facts: "Facts") -> None:
        self._facts = facts
        self.sightings = Sightings(facts.model, facts.lead, facts.now)
        self.sales = Sales(facts.lead.traits, facts.calendar)
        self.course = cache(self._course)

    def _course(self, name: str) -> Course:
        facts, score = self._facts, self._facts.model.scores[name]
        if score.combine:
            return CombinedCourse(score, {part: self.course(part) for part in score.combine})
        knots = {step for rule in score.traits for step in steps(rule.when, facts)}
        return SumCourse(score, self.sightings, facts.calendar, lambda at: self._traits(score, at), sorted(knots))

    def _traits(self, score: Score, at: Instant) -> Sequence[float]:
        """The points of each trait rule that holds at that instant, by what is known today."""
        if not score.traits:
            return ()
        there = self._facts if at == self._facts.now else self._facts.moved(self._facts.standing, at)
        return [rule.points for rule in score.traits if rule.when.holds(there)]


class Facts:
    """Every answer is worked out once, when it is first asked for.

    Nobody asks what changes after the `horizon`; it may come nearer, but never move away.
    `set_backs` are those that this evaluation takes in, oldest first.
    """

    def __init__(
        self,
        model: LeadModel,
        lead: Lead,
        standing: Standing,
        now: Instant,
        set_backs: Sequence[SetBack] = (),
    ) -> None:
        self.model, self.lead, self.standing, self.now, self.set_backs = model, lead, standing, now, set_backs
        self.first_seen, self.calendar, self.horizon = lead.first_seen, model.calendar, LAST
        self.scores, self.classes = model.scores, model.classes
        self.score = cache(self._score)
        self.rung = cache(self._rung)
        self.member = cache(self._member)
        self.label_changes_at = cache(self._label_changes_at)
        self.member_changes_at = cache(self._member_changes_at)

    @cached_property
    def judged(self) -> tuple[tuple[str, ...], Mapping[str, str | None]]:
        """All segments that the lead is in, and its label of every class."""
        return self.model.judge(self, self.standing.segments)

    def moved(self, standing: Standing, now: Instant) -> "Facts":
        """The same lead with another standing at an instant by which nothing more has occurred."""
        there = Facts(self.model, self.lead, standing, now)
        there.past = self.past
        return there

    @cached_property
    def past(self) -> Past:
        """What all that are moved from here share."""
        return Past(self)

    @cached_property
    def sightings(self) -> Sightings:
        """The occurrences that count, by signal, oldest first."""
        return self.past.sightings

    @cached_property
    def course(self) -> Callable[[str], Course]:
        """Scores over time, by name."""
        return self.past.course

    def trait(self, name: str) -> Json:
        """What is known by that name: a score, a class's label, a fact that is worked out, or else a trait."""
        if name in self.scores:
            return self.score(name)
        if name in self.classes:
            return self.label(name)
        if name in FACTS:
            return FACTS[name](self)
        sales = self.past.sales
        return sales.fact(name) if sales.know(name) else known(behind(name), self.lead, self.model)

    def count(self, signal: str, within: Duration | None) -> int:
        """How often the signal occurred, or how often of late: less than `within` ago."""
        found = self.sightings(signal)
        return len(found) if within is None else len(found) - bisect_right(found, self.now - within, key=_instant)

    def label(self, name: str) -> str | None:
        return self.rung(name).label

    def member_since(self, segment: str) -> Instant:
        """Since when the lead has been in a segment that it is in."""
        return self.standing.segments.get(segment, self.now)

    def _score(self, name: str) -> float | None:
        trend = self.course(name).trend(self.now)
        return None if trend is None else trend.value(self.now)

    def _rung(self, name: str) -> Rung:
        before = Rung(self.standing.classes.get(name), self.standing.blocked.get(name, ()))
        return self.model.classes[name].rung(self, before, self.set_backs)

    def _label_changes_at(self, name: str) -> Instant | None:
        return self.model.classes[name].changes_at(self, self.rung(name))

    def _member(self, segment: str) -> bool:
        if "judged" in self.__dict__:
            return segment in self.judged[0]
        return self.model.segments[segment].member(self, was=segment in self.standing.segments)

    def _member_changes_at(self, segment: str) -> Instant | None:
        return self.model.segments[segment].changes_at(self, member=self.member(segment))


def _latest(found: Sequence[Sighting]) -> str | None:
    return iso(found[-1].at) if found else None


FACTS: Mapping[str, Callable[[Facts], Json]] = {
    "first_seen": lambda facts: None if facts.first_seen is None else iso(facts.first_seen),
    "last_interaction": lambda facts: _latest(facts.sightings(INTERACTION)),
    "last_touch": lambda facts: _latest(facts.sightings(TOUCH)),
    OWNER: lambda facts: owner(facts.lead),
    CRM_RECORD_ID: lambda facts: facts.lead.keys.crm_id,
    "company.domain": lambda facts: company(facts.lead.keys.email),
    "company.role_address": lambda facts: role(facts.lead.keys.email),
}
"""What is worked out of every lead and never stored, usable like traits."""
