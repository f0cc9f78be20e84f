"""News as other systems read it: ids, labels and figures, under names that only change with the version."""

import math
from collections.abc import Mapping
from typing import Final

from leadflow.domain.explanation import Explanation
from leadflow.domain.instant import iso
from leadflow.domain.json import Json
from leadflow.domain.news import News
from leadflow.domain.trend import DECIMALS

VERSION: Final = 1
"""Goes up when a name goes or changes its meaning; names may be added without."""

CONTRIBUTIONS: Final = 30
"""So many are told one by one, the strongest."""


def announced(news: News, model: str) -> Mapping[str, Json]:
    """The news, without anything by which a person could be known; `model` is the lead model's name."""
    transition, evidence = news.transition, news.evidence
    return {
        "version": VERSION,
        "id": news.id,
        "model": model,
        "lead": news.lead,
        "change": transition.change.value,
        "of": transition.of,
        "to": transition.to,
        "at": iso(transition.at),
        "cause": transition.cause.value,
        "automations": list(transition.calls),
        "takes_back": list(transition.takes_back),
        "scores": dict(evidence.scores),
        "classes": dict(evidence.classes),
        "segments": list(evidence.segments),
    }


def explained(explanation: Explanation | None) -> Mapping[str, Json] | None:
    """Why the score that the news is about is what it is; None where it is about none.

    All parts add up to `value`; `others` is what the contributions come to that are not told one by one.
    """
    if explanation is None:
        return None
    told = explanation.contributions[:CONTRIBUTIONS]
    rest = (*explanation.parts.values(), *explanation.caps.values(), explanation.inactivity, explanation.traits)
    others = explanation.value - math.fsum((*(each.value for each in told), *rest, explanation.range))
    return {
        "score": explanation.score,
        "value": explanation.value,
        "contributions": [
            {"signal": each.signal, "activity": each.activity, "at": iso(each.at), "points": each.value}
            for each in told
        ],
        "others": round(others, DECIMALS) + 0.0,
        "parts": dict(explanation.parts),
        "caps": dict(explanation.caps),
        "inactivity": explanation.inactivity,
        "traits": explanation.traits,
        "range": explanation.range,
    }
