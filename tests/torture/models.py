"""The lead model that is tortured, what it is changed to midway, and what the outside needs to know of both."""

from functools import cache

from leadflow.domain.lead_model import LeadModel
from leadflow.model.compile import load
from tests.fragments import DAY, Document
from tests.models import KINDS

KEY = "k" * 64
"""The deployment's own."""

SALES = ["ann@acme.example", "bo@acme.example"]

COOLDOWN = 10 * DAY

OURS = ["email.clicked", "form.submitted", "page.viewed", "identity.stated", "product.login"]

MODEL: Document = {
    "model": "torture",
    "sources": {
        "app": {
            "kind": "standard",
            "secret": "app",
            "types": {each: each for each in OURS},
            "fields": {
                "/data/email": "email",
                "/data/user_id": "user_id",
                "/data/anonymous_id": "anonymous_id",
                "/data/title": "title",
            },
            "properties": {"/data/url": "url"},
        },
        "site": {"kind": "segment", "secret": "site"},
    },
    "signals": {
        "clicked": {"activity": "email.clicked"},
        "form": {"activity": "form.submitted"},
        "page": {"activity": "page.viewed"},
        "login": {"activity": "product.login", "keep": 3},
    },
    "scores": {
        "readiness": {
            "half_life": "30 days",
            "points": {
                "form": 40,
                "clicked": {"each": 5, "at_most": "3 per day"},
                "page": 2,
                "login": {"each": 3, "at_most": 2},
            },
        },
    },
    "classes": {
        "interest": {
            "low": {"score": "readiness", "from": 0, "to": 30},
            "high": {"score": "readiness", "above": 30},
        },
    },
    "segments": {
        "warm": {"score": "readiness", "at_least": 39},
        "just_asked": {"signal": "form", "within": "10 minutes"},
        "looking": {"signal": "page", "within": "10 minutes"},
        "active": {"signal": "clicked", "within": "2 days"},
        "silent": {"without": "interaction", "for": "5 days"},
        "chief": {"trait": "title", "is": "ceo"},
    },
    "routing": [{"round_robin": SALES}],
    "automations": {
        "hand_over": {
            "when": {"enters": "warm"},
            "cooldown": "10 days",
            "fresh": "1 day",
            "do": [{"assign": "routing"}, {"notify": "sales"}],
        },
        "heard": {"when": {"signal": "form"}, "do": [{"notify": "sales"}]},
        "noble": {"when": {"enters": "chief"}, "do": [{"notify": "sales"}]},
        "cooled": {"when": {"leaves": "active"}, "do": [{"notify": "sales"}]},
    },
    "channels": {"sales": {"webhook": "sales"}},
}

CHANGED: Document = {
    **MODEL,
    "signals": {**MODEL["signals"], "visit": {"activity": "page.viewed", "per": "day"}},
    "segments": {**MODEL["segments"], "visitor": {"signal": "visit"}, "warm": {"score": "readiness", "at_least": 30}},
}
"""With one more signal, so that leads are folded again from their timelines, and another threshold."""


@cache
def compiled(name: str) -> LeadModel:
    """The model of that name."""
    return load({"model": MODEL, "changed": CHANGED}[name], KINDS)
