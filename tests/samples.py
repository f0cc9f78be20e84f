"""A lead, its activities and its news, made up and whole, for tests of what keeps and sends them."""

from dataclasses import replace
from typing import Final

from leadflow.domain.activity import Activity, Kind
from leadflow.domain.automation import Change
from leadflow.domain.evidence import Click, Message
from leadflow.domain.explanation import Contribution, Explanation
from leadflow.domain.identity import Keys, LeadId, digest
from leadflow.domain.instant import MINUTE, Instant, parse
from leadflow.domain.lead import VALID, VOID, Lead, Register
from leadflow.domain.news import Evidence, News
from leadflow.domain.occurrence import Occurrence
from leadflow.domain.signal import Seen
from leadflow.domain.standing import Standing
from leadflow.domain.state import State
from leadflow.domain.transition import Cause, Transition

ADA: Final = LeadId("AAAAAAAAAAAAAAAAAAAAAA")
NOON: Final = parse("2026-03-02T12:00:00Z")


def after(minutes: int) -> Instant:
    """So many minutes after noon."""
    return Instant(NOON + minutes * MINUTE)


def lead_number(number: int) -> LeadId:
    """One of many ids."""
    return LeadId(digest("lead", str(number)))


def lead() -> Lead:
    """Something of every sort is known of it."""
    occurrence = Occurrence(digest("a"), NOON, {"clicked": Seen(), "webinar": Seen("Søren's talk", 0.25)}, "", after(1))
    mail = Message(after(-1), {occurrence.id: Click(NOON, "https://nordlys.example/ø")})
    return Lead(
        keys=Keys(email="søren@nordlys.example", anonymous_id="a-1"),
        first_seen=NOON,
        occurrences={occurrence.id: occurrence},
        traits={
            "title": Register("Head of Sales", NOON, 2, occurrence.id),
            "crm.score": Register(1.0, NOON, 0, "x"),
        },
        voids={occurrence.id: Register(VALID, NOON, 3, "v"), "gone": Register(VOID, NOON, 3, "w")},
        messages={"mail": mail},
        full=frozenset({"clicked"}),
    )


def state(name: LeadId = ADA) -> State:
    """A lead with a standing, which the index wakes."""
    return State(
        id=name,
        lead=lead(),
        standing=Standing(
            {"sales_ready": NOON},
            {"persona": "champion", "stage": None},
            {"hand_over": NOON},
            told=frozenset({"hand_over"}),
            occurred={"clicked": (digest("a"),)},
            blocked={"stage": ("customer",)},
            set_back=(NOON, "r"),
        ),
        evaluated_at=after(1),
        wake_at=after(60),
        model="fingerprint",
    )


def activity(name: str = "a", at: Instant = NOON) -> Activity:
    """A click, with the provider's own record."""
    return Activity(
        id=name,
        lead=Keys(email="ada@nordlys.example"),
        type=Kind.EMAIL_CLICKED.value,
        occurred_at=at,
        received_at=at,
        source="newsletter",
        properties={"url": "https://www.nordlys.example/pricing"},
        traits={"company": "Nordlys"},
        machine="user_agent",
        raw={"event": "click", "nested": [1, 2.5, None, "ø"]},
    )


def news(lead: LeadId = ADA, of: str = "sales_ready", at: Instant = NOON, version: int = 1) -> News:
    """That a lead has entered a segment, with an explanation."""
    part = Contribution("demo", digest("a"), NOON, 40.0, 38.5)
    return News(
        lead=lead,
        version=version,
        transition=Transition(Change.ENTERED, of, None, at, Cause.ACTIVITY, ("hand_over",)),
        evidence=Evidence(
            scores={"readiness": 88.5, "fit": None},
            classes={"persona": "champion", "stage": None},
            segments=("sales_ready",),
            explanation=Explanation(
                "readiness",
                88.5,
                (part, replace(part, activity="b")),
                traits=50.0,
                range=-0.0,
                caps={"content": -4.0},
                inactivity=-10.0,
                parts={"fit": 3.5},
            ),
        ),
    )
