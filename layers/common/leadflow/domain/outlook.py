"""What time alone brings: how a lead's standing changes if nothing new happens."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from leadflow.domain.evaluation import evaluate, valid_until
from leadflow.domain.facts import Facts
from leadflow.domain.instant import Duration, Instant
from leadflow.domain.transition import Cause, Occasion, Transition, publish

_PATIENCE: Final = 1_000
"""So many instants are looked at, most of which change something."""


@dataclass(frozen=True, slots=True)
class _Look:
    """The lead at an instant ahead, and what is published then."""

    facts: Facts
    transitions: tuple[Transition, ...]


def outlook(facts: Facts, count: int, horizon: Duration) -> tuple[Transition, ...]:
    """The next so many transitions up to `horizon` from now, if nothing new happens, and all of the last one's instant.

    What the facts' own instant changes is not among them: it is so already.
    """
    found: list[Transition] = []
    for look in _looks(facts, Instant(facts.now + horizon)):
        found += look.transitions
        if len(found) >= count:
            break
    return tuple(found)


def ahead(facts: Facts, at: Instant) -> Facts:
    """The lead at a later instant, if nothing new happens until then."""
    *_, last = (facts, *(look.facts for look in _looks(facts, at)))
    return Facts(facts.model, facts.lead, last.standing, at)


def _looks(facts: Facts, end: Instant, patience: int = _PATIENCE) -> Iterator[_Look]:
    """Each instant up to the end at which something may change, but no more than so many."""
    facts = _published(facts).facts
    for _ in range(patience):
        until = valid_until(facts)
        if until is None or until > end:
            return
        # What settles until then begins to count, so the facts are taken anew.
        look = _published(Facts(facts.model, facts.lead, facts.standing, until))
        facts = look.facts
        yield look


def _published(facts: Facts) -> _Look:
    standing, transitions = publish(facts, evaluate(facts), Occasion(Cause.TIME, facts.now))
    return _Look(facts.moved(standing, facts.now), transitions)
