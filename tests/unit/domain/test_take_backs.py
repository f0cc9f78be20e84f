"""If sales was told what turns out not to be so, sales is told that too, once."""

from collections.abc import Sequence
from dataclasses import replace

from leadflow.domain.activity import Activity
from leadflow.domain.identity import Keys
from leadflow.domain.json import Json
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.transition import Transition
from tests.models import did, later, model
from tests.unit.domain.story import Story

TELL: dict[str, Json] = {"when": {"enters": "ready"}, "cooldown": "14 days", "do": [{"notify": "sales"}]}


def policy(**automations: Json) -> LeadModel:
    return model(
        signals={"clicked": {"activity": "email.clicked"}, "demo": {"activity": "form.submitted"}},
        segments={"ready": {"signal": "demo", "within": "30 days"}},
        classes={
            "stage": {"customer": {"signal": "demo", "at_least": 2}, "lead": {"signal": "demo"}},
        },
        automations=automations,
        channels={"sales": {"slack": "sales-webhook"}, "managers": {"slack": "managers-webhook"}},
    )


TOLD = policy(tell=TELL)


def demo(name: str = "d", day: float = 0) -> Activity:
    return did(name, "form.submitted", later(day))


def void(day: float = 1, of: str = "d") -> Activity:
    return did(f"v{day}", "activity.voided", later(day), properties={"activity": of})


def restore(day: float = 2, of: str = "d") -> Activity:
    return did(f"r{day}", "activity.restored", later(day), properties={"activity": of})


def flagged(of: Activity) -> Activity:
    return replace(of, machine="scanner")


def heard(transitions: Sequence[Transition], of: str = "ready") -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Whom the one transition of the segment or class calls, and who takes back."""
    (found,) = [each for each in transitions if each.of == of]
    return found.calls, found.takes_back


def told(policy: LeadModel = TOLD) -> Story:
    story = Story(policy)
    story.hear(demo())
    return story


def test_what_a_person_takes_back_is_taken_back_by_who_had_told_it() -> None:
    story = told()
    assert story.standing.told == {"tell"}
    (left, *_) = [each for each in story.hear(void()) if each.of == "ready"]
    assert (left.calls, left.takes_back, left.sets_off) == ((), ("tell",), ("tell",))
    assert story.standing.told == frozenset()


def test_what_turns_out_to_be_a_machine_s_is_taken_back_as_well() -> None:
    assert heard(told().hear(flagged(demo()), now=later(1))) == ((), ("tell",))


def test_what_time_or_activity_ends_was_rightly_told() -> None:
    by_time = told()
    assert heard(by_time.wait(later(31))) == ((), ())
    assert by_time.standing.told == frozenset()


def test_what_a_new_model_ends_is_not_taken_back() -> None:
    story = told()
    story.policy = replace(TOLD, segments={})
    assert heard(story.hear(now=later(1))) == ((), ())
    assert story.standing.told == frozenset()


def test_what_nobody_was_told_is_not_taken_back() -> None:
    stranger = Story(TOLD)
    stranger.hear(replace(demo(), lead=Keys(anonymous_id="x")))
    assert heard(stranger.hear(replace(void(), lead=Keys(anonymous_id="x")))) == ((), ())
    silent = told(policy())
    assert heard(silent.hear(void())) == ((), ())


def test_what_was_taken_back_is_no_reason_to_keep_silent_later() -> None:
    story = told()
    story.hear(void())
    assert story.standing.alerts == {}
    assert heard(story.hear(restore())) == (("tell",), ())


def test_what_ended_by_itself_still_is() -> None:
    story = Story(policy(tell={**TELL, "cooldown": "90 days"}))
    story.hear(demo())
    story.wait(later(31))
    assert heard(story.hear(demo("e", 40))) == ((), ())
    assert heard(story.hear(void(41, "e"))) == ((), ())


def test_who_hears_that_it_is_taken_back_need_not_hear_that_it_is_over() -> None:
    cooled: dict[str, Json] = {"when": {"leaves": "ready"}, "do": [{"notify": "sales"}]}
    assert heard(told(policy(tell=TELL, cooled=cooled)).hear(void())) == ((), ("tell",))
    assert heard(told(policy(tell=TELL, cooled=cooled)).wait(later(31))) == (("cooled",), ())
    elsewhere = {**cooled, "do": [{"notify": "sales"}, {"notify": "managers"}]}
    assert heard(told(policy(tell=TELL, cooled=elsewhere)).hear(void())) == (("cooled",), ("tell",))


def test_it_is_taken_back_once() -> None:
    story = told()
    story.hear(void())
    assert story.hear(void(), now=later(2)) == []
    assert story.hear(flagged(demo()), now=later(3)) == []


def test_the_same_holds_of_a_label_that_was_told() -> None:
    becomes: Json = {"when": {"becomes": {"stage": "customer"}}, "do": [{"notify": "sales"}]}
    story = Story(policy(tell=becomes))
    story.hear(demo(), demo("e"))
    assert story.standing.told == {"tell"}
    assert heard(story.hear(void()), "stage") == ((), ("tell",))


def test_a_label_that_was_not_told_takes_nothing_back() -> None:
    becomes: Json = {"when": {"becomes": {"stage": "lead"}}, "do": [{"notify": "sales"}]}
    story = Story(policy(tell=becomes))
    story.hear(demo())
    story.hear(demo("e", 1))
    assert story.standing.told == frozenset()
    back = story.hear(void(2, "e"))
    assert heard(back, "stage") == (("tell",), ())
    assert heard(story.hear(void(3)), "stage") == ((), ("tell",))


def test_an_occurrence_is_told_once_and_never_taken_back() -> None:
    occurs: Json = {"when": {"signal": "demo"}, "do": [{"notify": "sales"}]}
    story = told(policy(tell=occurs))
    assert story.standing.told == frozenset()
    assert [each.sets_off for each in story.hear(void())] == [(), ()]


def test_an_automation_can_wait_for_its_causes() -> None:
    only: Json = {"when": {"leaves": "ready", "cause": ["void"]}, "do": [{"notify": "managers"}]}
    assert heard(told(policy(only=only)).wait(later(31))) == ((), ())
    assert heard(told(policy(only=only)).hear(void())) == (("only",), ())


def test_an_automation_spares_those_that_it_is_to() -> None:
    spared: Json = {**TELL, "unless": {"class": "stage", "is": "customer"}}
    story = Story(policy(tell=spared))
    assert heard(story.hear(demo(), demo("e"))) == ((), ())
