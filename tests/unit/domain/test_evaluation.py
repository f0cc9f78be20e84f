"""What follows from a lead, the model and the clock, and until when."""

import pytest

from leadflow.domain.evaluation import evaluate, valid_until
from leadflow.domain.explanation import apportion, explain, strongest
from leadflow.domain.instant import HOUR, MINUTE, SECOND, Instant
from leadflow.domain.json import Json
from leadflow.domain.standing import Standing
from tests.models import MONDAY, days, did, facts, later, model

CLICKED: Json = {"clicked": {"activity": "email.clicked"}, "booked": {"activity": "meeting.booked"}}


def test_a_score_is_none_until_a_rule_has_something_to_count() -> None:
    policy = model(signals=CLICKED, scores={"r": {"points": {"clicked": 5}}})
    assert evaluate(facts(policy, did("a", "email.opened"), now=MONDAY)).scores == {"r": None}
    assert evaluate(facts(policy, did("a"), now=MONDAY)).scores == {"r": 5.0}


def test_a_contribution_halves_every_half_life() -> None:
    policy = model(signals=CLICKED, scores={"r": {"half_life": "10 days", "points": {"clicked": 8}}})
    assert evaluate(facts(policy, did("a"), now=later(20))).scores == {"r": 2.0}


def test_the_half_life_of_a_score_does_not_let_penalties_fade() -> None:
    policy = model(
        signals=CLICKED,
        scores={"r": {"range": None, "half_life": "10 days", "points": {"clicked": 8, "booked": -8}}},
    )
    assert evaluate(facts(policy, did("a"), did("b", "meeting.booked"), now=later(10))).scores == {"r": -4.0}


def test_only_the_most_recent_count_where_a_rule_says_at_most() -> None:
    policy = model(
        signals=CLICKED,
        scores={"r": {"half_life": "10 days", "points": {"clicked": {"each": 8, "at_most": 1}}}},
    )
    assert evaluate(facts(policy, did("a"), did("b", at=later(10)), now=later(10))).scores == {"r": 8.0}


def test_a_score_stays_inside_its_range_and_is_unbounded_without_one() -> None:
    many = [did(f"a{i}", at=later(i / 24)) for i in range(9)]
    narrow = model(signals=CLICKED, scores={"r": {"range": [0, 20], "points": {"clicked": 5}}})
    wide = model(signals=CLICKED, scores={"r": {"range": None, "points": {"clicked": -5}}})
    assert evaluate(facts(narrow, *many, now=later(1))).scores == {"r": 20.0}
    assert evaluate(facts(wide, *many, now=later(1))).scores == {"r": -45.0}


def test_traits_give_points_by_themselves() -> None:
    policy = model(scores={"fit": {"traits": [{"when": {"trait": "title", "like": "vp *"}, "points": 30}]}})
    known = did("a", "identity.stated", traits={"title": "VP Sales"})
    assert evaluate(facts(policy, known, now=MONDAY)).scores == {"fit": 30.0}
    assert evaluate(facts(policy, did("b"), now=MONDAY)).scores == {"fit": None}


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ({"score": "r", "at_least": 10}, True),
        ({"score": "r", "above": 10}, False),
        ({"score": "r", "from": 10, "to": 10}, True),
        ({"score": "s", "below": 5}, False),
        ({"score": "s", "is": "none"}, True),
        ({"signal": "clicked"}, True),
        ({"signal": "clicked", "at_least": 3}, False),
        ({"signal": "clicked", "at_most": 0, "within": "1 day"}, True),
        ({"signal": "booked", "at_most": 0}, True),
        ({"without": "booked", "for": "3 days"}, True),
        ({"without": "clicked", "for": "3 days"}, False),
        ({"without": "interaction", "for": "2 days"}, True),
        ({"without": "touch", "for": "3 days"}, True),
        ({"without": "touch", "for": "4 days"}, False),
        ({"trait": "size", "at_least": 200}, True),
        ({"trait": "size", "is": 340}, True),
        ({"trait": "plan", "is": ["PRO", "team"]}, True),
        ({"trait": "plan", "like": "p*"}, True),
        ({"trait": "plan", "exists": True}, True),
        ({"trait": "nothing", "exists": False}, True),
        ({"trait": "nothing", "like": "*"}, False),
        ({"trait": "crm.stage", "is": "won"}, True),
        ({"class": "band", "is": "some"}, True),
        ({"class": "band", "is": ["many", "none"]}, False),
        ({"class": "other", "is": "none"}, True),
        ({"in": "clickers"}, True),
        ({"not": {"in": "clickers"}}, False),
        ({"all": [{"in": "clickers"}, {"signal": "booked"}]}, False),
        ({"any": [{"in": "clickers"}, {"signal": "booked"}]}, True),
    ],
)
def test_each_sentence_of_the_model_means_what_it_says(condition: Json, holds: bool) -> None:
    policy = model(
        signals=CLICKED,
        scores={"r": {"points": {"clicked": 5}}, "s": {"points": {"booked": 5}}},
        classes={
            "band": {"many": {"score": "r", "above": 10}, "some": "otherwise"},
            "other": {"x": {"signal": "booked"}},
        },
        segments={"clickers": {"signal": "clicked"}, "asked": condition},
    )
    known = {"size": "340", "plan": "Pro", "crm": {"stage": "won"}, "nothing": None}
    seen = facts(policy, did("a", traits=known), did("b", at=later(1)), now=later(3))
    assert ("asked" in evaluate(seen).segments) is holds


def test_a_segment_with_until_does_not_flap_round_its_threshold() -> None:
    policy = model(
        signals=CLICKED,
        scores={"r": {"half_life": "10 days", "points": {"clicked": 40}}},
        segments={"hot": {"when": {"score": "r", "above": 30}, "until": {"score": "r", "below": 20}}},
    )
    inside = Standing(segments={"hot": MONDAY})
    assert evaluate(facts(policy, did("a"), now=later(8))).segments == ()
    assert evaluate(facts(policy, did("a"), now=later(8), standing=inside)).segments == ("hot",)
    assert evaluate(facts(policy, did("a"), now=later(10.1), standing=inside)).segments == ()


def test_until_dominates_and_takes_none_for_zero() -> None:
    policy = model(
        signals=CLICKED,
        scores={"r": {"points": {"booked": 40}}},
        segments={"in": {"when": {"signal": "clicked"}, "until": {"score": "r", "below": 5}}},
    )
    assert evaluate(facts(policy, did("a"), now=MONDAY)).segments == ()


def test_an_answer_holds_until_the_first_instant_at_which_something_changes() -> None:
    policy = model(signals=CLICKED, segments={"recent": {"signal": "clicked", "at_least": 2, "within": "7 days"}})
    seen = facts(policy, did("a"), did("b", at=later(1)), now=later(2))
    assert valid_until(seen) == later(7)


def test_an_answer_that_time_cannot_change_holds_for_ever() -> None:
    policy = model(signals=CLICKED, segments={"clicked": {"signal": "clicked"}})
    assert valid_until(facts(policy, did("a"), now=MONDAY)) is None


def test_what_moves_without_changing_anything_does_not_end_an_answer() -> None:
    policy = model(
        signals=CLICKED,
        segments={"both": {"all": [{"signal": "booked"}, {"signal": "clicked", "within": "7 days"}]}},
    )
    assert valid_until(facts(policy, did("a"), now=MONDAY)) is None


def test_an_occurrence_that_a_fast_clock_dates_ahead_ends_the_answer_when_it_begins_to_count() -> None:
    policy = model(signals=CLICKED, segments={"clicked": {"signal": "clicked"}})
    soon = Instant(MONDAY + MINUTE)
    seen = facts(policy, did("a", at=soon), now=MONDAY)
    assert evaluate(seen).segments == ()
    assert valid_until(seen) == soon


def test_a_score_that_rises_as_a_penalty_fades_is_foreseen() -> None:
    policy = model(
        signals=CLICKED,
        scores={"r": {"points": {"clicked": 40, "booked": {"each": -40, "half_life": "10 days"}}}},
        segments={"hot": {"score": "r", "at_least": 20}},
    )
    seen = facts(policy, did("a"), did("b", "meeting.booked"), now=MONDAY)
    change = valid_until(seen)
    assert change is not None
    assert later(10) - SECOND < change <= later(10)


def test_a_search_among_many_moves_stops_early_at_an_instant_of_which_it_is_sure() -> None:
    counts: Json = {"any": [{"signal": "clicked", "from": n, "to": n, "within": "9 days"} for n in range(81)]}
    policy = model(signals=CLICKED, segments={"always": counts})
    found = valid_until(facts(policy, *(did(f"a{i:02}", at=later(i / 10)) for i in range(80)), now=later(8)))
    assert found is not None
    assert later(9 + 6) < found < later(9 + 7)


def test_a_lead_enters_when_what_keeps_it_out_has_ended() -> None:
    policy = model(
        signals=CLICKED,
        segments={"quiet": {"when": {"signal": "booked"}, "until": {"signal": "clicked", "within": "5 days"}}},
    )
    seen = facts(policy, did("a"), did("b", "meeting.booked"), now=MONDAY)
    assert evaluate(seen).segments == ()
    assert valid_until(seen) == later(5)


def test_what_is_denied_changes_when_the_rest_does() -> None:
    policy = model(signals=CLICKED, segments={"cold": {"not": {"signal": "clicked", "within": "5 days"}}})
    assert valid_until(facts(policy, did("a"), now=MONDAY)) == later(5)


def test_a_class_changes_when_its_condition_ends_or_an_earlier_one_begins() -> None:
    policy = model(
        signals=CLICKED,
        classes={
            "mood": {
                "cold": {"without": "clicked", "for": "30 days"},
                "warm": {"signal": "clicked", "within": "7 days"},
            }
        },
    )
    assert valid_until(facts(policy, did("a"), now=MONDAY)) == later(7)
    assert valid_until(facts(policy, did("a"), now=later(8))) == later(30)


def test_the_explanation_names_each_activity_and_sums_to_the_score_exactly_as_shown() -> None:
    policy = model(
        signals=CLICKED,
        scores={
            "r": {
                "range": [0, 25],
                "half_life": "7 days",
                "points": {"clicked": 10},
                "traits": [{"when": {"trait": "title", "exists": True}, "points": 3}],
            }
        },
    )
    seen = facts(policy, *(did(f"a{i}", at=later(i), traits={"title": "CTO"}) for i in range(4)), now=later(5))
    for decimals in (0, 1, 6):
        found = explain(seen, "r", decimals)
        assert found is not None
        parts = [part.value for part in found.contributions]
        assert round(sum(parts) + found.traits + found.range, decimals) == found.value
        assert found.contributions[0].activity == "a3"
        assert len(strongest(found, 2).contributions) == 2
    assert explain(facts(policy, now=MONDAY), "r") is None


def test_rounded_parts_add_up_to_the_rounded_sum() -> None:
    assert apportion([1 / 3, 1 / 3, 1 / 3], 0) == [1.0, 0.0, 0.0]
    assert apportion([-1.5, 2.4], 0) == [-1.0, 2.0]
    assert days(1) == 24 * HOUR
