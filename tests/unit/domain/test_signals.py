"""How much of it there is, visits, and what counts again only since something else happened."""

from leadflow.domain.activity import Activity
from leadflow.domain.instant import MINUTE, Instant
from leadflow.domain.json import Json
from tests.models import MONDAY, did, facts, later, model

POLICY = model(
    signals={
        "reading": {"activity": "page.viewed", "measure": "seconds"},
        "webinar": {"activity": "video.watched", "per": "asset", "measure": "percent"},
        "deep_visit": {"visit": {"of": "reading", "at_least": 2}},
        "short_visit": {"visit": {"of": "reading", "gap": "10 minutes"}},
        "soft": {"activity": "email.bounced", "reset_by": "touch"},
        "revisit": {"visit": {"of": "reading"}, "reset_by": "soft"},
        "asked": {"activity": "form.submitted", "reset_by": "revisit"},
    }
)


def viewed(name: str, minutes: int, seconds: Json = None) -> Activity:
    return did(name, "page.viewed", Instant(MONDAY + minutes * MINUTE), properties={"seconds": seconds})


def ids(signal: str, *activities: Activity) -> list[str]:
    return [each.id for each in facts(POLICY, *activities, now=later(30)).sightings(signal)]


def measures(signal: str, *activities: Activity) -> list[float]:
    return [each.measure for each in facts(POLICY, *activities, now=later(30)).sightings(signal)]


def test_an_absent_property_never_matches() -> None:
    policy = model(signals={"named": {"activity": "form.submitted", "where": {"form": "*"}}})
    forms: list[dict[str, Json]] = [{"form": "demo"}, {"form": ""}, {"form": None}, {}]
    found = [did(str(n), "form.submitted", properties=form) for n, form in enumerate(forms)]
    assert [each.id for each in facts(policy, *found, now=MONDAY).sightings("named")] == ["0", "1"]


def test_what_names_no_value_of_per_does_not_match() -> None:
    assets: list[Json] = ["guide", 7, None, {"name": "guide"}]
    watched = [did(str(n), "video.watched", properties={"asset": asset}) for n, asset in enumerate(assets)]
    assert ids("webinar", *watched) == ["0", "1"]


def test_the_measure_is_the_number_in_the_property_and_0_without_one() -> None:
    found = [viewed("a", 0, 40), viewed("b", 1, "200.25"), viewed("c", 2), viewed("d", 3, "many"), viewed("e", 4, -5)]
    assert measures("reading", *found) == [40, 200.25, 0, 0, -5]


def test_a_percentage_is_a_share_that_no_sender_can_stretch() -> None:
    percents = enumerate([50, "90", 150, -5, None])
    watched = [did(f"{n}", "video.watched", properties={"asset": str(n), "percent": share}) for n, share in percents]
    assert measures("webinar", *watched) == [0.5, 0.9, 1, 0, 0]


def test_of_two_versions_of_an_activity_the_greater_measure_counts() -> None:
    assert measures("reading", viewed("a", 0, 10), viewed("a", 0, 30), viewed("a", 0, 20)) == [30]


def test_a_visit_ends_with_a_pause_longer_than_its_gap() -> None:
    assert ids("deep_visit", viewed("a", 0), viewed("b", 30), viewed("c", 61), viewed("d", 70)) == ["b", "d"]
    assert ids("deep_visit", viewed("a", 0), viewed("b", 31)) == []
    assert ids("short_visit", viewed("a", 0), viewed("b", 10), viewed("c", 21)) == ["a", "c"]


def test_a_visit_occurs_once_however_long_it_is() -> None:
    assert ids("deep_visit", *(viewed(str(n), 5 * n) for n in range(8))) == ["1"]


def test_a_visit_has_no_measure_of_its_own() -> None:
    assert measures("deep_visit", viewed("a", 0, 40), viewed("b", 10, 50)) == [1]


def test_only_what_is_later_than_the_last_reset_counts() -> None:
    bounces = [did(f"s{n}", "email.bounced", later(n)) for n in range(4)]
    assert ids("soft", *bounces) == ["s0", "s1", "s2", "s3"]
    assert ids("soft", *bounces, did("d", "email.delivered", later(1))) == ["s2", "s3"]
    assert ids("soft", *bounces, did("d", "email.delivered", later(1.5))) == ["s2", "s3"]


def test_what_resets_is_what_still_counts_after_its_own_reset() -> None:
    bounce, delivery = did("s", "email.bounced", later(1)), did("d", "email.delivered", later(2))
    pages = [viewed("a", 0), viewed("b", 5 * 24 * 60)]
    assert ids("revisit", *pages, bounce) == ["b"]
    assert ids("revisit", *pages, bounce, delivery) == ["a", "b"]
    asked = [did("f", "form.submitted", later(4)), did("g", "form.submitted", later(6))]
    assert ids("asked", *pages, *asked) == ["g"]
