"""Small lead models that use every word, and histories that meet every edge; quick, and easily shrunk."""

from collections.abc import Sequence
from typing import TypeVar

from hypothesis import strategies as st

from tests.fragments import (
    BUILT_IN,
    COUNTS,
    DEEDS,
    EDGES,
    FADINGS,
    LATE,
    LEADS,
    MIDNIGHTS,
    NUMBERS,
    OFFSETS,
    QUARRELS,
    RANGES,
    RULES,
    SIGNALS,
    SOURCES,
    SPANS,
    STEPS,
    TRAIT_TESTS,
    TRAITS,
    Document,
)
from tests.oracle.clock import duration, instant, iso
from tests.oracle.matching import matches

Option = TypeVar("Option")
Deed = tuple[str, Document]

# Drawing one integer from a strategy made once is several times quicker than any strategy made on the way.
CHOICES = [st.integers(0, most) for most in range(40)]


class Draw:
    """Draws the simplest option first, so that what fails shrinks to the first of everything."""

    def __init__(self, draw: st.DrawFn) -> None:
        self._draw = draw

    def upto(self, most: int) -> int:
        return self._draw(CHOICES[most])

    def one(self, options: Sequence[Option]) -> Option:
        return options[self.upto(len(options) - 1)]

    def some(self, options: Sequence[Option], least: int, most: int) -> list[Option]:
        left = list(options)
        count = least + self.upto(min(most, len(left)) - least)
        return [left.pop(self.upto(len(left) - 1)) for _ in range(count)]


@st.composite
def models(drawn: st.DrawFn) -> Document:
    """One to four signals, up to two scores, up to five segments and classes that may refer to each other."""
    draw = Draw(drawn)
    names = draw.some(list(SIGNALS), 1, 4)
    keeps: Sequence[Document] = [{}, {}, {"keep": 2}, {"keep": 3}]
    scope: Document = {
        "model": "random",
        "timezone": draw.one(["Europe/Oslo", "UTC", "America/New_York"]),
        "sources": {name: {"kind": "form", "secret": name} for name in draw.some(SOURCES, 0, 2)},
        "signals": {name: SIGNALS[name] | draw.one(keeps) for name in names},
        "scores": {name: _score(draw, names) for name in ["readiness", "fit"][: draw.upto(2)]},
        "segments": {},
        "classes": {},
    }
    for index in range(1 + draw.upto(4)):
        if draw.upto(3) == 3:
            scope["classes"][f"class_{index}"] = _class(draw, scope)
        else:
            scope["segments"][f"segment_{index}"] = _segment(draw, scope)
    if draw.upto(1):
        for section in ("segments", "classes"):  # conditions then refer to what stands below them
            scope[section] = dict(reversed(scope[section].items()))
    return {name: section for name, section in scope.items() if section}


def _score(draw: Draw, signals: Sequence[str]) -> Document:
    points = {name: draw.one(RULES) for name in draw.some(signals, 0, 3)}
    tests = draw.some(TRAIT_TESTS, 0 if points else 1, 2)
    score = draw.one(FADINGS) | draw.one(RANGES)
    if points:
        score["points"] = points
    if tests:
        worth = draw.one([5, -20, 30.5])
        score["traits"] = [{"when": test, "points": worth} for test in tests]
        score["traits"] += [{"when": {"not": {"all": tests}}, "points": 1}] * draw.upto(1)
    return score


def _class(draw: Draw, scope: Document) -> Document:
    values = {name: _condition(draw, scope) for name in ["high", "low"][: 1 + draw.upto(1)]}
    return values | ({"rest": "otherwise"} if draw.upto(1) else {})


def _segment(draw: Draw, scope: Document) -> Document:
    when, shape = _condition(draw, scope), draw.upto(3)
    if shape == 0:
        return {"when": when} if draw.upto(1) else when
    return {"when": when, "until": _condition(draw, scope)}


def _condition(draw: Draw, scope: Document, depth: int = 2) -> Document:
    """A condition over what the scope already holds."""
    shape = draw.upto(6) if depth else 0
    if shape <= 3:
        return _test(draw, scope)
    if shape == 6:
        return {"not": _condition(draw, scope, depth - 1)}
    some = [_condition(draw, scope, depth - 1) for _ in range(1 + draw.upto(1))]
    return {"all" if shape == 4 else "any": some}


def _test(draw: Draw, scope: Document) -> Document:
    kinds = ["signal", "without", "trait", *(kind for kind in ("classes", "segments") if scope[kind])]
    kind = draw.one([*kinds, "scores", "scores", "scores"] if scope["scores"] else kinds)
    if kind == "scores":
        return {"score": draw.one(list(scope["scores"]))} | _level(draw)
    if kind == "classes":
        name = draw.one(list(scope["classes"]))
        values = list(scope["classes"][name])
        return {"class": name, "is": draw.one([*values, "none", values])}
    if kind == "segments":
        return {"in": draw.one(list(scope["segments"]))}
    if kind == "without":
        return {"without": draw.one([*scope["signals"], *BUILT_IN]), "for": draw.one(SPANS)}
    if kind == "trait":
        return draw.one(TRAIT_TESTS)
    within = [{}, *({"within": span} for span in SPANS)]
    return {"signal": draw.one(list(scope["signals"]))} | draw.one(COUNTS) | draw.one(within)


def _level(draw: Draw) -> Document:
    word = draw.one(["above", "at_least", "below", "at_most", "from", "is"])
    if word == "is":
        return {"is": "none"}
    level = draw.one(NUMBERS)
    return {"from": level, "to": level + 10} if word == "from" else {word: level}


@st.composite
def histories(drawn: st.DrawFn, model: Document, leads: int = 1, *, moving: bool = False) -> list[Document]:
    """Activities of some leads round one midnight: single ones and floods, few ids, few instants.

    Most are some signal of the model. Unless `moving`, all versions of one id happened at one instant, and a machine
    made all of them or none.
    """
    draw = Draw(drawn)
    midnight = draw.one(MIDNIGHTS)
    seen = [deed for deed in DEEDS if any(_is(signal, deed) for signal in model["signals"].values())]
    strokes = drawn(st.lists(_strokes(midnight, [seen, seen, DEEDS], leads), min_size=1, max_size=6))
    history = [activity for stroke in strokes for activity in stroke]
    history += _quarrel(draw, midnight, draw.upto(leads - 1)) if draw.upto(3) == 3 else []
    return history if moving else _settled(history)


def _is(signal: Document, deed: Deed) -> bool:
    return matches(signal, {"type": deed[0], "properties": deed[1]})


def _settled(history: Sequence[Document]) -> list[Document]:
    firsts = {activity["id"]: activity for activity in reversed(history)}
    fixed = ("occurred_at", "received_at", "machine")
    return [
        {name: value for name, value in activity.items() if name not in fixed}
        | {name: value for name, value in firsts[activity["id"]].items() if name in fixed}
        for activity in history
    ]


@st.composite
def _strokes(drawn: st.DrawFn, midnight: int, deeds: Sequence[Sequence[Deed]], leads: int) -> list[Document]:
    """One activity, or a flood of its like."""
    draw = Draw(drawn)
    deed = draw.one(draw.one(deeds) or DEEDS)
    start = midnight + draw.one(OFFSETS)
    count = draw.one([1, 1, 1, 1, 2, 12])
    step = draw.one(STEPS) if count > 1 else 0
    letter = draw.one("abcde")
    who = draw.upto(leads - 1)
    extra = {"lead": draw.one(LEADS[who]), "source": draw.one(["site", "crm", "crm", "elsewhere", "nowhere"])}
    extra |= draw.one([{}, {}, {"machine": {"reason": "flagged"}}]) if draw.upto(4) == 4 else {}
    extra |= {"traits": traits} if (traits := draw.one(TRAITS)) else {}
    late = draw.one(LATE)
    return [_activity(f"{who}{letter}{n}", deed, start + n * step, late, extra) for n in range(count)]


def _quarrel(draw: Draw, at: int, who: int) -> list[Document]:
    """Two sources that say another thing of one trait at one instant."""
    claims = draw.some(draw.one(QUARRELS), 2, 2)
    sources = draw.some(["site", "crm", "elsewhere"], 2, 2)
    return [
        _activity(
            f"{who}{n}", ("identity.stated", {}), at, None, {"lead": LEADS[who][0], "source": source, "traits": claim}
        )
        for n, (source, claim) in enumerate(zip(sources, claims, strict=True))
    ]


def _activity(name: str, deed: Deed, at: int, late: int | None, extra: Document) -> Document:
    received = {} if late is None else {"received_at": iso(at + late)}
    return {"id": name, "type": deed[0], "occurred_at": iso(at), **received, "properties": deed[1], **extra}


@st.composite
def instants(drawn: st.DrawFn, history: Sequence[Document], earliest: int) -> int:
    """An instant from `earliest` on, often right on the edge of a window that an activity began."""
    draw = Draw(drawn)
    edge = instant(draw.one(history[-40:])["occurred_at"])
    return max(earliest, edge + duration(draw.one([*EDGES, *SPANS])) + draw.one([0, 0, -1, 1]))
