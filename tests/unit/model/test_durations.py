import pytest

from leadflow.domain.instant import DAY, HOUR, MINUTE, SECOND
from leadflow.model.durations import duration


@pytest.mark.parametrize(
    ("text", "microseconds"),
    [
        ("90 seconds", 90 * SECOND),
        ("1 second", SECOND),
        ("30 minutes", 30 * MINUTE),
        ("1 hour", HOUR),
        ("30 days", 30 * DAY),
        ("2 weeks", 14 * DAY),
    ],
)
def test_a_duration_is_a_number_and_a_unit(text: str, microseconds: int) -> None:
    assert duration(text) == microseconds


@pytest.mark.parametrize(
    "written",
    [30, "30", "30days", "0 days", "-1 day", "1.5 days", "1 month", "1 year", "days", "1e3 days", None, True, "1 day "],
)
def test_all_else_is_refused_with_an_example(written: object) -> None:
    with pytest.raises(ValueError, match="such as 30 days"):
        duration(written)
