from dataclasses import replace

import pytest

from leadflow.domain.activity import Activity, Kind
from leadflow.domain.facts import Facts
from leadflow.domain.fold import fold
from leadflow.domain.instant import DAY, Instant
from leadflow.domain.json import Json
from leadflow.domain.lead import Lead
from leadflow.domain.standing import Standing
from leadflow.domain.track import Track, membership
from tests.unit.channels.matters import NOW
from tests.unit.domain.test_consent import MODEL, act

TRACKS = {"reawaken": Track("reawaken", "brevo", "brevo", "12")}
ON, OFF = act(Kind.TRACK_ENROLLED, 1, track="reawaken"), act(Kind.TRACK_WITHDRAWN, 2, track="reawaken")


def on(*activities: Activity) -> Json:
    model = replace(MODEL, tracks=TRACKS)
    now = Instant(NOW + 9 * DAY)
    return Facts(model, fold(Lead(), activities, model, now), Standing(), now).trait("track.reawaken")


@pytest.mark.parametrize(
    ("activities", "known"),
    [
        ((), None),
        ((ON,), True),
        ((OFF,), False),
        ((ON, OFF), False),
        ((ON, OFF, act(Kind.TRACK_ENROLLED, 3, track="reawaken")), True),
    ],
)
def test_the_latest_word_says_whether_a_lead_is_on_a_track(activities: tuple[Activity, ...], known: Json) -> None:
    assert on(*activities) is known
    assert on(*activities[::-1]) is known


@pytest.mark.parametrize(
    "said",
    [
        act(Kind.TRACK_ENROLLED, 1),
        act(Kind.TRACK_ENROLLED, 1, track=["reawaken"]),
        act(Kind.TRACK_ENROLLED, 1, track="another"),
        act(Kind.PAGE_VIEWED, 1, track="reawaken"),
        replace(ON, source="page"),
        replace(act("identity.stated", 1), traits={"track": {"reawaken": True}}),
    ],
)
def test_nothing_else_says_so(said: Activity) -> None:
    assert on(said) is None


def test_an_activity_of_another_type_is_about_no_track() -> None:
    assert membership(act(Kind.EMAIL_OPENED, 1, track="reawaken")) is None


def test_a_model_with_other_tracks_takes_activities_for_something_else() -> None:
    assert not replace(MODEL, tracks=TRACKS).takes_alike(MODEL.fingerprint)
    elsewhere = {"reawaken": Track("reawaken", "webhook", "flow")}
    assert replace(MODEL, tracks=TRACKS).fingerprint == replace(MODEL, tracks=elsewhere).fingerprint
