"""Small lead models that use every word, valid and easily shrunk."""

from collections.abc import Sequence

from hypothesis import strategies as st

from tests.crm_fragments import CRM, MAPS, SALES_TESTS
from tests.drawing import Draw
from tests.fragments import (
    BUILT_IN,
    COUNTS,
    FADINGS,
    GAPS,
    IGNORED,
    LABELS,
    LIMITS,
    MACHINES,
    NUMBERS,
    RANGES,
    RULES,
    SIGNALS,
    SILENCES,
    SOURCES,
    SPANS,
    TRAIT_TESTS,
    WEIGHTS,
    Document,
)

KNOWN = [TRAIT_TESTS, SALES_TESTS]
TRACKS: Document = {"tracks": {"reawaken": {"via": {"brevo": 12}}}}
KEEPS: Sequence[Document] = [{}, {}, {"keep": 2}, {"keep": 3}]


@st.composite
def models(drawn: st.DrawFn, *, plain: bool = False) -> Document:
    """Up to five signals, three scores, and five segments and classes that may refer to each other.

    A `plain` one never looks at what a lead was before: it has no `until`, no funnel and no segment held for a time.
    """
    draw = Draw(drawn)
    scope: Document = {
        "model": "random",
        "timezone": draw.one(["Europe/Oslo", "UTC", "America/New_York"]),
        "sources": {name: {"kind": "form", "secret": name} for name in draw.some(SOURCES, 0, 2)},
        "signals": _signals(draw),
        "machine": draw.one(MACHINES) if draw.once_in(2) else {},
        "scores": {},
        "segments": {},
        "classes": {},
    }
    for name in ["readiness", "fit"][: draw.upto(2)]:
        scope["scores"][name] = _score(draw, list(scope["signals"]))
    if scope["scores"] and draw.once_in(3):
        scope["scores"]["overall"] = {"combine": {name: draw.one(WEIGHTS) for name in scope["scores"]}} | draw.one(
            RANGES
        )
    for index in range(1 + draw.upto(4)):
        _Judge(draw, scope, plain=plain).add(index)
    if draw.upto(1):
        for section in ("scores", "segments", "classes"):  # what refers to another then stands above it
            scope[section] = dict(reversed(scope[section].items()))
    scope |= (_automations(draw, scope) if draw.once_in(3) else {}) | (_crm(draw, scope) if draw.once_in(2) else {})
    scope["ignore"] = draw.some(IGNORED, 1, 2) if draw.once_in(4) else []
    return {name: section for name, section in (scope | TRACKS).items() if section}


def _signals(draw: Draw) -> Document:
    """Some signals; what refers to another refers to one that stands before it."""
    signals: Document = {}
    for name in draw.some(list(SIGNALS), 1, 4):
        signal = SIGNALS[name] | ({} if "visit" in SIGNALS[name] else draw.one(KEEPS))
        if "reset_by" not in signal and draw.once_in(8):
            signal["reset_by"] = draw.one([*signals, *BUILT_IN])
        signals[name] = signal
    if draw.once_in(4):
        of = draw.one(list(signals))
        signals["deep_visit"] = {"visit": {"of": of, "at_least": 1 + draw.upto(1), "gap": draw.one(GAPS)}}
    return signals


def _score(draw: Draw, signals: Sequence[str]) -> Document:
    points = {name: draw.one(RULES) for name in draw.some([*signals, "interaction"], 0, 3)}
    tests = draw.some(draw.one(KNOWN), 0 if points else 1, 2)
    score = draw.one(FADINGS) | draw.one(RANGES)
    if points:
        score["points"] = points
        score |= {"caps": {"most": {"of": list(points)[:2], "at_most": draw.one(LIMITS)}}} if draw.once_in(3) else {}
        score |= (
            {"inactivity": draw.one(SILENCES[: 3 if score.get("range", ()) is None else 4])} if draw.once_in(4) else {}
        )
    if tests:
        worth = draw.one([5, -20, 30.5])
        score["traits"] = [{"when": test, "points": worth} for test in tests]
        score["traits"] += [{"when": {"not": {"all": tests}}, "points": 1}] * draw.upto(1)
    return score


def _automations(draw: Draw, scope: Document) -> Document:
    when = {"signal": draw.one([*scope["signals"], *BUILT_IN])}
    return {
        "automations": {"tell": {"when": when, "do": [{"notify": "sales"}]}},
        "channels": {"sales": {"slack": "address"}},
    }


def _crm(draw: Draw, scope: Document) -> Document:
    """A map of the CRM's fields, one of which a segment asks about; a source speaks for the CRM, or none does."""
    fields = draw.one(MAPS)
    asked = [test for tests in KNOWN for test in tests if test["trait"] in fields]
    return {
        "sources": scope["sources"] | dict.fromkeys(draw.one([["crm"], ["site"], []]), CRM),
        "segments": scope["segments"] | {"mapped": draw.one(asked)},
        "crm": {"provider": "hubspot", "fields": fields},
    }


class _Judge:
    """Draws segments and classes over what the scope already holds."""

    def __init__(self, draw: Draw, scope: Document, *, plain: bool) -> None:
        self.draw = draw
        self.scope = scope
        self.plain = plain

    def add(self, index: int) -> None:
        """One more segment or class."""
        shape = self.draw.upto(7)
        if shape == 7 and not self.plain:
            self.scope["classes"][f"class_{index}"] = self.funnel()
        elif shape >= 6:
            self.scope["classes"][f"class_{index}"] = self.bands()
        else:
            self.scope["segments"][f"segment_{index}"] = self.segment()

    def bands(self) -> Document:
        values = {name: self.condition() for name in ["high", "low"][: 1 + self.draw.upto(1)]}
        return values | ({"rest": "otherwise"} if self.draw.upto(1) else {})

    def funnel(self) -> Document:
        values: Document = {name: self.condition(1) for name in LABELS}
        return {"sticky": "forward"} | values | ({LABELS[0]: "otherwise"} if self.draw.upto(1) else {})

    def segment(self) -> Document:
        when, shape = self.condition(), self.draw.upto(3)
        if self.plain or shape == 0:
            return {"when": when} if self.draw.upto(1) else when
        return {"when": when, "until": self.condition()}

    def condition(self, depth: int = 2) -> Document:
        shape = self.draw.upto(6) if depth else 0
        if shape <= 3:
            return self.test()
        if shape == 6:
            return {"not": self.condition(depth - 1)}
        some = [self.condition(depth - 1) for _ in range(1 + self.draw.upto(1))]
        return {"all" if shape == 4 else "any": some}

    def test(self) -> Document:
        kinds = ["signal", "without", "trait", *(kind for kind in ("classes", "segments") if self.scope[kind])]
        kind = self.draw.one([*kinds, "scores", "scores", "scores"] if self.scope["scores"] else kinds)
        if kind == "without":
            return {"without": self.draw.one([*self.scope["signals"], *BUILT_IN]), "for": self.draw.one(SPANS)}
        if kind == "trait":
            return self.draw.one(self.draw.one(KNOWN))
        if kind == "signal":
            within = [{}, *({"within": span} for span in SPANS)]
            return (
                {"signal": self.draw.one(list(self.scope["signals"]))} | self.draw.one(COUNTS) | self.draw.one(within)
            )
        name = self.draw.one(list(self.scope[kind]))
        if kind == "scores":
            return self.score(name)
        return self.label(name) if kind == "classes" else self.member(name)

    def label(self, name: str) -> Document:
        values = [value for value in self.scope["classes"][name] if value != "sticky"]
        if self.draw.once_in(6):
            return {"trait": name, "is": self.draw.one(values)}
        return {"class": name, "is": self.draw.one([*values, "none", values])}

    def member(self, name: str) -> Document:
        lasting = not self.plain and self.draw.once_in(2)
        return {"in": name} | ({"for": self.draw.one(SPANS)} if lasting else {})

    def score(self, name: str) -> Document:
        levels, moves = ["above", "at_least", "below", "at_most", "from"], ["rose", "fell", "peaked", "peaked"]
        word = self.draw.one([*levels, "is", *moves, "trait"])
        if word == "is":
            return {"score": name, "is": "none"}
        level = self.draw.one(NUMBERS)
        if word == "trait":
            return {"trait": name, "at_least": level}
        if word == "from":
            return {"score": name, "from": level, "to": level + 10}
        if word in ("rose", "fell"):
            return {"score": name, word: abs(level) or 1, "within": self.draw.one(SPANS)}
        return {"score": name, word: level} | ({"within": self.draw.one(SPANS)} if word == "peaked" else {})
