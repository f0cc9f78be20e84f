"""A message as it would be, without a destination: of news that there was, or of news as if it came now."""

from dataclasses import dataclass, replace

from leadflow.application import family
from leadflow.application.ports import Leads, Outbox, Timeline
from leadflow.domain.automation import Automation, Change
from leadflow.domain.errand import Errand
from leadflow.domain.evaluation import evaluate
from leadflow.domain.explanation import explain, strongest
from leadflow.domain.facts import Facts
from leadflow.domain.headline import headline_score
from leadflow.domain.instant import Instant
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.message import Matter, Message, compose
from leadflow.domain.news import Evidence, News
from leadflow.domain.response import CONTRIBUTIONS
from leadflow.domain.state import State
from leadflow.domain.transition import Cause, Transition


@dataclass(frozen=True, slots=True)
class Preview:
    """Composes messages from what is stored. Every method raises OutsideDown."""

    model: LeadModel
    outbox: Outbox
    leads: Leads
    timeline: Timeline
    recent: int

    def of(self, errand: Errand, now: Instant) -> Message | None:
        """The message of the errand as it would be now; None where its news, lead or automation is gone."""
        news, automation = self.outbox.load(errand.lead, errand.news), self.model.automations.get(errand.automation)
        state = family.whole(self.leads, errand.lead)
        if news is None or automation is None or state is None:
            return None
        return self._message(news, state, automation, now)

    def foreseen(self, state: State, facts: Facts, automation: Automation) -> tuple[Message, News]:
        """The message, and the news, as if the lead did now what the automation waits for."""
        news = _news(state, facts, automation)
        return self._message(news, replace(state, lead=facts.lead), automation, facts.now), news

    def _message(self, news: News, state: State, automation: Automation, now: Instant) -> Message:
        recent = family.recent(self.timeline, state.family, self.recent)
        return compose(Matter(news, state.lead, recent, self.outbox.told_before(news)), automation, self.model, now)


def _news(state: State, facts: Facts, automation: Automation) -> News:
    when, found = automation.when, evaluate(facts)
    sightings = facts.sightings(when.of) if when.change is Change.OCCURRED else ()
    activity = sightings[-1].id if sightings else None
    happened = Transition(
        when.change, when.of, when.to, facts.now, Cause.ACTIVITY, calls=(automation.name,), activity=activity
    )
    score = headline_score(facts.model, when.of)
    why = explain(facts, score) if score else None
    why = None if why is None else strongest(why, CONTRIBUTIONS)
    segments = set(found.segments) - {when.of} | ({when.of} if when.change is Change.ENTERED else set())
    ordered = tuple(name for name in facts.model.segments if name in segments)
    classes = {**found.classes, when.of: when.to} if when.change is Change.BECAME else found.classes
    return News(state.id, state.version + 1, happened, Evidence(found.scores, classes, ordered, why))
