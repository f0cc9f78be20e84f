"""The words of which random models and histories are made: between them, every construct and every edge."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

Document = dict[str, Any]  # what YAML and JSON parse into

SECOND = 1_000_000
HOUR = 3600 * SECOND
DAY = 24 * HOUR
MIDNIGHTS = [
    int(datetime(*day, tzinfo=UTC).timestamp()) * SECOND
    for day in (
        (2025, 6, 10),
        (2025, 3, 30),
        (2025, 10, 26),
    )  # a plain day; the two on which Oslo moves its clocks
]
OFFSETS = [n * HOUR for n in (0, -1, 1, -2, 2, 22, 23, 12, -24, -240)]
SPANS = ["1 hour", "1 day", "90 seconds", "30 minutes", "2 weeks", "30 days"]
EDGES = ["1 day", "2 weeks", "30 days", "3 days"]
SOURCES = ["crm", "site"]
NUMBERS = [10, 1, 0, -5, 12.5, 33.3, 0.1, 75, 30, 100, 5, 20, 2.75, -20, 7]

SIGNALS: Mapping[str, Document] = {
    "clicked": {"activity": "email.clicked"},
    "visit": {"activity": "page.viewed", "per": "day"},
    "paper": {"activity": "asset.downloaded", "per": "asset"},
    "pricing": {"activity": ["email.clicked", "page.viewed"], "where": {"url": "*/Pricing*"}},
    "query": {"activity": "page.viewed", "where": {"url": ["acme.example/*?*plan=pro*", "*plan=*", "*.example"]}},
    "demo": {"activity": "form.submitted", "where": {"form": "demo"}, "says": "asked for a demo"},
    "service": {
        "any": [
            {"activity": "search.performed", "where": {"term": ["*support*", "SLA"]}},
            {"activity": ["email.clicked", "page.viewed"], "where": {"url": "*/services/*"}},
        ]
    },
    "half_video": {"activity": "video.watched", "where": {"percent": {"at_least": 1, "below": 90}}},
    "whole_video": {"activity": "video.watched", "where": {"percent": [90, {"above": 99.5}]}, "per": "asset"},
    "live_video": {"activity": "video.watched", "where": {"live": True}},
    "product": {"activity": "product.*"},
    "bounced": {"activity": "email.bounced", "where": {"bounce": ["hard", "block"]}},
}
DEEDS: Sequence[tuple[str, Document]] = [
    ("email.clicked", {}),
    ("email.clicked", {"url": "https://www.acme.example/pricing"}),
    ("page.viewed", {"url": "https://acme.example:8443/services/a?plan=pro&x=1#/pricing"}),
    ("page.viewed", {"url": "HTTP://user@ACME.example/PRICING/x?plan=free"}),
    ("page.viewed", {"url": "https://blog.acme.example"}),
    ("form.submitted", {"form": "Demo"}),
    ("form.submitted", {"form": "contact"}),
    ("search.performed", {"term": "24/7 Support?"}),
    ("search.performed", {"term": "sla"}),
    ("asset.downloaded", {"asset": "guide"}),
    ("asset.downloaded", {"asset": "prices"}),
    ("asset.downloaded", {}),
    ("video.watched", {"asset": "intro", "percent": 50}),
    ("video.watched", {"asset": "intro", "percent": "90"}),
    ("video.watched", {"asset": "tour", "percent": 99.75, "live": True}),
    ("video.watched", {"asset": "tour", "percent": "most", "live": "yes"}),
    ("video.watched", {"asset": "tour", "percent": True, "live": 1}),
    ("product.login", {}),
    ("email.bounced", {"bounce": "hard"}),
    ("email.delivered", {}),
    ("email.opened", {}),
    ("sales.called", {}),
    ("identity.stated", {}),
]
TRAITS: Sequence[Document] = [
    {},
    {"title": "CEO"},
    {"title": ""},
    {"title": None},
    {"title": "Vp of Sales", "employees": "250"},
    {"employees": 10},
    {"employees": "many", "crm": {"stage": "won", "owner": None}},
    {"crm": {"stage": "lost", "deep": {"er": 1}}},
    {"crm.stage": "WON"},
    {"opted_in": True},
    {"opted_in": 1},
]
QUARRELS: Sequence[Sequence[Document]] = [
    [{"title": "CEO"}, {"title": "VP of Sales"}, {"title": ""}],
    [{"employees": 300}, {"employees": "10"}, {"employees": None}],
    [{"crm": {"stage": "won"}}, {"crm.stage": "open"}],
    [{"opted_in": True}, {"opted_in": "true"}],
]
TRAIT_TESTS: Sequence[Document] = [
    {"trait": "title", "is": "ceo"},
    {"trait": "title", "like": ["*chief*", "VP *"]},
    {"trait": "title", "like": "*"},
    {"trait": "title", "exists": True},
    {"trait": "employees", "at_least": 10},
    {"trait": "employees", "below": 250},
    {"trait": "employees", "is": [10, "many"]},
    {"trait": "crm.stage", "is": ["won", "lost"]},
    {"trait": "crm.deep.er", "from": 1, "to": 1},
    {"trait": "crm.owner", "exists": False},
    {"trait": "opted_in", "is": True},
]
RULES: Sequence[object] = [
    10,
    -5,
    0.1,
    {"each": 8, "at_most": 1},
    {"each": 33.3, "at_most": 2},
    {"each": 40, "half_life": "10 days"},
    {"each": -20, "half_life": "1 day"},
    {"each": 7, "decay": "none"},
    {"each": 25, "half_life": "30 minutes", "at_most": 2},
]
FADINGS: Sequence[Document] = [
    {"half_life": "30 days"},
    {},
    {"half_life": "1 day"},
    {"half_life": "2 hours"},
    {"decay": "none"},
]
RANGES: Sequence[Document] = [{}, {"range": None}, {"range": [-10, 30]}]
COUNTS: Sequence[Document] = [
    {},
    {"at_least": 2},
    {"at_most": 1},
    {"above": 1},
    {"below": 1},
    {"from": 1, "to": 1},
]
BUILT_IN = ["interaction", "touch", "sales_touch"]
LEADS: Sequence[Sequence[Document]] = [
    [{"email": "ann@acme.example"}, {"email": "ann@acme.example", "crm_id": "1"}],
    [{"email": "bo@acme.example"}, {"email": " Bo@ACME.example", "anonymous_id": "2"}],
    [{"user_id": "cy"}, {"anonymous_id": "cookie", "user_id": "cy"}],
]
LATE = [None, None, None, 0, HOUR, -300 * SECOND, -300 * SECOND - 1, -DAY]
STEPS = [0, 1, 600 * SECOND, 2 * HOUR, DAY]
