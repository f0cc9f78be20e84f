"""Funnels go forward by themselves and back only when somebody says so."""

import pytest

from leadflow.domain.activity import Activity
from leadflow.domain.json import Json
from tests.models import did, later, model
from tests.unit.domain.story import Story, said

SIGNALS: Json = {"clicked": {"activity": "email.clicked"}, "demo": {"activity": "form.submitted"}}
NOWHERE: Json = {"sticky": "forward", "engaged": {"signal": "clicked"}}
STAGES: Json = {
    "sticky": "forward",
    "subscriber": "otherwise",
    "engaged": {"signal": "clicked"},
    "qualified": {"signal": "demo", "within": "30 days"},
    "customer": {"trait": "crm.stage", "is": "won"},
}
POLICY = model(
    signals=SIGNALS,
    classes={"stage": STAGES},
)


def story(*activities: Activity) -> Story:
    """One evaluation for each activity, when it happens."""
    found = Story(POLICY)
    for activity in activities:
        found.hear(activity)
    return found


def stage(found: Story) -> str | None:
    return found.standing.classes.get("stage")


def demo(day: float) -> Activity:
    return did(f"demo{day}", "form.submitted", later(day))


def rejected(day: float, **properties: Json) -> Activity:
    return did(f"rejected{day}", "sales.rejected", later(day), properties=properties)


def test_the_furthest_label_that_holds_is_reached_at_once_and_kept() -> None:
    found = story(did("a"), demo(1))
    assert stage(found) == "qualified"
    assert found.wait(later(60)) == []
    assert stage(found) == "qualified"


def test_labels_may_be_left_out_on_the_way() -> None:
    assert stage(story(did("a", "identity.stated", traits={"crm": {"stage": "won"}}))) == "customer"


def test_a_rejection_leads_to_the_first_label_though_others_hold() -> None:
    found = story(did("a"), demo(1))
    assert said(found.hear(rejected(2))) == ["became stage subscriber activity"]
    assert found.standing.blocked == {"stage": ("engaged", "qualified")}
    found.hear(did("b", at=later(3)), demo(4))
    assert stage(found) == "subscriber"


@pytest.mark.parametrize(
    ("activity", "expected"),
    [
        (rejected(2, stage="engaged"), "engaged"),
        (rejected(2, stage="engaged", set_back="subscriber"), "subscriber"),
        (rejected(2, stage="subscriber", set_back="engaged"), "engaged"),
        (rejected(2, stage="no such"), "subscriber"),
        (rejected(2, stage=7), "subscriber"),
        (rejected(2, set_back=None, stage="engaged"), "engaged"),
        (rejected(2, stage="customer"), "qualified"),
        (did("b", "product.downgraded", later(2), properties={"set_back": "engaged"}), "engaged"),
        (did("b", "product.downgraded", later(2), properties={"set_back": False}), "subscriber"),
        (did("b", "product.downgraded", later(2), properties={"set_back": None}), "qualified"),
    ],
)
def test_a_set_back_leads_to_the_label_that_it_names_but_never_forward(activity: Activity, expected: str) -> None:
    assert stage(story(did("a"), demo(1), activity)) == expected


def test_after_a_set_back_a_label_is_reached_when_its_condition_turns_true_again() -> None:
    found = story(did("a"), demo(1), rejected(2, stage="engaged"))
    assert found.wait(later(32)) == []
    assert found.standing.blocked == {}
    assert said(found.hear(demo(40))) == ["became stage qualified activity"]


def test_that_a_condition_turns_false_while_blocked_wakes_the_lead() -> None:
    found = story(did("a"), demo(1), rejected(2, stage="engaged"))
    assert found.state.wake_at == later(31)


def test_what_was_not_true_at_the_set_back_is_reached_as_ever() -> None:
    found = story(did("a"), rejected(2))
    assert said(found.hear(demo(3))) == ["became stage qualified activity"]


def test_a_set_back_that_is_told_again_changes_nothing() -> None:
    found = story(did("a"), demo(1), rejected(2, stage="engaged"))
    found.wait(later(35))
    found.hear(demo(40))
    again = found.state
    assert found.hear(rejected(2, stage="engaged"), now=later(41)) == []
    assert found.state is again


def test_a_set_back_that_comes_late_behind_a_newer_one_does_not_count() -> None:
    found = story(did("a"), demo(1), rejected(3, stage="engaged"))
    assert found.hear(rejected(2), now=later(4)) == []
    assert stage(found) == "engaged"


def test_of_several_set_backs_at_once_the_earliest_label_stays() -> None:
    found = story(did("a"), demo(1))
    found.hear(rejected(3, stage="engaged"), rejected(2), now=later(4))
    assert stage(found) == "subscriber"
    assert found.standing.set_back == (later(3), "rejected3")


def test_a_set_back_and_what_it_sets_back_may_come_together() -> None:
    found = Story(POLICY)
    found.hear(did("a"), demo(1), rejected(2), now=later(2))
    assert (stage(found), found.standing.blocked) == ("subscriber", {"stage": ("engaged", "qualified")})


def test_a_lead_that_is_nowhere_stays_there() -> None:
    found = Story(model(signals=SIGNALS, classes={"stage": NOWHERE}))
    assert found.hear(rejected(0)) == []
    assert said(found.hear(did("a", at=later(1)))) == ["became stage engaged activity"]


def test_each_funnel_takes_a_set_back_by_its_own_labels() -> None:
    other: Json = {"sticky": "forward", "cold": {"signal": "clicked"}, "engaged": {"signal": "demo"}}
    found = Story(model(signals=SIGNALS, classes={"stage": STAGES, "other": other}))
    found.hear(did("a"), demo(1), now=later(1))
    found.hear(rejected(2, stage="cold"))
    assert found.standing.classes == {"stage": "subscriber", "other": "cold"}


def test_a_label_that_no_model_has_any_more_is_like_none() -> None:
    found = story(did("a"), demo(1))
    found.policy = model(signals=SIGNALS, classes={"stage": NOWHERE})
    found.hear(now=later(2))
    assert stage(found) == "engaged"


def test_a_machine_and_a_void_do_not_undo_a_set_back() -> None:
    found = story(did("a"), demo(1), rejected(2, stage="engaged"))
    found.hear(did("v", "activity.voided", later(3), properties={"activity": "rejected2"}))
    assert stage(found) == "engaged"


def test_what_is_to_come_in_a_funnel_is_foreseen() -> None:
    sleepy: Json = {"sticky": "forward", "awake": "otherwise", "asleep": {"without": "interaction", "for": "9 days"}}
    found = Story(model(classes={"mood": sleepy}))
    found.hear(did("a"))
    assert found.state.wake_at == later(9)
    assert said(found.wait(later(20))) == ["became mood asleep time"]
    assert found.state.wake_at is None
