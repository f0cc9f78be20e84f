"""What the judge of time says of what was published."""

from tests.fragments import SECOND
from tests.torture_time.diary import Published
from tests.torture_time.truth import Change, Changes
from tests.torture_time.verdict import judged

HOUR = 3600 * SECOND
END = 100 * HOUR
SILENT: Changes = {
    "silent": [Change(10 * HOUR, value=True, by_time=True), Change(20 * HOUR, value=False, by_time=False)]
}


def told(at: int, value: str | bool, of: str = "silent") -> Published:
    return Published(at + 2 * SECOND, at, of, value)


def wrong(expected: Changes, *published: Published) -> int:
    return len(judged("ada", expected, published, END).wrong)


def test_what_is_published_in_its_time_is_right_and_lateness_is_that_of_time_alone() -> None:
    found = judged("ada", SILENT, [told(10 * HOUR + SECOND, value=True), told(20 * HOUR, value=False)], END)
    assert found.wrong == []
    assert found.lateness == [3 * SECOND]


def test_what_is_published_before_its_instant_is_wrong() -> None:
    assert wrong(SILENT, told(10 * HOUR - 1, value=True), told(20 * HOUR, value=False)) == 1


def test_what_is_missed_is_wrong() -> None:
    assert wrong(SILENT) == 1


def test_what_is_published_only_when_it_is_over_is_wrong() -> None:
    assert wrong(SILENT, told(20 * HOUR, value=True), told(20 * HOUR, value=False)) == 1


def test_what_is_published_twice_or_of_nothing_is_wrong() -> None:
    right = told(10 * HOUR, value=True), told(20 * HOUR, value=False)
    assert wrong(SILENT, *right, told(20 * HOUR, value=False)) == 1
    assert wrong(SILENT, *right, told(30 * HOUR, "high", of="interest")) == 1


def test_what_comes_and_goes_before_anybody_looks_need_not_be_published() -> None:
    passing = {"silent": [Change(HOUR, value=False, by_time=False), *_blink(10 * HOUR)]}
    found = judged("ada", passing, [told(HOUR, value=False)], END)
    assert (found.wrong, found.passed) == ([], 1)


def _blink(at: int) -> list[Change]:
    return [Change(at, value=True, by_time=True), Change(at + SECOND, value=False, by_time=False)]
