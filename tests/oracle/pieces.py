"""A score as a curve, piece by piece: what caps and ranges cut off makes the pieces."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from tests.oracle.curves import ONE, Curve, total
from tests.oracle.scores import AsOf, Stake, bounds, left


@dataclass(frozen=True)
class Piece:
    """A curve from `a` to `b`, in seconds since the start of the stretch."""

    a: float
    b: float
    curve: Curve


def pieces(lead: AsOf, name: str, start: int, width: float) -> list[Piece]:
    """The score from `start` on, over a stretch within which nothing enters, ends or steps; none is 0."""
    return lead.once(("pieces", name, start, width), lambda: _pieces(lead, name, start, width))


def _pieces(lead: AsOf, name: str, start: int, width: float) -> list[Piece]:
    score = lead.lead.model["scores"][name]
    if lead.exact(name, start) is None:
        return [Piece(0.0, width, Curve({}))]
    if "combine" in score:
        found = weighted([(weight, pieces(lead, part, start, width)) for part, weight in score["combine"].items()])
    else:
        found = _capped(lead, name, start, width)
    return [one for piece in found for one in _clamped(piece, *bounds(score))]


def weighted(parts: Sequence[tuple[float, Sequence[Piece]]]) -> list[Piece]:
    """The weighted sum of what is in pieces of one stretch."""
    edges = sorted({edge for _, some in parts for piece in some for edge in (piece.a, piece.b)})
    return [
        Piece(a, b, total((weight, _over(some, (a + b) / 2)) for weight, some in parts)) for a, b in pairwise(edges)
    ]


def crossings(found: Sequence[Piece], level: float) -> Iterator[float]:
    """Where pieces of one stretch meet the level, and where they meet each other."""
    for piece in found:
        yield piece.b
        yield from (t for t in piece.curve.above(level).roots(piece.b) if t > piece.a)


def _over(some: Sequence[Piece], t: float) -> Curve:
    return next(piece.curve for piece in some if piece.a <= t <= piece.b)


def _capped(lead: AsOf, name: str, start: int, width: float) -> list[Piece]:
    """Without the range: all terms, less what silence costs and what is above a cap."""
    stakes = list(lead.stakes(name, start))
    known = sum(term.points for term in lead.terms(name, start) if term.activity is None) - lead.lost(name, start)
    everything = total([(1.0, Curve({0.0: known})), *((1.0, _curve(stake, start)) for stake in stakes)])
    excesses = [
        total((1.0, _curve(stake, start)) for stake in stakes if stake.signal in cap["of"] and stake.amount > 0)
        .above(cap["at_most"])
        for cap in lead.lead.model["scores"][name].get("caps", {}).values()
    ]  # fmt: skip
    edges = sorted({0.0, width, *(t for excess in excesses for t in excess.roots(width))})
    return [
        Piece(a, b, total([(1.0, everything), *((-1.0, one) for one in excesses if one.at((a + b) / 2) > 0)]))
        for a, b in pairwise(edges)
    ]


def _curve(stake: Stake, start: int) -> Curve:
    """What a stake gives from `start` on."""
    points = stake.amount * left(stake.fading, start - stake.occurrence.at)
    if stake.fading is None or not points:
        return Curve({0.0: points})
    word, span = stake.fading
    if word == "half_life":
        return Curve({1e6 / span: points})
    return Curve({0.0: points}, -stake.amount * 1e6 / span if word == "linear" else 0.0)


def _clamped(piece: Piece, low: float, high: float) -> Iterator[Piece]:
    meets = {t for level in (low, high) if abs(level) < float("inf") for t in piece.curve.above(level).roots(piece.b)}
    for a, b in pairwise(sorted({piece.a, piece.b, *(t for t in meets if t > piece.a)})):
        value = piece.curve.at((a + b) / 2)
        inside = low <= value <= high
        yield Piece(a, b, piece.curve if inside else total([(low if value < low else high, ONE)]))
