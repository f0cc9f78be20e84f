"""A large lead model round given segments: five scores, three classes, ten signals."""

from collections.abc import Mapping
from typing import Final

from bench.rules_leads import SIGNALS
from bench.rules_sentences import Sentence, written
from leadflow.domain.json import Json

HEADS: Final = ("*chief*", "vp *", "head of *", "ceo", "cto", "cfo")


def document(segments: Mapping[str, Sentence]) -> dict[str, Json]:
    """The content of the model file."""
    seen = ["email.clicked", "page.viewed"]
    return {
        "model": "large",
        "timezone": "Europe/Oslo",
        "signals": {name: {"activity": seen, "where": {"url": f"*/{name}*"}} for name in SIGNALS},
        "scores": _scores(),
        "classes": _classes(),
        "segments": {name: written(sentence) for name, sentence in segments.items()},
    }


def _scores() -> dict[str, Json]:
    shares = {"readiness": SIGNALS, "service": SIGNALS[:4], "product": SIGNALS[3:7], "community": SIGNALS[6:]}
    scores: dict[str, Json] = {
        score: {"half_life": "30 days", "points": {name: {"each": 5, "at_most": 20} for name in signals}}
        for score, signals in shares.items()
    }
    traits: list[Json] = [
        {"when": {"trait": "title", "like": list(HEADS)}, "points": 30},
        {"when": {"trait": "employees", "at_least": 200}, "points": 20},
    ]
    return scores | {"fit": {"traits": traits}}


def _classes() -> dict[str, Json]:
    return {
        "interest": {
            "low": {"score": "readiness", "from": 0, "to": 30},
            "medium": {"score": "readiness", "above": 30, "to": 60},
            "high": {"score": "readiness", "above": 60},
        },
        "persona": {
            "decision_maker": {"trait": "title", "like": list(HEADS)},
            "champion": {"signal": "blog", "at_least": 3, "within": "30 days"},
            "gatherer": "otherwise",
        },
        "stage": {
            "customer": {"trait": "crm.stage", "is": "won"},
            "qualified": {"class": "persona", "is": ["decision_maker", "champion"]},
            "engaged": {"score": "readiness", "above": 30},
        },
    }
