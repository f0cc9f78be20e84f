"""When people work, by the clock of where they are."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadflow.domain.hours import Hours
from leadflow.domain.instant import DAY, MINUTE, Instant, instant, moment, parse
from leadflow.domain.team import Member

OSLO = Hours(9 * 60, 17 * 60, "Europe/Oslo")


@pytest.mark.parametrize(
    ("at", "opens"),
    [
        ("2026-03-02T08:00:00Z", "2026-03-02T08:00:00Z"),  # nine o'clock
        ("2026-03-02T15:59:59.999999Z", "2026-03-02T15:59:59.999999Z"),
        ("2026-03-02T16:00:00Z", "2026-03-03T08:00:00Z"),  # five
        ("2026-03-02T03:00:00Z", "2026-03-02T08:00:00Z"),
        ("2026-03-06T16:00:00Z", "2026-03-09T08:00:00Z"),  # Friday evening
        ("2026-03-07T10:00:00Z", "2026-03-09T08:00:00Z"),  # Saturday
        ("2026-03-08T23:30:00Z", "2026-03-09T08:00:00Z"),  # Monday by then, in Oslo
        ("2026-03-27T16:00:00Z", "2026-03-30T07:00:00Z"),  # the clock is set ahead on Sunday
        ("2026-10-23T15:00:00Z", "2026-10-26T08:00:00Z"),  # and back
    ],
)
def test_hours_are_by_the_clock_from_monday_to_friday(at: str, opens: str) -> None:
    assert moment(OSLO.opens(parse(at))) == moment(parse(opens))


def test_an_hour_that_the_clock_shows_twice_is_waited_for_the_second_time_where_the_first_is_over() -> None:
    late = Hours(23 * 60 + 30, 23 * 60 + 50, "Africa/Cairo")  # set back from midnight on a Thursday
    again = instant(datetime(2026, 10, 29, 23, 10, fold=1, tzinfo=ZoneInfo("Africa/Cairo")))
    assert late.opens(again) == again + 20 * MINUTE


def test_where_the_clock_is_set_ahead_over_the_beginning_work_begins_so_much_later() -> None:
    night = Hours(30, 3 * 60, "Africa/Cairo")  # set ahead at midnight, of a Friday
    evening = instant(datetime(2026, 4, 23, 23, 0, tzinfo=ZoneInfo("Africa/Cairo")))
    assert night.opens(evening) == evening + 90 * MINUTE


@given(
    st.integers(parse("2025-12-01T00:00:00Z") // MINUTE, parse("2027-02-01T00:00:00Z") // MINUTE),
    st.sampled_from([OSLO, Hours(9 * 60, 18 * 60, "America/New_York"), Hours(480, 1020, "Asia/Kathmandu")]),
)
def test_nobody_waits_longer_than_until_the_hours_begin(minutes: int, hours: Hours) -> None:
    at = Instant(minutes * MINUTE)
    opens = hours.opens(at)

    def within(then: datetime) -> bool:
        there = then.astimezone(ZoneInfo(hours.zone))
        return there.weekday() < 5 and hours.start <= there.hour * 60 + there.minute < hours.end

    assert within(moment(opens))
    assert opens - at < 4 * DAY
    step, steps = timedelta(minutes=15), (opens - at) // (15 * MINUTE)
    assert opens == at or not any(
        within(moment(at) + step * count) for count in range(steps + 1) if step * count < moment(opens) - moment(at)
    )


def test_somebody_is_away_up_to_the_day_of_coming_back() -> None:
    back = parse("2026-12-01T00:00:00Z")
    assert Member(away_until=back).away(Instant(back - 1))
    assert not Member(away_until=back).away(back)
    assert not Member().away(back)
