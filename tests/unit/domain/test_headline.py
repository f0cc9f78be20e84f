"""Which score a piece of news is about."""

from leadflow.domain.headline import headline_score
from tests.models import model

POLICY = model(
    signals={"clicked": {"activity": "email.clicked"}},
    scores={"first": {"points": {"clicked": 1}}, "second": {"points": {"clicked": 2}}},
    classes={"band": {"high": {"score": "second", "above": 5}, "low": "otherwise"}},
    segments={
        "hot": {"all": [{"signal": "clicked"}, {"not": {"score": "second", "is": "none"}}]},
        "via_segment": {"in": "hot"},
        "via_class": {"class": "band", "is": "high"},
        "plain": {"signal": "clicked"},
    },
)


def test_it_is_the_first_that_the_condition_asks_for_however_deep() -> None:
    assert {
        name: headline_score(POLICY, name) for name in ("hot", "via_segment", "via_class", "band")
    } == dict.fromkeys(("hot", "via_segment", "via_class", "band"), "second")


def test_it_is_the_model_s_first_where_the_condition_asks_for_none() -> None:
    assert headline_score(POLICY, "plain") == "first"
    assert headline_score(POLICY, "gone") == "first"


def test_there_is_none_without_scores() -> None:
    assert headline_score(model(), "plain") is None
