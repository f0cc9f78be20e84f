"""The instants at which a score jumps, bends or ends a term; between two of them every term is smooth."""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from math import ceil, floor, fsum, inf, log2

from tests.oracle.clock import duration, written
from tests.oracle.matching import Document
from tests.oracle.pieces import pieces
from tests.oracle.scores import AsOf, bounds, rules
from tests.oracle.traits import elements


def sentences(condition: object) -> Iterator[Document]:
    """Every mapping anywhere in a part of the model: tests are those that name something."""
    if isinstance(condition, Mapping):
        yield condition
        for inner in condition.values():
            yield from sentences(inner)
    elif isinstance(condition, list):
        for inner in condition:
            yield from sentences(inner)


def date_knots(lead: AsOf, test: Document) -> Iterator[int]:
    """When a test of a trait begins or ceases to hold by the clock alone."""
    for one in elements(lead.fact(test)):
        at = written(one, lead.lead.zone)
        if at is not None and "within" in test:
            yield from (at, at + duration(test["within"]))
        if at is not None and "due_within" in test:
            yield from (at - duration(test["due_within"]) + 1, at + 1)


def score_knots(lead: AsOf, name: str) -> set[int]:
    """The score's knots, past and to come, as the occurrences are now."""
    return lead.once(("knots", name), lambda: set(_score_knots(lead, lead.lead.model["scores"][name])))


def _score_knots(lead: AsOf, score: Document) -> Iterator[int]:
    for part in score.get("combine", {}):
        yield from score_knots(lead, part)
    for signal, _, fades in rules(score):
        ends = {0, fades[1]} if fades is not None and fades[0] in ("linear", "expires") else {0}
        yield from (one.at + end for one in lead.occurrences(signal) for end in ends)
    for test in sentences(score.get("traits", [])):
        if "trait" in test:
            yield from date_knots(lead, test)
    if "inactivity" in score:
        yield from _steps(lead, score)


def _steps(lead: AsOf, score: Document) -> Iterator[int]:
    """When silence costs more, and when it ends; a score that sinks for ever does so evenly in the end."""
    every, (low, _) = duration(score["inactivity"]["every"]), bounds(score)
    most = min(score["inactivity"].get("at_most", inf), _gains(lead, score) - low)
    steps = ceil((_greatest(lead) if most == inf else most) / score["inactivity"]["lose"])
    steps += _longest(lead) // every if most == inf else 0
    for start, end in pairwise([*(one.at for one in lead.occurrences("interaction")), inf]):
        yield from (int(at) for n in range(steps + 3) if (at := start + n * every) < end)


def _gains(lead: AsOf, score: Document) -> float:
    """The most that the score's rules can give."""
    found = [rule["points"] for rule in score.get("traits", [])]
    for signal, rule, _ in rules(score):
        found += [rule["each"] * one.measures.get(signal, 1.0) for one in lead.occurrences(signal)]
    return fsum(points for points in found if points > 0)


def _greatest(lead: AsOf) -> float:
    """More points than any comparison needs."""
    combined = [score["combine"] for score in lead.lead.model.get("scores", {}).values() if "combine" in score]
    weights = [abs(float(weight)) for one in combined for weight in one.values() if weight]
    return _numbers(lead) * (1 + len(lead.lead.occurrences)) / min([1.0, *weights])


def _numbers(lead: AsOf) -> float:
    some = sentences([lead.lead.model.get(section, {}) for section in ("scores", "segments", "classes")])
    return 1e3 + sum(
        float(abs(x)) for one in some for x in one.values() if isinstance(x, int | float) and not isinstance(x, bool)
    )


def _longest(lead: AsOf) -> int:
    sections = [lead.lead.model.get(section, {}) for section in ("segments", "classes")]
    return max((duration(one["within"]) for one in sentences(sections) if "within" in one), default=0)


def forever(lead: AsOf) -> int:
    """So long that what still fades is far below a millionth."""
    halves = [duration(one["half_life"]) for one in sentences(lead.lead.model.get("scores", {})) if "half_life" in one]
    return max(halves, default=1) * (40 + int(log2(_greatest(lead)))) + 2 + _longest(lead)


def turns(lead: AsOf, name: str) -> list[int]:
    """Instants among which, in any stretch of time, the score is greatest at one, or at the stretch's ends."""
    return lead.once(("turns", name), lambda: sorted(set(_turns(lead, name))))


def _turns(lead: AsOf, name: str) -> Iterator[int]:
    knots = sorted(score_knots(lead, name))
    for start, end in pairwise([*knots, *(knot + forever(lead) for knot in knots[-1:])]):
        yield from (start, end - 1)
        for piece in pieces(lead, name, start, (end - start) / 1e6):
            for t in (piece.b, *piece.curve.extremes(piece.b)):
                near = (start + floor(t * 1e6), start + ceil(t * 1e6))
                yield from (at for at in near if start <= at < end)
