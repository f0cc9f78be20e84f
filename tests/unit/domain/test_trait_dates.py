"""Dates among the traits: how long ago, how far ahead, before and after."""

import pytest

from leadflow.domain.evaluation import valid_until
from leadflow.domain.facts import Facts
from leadflow.domain.instant import Instant, parse
from leadflow.domain.json import Json
from tests.models import MONDAY, did, facts, later, model


def asked(test: dict[str, Json], value: Json, now: Instant, zone: str = "UTC") -> Facts:
    policy = model(timezone=zone, segments={"asked": {"trait": "crm.date", **test}})
    return facts(policy, did("a", "identity.stated", later(-300), traits={"crm": {"date": value}}), now=now)


def holds(test: dict[str, Json], value: Json, now: Instant = MONDAY, zone: str = "UTC") -> bool:
    return asked(test, value, now, zone).member("asked")


WITHIN: dict[str, Json] = {"within": "10 days"}
DUE: dict[str, Json] = {"due_within": "10 days"}


def test_within_holds_from_the_date_on_until_it_is_so_long_ago() -> None:
    date, end = parse("2026-03-02T09:00:00Z"), later(10)
    instants = [Instant(date - 1), date, Instant(end - 1), end]
    assert [holds(WITHIN, "2026-03-02T09:00:00Z", at) for at in instants] == [False, True, True, False]


def test_due_within_holds_when_the_date_is_near_and_up_to_it() -> None:
    instants = [MONDAY, Instant(MONDAY + 1), later(10), Instant(later(10) + 1)]
    assert [holds(DUE, "2026-03-12T09:00:00Z", at) for at in instants] == [False, True, True, False]


@pytest.mark.parametrize(
    ("test", "changes"),
    [
        (WITHIN, [later(5), later(15), None]),
        (DUE, [Instant(later(-5) + 1), Instant(later(5) + 1), None]),
    ],
)
def test_when_a_date_begins_and_ends_to_fit_is_foreseen(test: dict[str, Json], changes: list[Instant | None]) -> None:
    date, now, found = "2026-03-07T09:00:00Z", later(-20), list[Instant | None]()
    while (change := valid_until(asked(test, date, now))) is not None:
        found.append(change)
        now = change
    assert [*found, None] == changes


def test_a_date_without_a_time_is_its_midnight_in_the_zone_of_the_model() -> None:
    midnight = parse("2026-03-01T23:00:00Z")
    assert holds(WITHIN, "2026-03-02", midnight, "Europe/Oslo")
    assert not holds(WITHIN, "2026-03-02", Instant(midnight - 1), "Europe/Oslo")
    assert valid_until(asked(WITHIN, "2026-03-02", later(-9), "Europe/Oslo")) == midnight


def test_a_time_without_an_offset_is_utc_whatever_the_zone() -> None:
    assert valid_until(asked(WITHIN, "2026-03-02T09:00:00", later(-9), "Europe/Oslo")) == MONDAY


def test_before_and_after_are_strict_and_combine() -> None:
    written = "2026-03-02"
    assert [holds({"before": written}, f"2026-03-0{day}") for day in (1, 2, 3)] == [True, False, False]
    assert [holds({"after": written}, f"2026-03-0{day}") for day in (1, 2, 3)] == [False, False, True]
    between: dict[str, Json] = {"after": written, "before": "2026-03-05"}
    assert [holds(between, f"2026-03-0{day}") for day in (2, 3, 4, 5)] == [False, True, True, False]
    assert valid_until(asked(between, "2026-03-03", MONDAY)) is None


def test_a_written_date_is_midnight_in_the_zone_too() -> None:
    assert holds({"before": "2026-03-02"}, "2026-03-01T22:59:59Z", zone="Europe/Oslo")
    assert not holds({"before": "2026-03-02"}, "2026-03-01T23:00:00Z", zone="Europe/Oslo")


def test_of_a_list_one_date_is_enough_but_one_and_the_same() -> None:
    assert holds(WITHIN, ["2020-01-01", 7, "never", "2026-03-01"])
    between: dict[str, Json] = {"after": "2026-03-02", "before": "2026-03-05"}
    assert not holds(between, ["2026-03-01", "2026-03-09"])
    assert valid_until(asked(WITHIN, ["2026-02-25", "2026-02-27"], MONDAY)) == parse("2026-03-09T00:00:00Z")


@pytest.mark.parametrize("value", ["soon", "", 20260302, True, "0001-01-01", "9999-12-31", None, [], "2026-02-30"])
def test_what_is_no_date_never_fits(value: Json) -> None:
    tests: list[dict[str, Json]] = [WITHIN, DUE, {"before": "2030-01-01"}, {"after": "2000-01-01"}]
    assert not any(holds(test, value) for test in tests)


def test_a_date_gives_points_as_long_as_it_fits() -> None:
    policy = model(
        scores={
            "fit": {
                "traits": [
                    {"when": {"trait": "renewal", "due_within": "10 days"}, "points": 30},
                    {
                        "when": {
                            "all": [{"not": {"trait": "renewal", "within": "5 days"}}, {"trait": "vip", "exists": True}]
                        },
                        "points": 5,
                    },
                ]
            }
        },
        segments={"due": {"score": "fit", "is": "none"}, "plain": {"score": "fit", "at_most": 5}},
    )
    stated = did("a", "identity.stated", later(-30), traits={"renewal": "2026-03-12T09:00:00Z", "vip": True})
    points = [facts(policy, stated, now=later(day)).score("fit") for day in (-1, 1, 10, 11, 15)]
    assert points == [5, 35, 30, None, 5]
    changes, now = [], later(-1)
    while (change := valid_until(facts(policy, stated, now=now))) is not None:
        changes.append(change)
        now = change
    assert changes == [Instant(MONDAY + 1), Instant(later(10) + 1), later(15)]
