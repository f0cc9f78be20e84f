"""What docs/model.md says of scores and classes, tried out on its own examples."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from leadflow.domain.activity import Activity
from leadflow.domain.trend import shown
from tests.unit.model.page import HOUR, MOMENT, WORDING, Claim, act, found, on, stated

OSLO = -10 * HOUR  # midnight there
THURSDAY = 2 + 15 * HOUR  # midnight in UTC


def demo(day: float, number: int = 1) -> Activity:
    return act("form.submitted", day, form="demo", number=number)


def pricing(day: float, number: int = 1) -> Activity:
    return act("page.viewed", day, url="https://acme.example/pricing", number=number)


def papers(*days: float) -> list[Activity]:
    return [act("asset.downloaded", day, asset=f"paper {number}") for number, day in enumerate(days)]


def webinar(day: float, percent: float = 100, asset: str = "intro") -> Activity:
    return act("video.watched", day, asset=asset, percent=percent)


def logins(*days: float) -> list[Activity]:
    return [act("product.login", day) for day in days]


def half(points: float, age: float, life: float = 30) -> float:
    """What a half-life leaves, ages in days."""
    return points * 2 ** (-age / life)


NOBODY = act("email.delivered", 0)
BOSS = stated(0, title="CEO")
WON = stated(1, crm__stage="won")

SCORES: Sequence[Claim] = [
    Claim(
        "after so long half of the points are left, after twice as long a quarter",
        [demo(0)],
        on(0, readiness=40.0) | on(30, readiness=20.0) | on(60, readiness=10.0),
    ),
    Claim(
        "the points fade evenly, and after so long nothing is left",
        [webinar(0)],
        on(0, readiness=20.0) | on(45, readiness=10.0) | on(90, readiness=0.0) | on(99, readiness=0.0),
    ),
    Claim(
        "the points stay as they are, and after so long nothing is left",
        [pricing(0, 1), pricing(0, 2), pricing(0, 3)],
        on(0, readiness=39.0)
        | on(13, readiness=shown(half(24, 13) + 15))
        | on(14, readiness=shown(half(24, 14)))
        | on(15, readiness=shown(half(24, 15))),
    ),
    Claim("`decay: none`: the points stay as they are, for good", logins(0, 1), on(29, usage=20.0)),
    Claim("of a signal with a `measure`, times that", [webinar(0, 25)], on(0, readiness=5.0)),
    Claim("a number: only so many most recent occurrences count", papers(0, 60, 60, 60), on(60, readiness=30.0)),
    Claim(
        "`3 per day` (or week, or month): the three earliest of each",
        [pricing(hour * HOUR) for hour in range(4)],
        on(1, readiness=shown(sum(half(8, 1 - hour * HOUR) for hour in range(3)))),
    ),
    Claim(
        "days, weeks and months are those of the time zone, also where its clocks change",
        [pricing(day + 27 + OSLO) for day in (-HOUR, 0, HOUR, 2 * HOUR, 22 * HOUR, 23 * HOUR)],  # 23 hours long
        on(29, readiness=shown(sum(half(8, 2 - day - OSLO) for day in (-HOUR, 0, HOUR, 2 * HOUR, 23 * HOUR)))),
    ),
    Claim(
        "Weeks begin on Monday",
        [act("page.viewed", day) for day in (-1, 0, 1, 2, 3, 4, 7)],
        on(-1, usage=3.0) | on(3, usage=15.0) | on(4, usage=15.0) | on(7, usage=18.0),
    ),
    Claim(
        "the stretches follow each other from 1 January 1970 (UTC) on",  # that was a Thursday
        [act("email.clicked", day) for day in (0, 1, THURSDAY - MOMENT)],
        on(4, readiness=shown(half(2, 4))),
    ),
    Claim(
        "only the earliest in each stretch of this length counts",
        [act("email.clicked", day) for day in (0, 1, THURSDAY, 4)],
        on(5, readiness=shown(half(2, 5) + half(2, 5 - THURSDAY))),
    ),
    Claim(
        "A penalty fades only where its own rule says so.",
        [demo(0, 1), demo(0, 2), demo(0, 3), act("email.complained", 0)],
        on(0, readiness=70.0) | on(30, readiness=10.0),
    ),
    Claim(
        "what the positive points of several signals can come to together",
        [*papers(0, 0), webinar(0)],
        on(0, readiness=30.0) | on(60, readiness=shown(20 * 2**-1 + 20 / 3)),
    ),
    Claim(
        "so many points after each full stretch of this length since the last `interaction`",
        logins(*(number * HOUR / 60 for number in range(8))),
        on(30, usage=80.0) | on(31, usage=70.0) | on(61, usage=60.0) | on(301, usage=30.0),
    ),
    Claim(
        "Silence alone makes no score, nor does it make one below the range.",
        [demo(0), *logins(99)],
        on(98, usage=None) | on(159, usage=0.0),
    ),
    Claim(
        "a part that is none counts as 0, and where all of them are, the score is none",
        [NOBODY, demo(1), stated(1, title="VP Sales")],
        on(0, overall=None) | on(1, overall=40.0, fit=40.0) | on(31, overall=26.0),
    ),
    Claim("a part that is none counts as 0", [demo(0)], on(0, overall=28.0, fit=None)),
    Claim(
        "An occurrence whose points are used up still counts: the score is 0 then.",
        [NOBODY, webinar(1)],
        on(0, readiness=None, unscored=True) | on(99, readiness=0.0, unscored=False),
    ),
    Claim("rounded to six decimals", [demo(0)], on(1, readiness=39.086399)),
    Claim(
        "it happened at the earlier instant, with the value of `per` from that one",
        [webinar(0, 50, "a"), replace(webinar(1, 80, "b"), id=webinar(0, 50, "a").id)],
        on(0, webinar=[0.5], readiness=10.0) | on(1, webinar=[0.8], readiness=shown(16 * 89 / 90)),
    ),
]

CLASSES: Sequence[Claim] = [
    Claim(
        "the first that holds is the lead's, else it is none",
        [NOBODY, demo(1), BOSS],
        on(0, interest=None, persona="decision_maker") | on(1, interest="medium") | on(31, interest="low"),
    ),
    Claim(
        "it stays where it was last published, though the condition no longer holds",
        [NOBODY, demo(1)],
        on(0, stage="subscriber") | on(1, stage="engaged") | on(61, stage="engaged", readiness=10.0),
    ),
    Claim(
        "the furthest label that holds is the lead's, whatever stands between", [NOBODY, WON], on(1, stage="customer")
    ),
    Claim(
        "the condition must first become false and then true",
        [demo(0), act("sales.rejected", 1, stage="subscriber"), demo(2), demo(60)],
        on(0, stage="engaged") | on(1, stage="subscriber") | on(59, stage="subscriber") | on(60, stage="engaged"),
    ),
    Claim(
        "any other activity to the one that its property `set_back` names",
        [WON, act("meeting.canceled", 2, set_back="engaged")],
        on(1, stage="customer") | on(2, stage="engaged") | on(9, stage="engaged"),
    ),
    Claim(
        "Where that is no label of the funnel, or none is named, it is the first.",
        [WON, act("sales.rejected", 2), stated(3, crm__stage="lost"), stated(4, crm__stage="won")],
        on(2, stage="subscriber") | on(4, stage="customer"),
    ),
    Claim(
        "Where that is no label of the funnel, or none is named, it is the first.",
        [WON, act("sales.rejected", 2, stage="prospect")],
        on(2, stage="subscriber"),
    ),
    Claim(
        "Nobody is moved forward by it.",
        [demo(0), act("sales.rejected", 1, stage="customer")],
        on(1, stage="engaged"),
    ),
    Claim(
        "what it said about the lead stays, and so does a set-back",
        [
            WON,
            (rejected := act("sales.rejected", 2)),
            act("activity.voided", 3, activity=rejected.id),
            act("activity.voided", 3, activity=WON.id),
        ],
        on(3, stage="subscriber") | on(9, stage="subscriber"),
    ),
]


@pytest.mark.slow
@pytest.mark.parametrize("claim", [*SCORES, *CLASSES], ids=str)
def test_it_is_so(claim: Claim) -> None:
    assert claim.words in WORDING
    assert found(claim) == claim.then
