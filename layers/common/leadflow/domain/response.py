"""The business in one pure function: what news of a lead, or time alone, makes of it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Final

from leadflow.domain.activity import Activity
from leadflow.domain.classes import set_back
from leadflow.domain.correction import corrected, must_look_back, others, refold
from leadflow.domain.courses import INTERACTION
from leadflow.domain.evaluation import evaluate, valid_until
from leadflow.domain.explanation import explain, strongest
from leadflow.domain.facts import Facts
from leadflow.domain.fold import fold
from leadflow.domain.headline import headline_score
from leadflow.domain.instant import LAST, MINUTE, Duration, Instant
from leadflow.domain.lead import Lead
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.news import Evidence, News
from leadflow.domain.occurrence import Occurrence
from leadflow.domain.standing import Standing
from leadflow.domain.state import State
from leadflow.domain.transition import Cause, Occasion, Transition, publish

NEAR: Final = Duration(15 * MINUTE)
"""An answer that expires this soon comes back by a delayed message, which waits no longer; a later one by the index."""

CONTRIBUTIONS: Final = 500
"""So many of a score's largest contributions go with the news, which must fit into one item."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """What there is to take in: activities, or without any the passing of time.

    `past` is the lead's timeline, where it was asked for; `announce`: also what a new model has changed is to be told.
    `imported`: it tells of the past, and nobody is alerted of what follows from it.
    """

    activities: Sequence[Activity] = ()
    past: Sequence[Activity] | None = None
    announce: bool = False
    imported: bool = False


@dataclass(frozen=True, slots=True)
class Response:
    """What is to be written and done.

    `state` is the very state given where there is nothing to write; `look_again` is when a delayed message is to
    bring the lead back, written or not; `look_back`: nothing can be said before the lead's timeline is read.
    """

    state: State
    news: tuple[News, ...] = ()
    look_again: Instant | None = None
    look_back: bool = False


def respond(model: LeadModel, state: State, arrival: Arrival, clock: Instant) -> Response:
    """What the arrival makes of the lead.

    `clock` may stand behind the lead's own last look: for a lead, time never runs backwards.
    """
    now = max(clock, state.evaluated_at)
    known, lead = state.lead, _called(state, fold(state.lead, arrival.activities, model, now))

    def counted(each: Occurrence) -> bool:
        return model.begins(each) <= state.evaluated_at

    if _taken_otherwise(model, state) or must_look_back(known, lead, arrival.activities, counted):
        if arrival.past is None:
            return Response(state, look_back=True)
        lead = _called(state, refold(lead, arrival.past, model, now))
        if _taken_otherwise(model, state):
            known = _called(state, refold(known, others(arrival.past, arrival.activities), model, now))
    facts, transitions = _published(model, replace(state, lead=known), lead, arrival, now)
    return _written(facts, state, transitions, arrival)


def answer(
    model: LeadModel, state: State, arrival: Arrival, clock: Instant, past: Callable[[], Iterable[Activity]]
) -> Response:
    """As `respond`; the lead's timeline is read where it is needed."""
    response = respond(model, state, arrival, clock)
    if not response.look_back:
        return response
    return respond(model, state, replace(arrival, past=tuple(past())), clock)


@dataclass(frozen=True, slots=True)
class Turn:
    """What a lead turns out to be, and to have stood, since keys have joined it or `parted` from it.

    `imported`: that was told of the past, and nobody is alerted of what follows from it.
    """

    lead: Lead
    standing: Standing
    parted: bool = False
    imported: bool = False


def turned(model: LeadModel, state: State, turn: Turn, clock: Instant) -> Response:
    """What follows; `state` is the lead as it was until now, and the turn's lead is folded by this model."""
    now = max(clock, state.evaluated_at)
    standing, earlier = _rejudged(model, replace(state, standing=turn.standing), now)
    facts = Facts(model, _called(state, turn.lead), standing, now)
    interactions = facts.sightings(INTERACTION)
    news = interactions[-1].at if interactions else Instant(0)
    cause = Cause.IMPORT if turn.imported else Cause.JOIN
    occasion = Occasion(cause, news, corrects=turn.parted and not turn.imported)
    standing, later = publish(facts, evaluate(facts), occasion)
    unwoken = replace(state, wake_at=None, returns_at=None)
    return _written(facts.moved(standing, now), unwoken, (*earlier, *later), Arrival())


def _written(facts: Facts, state: State, transitions: tuple[Transition, ...], arrival: Arrival) -> Response:
    now, model = facts.now, facts.model
    settled = state.version > 0 and not _judged_anew(model, state)
    settled = settled and not transitions and (facts.lead, facts.standing) == (state.lead, state.standing)
    if settled and arrival.activities and not state.overdue(now):
        return Response(state)
    wake = arm(state, valid_until(facts), now)
    # what has come may be the message itself, sent by a worker whose clock is ahead: then it is used up
    again = wake.returns_at if wake.sent or not arrival.activities else None
    if settled and wake.at == state.wake_at and not wake.sent:
        return Response(state, look_again=again)
    news = tuple(_news(facts, state, transition) for transition in transitions)
    return Response(_after(facts, state, wake), news, again)


@dataclass(frozen=True, slots=True)
class Wake:
    """When a lead comes back though nothing happened: by the index, and by a message that is to be `sent` or was."""

    at: Instant | None = None
    returns_at: Instant | None = None
    sent: bool = False


def arm(state: State, until: Instant | None, now: Instant) -> Wake:
    """The wake of a lead whose answer holds until then.

    What is stored moves only where it must: a wake that comes too early is harmless and finds the next instant then.
    So the index keeps a later one, too, when a message comes first: it may be early enough again after that.
    No message waits for longer than NEAR: where one should, the lead has lost its place in the index.
    """
    at, returns_at = _ahead(state.wake_at, now, LAST), _ahead(state.returns_at, now, Instant(now + NEAR))
    if until is None or any(stored is not None and stored <= until for stored in (at, returns_at)):
        return Wake(at, returns_at)
    return Wake(until) if until - now > NEAR else Wake(at, until, sent=True)


def _ahead(stored: Instant | None, now: Instant, end: Instant) -> Instant | None:
    return stored if stored is not None and now < stored <= end else None


def _published(
    model: LeadModel, state: State, lead: Lead, arrival: Arrival, now: Instant
) -> tuple[Facts, tuple[Transition, ...]]:
    """The lead in its new standing, and what led there; what a new model alone changes is published apart."""
    standing, earlier = _rejudged(model, state, now, announce=arrival.announce)
    latest = standing.set_back
    found = [each for each in map(set_back, arrival.activities) if each is not None]
    back = sorted(
        (each for each in found if latest is None or (each.at, each.activity) > latest),
        key=attrgetter("at", "activity"),
    )
    facts = Facts(model, lead, standing, now, back)
    told = Cause.IMPORT if arrival.imported else Cause.ACTIVITY
    occasion = occasion_of(facts, state.lead, arrival.activities, told)
    standing, later = publish(facts, evaluate(facts), occasion)
    return facts.moved(standing, now), (*earlier, *later)


def _rejudged(
    model: LeadModel, state: State, now: Instant, *, announce: bool = False
) -> tuple[Standing, tuple[Transition, ...]]:
    """Where the lead stands by this model before anything new is looked at, and what that alone changes."""
    if not (state.version and _judged_anew(model, state)):
        return state.standing, ()
    facts = Facts(model, state.lead, state.standing, now)
    return publish(facts, evaluate(facts), Occasion(Cause.MODEL, now, announce))


def occasion_of(facts: Facts, before: Lead, activities: Sequence[Activity], told: Cause = Cause.ACTIVITY) -> Occasion:
    """Why the lead, which was so before, is evaluated; `told` is the cause where activities tell of something new."""
    if facts.lead == before:
        return Occasion(told if activities else Cause.TIME, facts.now)
    said, shown = corrected(before, facts, activities)
    cause = told if told is Cause.IMPORT else Cause.VOID if said else Cause.MACHINE if shown else told
    interactions = facts.sightings(INTERACTION)
    latest = interactions[-1].at if interactions else Instant(0)
    return Occasion(cause, max(latest, *(activity.at for activity in activities), Instant(0)))


def _called(state: State, lead: Lead) -> Lead:
    """The lead under the keys that it is called by now."""
    keys = state.kin.named(lead.keys)
    return lead if keys == lead.keys else replace(lead, keys=keys)


def _taken_otherwise(model: LeadModel, state: State) -> bool:
    return state.version > 0 and not model.takes_alike(state.model)


def _judged_anew(model: LeadModel, state: State) -> bool:
    return state.model != model.fingerprint


def _after(facts: Facts, state: State, wake: Wake) -> State:
    return replace(
        state,
        lead=facts.lead,
        standing=facts.standing,
        evaluated_at=facts.now,
        wake_at=wake.at,
        returns_at=wake.returns_at,
        model=facts.model.fingerprint,
    )


def _news(facts: Facts, state: State, transition: Transition) -> News:
    score = headline_score(facts.model, transition.of)
    found = evaluate(facts)
    explanation = explain(facts, score) if score and transition.sets_off else None
    if explanation is not None:
        explanation = strongest(explanation, CONTRIBUTIONS)
    evidence = Evidence(found.scores, found.classes, found.segments, explanation)
    return News(state.id, state.version + 1, transition, evidence)
