"""Explanations of scores, as people and as programs read them."""

import json
from collections.abc import Iterator, Sequence
from typing import Final

from leadflow.application.explain import Account, account
from leadflow.cli.failure import Failure
from leadflow.cli.table import points, table
from leadflow.domain.evaluation import Evaluation, Facts, evaluate
from leadflow.domain.explanation import Explanation
from leadflow.domain.identity import NoAddress, address
from leadflow.domain.instant import Instant, iso, minute
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.trend import DECIMALS
from leadflow.domain.wording import ago, clean, words
from leadflow.model.mistakes import instead

_TENTHS: Final = 1
_ID: Final = 60
"""Characters of an activity's id that are shown."""


def email(text: str) -> str:
    """The address as leads are known by it. Raises Failure where it is none."""
    try:
        return address(text)
    except NoAddress as error:
        raise Failure(f"{text!r} is no email address", code=2) from error


def wanted(model: LeadModel, score: str | None) -> Sequence[str]:
    """The score of that name, or all. Raises Failure where the model has none of that name."""
    if score is None:
        return list(model.scores)
    if score not in model.scores:
        raise Failure(f"the model has no score {score}; {instead(score, list(model.scores))}", code=2)
    return [score]


def told(lead: str, facts: Facts, scores: Sequence[str], *, as_json: bool) -> Iterator[str]:
    """The lines that explain these scores of the lead."""
    if as_json:
        yield json.dumps(_document(lead, facts, account(facts, scores, DECIMALS)))
    else:
        yield from _text(lead, facts, account(facts, scores, _TENTHS))


def _document(lead: str, facts: Facts, found: Account) -> dict[str, object]:
    now = evaluate(facts)
    return {
        "lead": lead,
        "at": iso(facts.now),
        "scores": {name: None if each is None else _parts(each) for name, each in found.scores.items()},
        "segments": list(now.segments),
        "classes": dict(now.classes),
        "valid_until": None if found.valid_until is None else iso(found.valid_until),
    }


def _parts(explanation: Explanation) -> dict[str, object]:
    return {
        "value": explanation.value,
        "contributions": [
            {"signal": part.signal, "activity": part.activity, "at": iso(part.at), "points": part.value}
            for part in explanation.contributions
        ],
        "traits": explanation.traits,
        "range": explanation.range,
    }


def _text(lead: str, facts: Facts, found: Account) -> Iterator[str]:
    yield f"{clean(lead)} at {minute(facts.now)}"
    yield _standing(evaluate(facts))
    for name, explanation in found.scores.items():
        yield ""
        if explanation is None:
            yield f"{words(name)}: none, since nothing has happened that it counts"
        else:
            yield words(name)
            yield from table(list(_rows(explanation, facts)), right={0})
    yield ""
    yield changes(found.valid_until, facts.now)


def _standing(found: Evaluation) -> str:
    """Where the lead stands: in sales ready; persona champion."""
    segments = ", ".join(map(words, found.segments)) or "no segment"
    classes = ", ".join(f"{words(name)} {words(label)}" for name, label in found.classes.items() if label)
    return f"in {segments}; {classes}" if classes else f"in {segments}"


def _rows(explanation: Explanation, facts: Facts) -> Iterator[Sequence[str]]:
    for part in explanation.contributions:
        said = clean(facts.model.signals[part.signal].words)
        yield points(part.value), said, ago(part.at, facts.now), minute(part.at), clean(part.activity, _ID)
    if explanation.traits:
        yield points(explanation.traits), "who they are and where they work", "", "", ""
    if explanation.range:
        yield points(explanation.range), "to stay inside the score's range", "", "", ""
    yield points(explanation.value), "together", "", "", ""


def ahead(until: Instant, now: Instant) -> str:
    """How far ahead it is: in 2 hours, in 3 days."""
    told = ago(now, until)
    return f"in {told.removesuffix(' ago')}" if told.endswith(" ago") else "in a moment"


def changes(until: Instant | None, now: Instant) -> str:
    """When a segment or class can change next."""
    if until is None:
        return "Unless something new happens, no segment and no class changes any more."
    return f"Unless something new happens, no segment and no class changes before {minute(until)}, {ahead(until, now)}."
