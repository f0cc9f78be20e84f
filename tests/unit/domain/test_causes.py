"""Why something changed, and that each occurrence of what an automation waits for is published once."""

from dataclasses import replace

from leadflow.domain.activity import Activity
from leadflow.domain.identity import LeadId
from leadflow.domain.instant import SECOND, Instant
from leadflow.domain.json import Json
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.response import Arrival, respond
from leadflow.domain.state import State
from leadflow.domain.transition import REMEMBERED
from tests.models import MONDAY, did, later, model
from tests.unit.domain.story import Story, said


def policy(**sections: Json) -> LeadModel:
    usual: dict[str, Json] = {
        "signals": {
            "clicked": {"activity": "email.clicked"},
            "demo": {"activity": "form.submitted", "per": "form"},
        },
        "segments": {"keen": {"signal": "clicked", "within": "30 days"}},
        "automations": {"tell": {"when": {"signal": "demo"}, "cooldown": "1 hour", "do": [{"notify": "sales"}]}},
        "channels": {"sales": {"slack": "sales-webhook"}},
    }
    return model(**{**usual, **sections})


SETTLING = policy(machine={"settle": "90 seconds"})
CLICK_TOO: dict[str, Json] = {"tell": {"when": {"signal": "clicked"}, "do": [{"notify": "sales"}]}}


def word(kind: str, of: str, day: float) -> Activity:
    return did(f"{kind}-{of}-{day}", f"activity.{kind}", later(day), properties={"activity": of})


def demo(name: str, day: float = 0, form: str | None = None) -> Activity:
    return did(name, "form.submitted", later(day), properties={"form": form or name})


def mail(at: Instant) -> Activity:
    return did("mail", "email.delivered", at, properties={"message_id": "m"})


def click(at: Instant) -> Activity:
    return did("c", at=at, properties={"message_id": "m"})


def test_what_a_lead_does_is_the_cause_and_else_time_is() -> None:
    story = Story(policy())
    assert said(story.hear(did("a"))) == ["entered keen activity"]
    assert said(story.wait(later(40))) == ["left keen time"]


def test_a_person_s_word_is_the_cause_of_what_it_takes_and_gives() -> None:
    story = Story(policy())
    story.hear(did("a"))
    assert said(story.hear(word("voided", "a", 1))) == ["left keen void"]
    assert said(story.hear(word("restored", "a", 2))) == ["entered keen void"]


def test_a_word_goes_before_new_evidence_and_new_activity() -> None:
    story = Story(policy(segments={"keen": {"signal": "clicked", "at_least": 2}}))
    story.hear(click(MONDAY), did("b", at=later(0.1)))
    found = story.hear(word("voided", "b", 1), mail(MONDAY), did("d", at=later(1)))
    assert said(found) == ["left keen void"]


def test_new_evidence_is_the_cause_of_what_it_shows_either_way() -> None:
    story = Story(policy())
    story.hear(click(MONDAY))
    assert said(story.hear(mail(MONDAY), now=later(1))) == ["left keen machine"]
    first = replace(mail(Instant(MONDAY - 20 * SECOND)), id="first")
    assert said(story.hear(first, now=later(2))) == ["entered keen machine"]


def test_a_flag_that_comes_later_is_new_evidence() -> None:
    story = Story(policy())
    story.hear(did("a"))
    assert said(story.hear(replace(did("a"), machine="scanner"), now=later(1))) == ["left keen machine"]


def test_what_is_a_machine_s_from_the_start_corrects_nothing() -> None:
    story = Story(policy())
    assert said(story.hear(replace(did("a"), machine="scanner"), did("b"))) == ["entered keen activity"]


def test_a_word_about_what_is_no_signal_is_only_an_activity() -> None:
    story = Story(policy())
    story.hear(did("o", "email.opened"))
    assert said(story.hear(word("voided", "o", 1), did("a", at=later(1)))) == ["entered keen activity"]


def test_a_click_that_settles_does_so_by_time() -> None:
    story = Story(SETTLING)
    assert story.hear(did("a")) == []
    assert said(story.wait(Instant(MONDAY + 90 * SECOND))) == ["entered keen time"]


def test_each_activity_is_published_once_for_each_signal_that_is_waited_for() -> None:
    story = Story(policy())
    first, second = story.hear(demo("a"), demo("b", 0.5))
    assert said([first, second]) == ["occurred demo a activity", "occurred demo b activity"]
    assert (first.calls, second.calls, first.to) == (("tell",), (), None)
    assert story.hear(demo("b", 0.5), now=later(1)) == []
    assert story.hear(did("c", at=later(1))) != []
    assert said(story.hear(demo("d", 2))) == ["occurred demo d activity"]


def test_what_is_published_is_ordered_by_when_it_happened_and_comes_before_the_rest() -> None:
    story = Story(policy(automations={**CLICK_TOO, "more": {"when": {"signal": "demo"}, "do": [{"notify": "sales"}]}}))
    found = story.hear(demo("x", 1), demo("b"), demo("a"), did("z"), now=later(1))
    assert said(found) == [
        "occurred clicked z activity",
        "occurred demo a activity",
        "occurred demo b activity",
        "occurred demo x activity",
        "entered keen activity",
    ]


def test_news_of_one_occurrence_is_told_from_that_of_another() -> None:
    response = respond(policy(), State(LeadId("ada")), Arrival([demo("a"), demo("b")]), MONDAY)
    assert [news.id for news in response.news] == ["ada.1.occurred:demo:a", "ada.1.occurred:demo:b"]


def test_what_was_taken_back_and_given_back_is_not_published_again() -> None:
    story = Story(policy())
    story.hear(demo("a"))
    assert story.hear(word("voided", "a", 1)) == []
    assert story.hear(word("restored", "a", 2)) == []


def test_what_was_a_machine_s_is_published_when_it_turns_out_to_be_a_human_s() -> None:
    story = Story(policy())
    assert story.hear(replace(demo("a"), machine="scanner")) == []
    assert said(story.hear(word("restored", "a", 1))) == ["occurred demo a void"]


def test_what_settles_is_published_then() -> None:
    story = Story(policy(machine={"settle": "90 seconds"}, automations=CLICK_TOO, segments={}))
    assert story.hear(did("a")) == []
    assert said(story.wait(Instant(MONDAY + 90 * SECOND))) == ["occurred clicked a time"]


def test_of_two_that_share_a_key_the_one_that_counts_is_published_and_then_the_other() -> None:
    story = Story(policy())
    story.hear(demo("b", 1, "demo"))
    assert said(story.hear(demo("a", 0, "demo"), now=later(2))) == ["occurred demo a activity"]
    assert said(story.hear(word("voided", "a", 3))) == []


def test_only_so_much_of_what_no_longer_counts_is_remembered() -> None:
    story = Story(policy(signals={"demo": {"activity": "form.submitted", "keep": 1}}, segments={}))
    for day in range(REMEMBERED + 9):
        story.hear(demo(f"{day}", day))
    assert len(story.standing.occurred["demo"]) == REMEMBERED + 1
    assert story.standing.occurred["demo"][-1] == f"{REMEMBERED + 8}"


def test_what_a_new_automation_waits_for_is_not_what_has_long_been() -> None:
    story = Story(policy(automations={}))
    story.hear(demo("a"))
    story.policy = policy()
    assert said(story.hear(demo("b", 1))) == ["occurred demo b activity"]
