"""What news, or time alone, makes of a lead."""

from dataclasses import replace

from leadflow.domain.automation import Change
from leadflow.domain.identity import Keys, LeadId
from leadflow.domain.instant import MINUTE, SECOND, Instant
from leadflow.domain.response import NEAR, Arrival, Wake, arm, respond
from leadflow.domain.state import State
from leadflow.domain.transition import Cause
from tests.models import MONDAY, days, did, later, model

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


def armed(at: Instant | None, *, indexed: bool = True) -> State:
    return replace(NEW, wake_at=at, indexed=indexed)


def test_a_wake_that_is_early_enough_stays_as_it_is() -> None:
    assert arm(armed(later(3)), later(5), MONDAY) == Wake(later(3), indexed=True)
    assert arm(armed(later(3)), None, MONDAY) == Wake(later(3), indexed=True)


def test_a_wake_that_is_far_off_and_in_no_index_goes_into_it_again() -> None:
    assert arm(armed(later(3), indexed=False), later(5), MONDAY) == Wake(later(3), indexed=True)
    lost = replace(respond(POLICY, NEW, Arrival([did("d", "form.submitted")]), MONDAY).state, version=1, indexed=False)
    found = respond(POLICY, lost, Arrival(), later(1)).state
    assert (found.wake_at, found.indexed, found.evaluated_at) == (lost.wake_at, True, later(1))


def test_a_wake_moves_when_it_would_come_too_late_or_has_come() -> None:
    assert arm(armed(later(5)), later(3), MONDAY) == Wake(later(3), indexed=True)
    assert arm(armed(MONDAY), later(3), later(1)) == Wake(later(3), indexed=True)
    assert arm(armed(MONDAY), None, later(1)) == Wake(None)


def test_an_answer_that_expires_soon_is_left_to_one_delayed_message() -> None:
    soon = Instant(MONDAY + 5 * MINUTE)
    assert arm(armed(None), soon, MONDAY) == arm(armed(later(3)), soon, MONDAY) == Wake(soon, sent=True)
    assert arm(armed(soon, indexed=False), soon, MONDAY) == Wake(soon)
    assert arm(armed(None), Instant(MONDAY + NEAR), MONDAY) == Wake(Instant(MONDAY + NEAR), sent=True)
    far = Instant(MONDAY + NEAR + SECOND)
    assert arm(armed(None), far, MONDAY) == Wake(far, indexed=True)


def test_a_message_that_comes_too_soon_is_sent_again_also_where_the_lead_is_written() -> None:
    """The clock of the worker that sent it was ahead of this one's, and meanwhile the model has changed."""
    strict = model(signals={"clicked": {"activity": "email.clicked"}})
    lenient = model(
        signals={"clicked": {"activity": "email.clicked"}},
        segments={"active": {"signal": "clicked"}, "just_now": {"signal": "clicked", "within": "5 minutes"}},
    )
    soon = Instant(MONDAY + 4 * MINUTE)
    stored = replace(respond(strict, NEW, Arrival([did("a")]), MONDAY).state, version=1, wake_at=soon)
    found = respond(lenient, stored, Arrival(), Instant(soon - SECOND))
    assert len(found.news) == 2
    assert (found.state.wake_at, found.state.indexed, found.look_again) == (soon, False, soon)


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
