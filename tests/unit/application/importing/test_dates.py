from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from leadflow.application.importing.dates import Order, depends, orders, read

DMY, MDY = Order.DMY, Order.MDY


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2025-12-31", date(2025, 12, 31)),
        ("2025/1/3", date(2025, 1, 3)),
        ("31.12.2025", date(2025, 12, 31)),
        ("31/12/25", date(2025, 12, 31)),
        ("31-12-69", date(1969, 12, 31)),
        ("31/12/2025 9:05", datetime(2025, 12, 31, 9, 5)),  # noqa: DTZ001 no offset is stated
        ("31.12.2025, 12:05 AM", datetime(2025, 12, 31, 0, 5)),  # noqa: DTZ001 the same
        ("31.12.2025 12:05 p.m.", datetime(2025, 12, 31, 12, 5)),  # noqa: DTZ001 the same
        ("2025-12-31T14:05:06.1234567Z", datetime(2025, 12, 31, 14, 5, 6, 123456, UTC)),
        ("2025-12-31 14:05:06 UTC", datetime(2025, 12, 31, 14, 5, 6, tzinfo=UTC)),
        ("2025-12-31T14:05-0130", datetime(2025, 12, 31, 14, 5, tzinfo=timezone(timedelta(hours=-1.5)))),
        ("2025-12-31T14:05+02", datetime(2025, 12, 31, 14, 5, tzinfo=timezone(timedelta(hours=2)))),
    ],
)
def test_a_date_is_read_as_it_is_written(text: str, expected: date) -> None:
    assert read(text, DMY) == expected


@pytest.mark.parametrize(
    "text",
    ["", "tomorrow", "31.02.2025", "2025-13-01", "2025-12-311", "1/2/345", "0000-01-01", "2025-12-31 25:00",
     "2025-12-31 13:00 PM", "2025-12-31 10:00 +99", "31.12/2025", "20251231"],
)  # fmt: skip
def test_what_is_no_date_is_none(text: str) -> None:
    assert read(text, DMY) is None


def test_the_order_decides_between_slashes_but_not_between_dots() -> None:
    assert read("3/4/2025", DMY) == date(2025, 4, 3)
    assert read("3/4/2025", MDY) == date(2025, 3, 4)
    assert read("3/4/2025", None) is None
    assert read("3.4.2025", MDY) == read("3.4.2025", None) == date(2025, 4, 3)
    assert [depends(text) for text in ("3/4/2025", "3.4.2025", "2025/3/4", "soon")] == [True, False, False, False]


def test_one_date_shows_in_which_order_all_are_written() -> None:
    assert orders(["3/4/2025", "31/12/2025"]) == frozenset({DMY})
    assert orders(["3/4/2025", "12/31/2025"]) == frozenset({MDY})
    assert orders(["3/4/2025", "31.12.2025"]) == frozenset(Order)
    assert orders(["31/12/2025", "12/31/2025"]) == frozenset()
    assert orders(["3/4/2025", "soon"]) is None
