"""Instants are exact and the same everywhere."""

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadflow.domain.calendar import Calendar
from leadflow.domain.instant import Instant, from_seconds, instant, iso, moment, parse

MOMENTS = st.integers(0, 2**52).map(lambda at: moment(Instant(at)).astimezone(timezone(timedelta(hours=5, minutes=30))))


@given(MOMENTS)
def test_an_instant_keeps_every_microsecond(when: datetime) -> None:
    assert moment(instant(when)) == when
    assert parse(iso(instant(when))) == instant(when)


def test_six_fraction_digits_are_written_only_where_they_are_needed() -> None:
    assert iso(parse("2026-03-01T10:30:00+01:00")) == "2026-03-01T09:30:00Z"
    assert iso(parse("2026-03-01T09:30:00.5Z")) == "2026-03-01T09:30:00.500000Z"


def test_a_time_without_an_offset_is_utc() -> None:
    assert parse("2026-03-01T09:30:00") == parse("2026-03-01T09:30:00Z")


def test_digits_below_the_microsecond_are_cut() -> None:
    assert iso(parse("2026-03-01T09:30:11.9065619Z")) == "2026-03-01T09:30:11.906561Z"


def test_unix_seconds_may_have_a_fraction() -> None:
    assert iso(from_seconds(1_700_000_000.25)) == "2023-11-14T22:13:20.250000Z"


def test_an_instant_outside_the_calendar_is_refused() -> None:
    for text in ("0001-12-31T23:59:59Z", "9999-01-01T00:00:00Z", "0001-01-01T00:00:00+23:00"):
        with pytest.raises(ValueError, match="not in the years"):
            parse(text)


def test_days_begin_at_midnight_in_the_zone_of_the_model() -> None:
    oslo = Calendar("Europe/Oslo")
    before, after = parse("2026-03-28T22:59:59Z"), parse("2026-03-28T23:00:00Z")
    assert oslo.day(after) == oslo.day(before) + 1
    assert oslo.day(parse("2026-03-29T21:59:59Z")) == oslo.day(after)
    assert oslo.day(parse("2026-03-29T22:00:00Z")) == oslo.day(after) + 1
