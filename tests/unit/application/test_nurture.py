"""Leads are put on tracks and taken off, once each, whatever fails and however news arrives."""

from dataclasses import replace

import pytest

from leadflow.application.channel import Closed, RefusedForGood, TryAgain
from leadflow.application.circuit import NotYet
from leadflow.application.job import Job
from leadflow.application.once import LEASE, Delivery
from leadflow.application.ports import Outcome, Outrun, SecretMissing
from leadflow.domain.activity import Activity, Kind
from leadflow.domain.automation import Notify
from leadflow.domain.errand import Errand
from leadflow.domain.facts import Facts
from leadflow.domain.identity import Keys
from leadflow.domain.instant import SECOND, Instant
from leadflow.domain.membership import Membership
from leadflow.domain.standing import Standing
from leadflow.domain.state import State
from tests.memberships import MemoryMemberships
from tests.unit.application.nursing import NURTURE, POLICY, Nursery, told
from tests.unit.channels.matters import ADA, NOW, lead

DONE = Delivery(Outcome.DONE, "tracks.reawaken")


def skipped(reason: str) -> Delivery:
    return Delivery(Outcome.SKIPPED, "tracks.reawaken", reason)


OVERTAKEN = skipped("later news has decided about reawaken")


def test_a_lead_is_put_on_a_track_and_hears_of_it_and_is_taken_off_again() -> None:
    world = Nursery()
    assert world.hand(told(1)) == DONE
    assert world.hand(told(2, enters=False)) == DONE
    assert world.wishes == [True, False]
    assert [(each.type, each.properties, each.at) for each in world.heard] == [
        (Kind.TRACK_ENROLLED, {"track": "reawaken"}, told(1).transition.at),
        (Kind.TRACK_WITHDRAWN, {"track": "reawaken"}, told(2).transition.at),
    ]
    assert len({each.id for each in world.heard}) == 2


def test_a_repeated_errand_tells_nobody_again() -> None:
    world = Nursery()
    world.hand(told(1))
    assert world.hand(told(1)) == replace(DONE, repeated=True)
    assert (len(world.wished), len(world.heard)) == (1, 1)


def test_the_order_says_whom_where_and_by_which_key() -> None:
    world = Nursery(secret="xkeysib-1")
    world.hand(told(1))
    (wish,) = world.wished
    assert (wish.email, wish.track, wish.secrets[0]) == (
        "ada@northwind.example",
        POLICY.tracks["reawaken"],
        "xkeysib-1",
    )
    assert (wish.lead, wish.automation, wish.model, wish.at) == (ADA, "nurture", "acme", told(1).transition.at)


def test_who_is_on_the_track_is_not_put_on_it_again_and_who_is_not_is_not_taken_off() -> None:
    world = Nursery()
    assert world.hand(told(1, enters=False)) == skipped("the lead is not on reawaken as it is")
    world.hand(told(2))
    assert world.hand(told(3)) == skipped("the lead is on reawaken as it is")
    assert world.wishes == [True]


def test_older_news_that_comes_late_is_left_out() -> None:
    world = Nursery()
    assert world.hand(told(2, enters=False)).outcome is Outcome.SKIPPED
    assert world.hand(told(1)) == OVERTAKEN
    assert world.wished == []


def test_a_failed_order_that_was_overtaken_is_not_tried_again() -> None:
    world = Nursery(answers=[TryAgain("500"), None])
    with pytest.raises(TryAgain):
        world.hand(told(1))
    assert world.hand(told(2, enters=False)) == DONE
    assert world.hand(told(1)) == OVERTAKEN
    assert world.wishes == [True, False]


def test_what_the_lead_itself_knows_decides_when_what_was_kept_is_forgotten() -> None:
    world = Nursery()
    world.hand(told(1))
    world.memberships.kept.clear()
    assert world.hand(told(2, enters=False)) == DONE
    world.memberships.kept.clear()
    assert world.hand(told(1, enters=True)).repeated
    assert world.wishes == [True, False]


@pytest.mark.parametrize(
    ("kind", "why"),
    [
        (Kind.EMAIL_UNSUBSCRIBED, "they have unsubscribed"),
        (Kind.EMAIL_COMPLAINED, "they have marked mail as spam"),
        (Kind.EMAIL_BOUNCED, "their address has bounced for good"),
    ],
)
def test_who_wants_no_mail_is_put_on_no_track_but_taken_off(kind: Kind, why: str) -> None:
    world = Nursery()
    world.hand(told(1))
    keys, properties = Keys("ada@northwind.example"), {"bounce": "hard"}
    world.hear(Activity("stop", keys, kind, NOW, NOW, "mail", properties))
    assert world.hand(told(2, enters=False)) == DONE
    assert world.hand(told(3)) == skipped(f"not put on reawaken: {why}")
    assert (world.wishes, world.buried) == ([True, False], [])


def test_who_wants_mail_again_is_put_on_again() -> None:
    world = Nursery()
    keys, later = Keys("ada@northwind.example"), Instant(NOW + SECOND)
    world.hear(Activity("stop", keys, Kind.EMAIL_UNSUBSCRIBED, NOW, NOW, "mail"))
    world.hear(Activity("again", keys, Kind.EMAIL_SUBSCRIBED, later, later, "mail"))
    assert world.hand(told(1)) == DONE


def test_a_lead_without_an_address_is_put_on_no_track() -> None:
    world = Nursery()
    world.leads.kept[ADA] = State(ADA, lead(keys=Keys(user_id="7")), version=7)
    assert world.hand(told(1)) == skipped("the lead has no address by which reawaken could know it")


def test_who_was_put_on_by_mistake_is_taken_off() -> None:
    world = Nursery()
    world.hand(told(1))
    assert world.hand(told(2, enters=False, back=True)) == DONE
    assert world.wishes == [True, False]


def test_who_was_on_before_the_mistake_stays_on() -> None:
    world = Nursery()
    keys, at = Keys("ada@northwind.example"), told(0).transition.at
    world.hear(Activity("x", keys, Kind.TRACK_ENROLLED, at, at, "tool", {"track": "reawaken"}))
    world.hand(told(1))
    assert world.hand(told(2, enters=False, back=True)) == skipped("the lead is on reawaken as it is")
    assert world.wished == []


@pytest.mark.parametrize("lost", [1, 2])
def test_what_was_told_is_told_to_the_lead_too_whatever_fails(lost: int) -> None:
    world = Nursery(deaf=lost)
    for _ in range(lost):
        with pytest.raises(TryAgain):
            world.hand(told(1))
    assert world.hand(told(1)) == DONE
    assert (len(world.heard), len({wish.id for wish in world.wished})) == (1, 1)


def test_a_tool_that_refuses_for_good_has_not_done_it() -> None:
    world = Nursery(answers=[RefusedForGood("400")])
    assert world.hand(told(1)) == Delivery(Outcome.FAILED, "tracks.reawaken", "400")
    assert world.buried == [("letter", "400")]
    assert world.hand(told(2, enters=False)) == skipped("the lead is not on reawaken as it is")
    assert world.heard == []


def test_a_webhook_that_wants_nothing_more_is_told_nothing_more() -> None:
    world = Nursery(answers=[Closed("410")])
    assert world.hand(told(1)).outcome is Outcome.FAILED
    assert "wants nothing any more" in str(world.hand(told(2)).reason)
    world.secret = "another"
    assert world.hand(told(3)) == DONE


def test_a_key_that_is_not_set_is_waited_for() -> None:
    world = Nursery(secret=None)
    with pytest.raises(TryAgain, match="the secret brevo is not set"):
        world.hand(told(1))
    world.secret = "xkeysib-1"
    assert world.hand(told(1)) == DONE


def test_while_another_worker_tells_of_the_lead_it_is_not_the_time() -> None:
    world = Nursery()
    busy = Membership(None, wanted=True, before=False, at=NOW, version=1, by="x", busy=Instant(NOW + LEASE))
    world.memberships.kept[ADA, "reawaken"] = replace(busy, at=told(1).transition.at, revision=1)
    with pytest.raises(NotYet) as again:
        world.hand(told(2, enters=False))
    assert again.value.after == LEASE
    assert world.hand(told(2, enters=False), Instant(NOW + LEASE)) == DONE


class Raced(MemoryMemberships):
    """Another worker is always faster."""

    def write(self, *_: object) -> Membership:
        raise Outrun


def test_who_is_outrun_looks_again_later() -> None:
    world = Nursery(memberships=Raced())
    with pytest.raises(TryAgain, match="other news of reawaken came in between"):
        world.hand(told(1))
    assert world.wished == []


class Forgetful(MemoryMemberships):
    """Breaks down after the first word."""

    def write(self, *given: object) -> Membership:
        if self.kept:
            raise Outrun
        return super().write(*given)  # type: ignore[arg-type]  # as they came


def test_an_order_that_failed_fails_though_nobody_can_note_it() -> None:
    world = Nursery(memberships=Forgetful(), answers=[TryAgain("500")])
    with pytest.raises(TryAgain, match="500"):
        world.hand(told(1))


def test_in_observe_no_tool_is_told() -> None:
    world = Nursery()
    world.outbox.put(told(1))
    desk = replace(world.nursing(), acting=False)
    assert desk.deliver(Errand(ADA, told(1).id, "nurture", 0), "letter", NOW).outcome is Outcome.OBSERVED
    assert (world.wished, world.heard, world.memberships.kept) == ([], [], {})


def test_no_other_action_is_its_own() -> None:
    world = Nursery()
    state = world.leads.kept[ADA]
    facts = Facts(POLICY, state.lead, Standing(), NOW)
    job = Job(Errand(ADA, told(1).id, "nurture", 0), Notify("sales"), NURTURE, told(1), state, facts)
    with pytest.raises(TypeError, match="is about no track"):
        world.nurture().do(job)


def test_a_secret_that_nobody_needs_is_not_looked_for() -> None:
    world = Nursery()
    world.secret = None
    with pytest.raises(SecretMissing):
        world.live("brevo")
    assert world.nurture().doors.keys("tracks.x", "") == ()
