"""How often people hear of one lead: hysteresis, cooldown, so many a day, and each with the others."""

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadflow.domain.activity import Activity
from leadflow.domain.calendar import Calendar, Period
from leadflow.domain.instant import DAY, HOUR, Instant
from leadflow.domain.json import Json
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.standing import Standing, united
from leadflow.domain.transition import Transition
from tests.models import MONDAY, did, later, model
from tests.unit.domain.story import Story


def policy(*, until: bool = False, **automation: Json) -> LeadModel:
    hot: Json = {"score": "level", "above": 75}
    tell = {"when": {"enters": "hot"}, "do": [{"notify": "sales"}], **automation}
    return model(
        timezone="Europe/Oslo",
        scores={
            "level": {
                "traits": [
                    {"when": {"trait": "seats", "at_least": 7}, "points": 70},
                    {"when": {"trait": "seats", "at_least": 8}, "points": 10},
                ]
            }
        },
        segments={"hot": {"when": hot, "until": {"score": "level", "below": 60}} if until else hot},
        automations={"tell": tell},
        channels={"sales": {"slack": "sales-webhook"}},
    )


def clicking(when: Json, **automation: Json) -> LeadModel:
    return model(
        timezone="Europe/Oslo",
        signals={"clicked": {"activity": "email.clicked"}},
        segments={"hot": {"signal": "clicked"}},
        automations={"tell": {"when": when, "do": [{"notify": "sales"}], **automation}},
        channels={"sales": {"slack": "sales-webhook"}},
    )


def seats(count: int, at: Instant = MONDAY) -> Activity:
    return did(f"{count}{at}", "identity.stated", at, traits={"seats": count})


def oscillating(story: Story, times: int = 100) -> list[Transition]:
    """Up to 80, then down to 70 and up again, so many times, an hour apart: over 75 and under it, never under 60."""
    found = list(story.hear(seats(8)))
    for number in range(2 * times):
        found += story.hear(seats(7 + number % 2, Instant(MONDAY + (number + 1) * HOUR)))
    return found


def messages(told: Sequence[Transition]) -> list[Instant]:
    return [each.at for each in told if "tell" in each.calls]


@pytest.mark.slow
def test_100_times_round_a_threshold_without_anything_against_it_are_101_messages() -> None:
    assert len(messages(oscillating(Story(policy())))) == 101


@pytest.mark.slow
def test_with_hysteresis_they_are_one() -> None:
    told = oscillating(Story(policy(until=True)))
    assert len(messages(told)) == len(told) == 1


@pytest.mark.slow
def test_with_a_cooldown_they_are_one_for_each_time_that_it_is_over() -> None:
    told = messages(oscillating(Story(policy(cooldown="14 hours"))))
    assert len(told) == 1 + 200 // 14
    assert min(later - earlier for earlier, later in pairwise(told)) >= 14 * HOUR


@pytest.mark.slow
def test_with_so_many_a_day_they_are_as_many_on_each_day_of_the_model_s_time_zone() -> None:
    told = messages(oscillating(Story(policy(at_most="3 per day"))))
    days = [Calendar("Europe/Oslo").day(at) for at in told]
    assert [days.count(day) for day in sorted(set(days))] == [3] * 9
    assert len(told) == 27


@pytest.mark.slow
def test_with_so_many_a_week_they_are_as_many_in_each_week() -> None:
    assert len(messages(oscillating(Story(policy(at_most="2 per week"))))) == 4


@pytest.mark.slow
def test_with_both_each_holds() -> None:
    told = messages(oscillating(Story(policy(at_most="2 per day", cooldown="5 hours"))))
    assert min(later - earlier for earlier, later in pairwise(told)) >= 5 * HOUR
    assert len(told) == 18


def test_what_is_held_back_by_another_word_uses_nothing_up() -> None:
    story = Story(policy(at_most="1 per month", fresh="30 minutes"))
    assert messages(story.hear(seats(8), now=later(1))) == []
    assert story.standing.counted == {}
    story.hear(seats(7, later(2)))
    assert messages(story.hear(seats(8, later(3)))) == [later(3)]


def test_what_is_taken_back_was_never_said() -> None:
    story = Story(clicking({"enters": "hot"}, at_most="1 per month"))
    assert messages(story.hear(did("a"))) == [MONDAY]
    [left] = story.hear(did("v", "activity.voided", later(1), properties={"activity": "a"}))
    assert (left.takes_back, story.standing.counted) == (("tell",), {})
    assert messages(story.hear(did("b", at=later(2)))) == [later(2)]


def test_a_lead_that_was_known_as_two_has_been_told_of_as_often_as_both() -> None:
    one = Standing(counted={"tell": (MONDAY, later(1)), "a": (MONDAY,)})
    other = Standing(counted={"tell": (MONDAY, MONDAY, later(2)), "b": (MONDAY,)})
    both = united(one, other, {})
    assert both.counted == {"tell": (MONDAY, MONDAY, later(1), later(2)), "a": (MONDAY,), "b": (MONDAY,)}
    assert united(both, one, {}).counted == both.counted


@pytest.mark.slow
@given(
    st.lists(st.integers(0, 40 * 24), max_size=40, unique=True).map(sorted),
    st.sampled_from(Period),
    st.integers(1, 4),
    st.integers(0, 60),
)
def test_what_is_told_is_what_a_plain_count_allows(hours: list[int], period: Period, most: int, pause: int) -> None:
    pausing: dict[str, Json] = {"cooldown": f"{pause} hours"} if pause else {}
    story, told, calendar = (
        Story(clicking({"signal": "clicked"}, at_most=f"{most} per {period}", **pausing)),
        [],
        Calendar("Europe/Oslo"),
    )
    for hour in hours:
        told += messages(story.hear(did(str(hour), at=Instant(MONDAY + hour * HOUR))))
    expected: list[Instant] = []
    for at in (Instant(MONDAY + hour * HOUR) for hour in hours):
        here = [each for each in expected if calendar.period(each, period) == calendar.period(at, period)]
        if len(here) < most and (not expected or at - expected[-1] >= pause * HOUR):
            expected.append(at)
    assert told == expected


@pytest.mark.slow
def test_of_a_long_history_no_more_is_kept_than_can_count() -> None:
    story = Story(policy(at_most="2 per day"))
    told = messages(oscillating(story))
    assert story.standing.counted == {"tell": tuple(told[-2:])}
    assert told[-1] - MONDAY > 7 * DAY
