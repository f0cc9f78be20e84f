"""One errand, taken to its destination whatever fails on the way."""

from collections.abc import Collection, Mapping
from dataclasses import replace

import pytest

from leadflow.application.channel import RefusedForGood, TryAgain
from leadflow.application.deliver import BEHIND
from leadflow.application.job import Job
from leadflow.application.once import LEASE, Delivery
from leadflow.application.ports import Outcome, OutsideDown
from leadflow.domain.automation import Enrol
from leadflow.domain.errand import Errand
from leadflow.domain.facts import Facts
from leadflow.domain.identity import LeadId
from leadflow.domain.instant import MINUTE, SECOND, Duration, Instant
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.standing import Standing
from leadflow.domain.state import State, Tombstone
from tests.fakes import (
    MemoryDeliveries,
    MemoryLeads,
    MemoryOutbox,
    Receipts,
)
from tests.unit.channels.matters import ADA, HAND_OVER, MODEL, NOW, lead, news
from tests.unit.delivering import ERRAND, LETTER, World


class DownLeads(MemoryLeads):
    def load(self, ids: Collection[LeadId], *, fresh: bool = False) -> Mapping[LeadId, State]:
        raise OutsideDown


class DownDeliveries(MemoryDeliveries):
    def claim(self, errand: Errand, now: Instant, lease: Duration, channel: str = "") -> Outcome | None:
        raise OutsideDown


class StuckDeliveries(MemoryDeliveries):
    """Claims, and then never answers again."""

    def release(self, errand: Errand, reason: str | None = None) -> None:
        raise OutsideDown

    def end(self, errand: Errand, outcome: Outcome, now: Instant, reason: str | None = None) -> None:
        raise OutsideDown


def test_a_message_is_delivered_once_and_its_repetition_sends_nothing() -> None:
    world = World()
    assert world.deliver() == Delivery(Outcome.DONE, "sales")
    assert world.deliver() == Delivery(Outcome.DONE, "sales", repeated=True)
    assert [request.body for request in world.told] == [b"Ada Lindqvist is now sales ready"]


def test_the_current_secret_is_used() -> None:
    world = World(secret="https://hooks.slack.com/services/current")
    world.deliver()
    assert world.told[0].url == "https://hooks.slack.com/services/current"


def test_in_observe_nothing_is_sent_and_it_stays_so() -> None:
    world = World()
    assert world.desk(acting=False).deliver(ERRAND, LETTER, NOW) == Delivery(Outcome.OBSERVED, "sales")
    assert world.deliver() == Delivery(Outcome.OBSERVED, "sales", repeated=True)
    assert world.told == []


def test_a_destination_that_fails_three_times_gets_one_message_in_the_end() -> None:
    world = World(answers=[TryAgain("500"), TryAgain("500"), TryAgain("500"), None])
    for _ in range(3):
        with pytest.raises(TryAgain):
            world.deliver()
    assert world.deliver().outcome is Outcome.DONE
    assert world.deliver().repeated


def test_what_the_destination_asks_for_is_passed_on() -> None:
    with pytest.raises(TryAgain) as again:
        World(answers=[TryAgain("429", Duration(5 * MINUTE))]).deliver()
    assert again.value.after == 5 * MINUTE


def test_what_is_refused_for_good_is_kept_with_the_reason_and_not_tried_again() -> None:
    world = World(answers=[RefusedForGood("no_service")])
    assert world.deliver() == Delivery(Outcome.FAILED, "sales", "no_service")
    assert world.deliver() == Delivery(Outcome.FAILED, "sales", repeated=True)
    assert (world.buried, len(world.told)) == ([(LETTER, "no_service")], 1)


def test_while_another_worker_is_at_it_it_is_tried_after_the_lease() -> None:
    world = World()
    world.desk().deliveries.claim(ERRAND, NOW, LEASE)
    with pytest.raises(TryAgain) as again:
        world.deliver()
    assert again.value.after == LEASE
    assert world.deliver(now=Instant(NOW + LEASE)).outcome is Outcome.DONE


def test_a_secret_that_is_not_set_yet_is_waited_for() -> None:
    world = World(secret=None)
    with pytest.raises(TryAgain, match="the secret sales-webhook is not set"):
        world.deliver()
    world.secret = "https://hooks.slack.com/services/x"
    assert world.deliver().outcome is Outcome.DONE


def test_news_that_has_expired_is_refused_for_good() -> None:
    world = World(outbox=MemoryOutbox())
    world.outbox.kept.clear()
    assert world.deliver() == Delivery(Outcome.FAILED, "sales", "the news has expired")


def test_whoever_has_asked_to_be_erased_since_the_news_is_told_of_to_nobody() -> None:
    world = World()
    state = world.leads.kept[ADA]
    world.leads.kept[ADA] = replace(state, lead=replace(state.lead, erase_requested=NOW))
    assert world.deliver().reason == "the lead has asked to be erased"
    assert world.told == []


@pytest.mark.parametrize("kept", [False, True])
def test_nobody_is_told_of_a_lead_that_was_erased_and_nothing_is_kept_of_it(*, kept: bool) -> None:
    world = World()
    world.leads.kept[ADA] = State(ADA, version=8, tombstone=Tombstone(NOW))
    if not kept:
        world.outbox.kept.clear()
    assert world.deliver() == Delivery(Outcome.SKIPPED, "sales", "the lead was erased")
    assert (world.told, world.buried, world.receipts) == ([], [], Receipts())


def test_a_lead_that_is_gone_is_refused_for_good() -> None:
    world = World()
    world.leads.kept.clear()
    later = Instant(NOW + BEHIND)
    assert world.deliver(now=later) == Delivery(Outcome.FAILED, "sales", "the lead is gone")


@pytest.mark.parametrize("stale", [{}, {ADA: State(ADA, lead({}), version=6)}])
def test_a_lead_that_is_read_too_old_is_read_again(stale: dict[LeadId, State]) -> None:
    world = World()
    fresh, world.leads.kept = world.leads.kept, stale
    with pytest.raises(TryAgain, match="before the news"):
        world.deliver()
    world.leads.kept = fresh
    assert world.deliver().outcome is Outcome.DONE


def test_a_lead_that_stays_behind_its_news_is_taken_as_it_is() -> None:
    world = World()
    world.leads.kept = {ADA: State(ADA, lead({}), version=6)}
    assert world.deliver(now=Instant(NOW + BEHIND)).outcome is Outcome.DONE


@pytest.mark.parametrize(
    ("errand", "model"),
    [
        (replace(ERRAND, automation="gone"), MODEL),
        (replace(ERRAND, action=1), MODEL),
        (ERRAND, replace(MODEL, channels={})),
    ],
)
def test_orders_that_the_model_no_longer_has_are_refused_for_good(errand: Errand, model: LeadModel) -> None:
    world = World()
    done = world.deliver(errand, model)
    assert done.outcome is Outcome.FAILED
    assert world.buried == [(LETTER, done.reason)]
    assert world.deliver(errand, model).repeated


def test_while_a_store_is_down_nothing_is_lost() -> None:
    world = World()
    with pytest.raises(TryAgain):
        replace(world.desk(), leads=DownLeads()).deliver(ERRAND, LETTER, NOW)
    with pytest.raises(TryAgain):
        replace(world.desk(), deliveries=DownDeliveries()).deliver(ERRAND, LETTER, NOW)
    assert world.deliver().outcome is Outcome.DONE


def test_a_receipt_that_cannot_be_written_leads_to_a_second_message_but_not_before_the_lease_ends() -> None:
    world = World()
    with pytest.raises(TryAgain):
        replace(world.desk(), deliveries=StuckDeliveries(world.receipts)).deliver(ERRAND, LETTER, NOW)
    with pytest.raises(TryAgain):
        world.deliver(now=Instant(NOW + LEASE - SECOND))
    assert world.deliver(now=Instant(NOW + LEASE)).outcome is Outcome.DONE
    assert len(world.told) == 2


def test_what_tells_channels_does_no_other_action() -> None:
    world = World()
    state = world.leads.kept[ADA]
    job = Job(ERRAND, Enrol("reawaken"), HAND_OVER, news(), state, Facts(MODEL, state.lead, Standing(), NOW))
    with pytest.raises(TypeError, match="tells no channel"):
        world.desk().telling.do(job)


def test_errands_of_one_piece_of_news_end_apart() -> None:
    world = World(answers=[RefusedForGood("no_service"), None])
    called = replace(MODEL, automations={**MODEL.automations, "second": HAND_OVER})
    assert world.deliver(model=called).outcome is Outcome.FAILED
    assert world.deliver(replace(ERRAND, automation="second"), called).outcome is Outcome.DONE
