"""Matters that messages are about, from the plainest to the most hostile."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypedDict, Unpack

from leadflow.application.channel import Dispatch, House
from leadflow.domain.activity import Activity, Kind
from leadflow.domain.automation import Automation, Change, Notify, Trigger
from leadflow.domain.crm import Crm
from leadflow.domain.errand import Errand
from leadflow.domain.explanation import Contribution, Explanation
from leadflow.domain.identity import Keys, LeadId
from leadflow.domain.instant import DAY, HOUR, MINUTE, Duration, Instant, parse
from leadflow.domain.json import Json
from leadflow.domain.lead import Lead, Register
from leadflow.domain.lead_model import Channel, LeadModel
from leadflow.domain.message import Matter, Message, compose
from leadflow.domain.news import Evidence, News
from leadflow.domain.score import Score
from leadflow.domain.signal import Pattern, Signal
from leadflow.domain.transition import Cause, Transition


class Way(TypedDict, total=False):
    """How a message gets there."""

    secrets: Sequence[str]
    to: str
    include: frozenset[str]
    house: House


KEY = "whsec_bWFkZS11cC1tYWRlLXVwLW1hZGUtdXAtbWFkZS11cA=="
HOUSE = House("alerts@acme.example", "https://email.eu-west-1.amazonaws.com")

NOW = parse("2024-05-14T14:07:30Z")
ADA = LeadId("0Zx8lqV3mT2bYc9wJ4nRkA")
WHO: Mapping[str, Json] = {"name": "Ada Lindqvist", "title": "VP Operations", "company": "Northwind Traders"}

HAND_OVER = Automation(
    name="hand_over",
    when=Trigger(Change.ENTERED, "sales_ready"),
    do=(Notify("sales"),),
    next="Call {name} at {company} within the hour",
)
COOLED = Automation(name="cooled", when=Trigger(Change.LEFT, "sales_ready"), do=(Notify("sales"),))

MODEL = LeadModel(
    name="acme",
    signals={
        "demo": Signal("demo", (Pattern(("form.submitted",)),), says="asked for a demo"),
        "pricing": Signal("pricing", (Pattern(("page.viewed",)),), says="looked at pricing"),
        "webinar": Signal("webinar", (Pattern(("video.watched",)),), says="watched a webinar"),
        "clicked": Signal("clicked", (Pattern(("email.clicked",)),), says="followed a link in an email"),
    },
    scores={"readiness": Score("readiness"), "fit": Score("fit")},
    automations={"hand_over": HAND_OVER, "cooled": COOLED},
    channels={"sales": Channel("sales", "slack", "sales-webhook")},
)

WITH_RECORDS = replace(MODEL, crm=Crm("hubspot", records="https://app.hubspot.com/contacts/7/record/0-1/{crm.id}"))

ENTERED = Transition(
    Change.ENTERED, "sales_ready", None, Instant(NOW - 30_000_000), Cause.ACTIVITY, calls=("hand_over",)
)
LEFT = Transition(Change.LEFT, "sales_ready", None, Instant(NOW - MINUTE), Cause.TIME, calls=("cooled",))
TAKEN_BACK = Transition(
    Change.LEFT, "sales_ready", None, Instant(NOW - MINUTE), Cause.MACHINE, takes_back=("hand_over",)
)
OCCURRED = Transition(
    Change.OCCURRED, "demo", None, Instant(NOW - MINUTE), Cause.ACTIVITY, calls=("hand_over",), activity="demo-1"
)


def before(age: int) -> Instant:
    return Instant(NOW - age)


def contribution(signal: str, number: int, age: int, value: float) -> Contribution:
    return Contribution(signal, f"{signal}-{number}", before(age), value, value)


WHY = Explanation(
    score="readiness",
    value=82.6,
    contributions=(
        contribution("demo", 1, 2 * HOUR, 38.4),
        contribution("webinar", 1, 3 * DAY, 14.9),
        contribution("pricing", 1, 3 * HOUR, 7.8),
        contribution("pricing", 2, DAY, 7.6),
        contribution("pricing", 3, 26 * HOUR, 7.5),
        contribution("clicked", 1, 3 * DAY, 1.4),
    ),
    traits=5.0,
    range=0.0,
)

FADED = Explanation(
    score="readiness",
    value=54.4,
    contributions=(
        contribution("demo", 1, 33 * DAY, 24.6),
        contribution("pricing", 1, 33 * DAY, 15.1),
        contribution("webinar", 1, 36 * DAY, 9.7),
    ),
    traits=5.0,
    range=0.0,
)


def activity(number: int, kind: str, age: int, **properties: Json) -> Activity:
    at = before(age)
    return Activity(f"raw-id-{number}", Keys("ada@northwind.example"), kind, at, at, "site", properties)


RECENT = (
    activity(1, Kind.PAGE_VIEWED, 100 * MINUTE, url="https://www.acme.example/customers/shipping?token=secret"),
    activity(2, Kind.PAGE_VIEWED, 2 * DAY, url="https://acme.example/services/onboarding"),
    activity(3, Kind.EMAIL_OPENED, 2 * DAY),
    activity(4, Kind.PAGE_VIEWED, 3 * DAY, url="https://acme.example/services/onboarding/"),
    activity(5, Kind.ASSET_DOWNLOADED, 9 * DAY, asset="Buyer's guide"),
    activity(6, Kind.EMAIL_DELIVERED, 9 * DAY),
    activity(7, Kind.SEARCH_PERFORMED, 23 * DAY, term="SLA"),
)

LONG_AGO = (
    activity(1, Kind.EMAIL_UNSUBSCRIBED, 21 * DAY),
    activity(2, Kind.PAGE_VIEWED, 33 * DAY, url="https://acme.example/services/onboarding"),
)


def lead(traits: Mapping[str, Json] = WHO, keys: Keys = Keys("ada@northwind.example")) -> Lead:  # noqa: B008 frozen
    return Lead(keys, traits={name: Register(value, NOW, 0, "t") for name, value in traits.items()})


def news(transition: Transition = ENTERED, why: Explanation | None = WHY) -> News:
    evidence = Evidence(
        scores={"fit": 50.0, "readiness": why.value if why else None},
        classes={"persona": "decision_maker", "interest": "high", "stage": None},
        segments=("sales_ready", "likes_service"),
        explanation=why,
    )
    return News(ADA, 7, transition, evidence)


def message(
    *,
    about: News | None = None,
    of: Lead | None = None,
    recent: Sequence[Activity] = RECENT,
    automation: Automation = HAND_OVER,
    later: Duration = Duration(0),
) -> Message:
    matter = Matter(about or news(), of or lead(), recent)
    return compose(matter, automation, MODEL, Instant(NOW + later))


def dispatch(told: Message | None = None, about: News | None = None, **other: Unpack[Way]) -> Dispatch:
    """The message on its way, from the stack's own house, with a secret that fits no channel in particular."""
    way: Way = {"secrets": ("https://sample.example",), "house": HOUSE, **other}
    news_told = about or news()
    errand = Errand(ADA, news_told.id, "hand_over", 0)
    return Dispatch(told or message(), news_told, errand, MODEL.name, NOW, **way)


def earlier(age: int = 5 * DAY) -> News:
    """What somebody was told of the same lead before."""
    entered = Transition(Change.ENTERED, "engaged", None, before(age), Cause.ACTIVITY, calls=("hand_over",))
    evidence = Evidence(
        scores={"fit": 50.0, "readiness": 54.4},
        classes={"persona": "champion", "interest": "medium", "stage": None},
        segments=("frequent", "likes_service"),
        explanation=FADED,
    )
    return News(ADA, 3, entered, evidence)
