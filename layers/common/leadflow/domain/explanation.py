"""Why a score is what it is: its terms, each with the activity behind it, and what was added or cut off."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from leadflow.domain.facts import Facts
from leadflow.domain.instant import Instant
from leadflow.domain.trend import DECIMALS, Combined, Parts, Summed, Term, Trend


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
    """A score with all that makes it.

    As shown, contributions, `parts` (of other scores, by name), `caps` (what each cuts off), `inactivity`, `traits` and
    `range` sum to `value` exactly.
    """

    score: str
    value: float
    contributions: tuple[Contribution, ...]
    traits: float
    range: float
    caps: Mapping[str, float] = field(default_factory=dict)
    inactivity: float = 0.0
    parts: Mapping[str, float] = field(default_factory=dict)


def explain(facts: Facts, score: str, decimals: int = DECIMALS) -> Explanation | None:
    """The score's explanation with numbers of so many decimals; None where the score is none."""
    trend = facts.course(score).trend(facts.now)
    if trend is None:
        return None
    parts = trend.parts if isinstance(trend, Summed) else Parts()
    terms = list(parts.terms)
    cut = {cap.name: cap.value(facts.now) - _together(cap.terms, facts.now) for cap in parts.capped}
    combined = _combined(facts, score, trend)
    values = [term.value(facts.now) for term in terms]
    exact = [*values, parts.traits, -parts.lost(facts.now), *cut.values(), *combined.values()]
    total = round(math.fsum(exact), decimals)
    shown = iter(apportion(exact, decimals))
    contributions = [_contribution(term, next(shown)) for term in terms]
    traits, inactivity = next(shown), next(shown)
    value = round(trend.limits.clamp(total), decimals) + 0.0
    return Explanation(
        score,
        value,
        tuple(sorted(contributions, key=lambda part: (-abs(part.value), -part.at, part.activity))),
        traits,
        round(value - total, decimals) + 0.0,
        {name: next(shown) for name in cut},
        inactivity,
        {name: next(shown) for name in combined},
    )


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


def _together(terms: Iterable[Term], now: Instant) -> float:
    return math.fsum(term.value(now) for term in terms)


def _contribution(term: Term, value: float) -> Contribution:
    return Contribution(term.signal, term.activity, term.at, term.points, value)


def _combined(facts: Facts, score: str, trend: Trend) -> Mapping[str, float]:
    """What each part of a combined score adds to it, by the part's name."""
    if not isinstance(trend, Combined):
        return {}
    weights = facts.model.scores[score].combine
    return {name: weight * facts.course(name).clamped(facts.now) for name, weight in weights.items()}
