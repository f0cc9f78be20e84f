"""What must be so of all that the outside was told, whatever went wrong."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence

from leadflow.domain.automation import Change
from leadflow.domain.identity import ANONYMOUS_ID, LeadId
from leadflow.domain.news import News
from leadflow.domain.transition import Cause
from tests.fragments import SECOND
from tests.oracle.clock import happened
from tests.torture.faults import Fault
from tests.torture.models import COOLDOWN
from tests.torture.seen import Seen

PAUSE = 10 * SECOND
"""Whoever was told in vain is not told again before."""

LONG = {Fault.PAUSED, Fault.STALLED}


def _announced(seen: Seen) -> Iterator[str]:
    """Of all that was published the bus was told, and of nothing else, nor too often."""
    published = {each.id for each in seen.news if each.transition.change is not Change.MOVED}
    events, met = Counter(seen.events), seen.world.plan.met
    yield from (f"told before it was so: {each}" for each in seen.world.early)
    yield from (f"never told: {each}" for each in published - set(events))
    yield from (f"foreign: {each}" for each in set(events) - published)
    yield from (f"told {count} times: {each}" for each, count in events.items() if count > 1 + met)
    yield from (f"pending: {each['what']}" for each in seen.items("Outbox") if "pending" in each)


def _delivered(seen: Seen) -> Iterator[str]:
    """Whatever an automation was called for, its destination was told, under one id, nor too often."""
    told = [(each.errand, each.id) for each in seen.world.told]
    times, ids = Counter(of for of, _ in told), defaultdict[tuple[str, str], set[str]](set)
    for of, name in told:
        ids[of].add(name)
    wanted = {(each.id, name) for each in seen.news for name in each.transition.sets_off}
    yield from (f"never delivered: {each}" for each in wanted - set(times))
    yield from (f"foreign message: {each}" for each in set(times) - wanted)
    yield from (f"several ids: {each}" for each, names in ids.items() if len(names) > 1)
    yield from (f"delivered {count} times: {each}" for each, count in times.items() if count > 1 + seen.world.plan.met)


def _not_again(seen: Seen) -> Iterator[str]:
    """What is done is not done again, and no two do it at once, where nobody went on after a long pause."""
    if seen.world.chaos or LONG & set(seen.world.plan.at.values()):
        return
    last = dict[tuple[str, str], int]()
    for told in seen.world.told:
        if told.done:
            yield f"had been done: {told.errand}"
        if told.errand in last and told.at - last[told.errand] < PAUSE:
            yield f"done by two at once: {told.errand}"
        last[told.errand] = told.at


def _joined(seen: Seen) -> Iterator[str]:
    """Nobody hears once more of who was known under another key already.

    What was written before the join at its very instant was told of one who was not known to be the same.
    """
    calls = [each for each in seen.news if "hand_over" in each.transition.calls]
    back = {each.lead for each in seen.news if "hand_over" in each.transition.takes_back}
    moved = [each for each in seen.news if each.transition.change is Change.MOVED]
    joins = {(each.lead, each.transition.at): each.version for each in reversed(moved)}
    for weaker in seen.states.values():
        to, since = weaker.kin.to, weaker.kin.since
        if to is None or since is None or back & {to, weaker.id}:
            continue
        join = since, joins.get((to, since), 0)
        before = [each.transition.at for each in calls if each.lead == weaker.id and each.transition.at < since]
        after = [each.transition.at for each in calls if each.lead == to and (each.transition.at, each.version) >= join]
        yield from (f"{to} at {at}" for at in after if any(at - each < COOLDOWN for each in before))


def _sensible(seen: Seen) -> Iterator[str]:
    """Sales hears at once of who is ready, and not again before the pause is over."""
    last, known = dict[LeadId, int](), set[LeadId]()
    for news in seen.news:
        transition, state = news.transition, seen.states.get(news.lead)
        if "hand_over" in transition.takes_back:
            last.pop(news.lead, None)
        if transition.of != "warm" or transition.change is not Change.ENTERED or state is None or any(state.kin.near):
            continue
        called = "hand_over" in transition.calls
        if called and news.lead in last and transition.at - last[news.lead] < COOLDOWN:
            yield f"too early again: {news.id}"
        if not called and news.lead not in known and transition.cause is Cause.ACTIVITY and _fresh(seen, news):
            yield f"nobody was to hear: {news.id}"
        known.add(news.lead)
        if called:
            last[news.lead] = transition.at
    owners = defaultdict[str, set[str]](set)
    for each in seen.accepted:
        if each["type"] == "sales.assigned":
            owners[each["id"]].add(each["properties"]["owner"])
    yield from (f"several owners: {each}" for each, found in owners.items() if len(found) > 1)


def _fresh(seen: Seen, news: News) -> bool:
    """Whether the lead has a name, and did something within the last hours."""
    for top, deeds in seen.deeds.items():
        state = seen.state(top)
        if state is not None and state.id == news.lead and top[0] != ANONYMOUS_ID:
            latest = max((happened(each) for each in deeds if each["type"] == "form.submitted"), default=0)
            return news.transition.at - latest < COOLDOWN // 20
    return False


def _owned(seen: Seen) -> Iterator[str]:
    """Whoever was handed over has an owner, and was told so."""
    handed = {each.lead for each in seen.news if "hand_over" in each.transition.calls}
    for top, deeds in seen.deeds.items():
        state = seen.state(top)
        if state is not None and handed & {state.id, *state.kin.members}:
            assigned = [each for each in deeds if each["type"] == "sales.assigned"]
            if not assigned:
                yield f"{top} was never told whose it is"


OUTWARD: Sequence[Callable[[Seen], Iterator[str]]] = (
    _announced,
    _delivered,
    _not_again,
    _joined,
    _sensible,
    _owned,
)
