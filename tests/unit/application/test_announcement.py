"""News as other systems read it; docs/events.md says so, and so it stays."""

from dataclasses import replace

from leadflow.application.announcement import VERSION, announced, explained
from leadflow.domain.automation import Change
from leadflow.domain.instant import iso
from leadflow.domain.transition import Cause, Transition
from tests.unit.channels.matters import ADA, ENTERED, NOW, WHY, news


def test_news_is_told_by_ids_labels_and_figures() -> None:
    assert announced(news(), "acme") == {
        "version": VERSION,
        "id": news().id,
        "model": "acme",
        "lead": ADA,
        "change": "entered",
        "of": "sales_ready",
        "to": None,
        "at": iso(ENTERED.at),
        "cause": "activity",
        "automations": ["hand_over"],
        "takes_back": [],
        "scores": {"fit": 50.0, "readiness": 82.6},
        "classes": {"persona": "decision_maker", "interest": "high", "stage": None},
        "segments": ["sales_ready", "likes_service"],
    }


def test_the_label_that_a_class_becomes_is_told() -> None:
    became = Transition(Change.BECAME, "persona", "champion", NOW, Cause.TIME, takes_back=("hand_over",))
    told = announced(news(became), "acme")
    assert (told["change"], told["of"], told["to"], told["takes_back"]) == (
        "became",
        "persona",
        "champion",
        ["hand_over"],
    )


def test_of_no_score_nothing_is_explained() -> None:
    assert explained(None) is None


def test_what_is_told_of_a_score_adds_up() -> None:
    why = replace(WHY, caps={"content": -4.0}, inactivity=-2.0, value=70.6, range=-6.0)
    told = explained(why)
    assert told is not None
    match told:
        case {"contributions": list(parts), "others": float(others), "caps": {"content": float(caps)}}:
            contributions = sum(each["points"] for each in parts)
            assert round(contributions + others + caps + why.inactivity + why.traits + why.range, 6) == told["value"]
        case _:
            raise AssertionError(told)
