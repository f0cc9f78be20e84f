import pytest

from leadflow.application.void import Word, named, said, worth
from leadflow.domain.activity import Activity
from leadflow.domain.instant import Instant
from tests.models import MONDAY, did, facts, model

POLICY = model(
    signals={"demo": {"activity": "form.submitted"}, "any_form": {"activity": "form.*"}},
    scores={
        "readiness": {"points": {"demo": 40, "any_form": 2}},
        "fit": {"traits": [{"when": {"trait": "title", "is": "ceo"}, "points": 30}]},
    },
)
DEMO = did("typeform:1", "form.submitted")
WORD = Word("ada@nordlys.example", DEMO.id, "a colleague")


def score(*activities: Activity) -> float | None:
    return facts(POLICY, *activities, now=MONDAY).score("readiness")


def test_a_word_takes_the_activity_back_and_the_opposite_gives_it_back() -> None:
    assert score(DEMO) == 42.0
    void = said(WORD, Instant(MONDAY - 2))
    assert score(DEMO, void) is None
    assert score(DEMO, void, said(Word(WORD.email, WORD.activity, "no", valid=True), Instant(MONDAY - 1))) == 42.0


def test_a_word_says_who_why_and_from_where() -> None:
    activity = said(WORD, MONDAY)
    assert (activity.lead.email, activity.type, activity.source) == (WORD.email, "activity.voided", "operator")
    assert activity.properties == {"activity": "typeform:1", "reason": "a colleague"}
    assert activity.at == MONDAY


def test_the_same_word_at_the_same_instant_is_the_same_activity() -> None:
    assert said(WORD, MONDAY).id == said(WORD, MONDAY).id
    others = [
        said(WORD, Instant(MONDAY + 1)),
        said(Word(WORD.email, "typeform:2", "a colleague"), MONDAY),
        said(Word("bo@nordlys.example", DEMO.id, "a colleague"), MONDAY),
        said(Word(WORD.email, DEMO.id, "a colleague", valid=True), MONDAY),
    ]
    assert len({each.id for each in (*others, said(WORD, MONDAY))}) == 5


@pytest.mark.parametrize(
    ("wanted", "found"), [("typeform:1", ["typeform:1"]), ("typeform:", ["typeform:1", "typeform:10"]), ("x", [])]
)
def test_an_activity_is_meant_by_its_id_or_by_how_it_begins(wanted: str, found: list[str]) -> None:
    history = [DEMO, did("typeform:10", "form.submitted"), did("other")]
    assert [each.id for each in named(history, wanted)] == found


def test_an_activity_is_worth_what_it_adds_to_each_score() -> None:
    known = facts(POLICY, DEMO, now=MONDAY)
    assert worth(known, DEMO.id) == {"readiness": 42.0}
    assert worth(known, "other") == {}
