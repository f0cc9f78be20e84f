"""What must be so of every world at its end, whatever went wrong in it."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence

from leadflow.application.audit import WRONG, check
from leadflow.domain.automation import Change
from leadflow.domain.facts import Facts
from leadflow.domain.identity import ANONYMOUS_ID, LeadId
from leadflow.domain.instant import Instant
from leadflow.domain.news import News
from tests import oracle
from tests.laws.product import outcome
from tests.torture.models import compiled
from tests.torture.outward import OUTWARD
from tests.torture.seen import POISON, Seen
from tests.torture.world import World

CALLS = 16
"""An activity, a piece of news and a fault each cost no more calls."""

Law = Callable[[Seen], Iterator[str]]


def violations(world: World) -> list[str]:
    """What is not as it must be."""
    seen = Seen(world)
    return [f"{law.__name__.strip('_')}: {each}" for law in LAWS for each in law(seen)]


def _quiet(seen: Seen) -> Iterator[str]:
    """Nothing goes on for ever."""
    world = seen.world
    if not world.quiet:
        yield f"{world.plan.calls} calls, and no end"
    yield from (
        f"{each.name} still holds {len(each.messages)}" for each in (world.intake, world.actions) if each.messages
    )
    if world.senders.waiting or world.senders.calls:
        yield "senders still wait"


def _frugal(seen: Seen) -> Iterator[str]:
    """What goes wrong costs calls, but not many; indexes by time are read whether anything happens or not."""
    calls = sum(operation != "Query" for _, operation, _, _ in seen.world.guard.log)
    causes = 1 + len(seen.accepted) + len(seen.news) + seen.world.plan.met
    if calls > CALLS * causes:
        yield f"{calls} calls for {causes} causes"


def _answered(seen: Seen) -> Iterator[str]:
    """Who is authentic and can be read is accepted in the end, and nobody else is."""
    for webhook in seen.world.senders.ended:
        if webhook.answers[-1] != webhook.expected:
            yield f"answered {webhook.answers} instead of {webhook.expected}"


def _nothing_lost(seen: Seen) -> Iterator[str]:
    """What was accepted is in the queue, and from there in the timeline or among the dead letters."""
    known = {each["id"] for each in seen.accepted}
    for webhook in seen.world.senders.ended:
        yield from (f"accepted, not enqueued: {each}" for each in webhook.ids if webhook.accepted and each not in known)
    dead = "".join(seen.dead)
    yield from (f"in no timeline: {each}" for each in known - seen.kept if f'"{each}"' not in dead)


def _nothing_buried(seen: Seen) -> Iterator[str]:
    """Nobody is held up or buried by what cannot be worked on, nor is that lost."""
    yield from (f"buried: {each[:200]}" for each in seen.dead if not seen.world.unworkable(each))
    for body in set(seen.sent("intake")):
        if seen.world.unworkable(body) and not any(each in body or body in each for each in seen.dead):
            ids = [part for part in body.split('"') if POISON in part]
            if not ids or not any(ids[0] in each for each in seen.dead):
                yield f"not buried: {body[:200]}"
    yield from (f"given up: {each.body}" for each in seen.world.cloud.sqs.queues["actions-dead"].messages)
    yield from (f"not reacted to: {each}" for each in seen.world.stream.aside)


def _equal(seen: Seen) -> Iterator[str]:
    """Every lead is what the brute-force evaluator says."""
    now, model = seen.world.now(), compiled(seen.world.model)
    for top, deeds in seen.deeds.items():
        state, expected = seen.state(top), oracle.evaluate(seen.model, deeds, now)
        if state is None or state.kin.to is not None:
            yield f"{top} is no lead"
            continue
        found = outcome(Facts(model, state.lead, state.standing, Instant(now)))
        if found != expected:
            yield f"{top} is {found}, not {expected}"
        if sorted(state.standing.segments) != sorted(expected["segments"]):
            yield f"{top} stands in {sorted(state.standing.segments)}, not in {sorted(expected['segments'])}"
        if dict(state.standing.classes) != {name: label for name, label in expected["classes"].items() if label}:
            yield f"{top} stands as {dict(state.standing.classes)}, not as {expected['classes']}"


def _awake(seen: Seen) -> Iterator[str]:
    """No lead is late, and what is to bring it back does so before its answer ends."""
    model, now = compiled(seen.world.model), Instant(seen.world.now())
    for state in seen.states.values():
        found = check(model, state, now)
        if found is not None and found.mark in WRONG:
            yield f"{state.id} is {found.mark}, to be woken at {state.wake_at}"


def _at_home(seen: Seen) -> Iterator[str]:
    """Every key lives where it belongs by all that was stated."""
    for key, top in seen.owners.items():
        state = seen.state(key)
        while state is not None and state.kin.to is not None:
            state = seen.states.get(state.kin.to)
        if state is not None and state != seen.state(top):
            yield f"{key} does not live under {top}"


def _published(seen: Seen) -> Iterator[str]:
    """What was published leads from nothing to where the lead stands, each step once."""
    by_lead = defaultdict[LeadId, list[News]](list)
    for news in seen.news:
        by_lead[news.lead].append(news)
    for top in seen.deeds:
        state = seen.state(top)
        if state is not None and not state.kin.members and Change.MOVED not in _changes(by_lead[state.id]):
            yield from (f"{top}: {each}" for each in _walked(by_lead[state.id], set(state.standing.segments)))


def _changes(told: Sequence[News]) -> set[Change]:
    return {each.transition.change for each in told}


def _walked(told: Sequence[News], stands: set[str]) -> Iterator[str]:
    inside, heard = set[str](), Counter[tuple[str, str | None]]()
    for news in told:
        transition = news.transition
        match transition.change:
            case Change.ENTERED if transition.of not in inside:
                inside.add(transition.of)
            case Change.LEFT if transition.of in inside:
                inside.remove(transition.of)
            case Change.ENTERED | Change.LEFT:
                yield f"{news.id} once more"
            case Change.OCCURRED:
                heard[transition.of, transition.activity] += 1
            case Change.BECAME | Change.MOVED:
                continue
    yield from (f"{each} occurred {count} times" for each, count in heard.items() if count > 1)
    if inside != stands:
        yield f"published into {sorted(inside)}, stands in {sorted(stands)}"


def _heard(seen: Seen) -> Iterator[str]:
    """Every form of who has a name is told of once it counts."""
    told = {each.transition.activity for each in seen.news if each.transition.change is Change.OCCURRED}
    for top, deeds in seen.deeds.items():
        forms = {each["id"] for each in deeds if each["type"] == "form.submitted"}
        if top[0] != ANONYMOUS_ID and not seen.world.rejudged:
            counted = {one.id for one in oracle.understand(seen.model, deeds).occurrences if one.counts}
            yield from (f"never heard of {each}" for each in forms & counted - told)


LAWS: Sequence[Law] = (
    _quiet,
    _frugal,
    _answered,
    _nothing_lost,
    _nothing_buried,
    _equal,
    _awake,
    _at_home,
    _published,
    _heard,
    *OUTWARD,
)
