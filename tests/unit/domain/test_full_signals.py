"""Where a place becomes free in a full signal, the lead is folded again from its timeline, and then it is exact."""

from dataclasses import replace

import pytest

from leadflow.domain.activity import Activity
from leadflow.domain.fold import fold
from leadflow.domain.instant import SECOND, Instant
from leadflow.domain.lead import Lead
from leadflow.domain.response import Arrival, respond
from tests.models import MONDAY, did, later, model
from tests.unit.domain.story import Story

POLICY = model(
    signals={"demo": {"activity": "form.submitted", "keep": 2}, "clicked": {"activity": "email.clicked"}},
    segments={"keen": {"signal": "demo", "at_least": 2}},
)
DEMOS = [did(f"d{n}", "form.submitted", later(n)) for n in range(5)]


def void(of: str, day: float = 6) -> Activity:
    return did(f"void-{of}", "activity.voided", later(day), properties={"activity": of})


def restore(of: str, day: float = 7) -> Activity:
    return did(f"restore-{of}", "activity.restored", later(day), properties={"activity": of})


def full() -> Story:
    story = Story(POLICY)
    for demo in DEMOS:
        story.hear(demo)
    return story


def counting(story: Story) -> list[str]:
    return sorted(name for name in story.lead.occurrences if story.lead.counts(name))


def test_only_what_can_count_is_kept_and_the_signal_is_full() -> None:
    story = full()
    assert sorted(story.lead.occurrences) == ["d3", "d4"]
    assert story.lead.full == {"demo", "interaction"}
    assert story.looks == 0


def test_without_its_timeline_nothing_can_be_said_and_nothing_is_written() -> None:
    story = full()
    response = respond(POLICY, story.state, Arrival([void("d4")]), later(6))
    assert response.look_back
    assert response.state is story.state
    assert response.news == ()


def test_with_its_timeline_what_was_left_out_counts_again() -> None:
    story = full()
    assert story.hear(void("d4")) == []
    assert counting(story) == ["d2", "d3"]
    assert story.looks == 1


@pytest.mark.parametrize("kept", [True, False])
def test_what_the_timeline_no_longer_holds_stays_as_it_was(kept: bool) -> None:
    story = full()
    if not kept:
        story.past = story.past[:3]
    story.hear(void("d4"))
    assert counting(story) == ["d2", "d3"]


def test_it_comes_to_the_same_as_if_all_had_been_known_at_once() -> None:
    story = full()
    told = [void("d4"), void("d2"), restore("d4"), void("d3", 8)]
    for activity in told:
        story.hear(activity)
    whole = fold(Lead(), [*DEMOS, *told], POLICY, later(8))
    assert story.lead.occurrences.keys() >= {name for name in whole.occurrences if whole.counts(name)}
    assert counting(story) == sorted(name for name in whole.occurrences if whole.counts(name)) == ["d1", "d4"]


def test_what_is_void_and_was_left_out_comes_back_when_it_is_given_back() -> None:
    story = Story(model(signals={"demo": {"activity": "form.submitted", "keep": 1}}))
    for demo in DEMOS[:3]:
        story.hear(demo)
    for place, name in enumerate(("d0", "d1", "d2")):
        story.hear(void(name, 6 + place / 10))
    assert counting(story) == []
    assert "d0" not in story.lead.occurrences
    looks = story.looks
    story.hear(restore("d0"))
    assert counting(story) == ["d0"]
    assert story.looks == looks + 1


def test_what_was_never_full_is_not_looked_back_for() -> None:
    story = Story(POLICY)
    story.hear(DEMOS[0], did("d00", "form.submitted", later(0.1)), now=later(1))
    story.hear(void("d00"))
    assert (counting(story), story.looks) == (["d0"], 0)


def test_what_leaves_another_signal_is_not_looked_back_for() -> None:
    story = Story(
        model(signals={"demo": {"activity": "form.submitted", "keep": 2}, "bounced": {"activity": "email.bounced"}})
    )
    story.hear(did("b", "email.bounced"))
    for demo in DEMOS:
        story.hear(demo)
    story.hear(void("b"))
    assert story.looks == 0


def test_what_does_not_count_anyway_is_not_looked_back_for() -> None:
    story = full()
    story.hear(replace(did("d9", "form.submitted", later(5.5)), machine="scanner"))
    story.hear(void("d9"))
    assert story.looks == 0


def test_a_verdict_frees_a_place_as_well() -> None:
    story = Story(model(signals={"clicked": {"activity": "email.clicked", "keep": 1}}))
    for day in (0, 1, 2):
        story.hear(did(f"c{day}", at=later(day), properties={"message_id": f"m{day}"}))
    at = Instant(later(2) - SECOND)
    story.hear(did("mail", "email.delivered", at, properties={"message_id": "m2"}), now=later(3))
    assert (counting(story), story.looks) == (["c1", "mail"], 1)


def test_an_activity_that_turns_out_to_be_earlier_leaves_its_place() -> None:
    story = full()
    story.hear(replace(DEMOS[4], occurred_at=MONDAY), now=later(5))
    assert (counting(story), story.looks) == (["d2", "d3"], 1)


def test_a_second_version_that_adds_nothing_is_not_looked_back_for() -> None:
    story = full()
    story.hear(replace(DEMOS[4], received_at=later(5)), now=later(5))
    story.hear(replace(DEMOS[4], properties={"form": "demo"}), now=later(5))
    assert story.looks == 0


def test_after_a_look_back_the_signal_is_still_full_where_it_is() -> None:
    story = full()
    story.hear(void("d4"))
    assert story.lead.full >= {"demo"}
    story.hear(void("d3"))
    assert counting(story) == ["d1", "d2"]
