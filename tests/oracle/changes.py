"""The true next instant at which time alone changes a segment, a class, what is blocked, or what counts.

Between two knots every score is, piece by piece, a sum of fading exponentials and a straight line, of which all
crossings of a level can be found.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from tests.oracle.clock import duration
from tests.oracle.evaluation import Moment, after, outcome
from tests.oracle.history import understand
from tests.oracle.knots import date_knots, forever, score_knots, sentences
from tests.oracle.matching import NUMBER_WORDS, Document, number
from tests.oracle.pieces import Piece, crossings, pieces, weighted
from tests.oracle.scores import AsOf
from tests.oracle.standing import NEW, Standing

HALF_A_MILLIONTH = 5e-7  # scores are compared after rounding to six decimals
MOVES = ("rose", "fell", "peaked")


def next_change(model: Document, activities: Sequence[Document], now: int, standing: Standing = NEW) -> int | None:
    """The first instant after `now` with another answer than at `now`, or none ever."""
    return next_change_of(Moment.of(understand(model, activities), now, standing))


def next_change_of(moment: Moment, end: int | None = None) -> int | None:
    """The same of a lead already understood, as far as it comes before `end`."""
    first, standing = said(moment), after(moment)

    def differs(at: int) -> bool:
        return said(Moment(moment.lead, at, standing)) != first

    entrance = moment.lead.entrance()
    same_at = moment.now
    for at in _looks(
        moment.lead, moment.now, standing, min(one for one in (entrance, end, 1 << 62) if one is not None)
    ):
        if at > same_at and differs(at):
            return _first(differs, same_at, at)
        same_at = max(at, same_at)
    return entrance


def said(moment: Moment) -> tuple[object, ...]:
    """What must not change while an answer holds."""
    there, standing = outcome(moment), after(moment)
    return there["segments"], there["classes"], standing.blocked


def _first(differs: Callable[[int], bool], same: int, other: int) -> int:
    while other - same > 1:
        middle = (same + other) // 2
        same, other = (same, middle) if differs(middle) else (middle, other)
    return other


def _looks(lead: AsOf, now: int, standing: Standing, end: int) -> Iterator[int]:
    """Instants before `end`, so close that between two of them at most one thing changes, once."""
    tests = [test for section in ("segments", "classes") for test in sentences(lead.lead.model.get(section, {}))]
    knots = sorted({now, *(at for test in tests for at in _knots(lead, test, standing) if at > now)})
    for knot, following in pairwise([*knots, knots[-1] + forever(lead)]):
        if knot >= end:
            return
        stop = min(following, end)
        yield knot
        seconds = {t for test in tests for t in _crossings(lead, test, knot, (stop - knot) / 1e6)}
        meets = sorted(at for t in seconds if knot < (at := knot + round(t * 1e6)) < stop)
        for a, b in pairwise([knot, *meets, stop]):
            yield (a + b) // 2
        yield stop - 1


def _knots(lead: AsOf, test: Document, standing: Standing) -> Iterator[int]:
    """When a sentence may change its mind, or a score that it looks at its course."""
    if "signal" in test and "within" in test:
        yield from (one.at + duration(test["within"]) for one in lead.occurrences(test["signal"]))
    elif "without" in test:
        found = lead.occurrences(test["without"])
        yield (found[-1].at if found else lead.lead.first_seen) + duration(test["for"])
    elif "in" in test and "for" in test and test["in"] in standing.segments:
        yield standing.segments[test["in"]] + duration(test["for"])
    elif (name := _score(lead, test)) is not None:
        spans = (0, duration(test["within"])) if any(word in test for word in MOVES) else (0,)
        yield from (at + span for at in score_knots(lead, name) for span in spans)
    elif "trait" in test:
        yield from date_knots(lead, test)


def _score(lead: AsOf, test: Document) -> str | None:
    """The score that the sentence looks at, if any."""
    name = test.get("score", test.get("trait"))
    return name if isinstance(name, str) and name in lead.lead.model.get("scores", {}) else None


def _crossings(lead: AsOf, test: Document, knot: int, width: float) -> Iterator[float]:
    """Seconds after the knot at which the sentence may change its mind."""
    if (name := _score(lead, test)) is None:
        return
    here = pieces(lead, name, knot, width)
    if not any(word in test for word in MOVES):
        yield from _meets(here, _levels(test))
        return
    there = pieces(lead, name, knot - duration(test["within"]), width)
    if "peaked" in test:
        yield from _meets(here, [test["peaked"]])
        yield from _meets(there, [test["peaked"]])
    else:
        yield from _meets(weighted([(1.0, here), (-1.0, there)]), [test.get("rose", -test.get("fell", 0))])


def _meets(found: Sequence[Piece], levels: Sequence[float]) -> Iterator[float]:
    for level in levels:
        for edge in (level - HALF_A_MILLIONTH, level + HALF_A_MILLIONTH):
            yield from crossings(found, edge)


def _levels(test: Document) -> list[float]:
    """The numbers that the sentence compares a score with."""
    some = test["is"] if isinstance(test.get("is"), list) else [test.get("is")]
    words = [test[word] for word in NUMBER_WORDS if word in test]
    return [level for one in [*some, *words] if (level := number(one)) is not None]
