"""Conditions as expressions of Python; a kind that has none here is asked itself."""

from collections.abc import Callable, Iterable, Sequence
from functools import singledispatch
from math import inf, nan
from typing import Final

from leadflow.domain.classes import Class
from leadflow.domain.condition import Condition
from leadflow.domain.conditions.logic import All, Any, Not
from leadflow.domain.conditions.scores import ScoreIs, ScoreIsNone
from leadflow.domain.conditions.signals import SignalCount, Without
from leadflow.domain.conditions.standing import ClassIs, In
from leadflow.domain.conditions.traits import TraitExists, TraitIs
from leadflow.domain.json import Json
from leadflow.domain.judgement_draft import Draft, as_float, as_whole
from leadflow.domain.match import AnyOf, Bounds, Within, number
from leadflow.domain.segment import Segment

DEEPEST: Final = 20
"""What is nested deeper is asked itself: Python's parser and its stack have their limits."""

LONGEST: Final = 50
"""The same for the labels of a class."""

PLAIN: Final = frozenset({str, int, float, bool, type(None)})
OTHER: Final = object()
"""What a trait is whose value is no text."""


@singledispatch
def spell(condition: Condition, draft: Draft) -> str:
    """An expression that is true where the condition holds; `@spell.register` adds a kind of condition."""
    return draft.asked(condition)


@spell.register
def _(condition: ScoreIs, draft: Draft) -> str:
    value, none = _score(condition.score, draft), "0.0" if condition.none_is_zero else "nan"
    return _inside(draft.fact(f"{none} if {value} is None else {value}"), condition.bounds, as_float, draft)


@spell.register
def _(condition: ScoreIsNone, draft: Draft) -> str:
    return f"{_score(condition.score, draft)} is None"


@spell.register
def _(condition: SignalCount, draft: Draft) -> str:
    asked = f"{draft.literal(condition.signal)}, {draft.literal(condition.within)}"
    return _inside(draft.fact(f"{draft.fact('facts.count')}({asked})"), condition.bounds, as_whole, draft)


@spell.register
def _(condition: Without, draft: Draft) -> str:
    sightings, now = draft.fact("facts.sightings"), draft.fact("facts.now")
    found = draft.fact(f"{sightings}({draft.literal(condition.signal)})")
    since = draft.fact(f"{found}[-1].at if {found} else facts.first_seen")
    silence = draft.fact(f"nan if {since} is None else float({now} - {since})")
    return f"{silence} >= {draft.literal(as_float(condition.lasting))}"


@spell.register
def _(condition: TraitExists, draft: Draft) -> str:
    return f"{_trait(condition.trait, draft)} is {'not ' if condition.exists else ''}None"


@spell.register
def _(condition: TraitIs, draft: Draft) -> str:
    value, test = _trait(condition.trait, draft), condition.test
    if isinstance(test, Within):
        found = draft.fact(f"{draft.known(_as_number)}({value})")
        quick = _inside(found, test.bounds, as_float, draft)
        other = draft.fact(f"{value}.__class__ not in {draft.known(PLAIN)}")
    elif texts := _texts(test):
        folded = f"{value}.casefold() if {value}.__class__ is str"
        found = draft.fact(f"{folded} else None if {value} is None else {draft.known(OTHER)}")
        quick, other = _among(found, texts, draft), f"{found} is {draft.known(OTHER)}"
    else:
        return draft.asked(condition)
    return f"({quick} or ({other} and {draft.known(test.holds)}({value})))"


@spell.register
def _(condition: ClassIs, draft: Draft) -> str:
    return _among(label(condition.name, draft), condition.labels, draft)


@spell.register
def _(condition: In, draft: Draft) -> str:
    segment = draft.segments.get(condition.segment)
    if segment is None or draft.depth > DEEPEST:
        return draft.asked(condition)
    key = Segment, condition.segment
    if key not in draft.variables:
        decided = member(segment, draft)
        draft.variables[key] = f"segment_{len(draft.variables)}"
        draft.decided.append(f"{draft.variables[key]} = True if {decided} else False")
    return draft.variables[key]


@spell.register
def _(condition: All, draft: Draft) -> str:
    return _joined(" and ", condition.conditions, draft) or "True"


@spell.register
def _(condition: Any, draft: Draft) -> str:
    return _joined(" or ", condition.conditions, draft) or "False"


@spell.register
def _(condition: Not, draft: Draft) -> str:
    return f"(not {_part(condition.condition, draft)})"


def member(segment: Segment, draft: Draft) -> str:
    """An expression that is true where the lead is in the segment."""
    when = _part(segment.when, draft)
    if segment.until is None:
        return when
    return f"(not {_part(segment.until, draft)} and ({draft.literal(segment.name)} in was or {when}))"


def label(name: str, draft: Draft) -> str:
    """The variable that holds the lead's label; the facts are asked for that of a funnel, which depends on the past."""
    found, key = draft.classes.get(name), (Class, name)
    if found is None or found.sticky or len(found.labels) > LONGEST or draft.depth > DEEPEST:
        return draft.fact(f"facts.label({draft.literal(name)})")
    if key not in draft.variables:
        branches = [
            f"{draft.literal(label)} if {'True' if when is None else _part(when, draft)}"
            for label, when in found.labels
        ]
        draft.variables[key] = f"label_{len(draft.variables)}"
        draft.decided.append(f"{draft.variables[key]} = {' else '.join([*branches, 'None'])}")
    return draft.variables[key]


def _joined(word: str, conditions: Iterable[Condition], draft: Draft) -> str:
    """The conditions in one pair of brackets, those that have to be asked last."""
    parts = sorted((_part(each, draft) for each in conditions), key=lambda part: ("(facts)" in part, len(part)))
    return f"({word.join(parts)})" if parts else ""


def _part(condition: Condition, draft: Draft) -> str:
    if draft.depth > DEEPEST:
        return draft.asked(condition)
    draft.depth += 1
    part = spell(condition, draft)
    draft.depth -= 1
    return part


def _score(name: str, draft: Draft) -> str:
    return draft.fact(f"{draft.fact('facts.score')}({draft.literal(name)})")


def _trait(name: str, draft: Draft) -> str:
    return draft.fact(f"{draft.fact('facts.trait')}({draft.literal(name)})")


def _inside(variable: str, bounds: Bounds, form: Callable[[float], float], draft: Draft) -> str:
    """Whether the number is inside the bounds, which it is not where it is none at all."""
    sides = [
        (bounds.at_least, -inf, ">="),
        (bounds.at_most, inf, "<="),
        (bounds.above, -inf, ">"),
        (bounds.below, inf, "<"),
    ]
    tests = [f"{variable} {sign} {draft.literal(form(bound))}" for bound, open_end, sign in sides if bound != open_end]
    return f"({' and '.join(tests)})" if tests else f"{variable} == {variable}"


def _among(variable: str, values: Sequence[str | None], draft: Draft) -> str:
    literals = [draft.literal(value) for value in values]
    return f"{variable} == {literals[0]}" if len(literals) == 1 else f"{variable} in {{{', '.join(literals)}}}"


def _texts(test: AnyOf) -> Sequence[str]:
    """The texts of which it wants one, case folded; none where it wants anything else too."""
    texts = [value.casefold() for value in test.values if type(value) is str and not (test.globs and "*" in value)]
    return texts if len(texts) == len(test.values) else ()


def _as_number(value: Json) -> float:
    if type(value) is float and -inf < value < inf:
        return value
    found = number(value)
    return nan if found is None else found
