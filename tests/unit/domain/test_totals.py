"""How much there is of a signal together."""

from leadflow.domain.activity import Activity
from leadflow.domain.evaluation import valid_until
from leadflow.domain.facts import Facts
from leadflow.domain.instant import Instant
from leadflow.domain.json import Json
from tests.models import MONDAY, did, facts, later, model


def read(day: float, seconds: float) -> Activity:
    return did(str(day), "page.viewed", later(day), properties={"seconds": seconds})


def asked(condition: dict[str, Json], *activities: Activity, now: Instant) -> Facts:
    policy = model(
        signals={"reading": {"activity": "page.viewed", "measure": "seconds"}},
        segments={"reader": {"signal": "reading", **condition}},
    )
    return facts(policy, *activities, now=now)


def test_a_total_is_the_sum_of_the_measures() -> None:
    assert asked({"total": 600}, read(0, 400), read(1, 200), now=later(300)).member("reader")
    assert valid_until(asked({"total": 600}, read(0, 400), now=later(1))) is None
    assert not asked({"total": 600}, read(0, 400), read(1, 199), now=later(1)).member("reader")
    assert not asked({"total": 600}, read(0, 600), read(1, -1), now=later(1)).member("reader")


def test_a_total_of_nothing_is_0() -> None:
    assert asked({"total": 0}, now=MONDAY).member("reader")


def test_float_noise_does_not_decide() -> None:
    assert 0.7 + 0.1 < 0.8
    assert asked({"total": 0.8}, read(0, 0.7), read(1, 0.1), now=later(1)).member("reader")


def test_only_what_is_young_enough_is_summed_and_its_end_is_foreseen() -> None:
    window: dict[str, Json] = {"total": 600, "within": "30 days"}
    pages = read(0, 400), read(1, 100), read(5, 550)
    assert asked(window, *pages, now=later(29)).member("reader")
    assert valid_until(asked(window, *pages, now=later(6))) == later(31)
    assert not asked(window, *pages, now=later(31)).member("reader")
    assert valid_until(asked(window, *pages, now=later(31))) is None


def test_a_total_can_come_when_what_took_from_it_is_gone() -> None:
    window: dict[str, Json] = {"total": 600, "within": "30 days"}
    pages = read(0, -100), read(1, 600)
    assert valid_until(asked(window, *pages, now=later(1))) == later(30)
    assert asked(window, *pages, now=later(30)).member("reader")
