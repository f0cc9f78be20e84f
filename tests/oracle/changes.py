"""The true next instant at which time alone changes a segment or class.

Between two knots (an instant enters, a window or a silence runs out) every score is a sum of a constant and a
few fading exponentials. Such a sum of n terms crosses a level at most n - 1 times, between the
crossings of a sum of n - 1 terms, and so on down to one term, which crosses none.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import pairwise
from math import fsum, log2

from tests.oracle.clock import duration
from tests.oracle.evaluation import Moment, half_life, outcome
from tests.oracle.history import Lead, understand
from tests.oracle.matching import NUMBER_WORDS, Document

HALF_A_MILLIONTH = 5e-7  # scores are compared after rounding to six decimals
Exponentials = list[tuple[float, float]]  # (rate per second, coefficient): the sum of coefficient * 2 ** (-rate * t)


def next_change(
    model: Document, activities: Sequence[Document], now: int, standing: Collection[str] = ()
) -> int | None:
    """The first instant after `now` with other segments or classes than at `now`, or none ever."""
    return next_change_of(understand(model, activities), now, standing)


def next_change_of(lead: Lead, now: int, standing: Collection[str]) -> int | None:
    """The same of a lead already understood."""
    first = outcome(Moment(lead, now, standing))

    def differs(at: int) -> bool:
        there = outcome(Moment(lead, at, first["segments"]))
        return (there["segments"], there["classes"]) != (first["segments"], first["classes"])

    same_at = now
    for at in _looks(lead, now):
        if at > same_at and differs(at):
            return _first(differs, same_at, at)
        same_at = max(at, same_at)
    return None


def _first(differs: Callable[[int], bool], same: int, other: int) -> int:
    while other - same > 1:
        middle = (same + other) // 2
        same, other = (same, middle) if differs(middle) else (middle, other)
    return other


def _looks(lead: Lead, now: int) -> Iterator[int]:
    """Instants so close that between two of them at most one thing changes, once."""
    knots = [now, *sorted(_knots(lead, now))]
    for knot, end in pairwise([*knots, knots[-1] + _forever(lead)]):
        yield knot
        crossings = sorted({knot + round(t * 1e6) for t in _crossings(lead, knot, (end - knot) / 1e6)})
        for a, b in pairwise([knot, *crossings, end]):
            yield (a + b) // 2
        yield end - 1


def _knots(lead: Lead, now: int) -> set[int]:
    instants = {one.at for one in lead.occurrences} | {lead.first_seen}
    spans = {0} | {duration(test[word]) for test in _tests(lead.model) for word in ("within", "for") if word in test}
    return {at + span for at in instants for span in spans if at + span > now}


def _tests(condition: object) -> Iterator[Document]:
    """Every mapping anywhere in the model: conditions are those that name something."""
    if isinstance(condition, Mapping):
        yield condition
        for inner in condition.values():
            yield from _tests(inner)
    elif isinstance(condition, list):
        for inner in condition:
            yield from _tests(inner)


def _halves(lead: Lead) -> list[int]:
    return [duration(rule["half_life"]) for rule in _tests(lead.model.get("scores", {})) if "half_life" in rule]


def _forever(lead: Lead) -> int:
    """So long that what still fades is far below a millionth."""
    points = [
        1e3,
        *(abs(x) for rule in _tests(lead.model.get("scores", {})) for x in rule.values() if _is_number(x)),
    ]
    return max(_halves(lead), default=1) * (40 + int(log2(sum(points) * (1 + len(lead.occurrences))))) + 2


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _crossings(lead: Lead, knot: int, width: float) -> Iterator[float]:
    """Seconds after the knot at which a score crosses a level that it is compared with."""
    for name in lead.model.get("scores", {}):
        levels = {
            test[word]
            for section in ("segments", "classes")
            for test in _tests(lead.model.get(section, {}))
            if test.get("score") == name
            for word in NUMBER_WORDS
            if word in test
        }
        terms = _exponentials(lead, name, knot) if levels else {}
        for level in levels:
            for edge in (level - HALF_A_MILLIONTH, level + HALF_A_MILLIONTH):
                yield from _roots(sorted({**terms, 0.0: terms.get(0.0, 0.0) - edge}.items()), width)


def _exponentials(lead: Lead, name: str, knot: int) -> dict[float, float]:
    moment = Moment(lead, knot)
    score = lead.model["scores"][name]
    sums: dict[float, float] = {}
    for term in moment.terms(name):
        half = half_life(score, score["points"][term.rule]) if term.activity is not None else None
        rate = 1e6 / half if half else 0.0
        sums[rate] = sums.get(rate, 0.0) + term.points
    return sums


def _roots(terms: Exponentials, width: float) -> list[float]:
    """Where in (0, width) the sum is 0: between the extremes of the sum divided by its slowest term."""
    terms = [(rate, coefficient) for rate, coefficient in terms if coefficient]
    if len(terms) <= 1:
        return []
    slowest = terms[0][0]
    shifted = [(rate - slowest, coefficient) for rate, coefficient in terms]
    extremes = _roots([(rate, -coefficient * rate) for rate, coefficient in shifted[1:]], width)
    pieces = pairwise([0.0, *extremes, width])
    crossed = [_bisect(shifted, a, b) for a, b in pieces if _at(shifted, a) * _at(shifted, b) < 0]
    return sorted(extremes + crossed)


def _at(terms: Exponentials, t: float) -> float:
    return fsum(coefficient * 2.0 ** (-rate * t) for rate, coefficient in terms)


def _bisect(terms: Exponentials, low: float, high: float) -> float:
    rises = _at(terms, low) < 0
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if (_at(terms, middle) < 0) is rises else (low, middle)
    return high
