"""What must be so when all is over, whatever happened to the stack."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence

from leadflow.domain.facts import Facts
from tests import oracle
from tests.fragments import Document
from tests.laws.product import outcome
from tests.oracle.clock import instant
from tests.torture_local.seen import Seen
from tests.torture_local.siege import POISON

Law = Callable[[Seen], Iterator[str]]


def violations(seen: Seen) -> list[str]:
    """What is not as it must be."""
    return [f"{law.__name__.strip('_')}: {each}" for law in LAWS for each in law(seen)]


def _answered(seen: Seen) -> Iterator[str]:
    """Who is authentic and can be read is accepted in the end, and nobody else is."""
    for webhook in seen.webhooks:
        if webhook.status != webhook.expected:
            yield f"{webhook.source} was answered {webhook.status} instead of {webhook.expected}"


def _nothing_lost(seen: Seen) -> Iterator[str]:
    """What was accepted is in the timeline."""
    yield from (f"{mark} of {call.source}" for mark, (_, call) in seen.accepted.items() if mark not in seen.kept)


def _nothing_twice(seen: Seen) -> Iterator[str]:
    """It is there once."""
    yield from (f"{mark}: {len(found)} times" for mark, found in seen.kept.items() if len(found) > 1)


def _nothing_foreign(seen: Seen) -> Iterator[str]:
    """Nothing else is there: what was refused has left nothing."""
    yield from (f"{mark or found}" for mark, found in seen.kept.items() if mark not in seen.accepted)


def _as_told(seen: Seen) -> Iterator[str]:
    """It is what its sender told."""
    for mark, (deed, call) in seen.accepted.items():
        for kept in seen.kept.get(mark, ()):
            found = {name: kept.get(name, {}) for name in ("type", "lead", "traits")}
            if (kept["source"], found) != (call.source, {name: deed[name] for name in found}):
                yield f"{mark}: {found} instead of {deed}"
            if not deed["properties"].items() <= kept.get("properties", {}).items():
                yield f"{mark}: {kept['properties']} instead of {deed['properties']}"
            at = instant(kept["occurred_at"])
            if not (call.first - 1000 <= at <= call.last if call.provider.form else at == instant(deed["occurred_at"])):
                yield f"{mark}: at {kept['occurred_at']}"


def _equal(seen: Seen) -> Iterator[str]:
    """Every lead is what the brute-force evaluator finds in what was accepted."""
    for key, deeds in seen.deeds.items():
        state, expected = seen.states.get(seen.lead(key)), oracle.evaluate(seen.document, deeds, seen.now)
        if state is None or state.kin.to is not None:
            yield f"{key} is no lead"
            continue
        found = outcome(Facts(seen.model, state.lead, state.standing, seen.now))
        if found != expected:
            yield f"{key} is {found}, not {expected}"
        stands = sorted(state.standing.segments), dict(state.standing.classes)
        if stands != (sorted(expected["segments"]), {name: is_ for name, is_ in expected["classes"].items() if is_}):
            yield f"{key} stands as {stands}, not as {expected}"


def _nobody_else(seen: Seen) -> Iterator[str]:
    """There are no other leads than those who did something, and every key lives where it belongs."""
    known = {seen.lead(key) for key in seen.deeds}
    yield from (f"{name}" for name, state in seen.states.items() if state.kin.to is None and name not in known)


def _published(seen: Seen) -> Iterator[str]:
    """Each crossing and each form is news once."""
    ready, heard = Counter[str](), Counter[tuple[str, str | None]]()
    for news in seen.news:
        if news.transition.of == "ready":
            ready[news.lead] += 1
        if news.transition.of == "wrote":
            heard[news.lead, news.transition.activity] += 1
    expected, forms = Counter[str](), Counter[tuple[str, str | None]]()
    for key, deeds in seen.deeds.items():
        segments = oracle.evaluate(seen.document, deeds, seen.now)["segments"]
        expected.update([seen.lead(key)] if "ready" in segments else [])
        forms.update((seen.lead(key), each["id"]) for each in deeds if each["properties"].get("form") == "contact")
    yield from (f"ready {ready[lead]} times: {lead}" for lead in ready | expected if ready[lead] != expected[lead])
    yield from (f"heard {heard[one]} times: {one}" for one in heard | forms if heard[one] != forms[one])


def _told(seen: Seen) -> Iterator[str]:
    """Sales was told of all of it, under its id; under another one only where an end let the stack forget that one."""
    wanted = {each.id for each in seen.news if each.transition.calls}
    told = defaultdict[str, list[Document]](list)
    for message in seen.told:
        told[message["id"]].append(message)
    yield from (f"never: {name}" for name in wanted - set(told))
    for name in set(told) - wanted:
        at = max(instant(each["taken_at"]) for each in told[name])
        end = next((each for each in seen.ends if each.at > at), None)
        if end is None or name in end.remembered:
            yield f"foreign: {name}"


def _dead(seen: Seen) -> Iterator[str]:
    """Nothing was given up but what nobody can work on."""
    found = [letter for letters in seen.dead.values() for letter in letters]
    if [*seen.dead] != ["IntakeDeadLettersUrl"] or sorted(found) != sorted(POISON):
        yield f"{dict(seen.dead)}"


LAWS: Sequence[Law] = (
    _answered,
    _nothing_lost,
    _nothing_twice,
    _nothing_foreign,
    _as_told,
    _equal,
    _nobody_else,
    _published,
    _told,
    _dead,
)
