from collections.abc import Sequence

import pytest

from leadflow.application.replay import Course, Replayed, looks_back, replay
from leadflow.domain.activity import Activity
from leadflow.domain.identity import Keys
from leadflow.domain.instant import Instant, iso
from leadflow.domain.json import Json
from leadflow.domain.lead_model import LeadModel
from tests.models import ADA, MONDAY, did, later, model
from tests.replaying import printed

HYSTERESIS = model(
    signals={"demo": {"activity": "form.submitted"}},
    scores={"readiness": {"half_life": "10 days", "points": {"demo": 80}}},
    classes={"interest": {"high": {"score": "readiness", "above": 40}, "low": "otherwise"}},
    segments={
        "ready": {"when": {"score": "readiness", "above": 75}, "until": {"score": "readiness", "below": 20}},
        "silent": {"without": "interaction", "for": "30 days"},
    },
)
PLAIN = model(
    signals={"demo": {"activity": "form.submitted"}},
    segments={"keen": {"signal": "demo", "within": "3 days"}},
)


def transitions(policy: LeadModel, activities: Sequence[Activity], at: Instant | None = None) -> list[tuple[str, ...]]:
    lines = printed(replay(policy, activities, at))
    return [(line["transition"], line["of"], line["at"], line["cause"]) for line in lines if "transition" in line]


def only(found: Sequence[Replayed]) -> Replayed:
    (one,) = found
    return one


def demo(name: str, at: Instant, lead: Keys = ADA) -> Activity:
    return did(name, "form.submitted", at, lead)


def test_a_lead_leaves_at_the_very_instant_at_which_its_score_has_faded() -> None:
    assert transitions(HYSTERESIS, [demo("1", MONDAY)], later(30)) == [
        ("became", "interest", iso(MONDAY), "activity"),
        ("entered", "ready", iso(MONDAY), "activity"),
        ("became", "interest", "2026-03-12T08:59:59.984419Z", "time"),  # 40.0000005 is shown as 40, not above it
        ("left", "ready", "2026-03-22T09:00:00.031163Z", "time"),  # 19.9999995 is shown as 20, not below it
        ("entered", "silent", iso(later(30)), "time"),
    ]


def test_all_of_one_instant_is_one_evaluation() -> None:
    at_once = [demo("1", MONDAY), did("2", "identity.stated", MONDAY, traits={"title": "ceo"})]
    policy = model(
        signals={"demo": {"activity": "form.submitted"}},
        segments={"early": {"all": [{"signal": "demo"}, {"trait": "title", "exists": False}]}},
    )
    assert transitions(policy, at_once) == []


def test_an_activity_at_the_instant_of_a_wake_is_the_cause() -> None:
    assert transitions(PLAIN, [demo("1", MONDAY), demo("2", later(1)), did("3", at=later(4))]) == [
        ("entered", "keen", iso(MONDAY), "activity"),
        ("left", "keen", iso(later(4)), "activity"),
    ]


def test_what_time_does_between_two_activities_is_done_before_the_later_one() -> None:
    assert transitions(PLAIN, [demo("1", MONDAY), demo("2", later(9))]) == [
        ("entered", "keen", iso(MONDAY), "activity"),
        ("left", "keen", iso(later(3)), "time"),
        ("entered", "keen", iso(later(9)), "activity"),
    ]


def test_it_ends_with_the_last_activity_unless_told_otherwise() -> None:
    assert only(replay(PLAIN, [demo("1", MONDAY), demo("2", later(1))])).facts.now == later(1)


def test_what_is_later_is_ignored_traits_too() -> None:
    activities = [demo("1", MONDAY), did("2", "identity.stated", later(2), traits={"title": "ceo"})]
    found = only(replay(PLAIN, activities, later(1)))
    assert found.facts.trait("title") is None
    assert found.facts.now == later(1)


def test_a_lead_of_which_nothing_has_happened_yet_is_left_out() -> None:
    assert replay(PLAIN, [demo("1", MONDAY)], later(-1)) == []


def test_nothing_at_all_is_nothing() -> None:
    assert replay(PLAIN, []) == []


def test_activities_that_name_nobody_make_no_lead_but_tell_how_late_it_is() -> None:
    nobody = demo("1", later(9), Keys())
    assert [each.facts.now for each in replay(PLAIN, [nobody, demo("2", MONDAY)])] == [later(9)]


def test_what_the_model_ignores_makes_no_lead_but_tells_how_late_it_is() -> None:
    policy = model(
        signals={"demo": {"activity": "form.submitted"}}, ignore=[{"email": "bo@*"}, {"where": {"test": True}}]
    )
    bo = demo("1", later(9), Keys(email="bo@nordlys.example"))
    test = did("2", "form.submitted", later(3), properties={"test": True})
    found = only(replay(policy, [bo, test, demo("3", MONDAY)]))
    assert (found.name, found.facts.now) == ("ada@nordlys.example", later(9))
    assert [each.id for each in found.facts.sightings("demo")] == ["3"]


def test_leads_are_sorted_by_what_they_are_called() -> None:
    keys = [Keys(user_id="7"), Keys(email="bo@nordlys.example"), Keys(crm_id="c", anonymous_id="a"), ADA]
    found = replay(PLAIN, [demo(str(place), MONDAY, lead) for place, lead in enumerate(keys)])
    assert [each.name for each in found] == ["7", "ada@nordlys.example", "bo@nordlys.example", "c"]


def test_transitions_are_sorted_by_instant_then_by_lead() -> None:
    bo = Keys(email="bo@nordlys.example")
    lines = printed(replay(PLAIN, [demo("1", MONDAY, bo), demo("2", MONDAY), demo("3", later(-1), bo)]))
    told = [(line["at"], line["lead"]) for line in lines if "transition" in line]
    assert told == [(iso(later(-1)), "bo@nordlys.example"), (iso(MONDAY), "ada@nordlys.example")]


@pytest.mark.parametrize("policy", [PLAIN, HYSTERESIS])
def test_without_transitions_only_they_are_missing(policy: LeadModel) -> None:
    activities = [demo("1", MONDAY), demo("2", later(3))]
    everything = printed(replay(policy, activities, later(15)))
    without = printed(replay(policy, activities, later(15), transitions=False))
    assert without == everything[:1]
    assert len(everything) > 1


def test_the_order_of_the_file_does_not_matter() -> None:
    activities = [demo("1", MONDAY), demo("2", later(3)), did("3", at=later(1))]
    assert printed(replay(HYSTERESIS, activities)) == printed(replay(HYSTERESIS, activities[::-1]))


@pytest.mark.parametrize(
    ("sections", "expected"),
    [
        ({}, False),
        ({"segments": {"keen": {"when": {"signal": "demo"}, "until": {"without": "demo", "for": "1 day"}}}}, True),
        ({"segments": {"keen": {"signal": "demo"}, "long": {"all": [{"in": "keen", "for": "1 day"}]}}}, True),
        ({"segments": {"keen": {"signal": "demo"}, "known": {"not": {"in": "keen"}}}}, False),
        ({"classes": {"stage": {"sticky": "forward", "new": "otherwise"}}}, True),
        ({"classes": {"stage": {"new": {"signal": "demo"}, "old": "otherwise"}}}, False),
    ],
)
def test_some_words_look_back_at_where_a_lead_stood(sections: dict[str, Json], expected: bool) -> None:
    assert looks_back(model(signals={"demo": {"activity": "form.submitted"}}, **sections)) is expected


@pytest.mark.slow
def test_a_flood_by_one_lead_is_judged_as_if_it_came_one_by_one() -> None:
    counted = model(
        signals={"demo": {"activity": "form.submitted", "keep": 2}},
        segments={"twice": {"signal": "demo", "at_least": 2, "within": "1 day"}},
    )
    flood = [demo(str(number), later(number / 50)) for number in range(1_200)]
    leaps, follows = (Course(counted, later(25), transitions=each).of("ada", flood) for each in (False, True))
    assert leaps.evaluation == follows.evaluation
    assert leaps.facts.lead == follows.facts.lead


@pytest.mark.slow
@pytest.mark.parametrize("transitions", [False, True])
def test_a_place_that_becomes_free_goes_to_what_was_left_out(transitions: bool) -> None:
    counted = model(
        signals={"demo": {"activity": "form.submitted", "keep": 1}}, scores={"keen": {"points": {"demo": 5}}}
    )
    first, second = demo("1", MONDAY), demo("2", later(1))
    flood = [did(f"x{number}", at=later(2)) for number in range(2_000)]
    void = did("3", "activity.voided", later(3), properties={"activity": "2"})
    found = replay(counted, [first, second, *flood, void], transitions=transitions)
    assert only(found).evaluation.scores == {"keen": 5}
    assert [each.id for each in only(found).facts.sightings("demo")] == ["1"]
