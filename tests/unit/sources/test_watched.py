"""A film is a few milestones, however often, in whatever order and by however many calls its player tells of it."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadflow.adapters.sources import segment
from leadflow.application.webhook import Webhook
from leadflow.domain.activity import Activity
from leadflow.domain.fold import fold
from leadflow.domain.instant import DAY, SECOND, Instant, iso, parse
from leadflow.domain.json import Json
from leadflow.domain.lead import Lead
from leadflow.domain.occurrence import by_signal, counting
from local.samples import sample
from tests.models import model

VIDEO: Final = sample("segment", "video")
AT: Final = parse("2026-03-02T09:00:00Z")
NOW: Final = Instant(AT + DAY)
PLAYING: Final = "Video Content Playing"
FILM: Final = model(signals={"film": {"activity": "video.watched", "per": "asset", "measure": "percent"}})

Message = Mapping[str, Json]


def heartbeat(
    event: str = PLAYING, second: int = 0, user: str = "7", at: Instant = AT, /, **properties: Json
) -> Message:
    stated = {"asset_id": "film", "session_id": "s", **properties}
    who = {
        "userId": user,
        "timestamp": iso(Instant(at + second * SECOND)),
        "messageId": f"{event}-{user}-{at + second}",
    }
    return {"type": "track", "event": event, "properties": stated, **who}


def heard(messages: Iterable[Message]) -> Sequence[Activity]:
    raw = json.dumps({"batch": list(messages)}).encode()
    return list(segment.activities(Webhook(VIDEO.sender, replace(VIDEO.request, body=raw), NOW)))


heartbeats = st.builds(
    heartbeat,
    st.just(PLAYING),
    st.integers(0, 7200),
    asset_id=st.sampled_from(["film", "talk"]),
    session_id=st.sampled_from(["s", "t"]),
    position=st.integers(0, 120),
    total_length=st.sampled_from([1, 7, 60, 100]),
)


def session(message: Message) -> tuple[Json, Json]:
    properties = message["properties"]
    assert isinstance(properties, dict)
    return properties["asset_id"], properties["session_id"]


def reached(message: Message) -> int:
    """By whole numbers: the greatest milestone of which the position is not short."""
    properties = message["properties"]
    assert isinstance(properties, dict)
    position, length = properties["position"], properties["total_length"]
    assert isinstance(position, int)
    assert isinstance(length, int)
    return max(each for each in (0, 10, 25, 50, 75, 90, 100) if 100 * position >= each * length)


@pytest.mark.slow
@settings(deadline=None)
@given(drawn=st.data())
def test_any_stream_of_heartbeats_becomes_the_milestones_it_reaches(drawn: st.DataObject) -> None:
    told = drawn.draw(st.lists(heartbeats, min_size=1, max_size=30))
    stream = drawn.draw(st.permutations(told + drawn.draw(st.lists(st.sampled_from(told), max_size=10))))
    cut = drawn.draw(st.integers(0, len(stream)))
    found = [*heard(stream[:cut]), *heard(stream[cut:])]
    assert {(*session(message), reached(message)) for message in told} == {
        (each.properties["asset"], each.properties["session_id"], each.properties["percent"]) for each in found
    }
    assert len({each.id for each in found}) == len({(*session(message), reached(message)) for message in told})
    assert {each.id for each in heard(told)} == {each.id for each in found}
    assert fold(Lead(), found, FILM, NOW) == fold(Lead(), heard(told), FILM, NOW)


def test_the_heartbeats_of_one_call_are_told_once_each_milestone_from_its_earliest() -> None:
    messages = [heartbeat(PLAYING, second, position=second, total_length=3600) for second in range(3600, -1, -10)]
    found = {activity.properties["percent"]: activity.occurred_at - AT for activity in heard(messages)}
    assert found == {share: 36 * share * SECOND if share else 0 for share in (100, 90)} | {
        75: 2700 * SECOND,
        50: 1800 * SECOND,
        25: 900 * SECOND,
        10: 360 * SECOND,
        0: 0,
    }


def test_a_film_counts_once_with_the_furthest_milestone() -> None:
    found = heard(heartbeat(PLAYING, second, position=second, total_length=1000) for second in range(0, 800, 10))
    lead = fold(Lead(), found, FILM, NOW)
    [sighting] = counting(by_signal(lead.occurrences.values())["film"], FILM.signals["film"], FILM.calendar)
    assert (sighting.key, sighting.measure) == ("film", 0.75)


@pytest.mark.parametrize(
    ("properties", "reached"),
    [
        ({"position": 900, "total_length": 3600}, 25),
        ({"position": 899, "total_length": 3600}, 10),
        ({"position": "900", "total_length": "3600"}, 25),
        ({"position": 4000, "total_length": 3600}, 100),
        ({"position": -1, "total_length": 3600}, 0),
        ({"position": 900, "total_length": 0}, 0),
        ({"position": 900, "total_length": None}, 0),
        ({"position": 900}, 0),
        ({"position": 1, "total_length": 3600, "percent": 50.5}, 50),
        ({"position": 1, "total_length": 3600, "percent_complete": 92}, 90),
        ({"position": 900, "total_length": 3600, "percent": None}, 25),
        ({"position": 900, "total_length": 3600, "percent": "nan"}, 25),
    ],
)
def test_the_milestone_is_the_last_that_is_reached(properties: dict[str, Json], reached: int) -> None:
    [activity] = heard([heartbeat(PLAYING, **properties)])
    assert activity.properties["percent"] == reached


@pytest.mark.parametrize(
    ("event", "milestone"),
    [
        ("Video Playback Started", 0),
        ("Video Content Started", 0),
        ("VIDEO CONTENT COMPLETED", 100),
        ("Video Playback Completed", 100),
    ],
)
def test_a_film_begins_with_nothing_and_ends_with_all(event: str, milestone: int) -> None:
    [activity] = heard([heartbeat(event, total_length=None)])
    assert activity.properties["percent"] == milestone


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (heartbeat(), heartbeat(asset_id="talk")),
        (heartbeat(), heartbeat(session_id="t")),
        (heartbeat(), heartbeat(PLAYING, 0, "8")),
        (heartbeat(), heartbeat(percent=10)),
        (heartbeat(session_id=None), heartbeat(PLAYING, 0, "7", Instant(AT + DAY), session_id=None)),
    ],
)
def test_another_person_film_session_or_day_is_another_activity(one: Message, other: Message) -> None:
    assert heard([one])[0].id != heard([other])[0].id


def test_without_a_session_a_day_is_one() -> None:
    ids = {heard([heartbeat(PLAYING, second, session_id=None)])[0].id for second in (0, 36_000)}
    assert len(ids) == 1


@pytest.mark.parametrize("event", ["Video Playback Paused", "Video Ad Playing", "Video Playback Seek Completed"])
def test_what_the_player_does_by_itself_is_nobodys(event: str) -> None:
    assert heard([heartbeat(event, position=900, total_length=3600)]) == []


def test_the_other_order_and_other_ids_of_the_same_heartbeats_are_the_same_activities() -> None:
    again = sample("segment", "video-again")
    assert {each["id"] for each in VIDEO.expected} == {each["id"] for each in again.expected}


def test_who_states_another_key_in_the_same_call_is_heard() -> None:
    mine = heartbeat(position=1, total_length=2)
    found = heard([mine, {**mine, "anonymousId": "anon"}])
    assert [each.lead.anonymous_id for each in found] == [None, "anon"]
    assert len({each.id for each in found}) == 1
