"""Explanations of scores, as people and as programs read them."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from leadflow.application.explain import Account, Doubted, account
from leadflow.cli.explanation_text import text
from leadflow.cli.failure import Failure
from leadflow.domain.evaluation import evaluate
from leadflow.domain.explanation import Explanation
from leadflow.domain.facts import Facts
from leadflow.domain.identity import NoAddress, address
from leadflow.domain.instant import iso
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.transition import Transition
from leadflow.domain.trend import DECIMALS
from leadflow.model.mistakes import instead

_TENTHS: Final = 1


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


def told(
    lead: str, facts: Facts, scores: Sequence[str], *, as_json: bool, said: Mapping[str, str] | None = None
) -> Iterator[str]:
    """The lines that explain these scores of the lead.

    `said` are the reasons for which activities were taken or given back, by the id of the activity that says so.
    """
    if as_json:
        yield json.dumps(_document(lead, facts, account(facts, scores, DECIMALS, said)))
    else:
        yield from text(lead, facts, account(facts, scores, _TENTHS, said))


def _document(lead: str, facts: Facts, found: Account) -> dict[str, object]:
    now = evaluate(facts)
    return {
        "lead": lead,
        "at": iso(facts.now),
        "scores": {name: None if each is None else _parts(each) for name, each in found.scores.items()},
        "segments": list(now.segments),
        "classes": dict(now.classes),
        "doubted": [_odd(each) for each in found.doubted],
        "valid_until": None if found.valid_until is None else iso(found.valid_until),
        "ahead": [_change(each) for each in found.ahead],
    }


def _parts(explanation: Explanation) -> dict[str, object]:
    return {
        "value": explanation.value,
        "contributions": [
            {
                "signal": part.signal,
                "activity": part.activity,
                "at": iso(part.at),
                "points": part.value,
                "before_decay": part.points,
            }
            for part in explanation.contributions
        ],
        "parts": dict(explanation.parts),
        "caps": dict(explanation.caps),
        "inactivity": explanation.inactivity,
        "traits": explanation.traits,
        "range": explanation.range,
    }


def _odd(each: Doubted) -> dict[str, object]:
    return {
        "doubt": each.doubt,
        "activity": each.activity,
        "at": iso(each.at),
        "signals": list(each.signals),
        "reason": each.reason,
        "begins": None if each.begins is None else iso(each.begins),
    }


def _change(each: Transition) -> dict[str, object]:
    return {
        "transition": each.change,
        "of": each.of,
        "to": each.to,
        "at": iso(each.at),
        "automations": list(each.calls),
    }
