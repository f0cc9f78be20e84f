"""What docs/model.md says of signals, machines and taking back, tried out on its own examples."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from leadflow.domain.activity import Activity
from leadflow.domain.json import Json
from tests.unit.model.page import HOUR, MINUTE, SECOND, WORDING, Claim, act, found, on

PRICING = "https://acme.example/pricing"
LATE = 1 - 9 * HOUR  # midnight in UTC, one hour after that of Oslo


def pricing(day: float, path: str = "") -> Activity:
    return act("page.viewed", day, url=PRICING + path)


SIGNALS: Sequence[Claim] = [
    Claim(
        "A second viewing of a video counts only if more of it was watched.",
        [
            act("video.watched", 0, asset="intro", percent=50),
            act("video.watched", 1, asset="intro", percent=30),
            act("video.watched", 2, asset="intro", percent=80),
            act("video.watched", 3, asset="tour", percent=10),
        ],
        on(1, webinar=[0.5]) | on(2, webinar=[0.8]) | on(3, webinar=[0.8, 0.1]),
    ),
    Claim(
        "the number in this property; `percent` is a share from 0 to 1",
        [act("video.watched", 0, asset="intro", percent="150"), act("page.viewed", 0, seconds="12.5")],
        on(0, webinar=[1.0], reading=[12.5]),
    ),
    Claim(
        "Without the property of `measure` it is, with a measure of 0.",
        [act("page.viewed", 0), act("page.viewed", 1, seconds="long")],
        on(1, reading=[0.0, 0.0]),
    ),
    Claim(
        "without the property of `per` an activity is not the signal",
        [act("asset.downloaded", 0), act("asset.downloaded", 0, asset="guide")],
        on(0, whitepaper=[1.0]),
    ),
    Claim(
        "once for each value of this property",
        [act("asset.downloaded", day, asset=asset) for day, asset in enumerate(["guide", "prices", "guide"])],
        on(2, whitepaper=[1.0, 1.0]),
    ),
    Claim(
        "`per: day` once for each calendar day",
        [act("page.viewed", day) for day in (0, HOUR, LATE - 2 * HOUR, LATE - HOUR)],
        on(HOUR, visit=[1.0]) | on(LATE, visit=[1.0, 1.0]),
    ),
    Claim(
        "Of each calendar day the nine earliest and the latest count",
        [act("product.login", n * MINUTE) for n in range(12)],
        on(8 * MINUTE, login=[1.0] * 9) | on(11 * MINUTE, login=[1.0] * 10),
    ),
    Claim(
        "so many most recent ones count, instead of a hundred",
        [act("product.login", day) for day in range(25)],
        on(25, login=[1.0] * 20),
    ),
    Claim(
        "Four soft bounces in a row count as four; a delivery sets them back to none.",
        [*(act("email.bounced", day, bounce="soft") for day in range(4)), act("email.delivered", 4)],
        on(3, soft_bounce=[1.0] * 4, off_limits=True) | on(4, soft_bounce=[], off_limits=False),
    ),
    Claim(
        "only what is later than the latest occurrence of this other signal counts",
        [act("email.delivered", 1), *(act("email.bounced", day, bounce="soft") for day in (0, 1, 2))],
        on(2, soft_bounce=[1.0]),
    ),
    Claim(
        "the one that makes them so many is the occurrence",
        [pricing(0), pricing(10 * MINUTE), pricing(20 * MINUTE)],
        on(19 * MINUTE, deep_visit=[]) | on(20 * MINUTE, deep_visit=[1.0]),
    ),
    Claim(
        "A visit counts once, however long it lasts.",
        [pricing(n * 20 * MINUTE) for n in range(9)],
        on(1, deep_visit=[1.0]),
    ),
    Claim(
        "a pause longer than this ends a visit",
        [*(pricing(n * 30 * MINUTE) for n in range(3)), *(pricing(1 + n * 31 * MINUTE) for n in range(3))],
        on(1, deep_visit=[1.0]) | on(2, deep_visit=[1.0]),
    ),
]


def used(day: float, **metadata: Json) -> Activity:
    return act("product.used", day, metadata=metadata)


FREE: Mapping[str, Json] = {"metadata.plan": "free", "metadata": {"plan": "team", "team": "c"}}
FLAT: Mapping[str, Json] = {"metadata.plan": "team", "metadata.team": "d", "metadata": {"seats": "2"}}

DOTTED: Sequence[Claim] = [
    Claim(
        "where there is none, it leads into objects: to `plan` in the object `metadata`",
        [
            used(0, plan="Team", team="a", seats=4),
            used(1, plan="free", team="b", seats=4),
            act("product.used", 2, **FREE),
            act("product.used", 3, **FLAT),
        ],
        on(3, seats=[4.0, 2.0], usage=3.0),
    ),
    Claim("lists are not entered", [act("product.used", 0, metadata=[{"plan": "team", "team": "a"}])], on(0, seats=[])),
    Claim(
        "an object is no value",
        [used(0, plan="team", team={"name": "a"}), used(1, plan={"name": "team"}, team="a")],
        on(1, seats=[]),
    ),
    Claim(
        "Of a property that is a list one part is enough.", [used(0, plan=["x", "team"], team="a")], on(0, seats=[0.0])
    ),
    Claim(
        "A property that is absent or null never fits",
        [used(0, team="a"), used(1, plan=None, team="a")],
        on(1, seats=[]),
    ),
]


def mail(kind: str, seconds: float, link: str = "a") -> Activity:
    return act(f"email.{kind}", seconds * SECOND, message_id="m", url=f"https://acme.example/{link}")


MACHINES: Sequence[Claim] = [
    Claim(
        "what its sender calls a machine's",
        [replace(act("page.viewed", 0), machine="a scanner")],
        on(0, visit=[], interaction=[]),
    ),
    Claim(
        "a click less than ten seconds after the mail was delivered, or before that",
        [mail("clicked", -1), mail("delivered", 0), mail("clicked", 9.9), mail("clicked", 10, "b")],
        on(1, clicked=[1.0]),
    ),
    Claim(
        "clicks on three or more different links of one mail within less than two seconds",
        [*(mail("clicked", 60 + n, link) for n, link in [(0, "a"), (0.5, "b"), (1.9, "c"), (95, "d")])],
        on(1, clicked=[1.0]),
    ),
    Claim(
        "three or more different links of one mail within less than two seconds",
        [*(mail("clicked", 60 + n, link) for n, link in [(0, "a"), (0.5, "b"), (2, "c")])],
        on(1, clicked=[1.0] * 3),
    ),
    Claim(
        "and every other click of that mail in such a time",
        [*(mail("clicked", 60 + n, link) for n, link in [(0, "a"), (0.5, "b"), (1, "b"), (1.9, "c")])],
        on(1, clicked=[]),
    ),
    Claim(
        "all clicks of a mail that was clicked more than 32 times",
        [mail("clicked", 60 + 600 * n) for n in range(33)],
        on(32 * 600 * SECOND, clicked=[1.0] * 10) | on(1, clicked=[]),
    ),
    Claim(
        "a `url` that no human sees: whatever follows it is a machine",
        [act("page.viewed", 0, url="https://acme.example/unseen/x")],
        on(0, visit=[]),
    ),
    Claim(
        "what machines call themselves, in the property `user_agent`; `*` stands for anything",
        [
            act("page.viewed", 0, user_agent="Mozilla/5.0 (Link Preview)"),
            act("page.viewed", 1, user_agent="Mozilla/5.0"),
        ],
        on(0, visit=[]) | on(1, visit=[1.0]),
    ),
    Claim(
        "so long a click waits before it counts",
        [act("email.clicked", 0)],
        on(89 * SECOND, clicked=[], interaction=[]) | on(90 * SECOND, clicked=[1.0], interaction=[1.0]),
    ),
]

DEMO = act("form.submitted", 0, form="demo")
BOT = act("page.viewed", 0, user_agent="bot")

TAKEN_BACK: Sequence[Claim] = [
    Claim(
        "of several words about one activity the latest holds",
        [DEMO, act("activity.voided", 1, activity=DEMO.id), act("activity.restored", 2, activity=DEMO.id)],
        on(0, readiness=40.0) | on(1, readiness=None, demo=[]) | on(2, demo=[1.0]),
    ),
    Claim(
        "what a machine is held to have done counts once it was given back",
        [BOT, act("activity.restored", 1, activity=BOT.id)],
        on(0, visit=[]) | on(1, visit=[1.0]),
    ),
    Claim(
        "Taking back does not change when a lead was first seen.",
        [DEMO, act("activity.voided", 1, activity=DEMO.id)],
        on(6, newcomer=True) | on(7, newcomer=False),
    ),
]


@pytest.mark.slow
@pytest.mark.parametrize("claim", [*SIGNALS, *DOTTED, *MACHINES, *TAKEN_BACK], ids=str)
def test_it_is_so(claim: Claim) -> None:
    assert claim.words in WORDING
    assert found(claim) == claim.then
