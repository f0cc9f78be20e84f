"""Why a score is what it is: its terms, each with the activity behind it, and what was added or cut off."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from leadflow.domain.evaluation import Facts
from leadflow.domain.instant import Instant
from leadflow.domain.trend import DECIMALS


@dataclass(frozen=True, slots=True)
class Contribution:
    """One activity's part in a score: `points` when it happened, `value` now."""

    signal: str
    activity: str
    at: Instant
    points: float
    value: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """A score with all that makes it. As shown, contributions + `traits` + `range` are `value` exactly."""

    score: str
    value: float
    contributions: tuple[Contribution, ...]
    traits: float
    range: float


def explain(facts: Facts, score: str, decimals: int = DECIMALS) -> Explanation | None:
    """The score's explanation with numbers of so many decimals; None where the score is none."""
    if facts.score(score) is None:
        return None
    rule = facts.model.scores[score]
    terms = facts.terms(rule)
    traits = sum(facts.trait_points(rule))
    values = [term.value(facts.now) for term in terms]
    total = round(math.fsum([*values, traits]), decimals)
    *shown, shown_traits = apportion([*values, traits], decimals)
    value = round(rule.range.clamp(total), decimals)
    found = [
        Contribution(term.signal, term.activity, term.at, term.points, part)
        for term, part in zip(terms, shown, strict=True)
    ]
    order = sorted(found, key=lambda part: (-abs(part.value), -part.at, part.activity))
    return Explanation(score, value + 0.0, tuple(order), shown_traits, round(value - total, decimals) + 0.0)


def strongest(explanation: Explanation, count: int) -> Explanation:
    """The explanation with only its largest contributions."""
    return replace(explanation, contributions=explanation.contributions[:count])


def apportion(values: Sequence[float], decimals: int) -> list[float]:
    """The values rounded to so many decimals, so that what is shown adds up to the rounded sum.

    Each is rounded down first; what then is missing goes to those that lost most (the largest-remainder method).
    """
    unit = 10**decimals
    floors = [math.floor(value * unit) for value in values]
    missing = round(round(math.fsum(values), decimals) * unit) - sum(floors)
    losses = sorted(range(len(values)), key=lambda i: (floors[i] - values[i] * unit, i))
    for index in losses[: max(0, missing)]:
        floors[index] += 1
    return [floor / unit for floor in floors]
