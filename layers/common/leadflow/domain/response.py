"""The business in one pure function: what news of a lead, or time alone, makes of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from leadflow.domain.activity import Activity
from leadflow.domain.evaluation import Facts, evaluate, valid_until
from leadflow.domain.explanation import explain, strongest
from leadflow.domain.headline import headline_score
from leadflow.domain.instant import MINUTE, Duration, Instant
from leadflow.domain.lead import Lead, fold
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.news import Evidence, News
from leadflow.domain.occurrence import by_signal
from leadflow.domain.state import State
from leadflow.domain.transition import Cause, Occasion, Transition, publish

NEAR: Final = Duration(15 * MINUTE)
"""An answer that expires this soon comes back by a delayed message, which waits no longer; a later one by the index."""


CONTRIBUTIONS: Final = 500
"""So many of a score's largest contributions go with the news, which must fit into one item."""


@dataclass(frozen=True, slots=True)
class Response:
    """What is to be written and done.

    `state` is the very state given where there is nothing to write; `look_again` is when a delayed message is to
    bring the lead back.
    """

    state: State
    news: tuple[News, ...] = ()
    look_again: Instant | None = None


def respond(model: LeadModel, state: State, activities: Sequence[Activity], clock: Instant) -> Response:
    """What these activities, or without any the passing of time, make of the lead.

    `clock` may stand behind the lead's own last look: for a lead, time never runs backwards.
    """
    now = max(clock, state.evaluated_at)
    lead = fold(state.lead, activities, model, now)
    facts, transitions = _published(model, state, lead, activities, now)
    settled = state.version > 0 and not transitions and lead == state.lead and not _judged_anew(model, state)
    if settled and activities and (state.wake_at is None or now < state.wake_at):
        return Response(state)
    wake = arm(state, valid_until(facts), now)
    if settled and wake == Wake(state.wake_at, state.indexed):
        return Response(state)
    news = tuple(_news(facts, state, transition) for transition in transitions)
    return Response(_after(facts, state, wake), news, wake.at if wake.sent else None)


@dataclass(frozen=True, slots=True)
class Wake:
    """When a lead comes back though nothing happened: by the index, or by a message that is now to be `sent` or was."""

    at: Instant | None
    indexed: bool = False
    sent: bool = False


def arm(state: State, until: Instant | None, now: Instant) -> Wake:
    """The wake of a lead whose answer holds until then.

    What is stored moves only where it must: a wake that comes too early is harmless and finds the next instant then.
    """
    stored = state.wake_at
    if stored is not None and now < stored and (until is None or stored <= until):
        return Wake(stored, state.indexed)
    if until is None:
        return Wake(None)
    return Wake(until, indexed=True) if until - now > NEAR else Wake(until, sent=True)


def _published(
    model: LeadModel, state: State, lead: Lead, activities: Sequence[Activity], now: Instant
) -> tuple[Facts, tuple[Transition, ...]]:
    """The lead in its new standing, and what led there; what a new model alone changes is published apart."""
    standing = state.standing
    earlier: tuple[Transition, ...] = ()
    if state.version and _judged_anew(model, state):
        facts = Facts(model, state.lead, standing, now)
        standing, earlier = publish(facts, evaluate(facts), Occasion(Cause.MODEL, now))
    facts = Facts(model, lead, standing, now)
    standing, later = publish(facts, evaluate(facts), _occasion(state, lead, activities, now))
    return facts.moved(standing, now), (*earlier, *later)


def _occasion(state: State, lead: Lead, activities: Sequence[Activity], now: Instant) -> Occasion:
    if lead == state.lead:
        return Occasion(Cause.TIME, now)
    return Occasion(Cause.ACTIVITY, max(_latest_interaction(lead, now), *(activity.at for activity in activities)))


def _latest_interaction(lead: Lead, now: Instant) -> Instant:
    """When the lead last did something: what arrives late is no old news of somebody who is here today."""
    return max((each.at for each in by_signal(lead.occurrences.values(), now)["interaction"]), default=Instant(0))


def _judged_anew(model: LeadModel, state: State) -> bool:
    return state.model != model.fingerprint


def _after(facts: Facts, state: State, wake: Wake) -> State:
    return replace(
        state,
        lead=facts.lead,
        standing=facts.standing,
        evaluated_at=facts.now,
        wake_at=wake.at,
        indexed=wake.indexed,
        model=facts.model.fingerprint,
    )


def _news(facts: Facts, state: State, transition: Transition) -> News:
    score = headline_score(facts.model, transition.of)
    found = evaluate(facts)
    explanation = explain(facts, score) if score and transition.calls else None
    if explanation is not None:
        explanation = strongest(explanation, CONTRIBUTIONS)
    evidence = Evidence(found.scores, found.classes, found.segments, explanation)
    return News(state.id, state.version + 1, transition, evidence)
