"""What becomes of what was known: activities that no longer count, or do again, and places that they leave."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from leadflow.domain.activity import Activity
from leadflow.domain.facts import Facts
from leadflow.domain.fold import seen, trim
from leadflow.domain.instant import Instant
from leadflow.domain.known import shared
from leadflow.domain.lead import Lead, union
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.occurrence import Occurrence, Sighting
from leadflow.domain.sightings import Sightings
from leadflow.domain.signal import BUILT_IN, KEEP


def corrected(before: Lead, facts: Facts, activities: Iterable[Activity]) -> tuple[set[str], set[str]]:
    """Of what was known before, what counts otherwise now: by a person's word, and by new evidence.

    What no signal counts, before or now, is left out: nothing can have followed from it.
    """
    after = facts.lead
    doubtful = [name for name in _doubtful(before, after, activities) if name in before.occurrences]
    turned = {name for name in doubtful if before.counts(name) != after.counts(name)}
    if turned:
        turned &= _counting(Sightings(facts.model, before, facts.now), facts) | _counting(facts.sightings, facts)
    words = {name for name in turned if before.voids.get(name) != after.voids.get(name)}
    return words, turned - words


def _counting(sightings: Callable[[str], Iterable[Sighting]], facts: Facts) -> set[str]:
    """The activities that count for some signal of which more than the last is asked for."""
    asked = (name for name, signal in facts.model.signals.items() if name not in BUILT_IN or signal.keep == KEEP)
    return {sighting.id for name in asked for sighting in sightings(name)}


def must_look_back(
    before: Lead, after: Lead, activities: Iterable[Activity], counted: Callable[[Occurrence], bool] = bool
) -> bool:
    """Whether what was left out of a full signal may count now: then only the timeline knows it.

    `counted` says of an occurrence whether it had begun to count, and so may have kept another one out.
    """
    if not before.full:
        return False
    doubtful = _doubtful(before, after, activities)
    return any(_frees(before, after, name) for name in doubtful if _may_free(before.occurrences.get(name), counted))


def _may_free(mine: Occurrence | None, counted: Callable[[Occurrence], bool]) -> bool:
    return mine is None or counted(mine)


def refold(lead: Lead, past: Iterable[Activity], model: LeadModel, now: Instant) -> Lead:
    """The lead folded again from its timeline; of what that no longer holds, it stays as it was.

    What the timeline tells of a trait that the CRM and others state is sorted anew by who it was that said it.
    """
    told: set[str] = set()
    again = union(_noting(past, told, lambda activity: seen(activity, model)))
    kept = {name: each for name, each in lead.occurrences.items() if name not in told}
    traits = {name: each for name, each in lead.traits.items() if each.id not in told or not shared(name, model)}
    rest = replace(lead, occurrences=kept, traits=traits, full=frozenset())
    return trim(union((rest, again)), model, now)


def others(past: Iterable[Activity], activities: Sequence[Activity]) -> Iterator[Activity]:
    """What is in the timeline besides these activities."""
    new = {activity.id for activity in activities}
    return (activity for activity in past if activity.id not in new)


def _noting(past: Iterable[Activity], told: set[str], read: Callable[[Activity], Lead]) -> Iterator[Lead]:
    for activity in past:
        told.add(activity.id)
        yield read(activity)


def _doubtful(before: Lead, after: Lead, activities: Iterable[Activity]) -> set[str]:
    """The activities that may count otherwise than before."""
    found = {activity.id for activity in activities}
    if before.voids != after.voids:
        found |= {name for name, register in after.voids.items() if before.voids.get(name) != register}
    if before.messages != after.messages:
        found |= before.convicted.keys() ^ after.convicted.keys()
    return found


def _frees(before: Lead, after: Lead, name: str) -> bool:
    mine, theirs = before.occurrences.get(name), after.occurrences.get(name)
    if mine is None:
        return theirs is None and after.counts(name) and not before.counts(name)
    if before.full.isdisjoint(mine.signals) or not before.counts(name):
        return False
    return theirs is None or not after.counts(name) or (mine.at, mine.signals) != (theirs.at, theirs.signals)
