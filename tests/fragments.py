"""The words of which random models and histories are made: between them, every construct and every edge."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

Document = dict[str, Any]  # what YAML and JSON parse into

SECOND = 1_000_000
HOUR = 3600 * SECOND
DAY = 24 * HOUR
LABELS = ["first", "second", "third"]
PAGES = ["https://acme.example/", "https://acme.example/pricing", "https://acme.example/unseen", None]
MIDNIGHTS = [
    int(datetime(*day, tzinfo=UTC).timestamp()) * SECOND
    for day in (
        (2025, 6, 10),
        (2025, 3, 30),
        (2025, 10, 26),
        (2025, 6, 1),
    )  # a plain day; the two on which Oslo moves its clocks; a Sunday on which a month begins
]
OFFSETS = [n * HOUR for n in (0, -1, 1, -2, 2, 22, 23, 12, 24, -24, -240)]
SPANS = ["1 hour", "1 day", "90 seconds", "30 minutes", "2 weeks", "30 days"]
GAPS = ["30 minutes", "2 hours", "10 minutes", "1 day"]
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
    "soft_bounced": {"activity": "email.bounced", "where": {"bounce": "soft"}, "reset_by": "touch"},
    "reading": {"activity": "page.viewed", "measure": "seconds"},
    "longest_reading": {"activity": "page.viewed", "per": "day", "measure": "seconds"},
    "webinar": {"activity": "video.watched", "per": "asset", "measure": "percent"},
    "spending": {"any": [{"activity": "product.*"}, {"activity": "sales.*"}], "measure": "amount"},
    "seats": {
        "any": [{"activity": "product.*", "where": {"metadata.plan": ["pro", {"at_least": 3}]}}],
        "per": "metadata.team.name",
        "measure": "metadata.seats",
    },
    "tagged": {"activity": "product.*", "where": {"tags": ["trial*", {"above": 6}], "metadata.plan": "*"}},
    "session": {"visit": {"of": "interaction", "at_least": 2, "gap": "30 minutes"}},
    "mailing": {"visit": {"of": "touch"}, "reset_by": "interaction"},
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
    ("video.watched", {"asset": "intro", "percent": 140}),
    ("video.watched", {"asset": "tour", "percent": -5}),
    ("product.login", {}),
    ("product.bought", {"amount": "12.5"}),
    ("product.returned", {"amount": -3}),
    ("product.used", {"metadata": {"plan": "Pro", "team": {"name": "one"}, "seats": "3"}, "ip": "203.0.113.9"}),
    ("product.used", {"metadata": {"plan": 4, "team": {"name": "two"}, "seats": 2}, "metadata.plan": None}),
    ("product.used", {"metadata": {"plan": "free", "team": {"name": "one"}}, "metadata.plan": "pro", "tags": ["x", 7]}),
    ("product.used", {"metadata": {"plan": "pro", "team": {"name": {"deep": 1}}}, "metadata.seats": 9, "test": True}),
    ("product.used", {"metadata": {"plan": "pro", "team": "one"}, "tags": [["Trial 1"], None], "test": "true"}),
    ("product.used", {"metadata": "pro", "metadata.team.name": "two", "ip": "198.51.100.7"}),
    ("page.viewed", {"url": "https://acme.example/blog", "seconds": 40}),
    ("page.viewed", {"url": "https://acme.example/blog", "seconds": "200.25"}),
    ("page.viewed", {"url": "https://acme.example/unseen", "seconds": 5}),
    ("email.bounced", {"bounce": "soft"}),
    ("email.bounced", {"bounce": "hard"}),
    ("email.delivered", {}),
    ("email.opened", {}),
    ("sales.called", {}),
    ("sales.met", {"amount": 1000}),
    ("track.enrolled", {"track": "reawaken"}),
    ("track.withdrawn", {"track": "reawaken"}),
    ("track.enrolled", {"track": "another"}),
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
    {"tags": ["vip", 7, "trial"]},
    {"tags": "VIP"},
    {"tags": []},
    {"track": {"reawaken": True}},
]
QUARRELS: Sequence[Sequence[Document]] = [
    [{"title": "CEO"}, {"title": "VP of Sales"}, {"title": ""}],
    [{"employees": 300}, {"employees": "10"}, {"employees": None}],
    [{"crm": {"stage": "won"}}, {"crm.stage": "open"}],
    [{"opted_in": True}, {"opted_in": "true"}],
    [{"tags": ["vip", "old"]}, {"tags": "trial"}, {"tags": 7}],
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
    {"trait": "track.reawaken", "is": True},
    {"trait": "track.reawaken", "is": [False]},
    {"trait": "tags", "is": ["vip", "none"]},
    {"trait": "tags", "like": "tri*"},
    {"trait": "tags", "at_least": 5, "below": 8},
    {"trait": "renewal", "within": "1 day"},
    {"trait": "renewal", "within": "30 days"},
    {"trait": "renewal", "due_within": "1 hour"},
    {"trait": "renewal", "due_within": "1 day"},
    {"trait": "renewal", "due_within": "2 weeks"},
    {"trait": "renewal", "before": "2025-06-10"},
    {"trait": "renewal", "after": "2025-03-30T01:00:00", "before": "2025-10-26T02:30:00+02:00"},
    {"trait": "first_seen", "within": "1 day"},
    {"trait": "last_interaction", "within": "30 minutes"},
    {"trait": "last_interaction", "after": "2025-06-10T01:00:00Z"},
    {"trait": "last_touch", "exists": False},
    {"trait": "company.domain", "is": "ACME.example"},
    {"trait": "company.domain", "exists": False},
    {"trait": "company.role_address", "is": True},
    {"trait": "company.role_address", "is": False},
]
RENEWALS: Sequence[tuple[int, str]] = [
    (0, "{day}"),
    (DAY, "{day}"),
    (2 * DAY, "{day}"),
    (-30 * DAY, "{day}"),
    (HOUR, "{time}"),
    (2 * HOUR, "{time}Z"),
    (0, "{time}.5+02:00"),
    (0, "soon"),
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
    {"each": 8, "at_most": "2 per day"},
    {"each": 5, "at_most": "1 per day", "half_life": "1 day"},
    {"each": 11, "at_most": "1 per month", "linear": "30 days"},
    {"each": 9.5, "at_most": "1 per week", "linear": "2 weeks"},
    {"each": -6, "at_most": "2 per month", "expires": "1 day"},
    {"each": 12, "once_every": "1 day"},
    {"each": 15, "once_every": "2 hours", "at_most": 2, "linear": "1 hour"},
    {"each": 50, "expires": "2 hours"},
]
FADINGS: Sequence[Document] = [
    {"half_life": "30 days"},
    {},
    {"half_life": "1 day"},
    {"half_life": "2 hours"},
    {"linear": "2 weeks"},
    {"linear": "1 hour"},
    {"expires": "1 day"},
    {"decay": "none"},
]
SILENCES: Sequence[Document] = [
    {"lose": 10, "every": "30 days", "at_most": 50},
    {"lose": 5, "every": "1 day", "at_most": 12},
    {"lose": 2.5, "every": "1 hour", "at_most": 10},
    {"lose": 10, "every": "30 days"},  # only for a score with an end: it sinks for ever
]
WEIGHTS = [0.7, 0.3, 1, 1.5]
LIMITS = [10, 30, 4.5]
MACHINES: Sequence[Document] = [
    {"settle": "90 seconds"},
    {"settle": "1 hour", "hidden_link": "*/unseen*"},
    {"user_agents": ["*bot*", "*preview*"], "hidden_link": "*?plan=free*"},
]
IGNORED: Sequence[Document] = [
    {"email": "INFO@*"},
    {"ip": "203.0.113.*"},
    {"where": {"test": True}},
    {"where": {"form": ["contact", "*demo*"]}},
    {"where": {"metadata.plan": "free"}},
    {"where": {"url": "*/pricing*", "metadata.plan": "pro"}},
    {"where": {"percent": {"above": 95}, "live": True}},
]
RANGES: Sequence[Document] = [{}, {"range": None}, {"range": [-10, 30]}]
COUNTS: Sequence[Document] = [
    {},
    {"at_least": 2},
    {"at_most": 1},
    {"above": 1},
    {"below": 1},
    {"from": 1, "to": 1},
    {"total": 2},
    {"total": 0.5},
    {"total": 100},
]
BUILT_IN = ["interaction", "touch", "sales_touch"]
LEADS: Sequence[Sequence[Document]] = [
    [{"email": "ann@mail.acme.example"}, {"email": "ann@mail.acme.example", "crm_id": "1"}],
    [{"email": "info@gmail.com"}, {"email": " Info@GMAIL.com", "anonymous_id": "2"}],
    [{"user_id": "cy"}, {"anonymous_id": "cookie", "user_id": "cy"}],
]
LATE = [None, None, None, 0, HOUR, -300 * SECOND, -300 * SECOND - 1, -DAY]
STEPS = [0, 1, 600 * SECOND, 1800 * SECOND, 2 * HOUR, DAY]
CLICKED_AFTER = [60 * SECOND, 10 * SECOND, 10 * SECOND - 1, 0, -5 * SECOND, 2 * HOUR]
