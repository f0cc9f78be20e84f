"""What is known of every lead, usable like a trait; and for how long it has been in a segment."""

import pytest

from leadflow.domain.evaluation import evaluate, valid_until
from leadflow.domain.facts import Facts
from leadflow.domain.instant import SECOND, Instant
from leadflow.domain.json import Json
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.standing import Standing
from tests.models import MONDAY, days, did, facts, later, model

SIGNALS: Json = {"clicked": {"activity": "email.clicked"}}


def asked(condition: Json, now: Instant, standing: Standing | None = None) -> Facts:
    """A lead that was mailed, opened, clicked and was mailed again, a day apart each, and calls itself many things."""
    policy = model(
        signals=SIGNALS,
        scores={"r": {"half_life": "10 days", "points": {"clicked": 40}}, "other": {"points": {"sales_touch": 1}}},
        classes={"band": {"high": {"score": "r", "above": 20}}},
        segments={"asked": condition, "hot": {"score": "r", "above": 20}},
    )
    lies: dict[str, Json] = {
        "first_seen": "1999-01-01",
        "last_touch": "1999-01-01",
        "r": "99",
        "band": "low",
        "other": 5,
    }
    kinds = ["email.delivered", "email.opened", "email.clicked", "email.delivered"]
    did_so = [did(str(n), kind, later(n), traits=lies) for n, kind in enumerate(kinds)]
    return facts(policy, *did_so, now=now, standing=standing)


def alone(condition: Json) -> LeadModel:
    """A model with a score that fades, the class that follows from it, and nothing else to change."""
    classes: Json = {"band": {"high": {"score": "r", "above": 20}}} if "band" in str(condition) else {}
    scores: Json = {"r": {"half_life": "10 days", "points": {"clicked": 40}}}
    return model(signals=SIGNALS, scores=scores, classes=classes, segments={"asked": condition})


EXACT = alone({"trait": "r", "is": 20})


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ({"trait": "first_seen", "within": "6 days"}, True),
        ({"trait": "first_seen", "within": "5 days"}, False),
        ({"trait": "last_interaction", "within": "4 days"}, True),
        ({"trait": "last_interaction", "within": "3 days"}, False),
        ({"trait": "last_touch", "within": "3 days"}, True),
        ({"trait": "last_touch", "within": "2 days"}, False),
        ({"trait": "last_touch", "after": "2026-03-05"}, True),
        ({"trait": "r", "above": 30}, True),
        ({"trait": "r", "above": 33}, False),
        ({"trait": "r", "exists": True}, True),
        ({"trait": "other", "exists": False}, True),
        ({"trait": "other", "at_most": 9}, False),
        ({"trait": "band", "is": "HIGH"}, True),
        ({"trait": "band", "exists": True}, True),
    ],
)
def test_facts_are_tested_like_traits_and_hide_what_a_stranger_calls_by_their_name(
    condition: Json, holds: bool
) -> None:
    assert asked(condition, later(5)).member("asked") is holds


@pytest.mark.parametrize("name", ["first_seen", "last_interaction", "last_touch", "r", "band"])
def test_what_there_is_none_of_is_absent(name: str) -> None:
    condition: Json = {"trait": name, "exists": False}
    policy = model(
        signals=SIGNALS,
        scores={"r": {"points": {"clicked": 40}}},
        classes={"band": {"high": {"score": "r", "above": 20}}},
        segments={"asked": condition},
    )
    assert facts(policy, now=MONDAY).member("asked")


def test_the_first_sight_of_a_lead_that_was_dated_ahead_is_a_fact_like_any_other() -> None:
    policy = model(segments={"asked": {"trait": "first_seen", "due_within": "1 day"}})
    assert facts(policy, did("a", at=later(0.5)), now=MONDAY).member("asked")


@pytest.mark.parametrize(
    "condition",
    [
        {"trait": "r", "above": 20},
        {"trait": "r", "at_most": 20},
        {"trait": "band", "is": "high"},
        {"trait": "band", "exists": True},
    ],
)
def test_when_a_score_or_a_label_that_is_taken_as_a_trait_changes_is_foreseen(condition: Json) -> None:
    change = valid_until(facts(alone(condition), did("a"), now=MONDAY))
    assert change is not None
    assert later(10) - SECOND < change <= later(10)
    assert valid_until(facts(alone(condition), did("a"), now=later(11))) is None


def test_time_does_not_change_whether_there_is_a_score_or_a_trait() -> None:
    assert valid_until(facts(alone({"trait": "r", "exists": True}), did("a"), now=MONDAY)) is None
    assert valid_until(facts(alone({"trait": "owner", "exists": True}), did("a"), now=MONDAY)) is None


def test_a_score_as_a_trait_fits_for_as_long_as_it_is_shown_as_that_number() -> None:
    begins = valid_until(facts(EXACT, did("a"), now=MONDAY))
    assert begins is not None
    ends = valid_until(facts(EXACT, did("a"), now=begins))
    assert ends is not None
    shown = [facts(EXACT, did("a"), now=Instant(at)).score("r") == 20 for at in (begins - 1, begins, ends - 1, ends)]
    assert shown == [False, True, True, False]


def test_a_score_that_comes_and_goes_with_a_date_comes_and_goes_as_a_trait() -> None:
    policy = model(
        scores={"fit": {"traits": [{"when": {"trait": "renewal", "within": "5 days"}, "points": 30}]}},
        segments={"asked": {"trait": "fit", "at_least": 30}, "there": {"trait": "fit", "exists": True}},
    )
    stated = did("a", "identity.stated", later(-9), traits={"renewal": "2026-03-02T09:00:00Z"})
    assert valid_until(facts(policy, stated, now=later(-1))) == MONDAY
    assert valid_until(facts(policy, stated, now=MONDAY)) == later(5)


STAYS: Json = {"in": "hot", "for": "3 days"}


def test_a_lead_has_been_in_a_segment_for_as_long_as_it_was_published() -> None:
    inside = Standing({"hot": later(4)})
    assert [asked(STAYS, at, inside).member("asked") for at in (Instant(later(7) - 1), later(7))] == [False, True]
    assert evaluate(asked(STAYS, later(30), inside)).segments == ()


def test_what_enters_now_entered_now() -> None:
    assert not asked(STAYS, later(9)).member("asked")
    assert valid_until(asked(STAYS, later(8))) == later(11)
    assert asked({"in": "hot", "for": "1 second"}, later(8), Standing({"hot": later(2)})).member("asked")


def test_how_long_a_lead_will_stay_is_foreseen() -> None:
    inside = Standing({"hot": later(4), "asked": later(7)})
    left = valid_until(asked(STAYS, later(8), inside))
    assert left is not None
    assert later(12) - SECOND < left <= later(12)
    assert valid_until(asked(STAYS, later(5), inside)) == later(4) + days(3)
