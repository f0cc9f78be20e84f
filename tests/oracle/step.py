"""What one evaluation publishes: all that became otherwise, and why."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tests.oracle.evaluation import Moment, Outcome, after, outcome
from tests.oracle.history import Lead, understand
from tests.oracle.matching import BUILT_IN, Document, signals
from tests.oracle.occurrences import counted
from tests.oracle.standing import NEW, Standing


@dataclass(frozen=True)
class Transition:
    """One thing that became otherwise."""

    transition: str
    of: str
    to: str | None


@dataclass(frozen=True)
class Step:
    """A lead just evaluated: all that is said, what of it is news and why, and its standing from now on."""

    moment: Moment
    outcome: Outcome
    transitions: Sequence[Transition]
    cause: str
    standing: Standing


def step(
    model: Document, known: Sequence[Document], new: Sequence[Document], now: int, standing: Standing = NEW
) -> Step:
    """The lead of which these activities were known when these new ones come, at `now`."""
    lead = understand(model, [*known, *new])
    moment = Moment.of(lead, now, standing)
    found = list(_transitions(moment, after(moment)))
    cause = _cause(understand(model, known), lead, now, new=bool(new)) if found else "time"
    return Step(moment, outcome(moment), found, cause, after(moment))


def _transitions(moment: Moment, standing: Standing) -> Iterator[Transition]:
    """Signals, then classes, then segments, each in the order of the model."""
    before, model = moment.standing, moment.model
    for name in signals(model):
        new = standing.published.get(name, frozenset()) - before.published.get(name, frozenset())
        yield from [Transition("occurred", name, None)] * len(new)
    for name, label in standing.classes.items():
        if before.classes.get(name) != label:
            yield Transition("became", name, label)
    for name in model.get("segments", {}):
        if (name in before.segments) is not (name in standing.segments):
            yield Transition("entered" if name in standing.segments else "left", name, None)


def _cause(before: Lead, lead: Lead, now: int, *, new: bool) -> str:
    """What was taken or given back, a verdict on what was known, something new, or only time.

    What no signal counts, before or now, is no reason for anything.
    """
    known = {one.id: one.counts for one in before.occurrences}
    counts = {one.id for name in _asked(lead.model) for some in (before, lead) for one in counted(some, name, now)}
    otherwise = [
        one.id for one in lead.occurrences if one.id in counts and known.get(one.id, one.counts) is not one.counts
    ]
    if any(before.registers.get(one) != lead.registers.get(one) for one in otherwise):
        return "void"
    if otherwise:
        return "machine"
    return "activity" if new else "time"


def _asked(model: Document) -> Iterator[str]:
    """The signals of the model, and those built in of which it asks for more than the last."""
    yield from model.get("signals", {})
    written = json.dumps(model)
    for name in BUILT_IN:
        pointed = any(name in score.get("points", {}) for score in model.get("scores", {}).values())
        silence = name == "interaction" and '"inactivity"' in written
        if pointed or silence or f'"signal": "{name}"' in written or f'"of": "{name}"' in written:
            yield name
