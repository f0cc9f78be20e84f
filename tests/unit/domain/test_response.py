"""What news, or time alone, makes of a lead."""

from dataclasses import replace

from leadflow.domain.automation import Change
from leadflow.domain.identity import Keys, LeadId
from leadflow.domain.instant import MINUTE, SECOND, Instant
from leadflow.domain.response import NEAR, Arrival, Response, Wake, arm, respond
from leadflow.domain.state import State
from leadflow.domain.transition import Cause
from tests.models import MONDAY, days, did, later, model
from tests.unit.domain.story import Story

NEW = State(LeadId("ada"))
POLICY = model(
    signals={"clicked": {"activity": "email.clicked"}, "demo": {"activity": "form.submitted"}},
    scores={"readiness": {"half_life": "10 days", "points": {"clicked": 10, "demo": 60}}},
    segments={
        "ready": {"when": {"score": "readiness", "above": 50}, "until": {"score": "readiness", "below": 30}},
    },
    automations={
        "tell": {
            "when": {"enters": "ready"},
            "cooldown": "14 days",
            "fresh": "1 day",
            "do": [{"notify": "sales"}],
        },
        "cooled": {"when": {"leaves": "ready"}, "do": [{"notify": "sales"}]},
    },
    channels={"sales": {"slack": "sales-webhook"}},
)


def test_the_same_again_writes_nothing() -> None:
    first = respond(POLICY, NEW, Arrival([did("a")]), MONDAY)
    stored = replace(first.state, version=1)
    again = respond(POLICY, stored, Arrival([did("a"), did("a")]), later(0.1))
    assert again.state is stored
    assert again.news == ()
    assert again.look_again is None


def test_a_crossing_is_published_with_its_cause_its_calls_and_its_evidence() -> None:
    found = respond(POLICY, NEW, Arrival([did("d", "form.submitted")]), MONDAY)
    (news,) = found.news
    assert (news.transition.change, news.transition.of) == (Change.ENTERED, "ready")
    assert news.transition.cause is Cause.ACTIVITY
    assert news.transition.calls == ("tell",)
    assert news.evidence.explanation is not None
    assert news.evidence.explanation.value == 60.0
    assert news.version == 1


def test_time_alone_takes_a_lead_out_at_its_instant_and_says_so() -> None:
    inside = replace(respond(POLICY, NEW, Arrival([did("d", "form.submitted")]), MONDAY).state, version=1)
    assert inside.wake_at is not None
    assert later(10) < inside.wake_at < later(10) + SECOND
    assert respond(POLICY, inside, Arrival(), Instant(inside.wake_at - 1)).state is inside
    (news,) = respond(POLICY, inside, Arrival(), inside.wake_at).news
    assert (news.transition.change, news.transition.cause, news.transition.calls) == (
        Change.LEFT,
        Cause.TIME,
        ("cooled",),
    )


def test_a_second_crossing_within_the_cooldown_is_published_but_alerts_nobody() -> None:
    inside = replace(respond(POLICY, NEW, Arrival([did("d", "form.submitted")]), MONDAY).state, version=1)
    outside = replace(respond(POLICY, inside, Arrival(), later(11)).state, version=2)
    soon = respond(POLICY, outside, Arrival([did("e", "form.submitted", later(12))]), later(12))
    assert [news.transition.calls for news in soon.news] == [()]
    late = respond(POLICY, outside, Arrival([did("e", "form.submitted", later(15))]), later(15))
    assert [news.transition.calls for news in late.news] == [("tell",)]


def test_old_news_alerts_nobody() -> None:
    found = respond(POLICY, NEW, Arrival([did("d", "form.submitted")]), later(1.5))
    assert [(news.transition.of, news.transition.calls) for news in found.news] == [("ready", ())]


def test_what_arrives_late_is_no_old_news_of_a_lead_that_is_here_today() -> None:
    today = replace(respond(POLICY, NEW, Arrival([did("a", at=later(3))]), later(3)).state, version=1)
    found = respond(POLICY, today, Arrival([did("d", "form.submitted", later(1))]), later(3))
    assert [(news.transition.of, news.transition.calls) for news in found.news] == [("ready", ("tell",))]


def test_a_retry_that_says_when_it_was_received_is_no_news() -> None:
    first = did("d", "form.submitted", traits={"title": "CTO"})
    stored = replace(respond(POLICY, NEW, Arrival([first]), MONDAY).state, version=1)
    retry = replace(first, occurred_at=later(0.01), received_at=later(0.01))
    assert respond(POLICY, stored, Arrival([retry]), later(0.01)).state is stored


def test_a_retry_takes_nothing_back_that_was_told_meanwhile() -> None:
    first = did("d", "form.submitted", traits={"title": "CTO"})
    since = did("e", "form.submitted", later(0.01), traits={"title": "Student"})
    stored = replace(respond(POLICY, NEW, Arrival([first, since]), later(0.01)).state, version=1)
    retry = replace(first, occurred_at=later(0.02), received_at=later(0.02))
    assert stored.lead.traits["title"].value == "Student"
    assert respond(POLICY, stored, Arrival([retry]), later(0.02)).state is stored


def test_a_retry_beside_what_no_longer_counts_is_no_news() -> None:
    first = did("d", "form.submitted", later(1), traits={"title": "CTO"})
    old = did("a", "page.viewed")  # an interaction of an earlier day, of which only the last day is kept
    stored = replace(respond(POLICY, NEW, Arrival([old, first]), later(1)).state, version=1)
    retry = replace(first, occurred_at=later(1.01), received_at=later(1.01))
    assert respond(POLICY, stored, Arrival([old, retry]), later(1.01)).state is stored


def test_a_stranger_is_judged_but_announced_to_nobody() -> None:
    found = respond(POLICY, NEW, Arrival([did("d", "form.submitted", lead=Keys(anonymous_id="x"))]), MONDAY)
    assert [(news.transition.of, news.transition.calls) for news in found.news] == [("ready", ())]


def test_what_a_new_model_changes_is_its_doing_and_alerts_nobody() -> None:
    strict = model(signals={"clicked": {"activity": "email.clicked"}})
    stored = replace(respond(strict, NEW, Arrival([did("a"), did("b")]), MONDAY).state, version=1)
    lenient = model(
        signals={"clicked": {"activity": "email.clicked"}},
        segments={"active": {"signal": "clicked"}},
        automations={"tell": {"when": {"enters": "active"}, "do": [{"notify": "sales"}]}},
        channels={"sales": {"slack": "sales-webhook"}},
    )
    (news,) = respond(lenient, stored, Arrival(), later(1)).news
    assert (news.transition.cause, news.transition.calls) == (Cause.MODEL, ())


def test_time_never_runs_backwards_for_a_lead() -> None:
    stored = replace(respond(POLICY, NEW, Arrival([did("a", at=later(5))]), later(5)).state, version=1)
    found = respond(POLICY, stored, Arrival([did("b")]), later(1))
    assert found.state.evaluated_at == later(5)


SOON = Instant(MONDAY + 5 * MINUTE)


def armed(at: Instant | None, returns_at: Instant | None = None) -> State:
    return replace(NEW, wake_at=at, returns_at=returns_at)


def test_a_wake_that_is_early_enough_stays_as_it_is() -> None:
    assert arm(armed(later(3)), later(5), MONDAY) == Wake(later(3))
    assert arm(armed(later(3)), None, MONDAY) == Wake(later(3))
    assert arm(armed(None, SOON), later(5), MONDAY) == Wake(returns_at=SOON)
    assert arm(armed(later(5), SOON), later(3), MONDAY) == Wake(later(5), SOON)


def test_what_is_far_off_and_in_no_index_goes_into_it_again() -> None:
    assert arm(armed(None, later(3)), later(5), MONDAY) == Wake(later(5))
    assert arm(armed(None, later(3)), None, MONDAY) == Wake()
    found = respond(POLICY, NEW, Arrival([did("d", "form.submitted")]), MONDAY).state
    lost = replace(found, version=1, wake_at=None, returns_at=found.wake_at)
    mended = respond(POLICY, lost, Arrival(), later(1)).state
    assert (mended.wake_at, mended.returns_at, mended.evaluated_at) == (found.wake_at, None, later(1))


def test_a_wake_moves_when_it_would_come_too_late_or_has_come() -> None:
    assert arm(armed(later(5)), later(3), MONDAY) == Wake(later(3))
    assert arm(armed(MONDAY), later(3), later(1)) == Wake(later(3))
    assert arm(armed(MONDAY), None, later(1)) == Wake()
    assert arm(armed(later(5), SOON), later(3), later(1)) == Wake(later(3))


def test_an_answer_that_expires_soon_is_left_to_one_delayed_message() -> None:
    assert arm(armed(None), SOON, MONDAY) == Wake(returns_at=SOON, sent=True)
    assert arm(armed(None, SOON), SOON, MONDAY) == Wake(returns_at=SOON)
    assert arm(armed(None, SOON), Instant(SOON - 1), MONDAY) == Wake(returns_at=Instant(SOON - 1), sent=True)
    assert arm(armed(None), Instant(MONDAY + NEAR), MONDAY) == Wake(returns_at=Instant(MONDAY + NEAR), sent=True)
    far = Instant(MONDAY + NEAR + SECOND)
    assert arm(armed(None), far, MONDAY) == Wake(far)


def test_the_index_keeps_a_later_wake_while_a_message_is_on_its_way_and_after_it() -> None:
    assert arm(armed(later(3)), SOON, MONDAY) == Wake(later(3), SOON, sent=True)
    assert arm(armed(later(3), SOON), later(5), SOON) == Wake(later(3))
    assert arm(armed(SOON, SOON), later(5), SOON) == Wake(later(5))


SETTLING = model(
    machine={"settle": "90 seconds"},
    signals={"clicked": {"activity": "email.clicked"}},
    segments={"active": {"signal": "clicked", "at_least": 9}, "silent": {"without": "interaction", "for": "9 days"}},
)
SETTLED = Instant(later(1) + 90 * SECOND)


def settling() -> State:
    """A lead whose second click settles."""
    story = Story(SETTLING)
    story.hear(did("a"))
    story.wait(later(1))
    story.hear(did("b", at=later(1)))
    return story.state


def test_a_click_that_settles_is_looked_at_again_and_nothing_is_written() -> None:
    stored = settling()
    assert (stored.wake_at, stored.returns_at) == (later(9), SETTLED)
    assert respond(SETTLING, stored, Arrival(), SETTLED) == Response(stored)
    assert respond(SETTLING, stored, Arrival([did("b", at=later(1))]), later(2)).state is stored


def test_a_message_that_comes_before_its_time_is_sent_again() -> None:
    stored, early = settling(), Instant(SETTLED - SECOND)
    assert respond(SETTLING, stored, Arrival(), early) == Response(stored, look_again=SETTLED)
    assert respond(SETTLING, stored, Arrival([did("b", at=later(1))]), early) == Response(stored)
    due = respond(SETTLING, replace(stored, wake_at=early), Arrival(), early)
    assert (due.state.wake_at, due.state.returns_at, due.look_again) == (None, SETTLED, SETTLED)


def test_who_was_not_looked_at_in_time_is_looked_at_with_the_next_activity_even_a_repeated_one() -> None:
    stored = replace(settling(), wake_at=None)
    found = respond(SETTLING, stored, Arrival([did("b", at=later(1))]), later(2)).state
    assert (found.wake_at, found.returns_at) == (later(10), None)


def test_a_lead_comes_back_at_the_first_instant_that_is_still_to_come() -> None:
    stored = armed(later(3), SOON)
    assert [stored.next_wake(at) for at in (MONDAY, SOON, later(3))] == [SOON, later(3), None]
    assert [stored.overdue(at) for at in (MONDAY, SOON)] == [False, True]
    assert not armed(None).overdue(later(9))


def test_a_message_that_comes_too_soon_is_sent_again_also_where_the_lead_is_written() -> None:
    """The clock of the worker that sent it was ahead of this one's, and meanwhile the model has changed."""
    strict = model(signals={"clicked": {"activity": "email.clicked"}})
    lenient = model(
        signals={"clicked": {"activity": "email.clicked"}},
        segments={"active": {"signal": "clicked"}, "just_now": {"signal": "clicked", "within": "5 minutes"}},
    )
    soon = Instant(MONDAY + 4 * MINUTE)
    stored = replace(respond(strict, NEW, Arrival([did("a")]), MONDAY).state, version=1, returns_at=soon)
    found = respond(lenient, stored, Arrival(), Instant(soon - SECOND))
    assert len(found.news) == 2
    assert (found.state.wake_at, found.state.returns_at, found.look_again) == (None, soon, soon)


def test_a_wake_that_finds_nothing_to_do_is_armed_again() -> None:
    policy = model(
        signals={"clicked": {"activity": "email.clicked"}},
        segments={"recent": {"signal": "clicked", "within": "10 days"}},
    )
    stored = replace(respond(policy, NEW, Arrival([did("a")]), MONDAY).state, version=1)
    more = replace(respond(policy, stored, Arrival([did("b", at=later(4))]), later(4)).state, version=2)
    assert more.wake_at == later(10)
    woken = respond(policy, more, Arrival(), later(10))
    assert woken.news == ()
    assert woken.state.wake_at == later(4) + days(10)
