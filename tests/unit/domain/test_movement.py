"""How a score has moved: risen, fallen, peaked; and when that will be so, or no longer."""

from leadflow.domain.evaluation import evaluate, valid_until
from leadflow.domain.instant import SECOND, Instant
from leadflow.domain.json import Json
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.standing import Standing
from tests.models import MONDAY, did, facts, later, model


def asked(condition: Json, **score: Json) -> LeadModel:
    """A model with one segment, and a score of which 40 points expire after 10 days."""
    rule: Json = {"each": 40, "expires": "10 days"}
    return model(
        signals={"clicked": {"activity": "email.clicked"}, "booked": {"activity": "meeting.booked"}},
        scores={"r": {"range": None, "points": {"clicked": rule}, **score}},
        segments={"asked": condition},
    )


def holds(policy: LeadModel, now: Instant) -> bool:
    return evaluate(facts(policy, did("a"), now=now)).segments == ("asked",)


ROSE = asked({"score": "r", "rose": 40, "within": "5 days"})
FELL = asked({"score": "r", "fell": 40, "within": "5 days"})
PEAKED = asked({"score": "r", "peaked": 40, "within": "5 days"})


def test_a_score_has_risen_from_0_where_it_was_none() -> None:
    assert [holds(ROSE, later(day)) for day in (0, 4.99, 5, 12)] == [True, True, False, False]
    assert not holds(asked({"score": "r", "rose": 40.1, "within": "5 days"}), MONDAY)


def test_a_score_has_fallen_for_as_long_as_it_was_high_so_long_ago() -> None:
    assert [holds(FELL, later(day)) for day in (0, 9.99, 10, 14.99, 15)] == [False, False, True, True, False]


def test_a_score_has_peaked_until_its_last_high_instant_is_longer_ago() -> None:
    end = later(15)
    assert [holds(PEAKED, at) for at in (MONDAY, later(12), Instant(end - 1), end)] == [True, True, True, False]
    assert not holds(asked({"score": "r", "peaked": 40.1, "within": "5 days"}), MONDAY)


def test_when_a_movement_ends_or_begins_is_foreseen() -> None:
    assert valid_until(facts(ROSE, did("a"), now=MONDAY)) == later(5)
    assert valid_until(facts(ROSE, did("a"), now=later(5))) is None
    assert valid_until(facts(FELL, did("a"), now=later(1))) == later(10)
    assert valid_until(facts(FELL, did("a"), now=later(10))) == later(15)
    assert valid_until(facts(PEAKED, did("a"), now=MONDAY)) == later(15)
    assert valid_until(facts(PEAKED, did("a"), now=later(12))) == later(15)
    assert valid_until(facts(PEAKED, did("a"), now=later(15))) is None


def test_a_score_that_never_comes_to_rest_below_has_peaked_for_ever() -> None:
    policy = asked({"score": "r", "peaked": 40, "within": "5 days"}, points={"clicked": 40})
    assert valid_until(facts(policy, did("a"), now=later(30))) is None


def test_a_peak_that_is_still_to_come_is_foreseen() -> None:
    points: Json = {"clicked": 40, "booked": {"each": -40, "half_life": "10 days"}}
    policy = asked({"score": "r", "peaked": 20, "within": "1 hour"}, points=points)
    change = valid_until(facts(policy, did("b", "meeting.booked"), did("a"), now=MONDAY))
    assert change is not None
    assert later(10) - SECOND < change <= later(10)


def test_a_fading_score_falls_as_fast_as_its_half_life_says() -> None:
    policy = asked({"score": "r", "fell": 10, "within": "10 days"}, points={"clicked": 40}, half_life="10 days")
    assert valid_until(facts(policy, did("a"), now=later(1))) == later(10)  # from 40 to 20
    end = valid_until(facts(policy, did("a"), now=later(10)))
    assert end is not None  # 20 to 10 is just enough
    assert later(20) <= end < later(20) + SECOND


def test_what_was_none_has_not_peaked_unless_it_is_an_until_that_asks() -> None:
    condition: Json = {"score": "r", "peaked": -5, "within": "5 days"}
    other = did("b", "email.opened")
    assert not facts(asked(condition), other, now=MONDAY).member("asked")
    policy = asked({"when": {"trait": "title", "exists": False}, "until": condition})
    inside = Standing({"asked": MONDAY})
    assert not facts(policy, other, now=later(1), standing=inside).member("asked")


def test_a_movement_is_not_hidden_by_what_happened_before() -> None:
    policy = asked({"score": "r", "rose": 40, "within": "5 days"}, points={"clicked": 40})
    again = facts(policy, did("a"), did("b", at=later(20)), now=later(20))
    assert again.member("asked")
    assert valid_until(again) == later(25)


def test_the_movement_of_a_combined_score_follows_its_parts() -> None:
    policy = model(
        signals={"clicked": {"activity": "email.clicked"}},
        scores={"r": {"points": {"clicked": 40}}, "all": {"combine": {"r": 0.5}}},
        segments={"asked": {"score": "all", "rose": 20, "within": "5 days"}},
    )
    assert holds(policy, MONDAY)
    assert valid_until(facts(policy, did("a"), now=MONDAY)) == later(5)


def test_a_score_rises_when_a_silence_ends() -> None:
    policy = model(
        signals={"demo": {"activity": "form.submitted"}},
        scores={"r": {"points": {"demo": 50}, "inactivity": {"lose": 10, "every": "30 days"}}},
        segments={"back": {"score": "r", "rose": 20, "within": "1 day"}},
    )
    again = did("d", "form.submitted"), did("p", "page.viewed", later(61))
    assert not facts(policy, again[0], now=later(61)).member("back")
    assert facts(policy, *again, now=later(61)).member("back")
    assert valid_until(facts(policy, *again, now=later(61))) == later(62)
