"""A person takes an activity of a lead back, or gives it back: that is an activity itself, and goes the same way."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from leadflow.domain.activity import Activity, Kind
from leadflow.domain.explanation import explain
from leadflow.domain.facts import Facts
from leadflow.domain.identity import Keys, digest
from leadflow.domain.instant import Instant

OPERATOR: Final = "operator"
"""The source of what a person at the command line says."""


@dataclass(frozen=True, slots=True)
class Word:
    """What a person says of an activity of the lead with this address, and why: it is void, or `valid` after all."""

    email: str
    activity: str
    reason: str
    valid: bool = False


def said(word: Word, now: Instant) -> Activity:
    """The activity that the word is; the same word at the same instant is the same activity."""
    kind = Kind.ACTIVITY_RESTORED if word.valid else Kind.ACTIVITY_VOIDED
    return Activity(
        id=f"{OPERATOR}:{digest(word.email, word.activity, kind, str(now))}",
        lead=Keys(email=word.email),
        type=kind,
        occurred_at=now,
        received_at=now,
        source=OPERATOR,
        properties={"activity": word.activity, "reason": word.reason},
    )


def named(history: Iterable[Activity], activity: str) -> Sequence[Activity]:
    """The activity of that id, or else all whose ids begin so."""
    found = [each for each in history if each.id.startswith(activity)]
    return [each for each in found if each.id == activity][:1] or found


def worth(facts: Facts, activity: str) -> dict[str, float]:
    """What the activity adds to each score now, where it adds anything."""
    found: dict[str, float] = {}
    for name in facts.model.scores:
        explanation = explain(facts, name)
        parts = explanation.contributions if explanation else ()
        if points := sum(part.value for part in parts if part.activity == activity):
            found[name] = points
    return found
