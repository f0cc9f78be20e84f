"""How points fade, what is limited together, what silence costs, and what other scores add up to."""

from dataclasses import replace

import pytest

from leadflow.domain.conditions.scores import ScoreIs
from leadflow.domain.evaluation import valid_until
from leadflow.domain.explanation import explain
from leadflow.domain.instant import SECOND
from leadflow.domain.json import Json
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.match import Bounds
from leadflow.domain.segment import Segment
from tests.models import MONDAY, did, facts, later, model

SIGNALS: Json = {
    "clicked": {"activity": "email.clicked"},
    "demo": {"activity": "form.submitted"},
    "opened": {"activity": "email.opened"},
}


def scoring(condition: Json = None, **score: Json) -> LeadModel:
    """A model with that score, called r, and a segment of that condition."""
    return model(
        signals=SIGNALS,
        scores={"r": {"range": None, **score}},
        segments={} if condition is None else {"asked": condition},
    )


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ({"half_life": "10 days"}, [100, 50, 25, 12.5]),
        ({"linear": "20 days"}, [100, 50, 0, 0]),
        ({"expires": "20 days"}, [100, 100, 0, 0]),
        ({"decay": "none"}, [100, 100, 100, 100]),
        ({}, [100, 100, 100, 100]),
    ],
)
def test_points_fade_as_the_word_says(word: dict[str, Json], expected: list[float]) -> None:
    policies = scoring(points={"clicked": 100}, **word), scoring(points={"clicked": {"each": 100, **word}})
    for policy in policies:
        assert [facts(policy, did("a"), now=later(10 * n)).score("r") for n in range(4)] == expected


def test_the_word_of_a_rule_goes_before_that_of_its_score() -> None:
    policy = scoring(half_life="10 days", points={"clicked": {"each": 8, "decay": "none"}, "demo": 8})
    assert facts(policy, did("a"), did("b", "form.submitted"), now=later(10)).score("r") == 12


def test_a_penalty_fades_only_where_its_own_rule_says_so() -> None:
    fading: Json = {"each": -8, "linear": "20 days"}
    policy = scoring(half_life="10 days", points={"clicked": -8, "demo": fading})
    assert facts(policy, did("a"), did("b", "form.submitted"), now=later(10)).score("r") == -12


def test_what_has_expired_is_worth_0_which_is_not_none() -> None:
    policy = scoring(points={"clicked": {"each": 8, "expires": "1 day"}})
    assert facts(policy, did("a"), now=later(3)).score("r") == 0


@pytest.mark.parametrize(("word", "days"), [("linear", 5), ("expires", 20)])
def test_the_instant_at_which_points_have_faded_is_foreseen(word: str, days: int) -> None:
    policy = scoring({"score": "r", "above": 75}, points={"clicked": 100}, **{word: "20 days"})
    change = valid_until(facts(policy, did("a"), now=MONDAY))
    assert change is not None
    assert later(days) - SECOND < change <= later(days)
    assert (change == later(days)) is (word == "expires")  # 75.0000004 is shown as 75 a moment before


CAPS: Json = {"content": {"of": ["clicked", "demo"], "at_most": 30}}


def test_what_stands_under_a_cap_counts_up_to_it_together() -> None:
    policy = scoring(points={"clicked": 20, "demo": 20, "opened": 5}, caps=CAPS)
    seen = facts(policy, did("a"), did("b", "form.submitted"), did("c", "email.opened"), now=MONDAY)
    assert seen.score("r") == 35
    found = explain(seen, "r")
    assert found is not None
    assert found.caps == {"content": -10}
    assert sum(part.value for part in found.contributions) + sum(found.caps.values()) == found.value


def test_a_cap_limits_no_penalty() -> None:
    policy = scoring(points={"clicked": 40, "demo": -15}, caps=CAPS)
    assert facts(policy, did("a"), did("b", "form.submitted"), now=MONDAY).score("r") == 15


def test_what_stands_under_a_cap_is_foreseen_to_fall_below_it() -> None:
    policy = scoring({"score": "r", "at_least": 30}, points={"clicked": 60, "demo": 1}, caps=CAPS, half_life="10 days")
    change = valid_until(facts(policy, did("a"), now=MONDAY))
    assert change is not None
    assert later(10) <= change < later(10) + SECOND


SILENCE: Json = {"lose": 10, "every": "30 days", "at_most": 20}


def test_silence_costs_points_for_each_whole_stretch_of_it() -> None:
    policy = scoring(points={"clicked": 50}, inactivity=SILENCE)
    expected = [(0, 50), (29.99, 50), (30, 40), (60, 30), (90, 30)]
    assert [(day, facts(policy, did("a"), now=later(day)).score("r")) for day, _ in expected] == expected
    found = explain(facts(policy, did("a"), now=later(60)), "r")
    assert found is not None
    assert found.inactivity == -20


def test_silence_without_a_limit_goes_on_costing() -> None:
    policy = scoring(points={"clicked": 50}, inactivity={"lose": 10, "every": "30 days"})
    assert facts(policy, did("a"), now=later(300)).score("r") == -50
    assert facts(policy, did("a"), did("b", at=later(290)), now=later(300)).score("r") == 100


def test_silence_before_the_first_interaction_costs_nothing_and_is_no_score_by_itself() -> None:
    policy = scoring(points={"opened": 50, "demo": 1}, inactivity=SILENCE)
    assert facts(policy, did("a", "email.opened"), now=later(90)).score("r") == 50
    assert facts(policy, did("a"), now=later(90)).score("r") is None


def test_the_instant_at_which_silence_costs_is_foreseen() -> None:
    policy = scoring({"score": "r", "below": 35}, points={"clicked": 50}, inactivity=SILENCE)
    assert valid_until(facts(policy, did("a"), now=MONDAY)) == later(60)
    assert valid_until(facts(policy, did("a"), now=later(60))) is None


def test_a_lead_that_never_interacted_has_no_silence_to_foresee() -> None:
    policy = scoring({"score": "r", "below": 35}, points={"opened": 50}, inactivity=SILENCE)
    assert valid_until(facts(policy, did("a", "email.opened"), now=MONDAY)) is None


def combined(weights: Json, **more: Json) -> LeadModel:
    return model(
        signals=SIGNALS,
        scores={
            "up": {"points": {"clicked": 80}, "half_life": "10 days"},
            "down": {"points": {"demo": 30}},
            "all": {"combine": weights, **more},
        },
        segments={"high": {"score": "all", "at_least": 20}, "low": {"score": "all", "below": -10}},
    )


def test_a_combined_score_weighs_others_and_is_none_while_all_of_them_are() -> None:
    policy = combined({"up": 0.5, "down": 0.25})
    assert facts(policy, did("a", "email.opened"), now=MONDAY).score("all") is None
    assert facts(policy, did("a"), now=MONDAY).score("all") == 40
    both = facts(policy, did("a"), did("b", "form.submitted"), now=MONDAY)
    assert both.score("all") == 47.5
    found = explain(both, "all")
    assert found is not None
    assert found.parts == {"up": 40, "down": 7.5}


def test_the_parts_of_a_combined_score_stay_inside_their_own_ranges_and_it_in_its_own() -> None:
    many = [did(str(n), at=later(0)) for n in range(3)]
    assert facts(combined({"up": 0.5}), *many, now=MONDAY).score("all") == 50
    assert facts(combined({"up": 0.5}, range=[0, 30]), *many, now=MONDAY).score("all") == 30


def test_a_combined_score_comes_to_rest_when_the_last_of_its_parts_does() -> None:
    both = facts(combined({"up": 0.5, "down": 0.25}), did("a"), did("b", "form.submitted"), now=MONDAY)
    trend, part = both.course("all").trend(MONDAY), both.course("up").trend(MONDAY)
    assert trend is not None
    assert part is not None
    assert trend.ends == part.ends == both.course("all").ends > later(300)


def test_where_a_combined_score_will_be_is_foreseen_also_against_a_weight() -> None:
    falling = valid_until(facts(combined({"up": 0.5}), did("a"), now=MONDAY))
    assert falling is not None
    assert later(10) <= falling < later(10) + SECOND
    against = combined({"up": -0.25, "down": 0.1}, range=None)
    rising = valid_until(facts(against, did("a"), did("b", "form.submitted"), now=MONDAY))
    assert rising is not None  # 3 - 20 rises above -10 when 80 has become 52
    assert later(6.21) < rising < later(6.22)
    above = replace(against, segments={"risen": Segment("risen", ScoreIs("all", Bounds(at_least=-10)))})
    assert valid_until(facts(above, did("a"), did("b", "form.submitted"), now=MONDAY)) == rising


def test_a_combined_score_falls_when_what_weighs_against_it_rises() -> None:
    policy = model(
        signals=SIGNALS,
        scores={
            "up": {"points": {"clicked": 80, "demo": {"each": -60, "half_life": "10 days"}}},
            "all": {"combine": {"up": -0.25}, "range": None},
        },
        segments={"low": {"score": "all", "at_most": -12.5}},
    )
    falling = valid_until(facts(policy, did("a"), did("b", "form.submitted"), now=MONDAY))
    assert falling is not None
    assert later(10) - SECOND < falling <= later(10)


def test_a_score_that_only_traits_make_comes_into_a_combined_one_with_them() -> None:
    policy = model(
        scores={
            "fit": {"traits": [{"when": {"trait": "renewal", "due_within": "10 days"}, "points": 30}]},
            "all": {"combine": {"fit": 2}},
        },
        segments={"due": {"score": "all", "at_least": 60}},
    )
    seen = facts(policy, did("a", "identity.stated", traits={"renewal": "2026-03-22T09:00:00Z"}), now=MONDAY)
    assert seen.score("all") is None
    assert valid_until(seen) == later(10) + 1
