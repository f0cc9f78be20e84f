"""What is told of how a lead was when somebody was last told of it."""

from dataclasses import replace

from leadflow.domain.instant import DAY, Instant
from leadflow.domain.since import Since, since
from tests.unit.channels.matters import NOW, earlier, news


def test_what_has_changed_is_told_score_by_score_label_by_label() -> None:
    assert since(earlier(), news(), NOW) == Since(
        "5 days ago",
        (
            "readiness 54 → 83",
            "persona champion → decision maker",
            "interest medium → high",
            "now sales ready",
            "no longer frequent",
        ),
    )


def test_whoever_was_never_told_of_before_has_not_changed() -> None:
    assert since(None, news(), NOW) is None


def test_where_nothing_has_changed_that_people_see_nothing_is_told() -> None:
    scores = {name: None if value is None else value + 0.2 for name, value in news().evidence.scores.items()}
    same = replace(news(), evidence=replace(news().evidence, scores=scores))
    assert since(same, news(), Instant(NOW + DAY)) is None


def test_what_there_was_nothing_of_is_none() -> None:
    blank = replace(news(), evidence=replace(news().evidence, scores={}, classes={}, segments=news().evidence.segments))
    found = since(blank, news(), NOW)
    assert found is not None
    assert found.changes == (
        "fit none → 50",
        "readiness none → 83",
        "persona none → decision maker",
        "interest none → high",
    )
