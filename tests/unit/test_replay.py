import json
from collections.abc import Sequence

import pytest

from leadflow.application.replay import Replayed, replay
from leadflow.cli.replay import as_json
from leadflow.domain.activity import Activity
from leadflow.domain.identity import Keys
from leadflow.domain.instant import Instant, iso
from leadflow.domain.lead_model import LeadModel
from tests.models import ADA, MONDAY, did, later, model

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
    lines = map(json.loads, as_json(replay(policy, activities, at)))
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


def test_it_ends_with_the_last_activity_unless_told_otherwise() -> None:
    assert only(replay(PLAIN, [demo("1", MONDAY), demo("2", later(1))])).facts.now == later(1)


def test_what_is_later_is_ignored_traits_too() -> None:
    activities = [demo("1", MONDAY), did("2", "identity.stated", later(2), traits={"title": "ceo"})]
    found = only(replay(PLAIN, activities, later(1)))
    assert found.facts.lead.trait("title") is None
    assert found.facts.now == later(1)


def test_a_lead_of_which_nothing_has_happened_yet_is_left_out() -> None:
    assert replay(PLAIN, [demo("1", MONDAY)], later(-1)) == []


def test_nothing_at_all_is_nothing() -> None:
    assert replay(PLAIN, []) == []


def test_activities_that_name_nobody_make_no_lead_but_tell_how_late_it_is() -> None:
    nobody = demo("1", later(9), Keys())
    assert [each.facts.now for each in replay(PLAIN, [nobody, demo("2", MONDAY)])] == [later(9)]


def test_leads_are_sorted_by_what_they_are_called() -> None:
    keys = [Keys(user_id="7"), Keys(email="bo@nordlys.example"), Keys(crm_id="c", anonymous_id="a"), ADA]
    found = replay(PLAIN, [demo(str(place), MONDAY, lead) for place, lead in enumerate(keys)])
    assert [each.name for each in found] == ["7", "ada@nordlys.example", "bo@nordlys.example", "c"]


def test_transitions_are_sorted_by_instant_then_by_lead() -> None:
    bo = Keys(email="bo@nordlys.example")
    lines = as_json(replay(PLAIN, [demo("1", MONDAY, bo), demo("2", MONDAY), demo("3", later(-1), bo)]))
    told = [(line["at"], line["lead"]) for line in map(json.loads, lines) if "transition" in line]
    assert told == [(iso(later(-1)), "bo@nordlys.example"), (iso(MONDAY), "ada@nordlys.example")]


@pytest.mark.parametrize("policy", [PLAIN, HYSTERESIS])
def test_without_transitions_only_they_are_missing(policy: LeadModel) -> None:
    activities = [demo("1", MONDAY), demo("2", later(3))]
    everything = list(as_json(replay(policy, activities, later(15))))
    without = list(as_json(replay(policy, activities, later(15), transitions=False)))
    assert without == everything[:1]
    assert len(everything) > 1


def test_the_order_of_the_file_does_not_matter() -> None:
    activities = [demo("1", MONDAY), demo("2", later(3)), did("3", at=later(1))]
    assert list(as_json(replay(HYSTERESIS, activities))) == list(as_json(replay(HYSTERESIS, activities[::-1])))
