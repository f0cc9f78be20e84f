"""Which occurrences a rule counts: one in a while, the first of a day, week or month, the last of all."""

from leadflow.domain.activity import Activity
from leadflow.domain.explanation import explain
from leadflow.domain.instant import parse
from leadflow.domain.json import Json
from tests.models import did, facts, model


def counted(rule: Json, *texts: str, zone: str = "Europe/Oslo") -> list[str]:
    """Which of the clicks at these instants the rule counts."""
    policy = model(
        timezone=zone,
        signals={"clicked": {"activity": "email.clicked"}},
        scores={"r": {"range": None, "points": {"clicked": rule}}},
    )
    found = explain(facts(policy, *map(clicked, texts), now=parse("2027-12-31T00:00:00Z")), "r")
    assert found is not None
    return sorted(part.activity for part in found.contributions)


def clicked(text: str) -> Activity:
    return did(text, at=parse(text))


def per(period: str, count: int = 1) -> Json:
    return {"each": 1, "at_most": f"{count} per {period}"}


def test_once_every_counts_the_first_of_each_stretch_since_1970() -> None:
    rule: Json = {"each": 1, "once_every": "7 days"}  # 1970 began on a Thursday
    thursday, wednesday = "2026-03-05T00:00:00Z", "2026-03-11T23:59:59Z"
    before, after = "2026-03-04T23:59:59Z", "2026-03-12T00:00:00Z"
    assert counted(rule, before, thursday, wednesday, after) == [before, thursday, after]


def test_of_each_period_the_first_ones_count() -> None:
    monday = [f"2026-03-02T{hour:02}:00:00Z" for hour in range(9, 14)]
    assert counted(per("day", 3), *monday) == monday[:3]


def test_a_week_begins_on_monday_also_round_new_year() -> None:
    sunday, monday, next_sunday = "2026-03-01T12:00:00Z", "2026-03-02T12:00:00Z", "2026-03-08T12:00:00Z"
    assert counted(per("week"), sunday, monday, next_sunday) == [sunday, monday]
    assert counted(per("week"), "2025-12-29T12:00:00Z", "2026-01-04T12:00:00Z") == ["2025-12-29T12:00:00Z"]


def test_a_month_of_one_year_is_not_that_of_another() -> None:
    months = ["2025-12-31T12:00:00Z", "2026-01-01T12:00:00Z", "2026-12-31T12:00:00Z"]
    assert counted(per("month"), *months, "2026-01-31T12:00:00Z") == months


def test_the_day_on_which_clocks_go_forward_has_23_hours() -> None:
    saturday, first = "2026-03-28T22:59:59Z", "2026-03-28T23:00:00Z"
    last, monday = "2026-03-29T21:59:59Z", "2026-03-29T22:00:00Z"
    assert counted(per("day"), saturday, first, last, monday) == [saturday, first, monday]


def test_the_day_on_which_clocks_go_back_has_25_hours() -> None:
    saturday, first = "2026-10-24T21:59:59Z", "2026-10-24T22:00:00Z"
    last, monday = "2026-10-25T22:59:59Z", "2026-10-25T23:00:00Z"
    assert counted(per("day"), saturday, first, last, monday) == [saturday, first, monday]
    assert counted(per("day"), saturday, first, last, monday, zone="UTC") == [saturday, last]


def test_without_a_period_the_last_ones_count() -> None:
    days = [f"2026-03-{day:02}T12:00:00Z" for day in range(1, 5)]
    assert counted({"each": 1, "at_most": 2}, *days) == days[2:]


def test_once_every_comes_before_at_most() -> None:
    monday = [f"2026-03-02T{hour:02}:00:00Z" for hour in (1, 2, 13, 14)]
    rule: Json = {"each": 1, "once_every": "12 hours", "at_most": "2 per day"}
    assert counted(rule, *monday) == [monday[0], monday[2]]
