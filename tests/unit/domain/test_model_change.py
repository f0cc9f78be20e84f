"""What a new model changes is told apart from what happened, and to nobody unless asked."""

import pytest

from leadflow.domain.json import Json
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.response import Arrival, respond
from leadflow.domain.transition import Cause
from tests.models import did, later, model
from tests.unit.domain.story import Story, said

CLICKED: Json = {"clicked": {"activity": "email.clicked"}}


def policy(**sections: Json) -> LeadModel:
    usual: dict[str, Json] = {
        "signals": CLICKED,
        "segments": {"keen": {"signal": "clicked"}},
        "automations": {"tell": {"when": {"enters": "keen"}, "do": [{"notify": "sales"}]}},
        "channels": {"sales": {"slack": "sales-webhook"}},
    }
    return model(**{**usual, **sections})


STRICT = policy(segments={"keen": {"signal": "clicked", "at_least": 3}})
WIDER = policy(signals={"clicked": {"activity": ["email.clicked", "page.viewed"]}})


def viewing(before: LeadModel = STRICT) -> Story:
    story = Story(before)
    story.hear(did("p", "page.viewed"))
    return story


def test_other_judgments_need_no_timeline() -> None:
    story = Story(STRICT)
    story.hear(did("a"))
    story.policy = policy()
    assert said(story.hear(now=later(1))) == ["entered keen model"]
    assert story.looks == 0


def test_other_signals_are_folded_from_the_timeline() -> None:
    story = viewing()
    story.policy = WIDER
    response = respond(WIDER, story.state, Arrival(), later(1))
    assert response.look_back
    assert response.state is story.state
    assert said(story.hear(now=later(1))) == ["entered keen model"]
    assert story.lead.occurrences["p"].signals.keys() == {"clicked", "interaction"}
    assert story.state.model == WIDER.fingerprint


@pytest.mark.parametrize(("announce", "calls"), [(False, ()), (True, ("tell",))])
def test_what_a_new_model_changes_is_told_only_where_that_is_asked(announce: bool, calls: tuple[str, ...]) -> None:
    story = viewing()
    story.policy = WIDER
    (entered,) = story.hear(now=later(1), announce=announce)
    assert (entered.cause, entered.calls) == (Cause.MODEL, calls)
    assert story.standing.told == frozenset(calls)


def test_what_happens_at_the_same_time_is_told_apart() -> None:
    story = viewing()
    story.policy = policy(
        signals={"clicked": {"activity": ["email.clicked", "page.viewed"]}},
        segments={"keen": {"signal": "clicked"}, "keener": {"signal": "clicked", "at_least": 2}},
        automations={"tell": {"when": {"enters": "keener"}, "do": [{"notify": "sales"}]}},
    )
    first, second = story.hear(did("a", at=later(1)))
    assert said([first, second]) == ["entered keen model", "entered keener activity"]
    assert second.calls == ("tell",)


def test_a_lead_that_was_never_written_was_judged_by_no_model() -> None:
    story = Story(policy())
    assert said(story.hear(did("a"))) == ["entered keen activity"]
    assert story.looks == 0


def test_what_a_new_model_does_not_know_any_more_is_left() -> None:
    story = Story(policy(classes={"mood": {"good": "otherwise"}}))
    story.hear(did("a"))
    story.policy = policy(segments={"other": {"signal": "clicked"}}, automations={}, channels={})
    assert said(story.hear(now=later(1))) == ["became mood model", "entered other model", "left keen model"]


def test_a_new_model_that_changes_nothing_is_noted_once() -> None:
    story = Story(policy())
    story.hear(did("a"))
    story.policy = policy(segments={"keen": {"signal": "clicked", "at_least": 1, "within": "900 days"}})
    assert story.hear(now=later(1)) == []
    noted = story.state
    assert noted.model == story.policy.fingerprint
    assert story.hear(did("a"), now=later(1)) == []
    assert story.state is noted


def test_the_timeline_that_is_folded_again_holds_what_just_arrived_only_once() -> None:
    story = viewing()
    story.policy = WIDER
    first, second = story.hear(did("a", at=later(1))), story.hear(did("a", at=later(1)))
    assert said(first) == ["entered keen model"]
    assert second == []
