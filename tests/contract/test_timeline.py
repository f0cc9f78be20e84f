from dataclasses import replace

from leadflow.application.ports import Timeline
from leadflow.domain.instant import DAY, SECOND, Instant
from leadflow.domain.wire import to_json
from tests.samples import ADA, NOON, activity, after, lead_number


def test_an_activity_comes_back_whole(timeline: Timeline) -> None:
    assert timeline.add(ADA, activity())
    assert list(timeline.read(ADA)) == [activity()]
    assert to_json(next(timeline.read(ADA))) == to_json(activity())


def test_the_first_content_of_an_activity_wins(timeline: Timeline) -> None:
    timeline.add(ADA, activity())
    assert not timeline.add(ADA, replace(activity(), source="elsewhere"))
    assert [each.source for each in timeline.read(ADA)] == ["newsletter"]


def test_activities_of_one_instant_are_all_kept(timeline: Timeline) -> None:
    for name in ("b", "a", "c"):
        timeline.add(ADA, activity(name))
    assert [each.id for each in timeline.read(ADA)] == ["a", "b", "c"]


def test_activities_are_read_oldest_first_up_to_an_instant(timeline: Timeline) -> None:
    before_1970 = Instant(-DAY)
    for at in (after(1), NOON, Instant(NOON - 1), before_1970, Instant(NOON + 1), Instant(NOON + SECOND)):
        timeline.add(ADA, activity(at=at))
    assert [each.at for each in timeline.read(ADA, NOON)] == [before_1970, NOON - 1, NOON]
    assert [each.at for each in timeline.read(ADA)][-3:] == [NOON + 1, NOON + SECOND, after(1)]


def test_the_latest_activities_come_latest_first(timeline: Timeline) -> None:
    for minutes in range(5):
        timeline.add(ADA, activity(at=after(minutes)))
    assert [each.at for each in timeline.latest(ADA, 3)] == [after(4), after(3), after(2)]
    assert len(timeline.latest(ADA, 9)) == 5


def test_leads_have_timelines_of_their_own(timeline: Timeline) -> None:
    timeline.add(ADA, activity())
    assert list(timeline.read(lead_number(1))) == []


def test_an_activity_stands_where_it_counts_not_where_a_fast_clock_put_it(timeline: Timeline) -> None:
    timeline.add(ADA, replace(activity("fast"), occurred_at=after(600)))
    timeline.add(ADA, activity("true", at=after(1)))
    assert [each.id for each in timeline.read(ADA)] == ["fast", "true"]


def test_any_text_can_be_an_id(timeline: Timeline) -> None:
    names = {"ø" * 600, "x" * 5000, "#", "$", "\ud800", "x" * 900}
    for name in names:
        assert timeline.add(ADA, activity(name))
        assert not timeline.add(ADA, activity(name))
    assert {each.id for each in timeline.read(ADA)} == names


def test_an_unidentified_activity_can_be_kept_twice(timeline: Timeline) -> None:
    timeline.add_unidentified(activity())
    timeline.add_unidentified(activity())
    assert list(timeline.read(ADA)) == []


def test_what_is_removed_is_gone_and_may_be_removed_again(timeline: Timeline) -> None:
    for name in ("a", "b", "b" * 2_000):
        timeline.add(ADA, activity(name))
    for name in ("a", "a", "b" * 2_000, "never there"):
        timeline.remove(ADA, activity(name))
    assert [each.id for each in timeline.read(ADA)] == ["b"]
