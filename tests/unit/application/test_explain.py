from dataclasses import replace

from leadflow.application.explain import Doubt, account
from leadflow.domain.instant import parse
from tests.models import MONDAY, did, facts, later, model

POLICY = model(
    signals={"demo": {"activity": "form.submitted"}, "clicked": {"activity": "email.clicked"}},
    machine={"settle": "90 seconds"},
    scores={
        "readiness": {"half_life": "10 days", "points": {"demo": 80, "clicked": 1}},
        "fit": {"traits": [{"when": {"trait": "title", "is": "ceo"}, "points": 30}]},
    },
    segments={"hot": {"score": "readiness", "above": 75}},
)
ASKED = did("1", "form.submitted")
FLAGGED = replace(did("2"), machine="a scanner's address")


def test_each_score_is_explained_and_none_stays_none() -> None:
    found = account(facts(POLICY, ASKED, now=MONDAY), ["readiness", "fit"], 1)
    explained = found.scores["readiness"]
    assert explained is not None
    assert [(part.signal, part.activity, part.value) for part in explained.contributions] == [("demo", "1", 80.0)]
    assert found.scores["fit"] is None


def test_it_says_until_when_the_answer_holds_and_what_changes_then() -> None:
    found = account(facts(POLICY, ASKED, now=MONDAY), [], 1)
    assert found.valid_until == parse("2026-03-03T07:20:46.517085Z")
    assert [(each.change, each.of, each.at) for each in found.ahead] == [("left", "hot", found.valid_until)]
    late = account(facts(POLICY, ASKED, now=later(9)), [], 1)
    assert (late.valid_until, late.ahead) == (None, ())


def test_what_a_machine_did_is_named_with_its_reason() -> None:
    (odd,) = account(facts(POLICY, ASKED, FLAGGED, now=MONDAY), [], 1).doubted
    assert (odd.doubt, odd.activity, odd.at, odd.signals) == (Doubt.MACHINE, "2", MONDAY, ("clicked",))
    assert odd.reason == "a scanner's address"


def test_what_a_person_took_back_is_named_with_the_reason_that_was_given() -> None:
    word = did("word", "activity.voided", later(1), properties={"activity": "1"})
    (odd,) = account(facts(POLICY, ASKED, word, now=later(2)), [], 1, {"word": "a colleague"}).doubted
    assert (odd.doubt, odd.activity, odd.reason) == (Doubt.VOID, "1", "a colleague")
    (mute,) = account(facts(POLICY, ASKED, word, now=later(2)), [], 1).doubted
    assert mute.reason == ""


def test_what_a_person_gave_back_is_named_only_where_something_says_that_a_machine_did_it() -> None:
    words = [did(f"word {of}", "activity.restored", later(1), properties={"activity": of}) for of in ("1", "2")]
    (odd,) = account(facts(POLICY, ASKED, FLAGGED, *words, now=later(2)), [], 1, {"word 2": "I saw her"}).doubted
    assert (odd.doubt, odd.activity, odd.reason) == (Doubt.GIVEN_BACK, "2", "I saw her")


def test_a_click_that_settles_is_named_with_when_it_begins_to_count() -> None:
    (odd,) = account(facts(POLICY, did("2"), now=MONDAY), [], 1).doubted
    assert (odd.doubt, odd.begins) == (Doubt.SETTLING, MONDAY + 90_000_000)
    assert account(facts(POLICY, did("2"), now=later(1)), [], 1).doubted == ()


def test_the_latest_comes_first_and_what_lies_ahead_is_not_named() -> None:
    ahead = replace(FLAGGED, id="3", occurred_at=later(3), received_at=later(3))
    earlier = replace(FLAGGED, id="0", occurred_at=later(-1), received_at=later(-1))
    found = account(facts(POLICY, earlier, FLAGGED, ahead, now=later(1)), [], 1).doubted
    assert [each.activity for each in found] == ["2", "0"]
