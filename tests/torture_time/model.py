"""A lead model in which every answer ends some time: fading scores, windows, silence, thresholds, dates."""

from functools import cache

from leadflow.domain.lead_model import LeadModel
from leadflow.model.compile import load
from tests.fragments import Document
from tests.models import KINDS

MODEL: Document = {
    "model": "time",
    "timezone": "Europe/Oslo",
    "sources": {
        "newsletter": {"kind": "sendgrid", "secret": "newsletter"},
        "site": {"kind": "segment", "secret": "site"},
    },
    "signals": {
        "clicked": {"activity": "email.clicked"},
        "pricing": {"activity": ["email.clicked", "page.viewed"], "where": {"url": "*/pricing*"}},
        "visit": {"activity": "page.viewed", "per": "day"},
        "demo": {"activity": "form.submitted"},
        "film": {"activity": "video.watched", "per": "asset", "measure": "percent"},
    },
    "machine": {"settle": "90 seconds"},
    "scores": {
        "readiness": {
            "half_life": "30 days",
            "points": {
                "demo": 40,
                "pricing": {"each": 8, "at_most": 4},
                "film": 20,
                "visit": {"each": 3, "half_life": "14 days"},
                "clicked": 2,
            },
        },
        "heat": {"linear": "10 days", "points": {"visit": 10, "clicked": 10}},
        "bond": {
            "points": {"demo": 50, "visit": 5},
            "inactivity": {"lose": 10, "every": "30 days", "at_most": 40},
        },
    },
    "classes": {
        "interest": {
            "low": {"score": "readiness", "from": 0, "to": 15},
            "medium": {"score": "readiness", "above": 15, "to": 40},
            "high": {"score": "readiness", "above": 40},
        },
        "stage": {
            "sticky": "forward",
            "subscriber": "otherwise",
            "engaged": {"score": "readiness", "above": 15},
            "qualified": {"in": "sales_ready"},
        },
    },
    "segments": {
        "sales_ready": {"when": {"score": "readiness", "above": 40}, "until": {"score": "readiness", "below": 25}},
        "hot": {"score": "heat", "at_least": 15},
        "lapsing": {"score": "bond", "at_most": 10},
        "looking": {"signal": "pricing", "within": "10 minutes"},
        "keen": {"signal": "clicked", "at_least": 2, "within": "7 days"},
        "frequent": {"signal": "visit", "at_least": 3, "within": "14 days"},
        "silent": {"without": "interaction", "for": "30 days"},
        "untouched": {"without": "touch", "for": "2 days"},
        "left_lying": {"all": [{"in": "sales_ready", "for": "5 days"}, {"without": "sales_touch", "for": "5 days"}]},
        "renewing": {"trait": "renewal", "due_within": "30 days"},
        "falling": {"score": "readiness", "fell": 10, "within": "14 days"},
    },
    "automations": {"hand_over": {"when": {"enters": "sales_ready"}, "do": [{"notify": "sales"}]}},
    "channels": {"sales": {"webhook": "sales"}},
}

SILENCE = "untouched"
"""What everybody is in two days after the newsletter, if no other one comes."""


@cache
def compiled() -> LeadModel:
    """As the functions have it."""
    return load(MODEL, KINDS)
