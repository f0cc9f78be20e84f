"""Points, how they fade, what is cut off and what silence costs, by cases worked out by hand."""

from tests.oracle.acts import CLICK, DAY, HOUR, START, did, known, scored
from tests.oracle.clock import instant
from tests.oracle.evaluation import contributions, evaluate
from tests.oracle.matching import Document

FORM = {"activity": "form.submitted"}


def form(name: str, at: int = START, **properties: object) -> Document:
    return did(name, at, type="form.submitted", properties=properties)


def test_a_contribution_halves_every_half_life() -> None:
    score = {"half_life": "2 days", "points": {"c": 40}}
    assert [scored(score, did("a"), at=START + n * DAY) for n in (0, 2, 4)] == [40.0, 20.0, 10.0]


def test_linear_points_are_gone_at_the_end_and_expiring_ones_last_until_then() -> None:
    linear, expiring = ({word: "4 days", "points": {"c": 40}} for word in ("linear", "expires"))
    assert [scored(linear, did("a"), at=START + n * DAY) for n in (0, 1, 4, 5)] == [40.0, 30.0, 0.0, 0.0]
    assert [scored(expiring, did("a"), at=START + 4 * DAY + n) for n in (-1, 0)] == [40.0, 0.0]


def test_penalties_do_not_fade_by_the_score_s_own_word_but_by_their_own() -> None:
    score = {"half_life": "1 day", "range": None, "points": {"c": -8}}
    own = score | {"points": {"c": {"each": -8, "half_life": "2 days"}}}
    assert [scored(one, did("a"), at=START + 2 * DAY) for one in (score, own)] == [-8.0, -4.0]
    assert scored(score | {"range": [-3, 3]}, did("a"), at=START) == -3.0


def test_points_are_times_the_measure() -> None:
    score = {"points": {"f": {"each": 20}}}
    signal = FORM | {"measure": "percent"}
    assert scored(score, form("a", percent=25), form("b", percent="half"), at=START, f=signal) == 5.0


def test_at_most_counts_the_most_recent_and_per_period_the_earliest() -> None:
    def counting(at_most: object, *days: str) -> float | None:
        history = [did(day, instant(day)) for day in days]
        score = {"range": None, "points": {"c": {"each": 1, "half_life": "1 day", "at_most": at_most}}}
        return scored(score, *history, at=instant("2025-06-10"))

    assert counting(1, "2025-06-09", "2025-06-08") == 0.5
    assert counting("1 per day", "2025-06-09", "2025-06-08T12:00", "2025-06-08") == 0.75
    assert counting("1 per week", "2025-06-09", "2025-06-08") == 0.75  # a Monday and the Sunday before it
    assert counting("1 per month", "2025-06-09", "2025-06-08") == 0.25


def test_once_every_counts_the_earliest_of_each_stretch_since_1970() -> None:
    score = {"points": {"c": {"each": 1, "once_every": "2 days", "at_most": 3}}}
    first = instant("2025-06-09")  # the 20,248th day, so a stretch of two days begins
    assert first // DAY == 20248
    history = [did(str(n), first + n * DAY) for n in (-1, 0, 1, 2)]
    terms = contributions({"signals": {"c": CLICK}, "scores": {"s": score}}, history, first + 9 * DAY)["s"]
    assert [term.activity for term in terms] == ["-1", "0", "2"]


def test_a_cap_limits_the_positive_contributions_of_its_signals_together() -> None:
    score = {"points": {"c": 20, "f": 25}, "caps": {"x": {"of": ["c", "f"], "at_most": 30}}}
    assert scored(score, did("a"), form("b"), at=START, f=FORM) == 30.0
    negative = score | {"points": {"c": 40, "f": -25}}
    assert scored(negative, did("a"), form("b"), at=START, f=FORM) == 5.0


def test_silence_costs_points_step_by_step_from_the_latest_interaction_on() -> None:
    score = {"points": {"c": 50}, "inactivity": {"lose": 10, "every": "1 day", "at_most": 25}}
    instants = [START + n * DAY + more for n, more in ((1, -1), (1, 0), (2, 0), (3, 0), (9, 0))]
    assert [scored(score, did("a"), at=at) for at in instants] == [50.0, 40.0, 30.0, 25.0, 25.0]
    assert scored(score | {"points": {"f": 1}}, did("a"), at=START + DAY, f=FORM) is None


def test_what_has_expired_still_makes_the_score_0_and_not_none() -> None:
    score = {"points": {"c": {"each": 5, "expires": "1 day"}}}
    assert [scored(score, did("a"), at=START + n * DAY) for n in (-1, 1)] == [None, 0.0]


def test_a_combined_score_is_the_weighted_sum_of_what_is_inside_each_range() -> None:
    model: Document = {
        "signals": {"c": CLICK},
        "scores": {
            "whole": {"combine": {"high": 0.5, "low": 2}},
            "high": {"points": {"c": 400}},
            "low": {"traits": [{"when": {"trait": "title", "is": "CEO"}, "points": 7}]},
        },
    }
    assert evaluate(model, [did("a")], START)["scores"] == {"whole": 50.0, "high": 100.0, "low": None}
    assert evaluate(model, [known(title="ceo")], START)["scores"]["whole"] == 14.0
    assert evaluate(model, [known()], START)["scores"]["whole"] is None
    parts = contributions(model, [did("a")], START)["whole"]
    assert [(term.rule, term.activity, term.points) for term in parts] == [("high", None, 50.0), ("low", None, 0.0)]


def test_a_rule_about_a_date_follows_the_clock() -> None:
    rule = {"when": {"trait": "renewal", "due_within": "1 day"}, "points": 3}
    found = [scored({"traits": [rule]}, known(renewal="2025-06-11"), at=START + n * HOUR) for n in (0, 1, 24, 25)]
    assert found == [None, 3.0, 3.0, None]


def test_contributions_name_their_activities() -> None:
    model = {"signals": {"c": CLICK}, "scores": {"s": {"points": {"c": {"each": 3, "at_most": 1}}}}}
    terms = contributions(model, [did("a"), did("b", START + 1)], START + DAY)["s"]
    assert [(term.rule, term.activity, term.points) for term in terms] == [("c", "b", 3.0)]
