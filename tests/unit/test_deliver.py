"""One errand, taken to its destination whatever fails on the way."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

import pytest

from leadflow.application.channel import Dispatch, OutboundRequest, RefusedForGood, Reply, TryAgain
from leadflow.application.circuit import Line
from leadflow.application.deliver import BEHIND, Desk
from leadflow.application.guard import Guard
from leadflow.application.once import LEASE, Delivery
from leadflow.application.ports import Outcome, OutsideDown, SecretMissing
from leadflow.application.telling import Telling
from leadflow.domain.identity import LeadId
from leadflow.domain.instant import MINUTE, SECOND, Duration, Instant
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.news import Errand
from leadflow.domain.state import State
from tests.fakes import (
    MemoryActions,
    MemoryCircuits,
    MemoryCounters,
    MemoryDeliveries,
    MemoryEndpoints,
    MemoryLeads,
    MemoryOutbox,
    MemoryTimeline,
    Receipts,
)
from tests.unit.channels.matters import ADA, HAND_OVER, MODEL, NOW, lead, news

ERRAND = Errand(ADA, news().id, "hand_over", 0)
LETTER = "the queue's own text"


@dataclass
class World:
    """Everything outside, and what it was told. `answers` are what the destination does, in turn."""

    answers: list[Exception | None] = field(default_factory=list)
    told: list[OutboundRequest] = field(default_factory=list)
    buried: list[tuple[str, str]] = field(default_factory=list)
    secret: str | None = "https://hooks.slack.com/services/x"
    outbox: MemoryOutbox = field(default_factory=MemoryOutbox)
    leads: MemoryLeads = field(default_factory=MemoryLeads)
    receipts: Receipts = field(default_factory=Receipts)
    circuits: MemoryCircuits = field(default_factory=MemoryCircuits)
    actions: MemoryActions = field(default_factory=MemoryActions)

    def __post_init__(self) -> None:
        self.outbox.put(news())
        self.leads.kept[ADA] = State(ADA, lead(), version=7)

    def request(self, dispatch: Dispatch) -> OutboundRequest:
        return OutboundRequest(dispatch.secrets[0], dispatch.message.headline.encode(), {}, frozenset())

    def post(self, request: OutboundRequest) -> Reply:
        self.told.append(request)
        return Reply(200, {}, b"ok")

    def read(self, reply: Reply) -> None:
        assert reply.status == 200
        if self.answers and (answer := self.answers.pop(0)):
            raise answer

    def live(self, name: str) -> Sequence[str]:
        if self.secret is None:
            raise SecretMissing(name)
        return [self.secret, "the one before"]

    def bury(self, body: str, reason: str) -> None:
        self.buried.append((body, reason))

    def desk(self, model: LeadModel = MODEL, *, acting: bool = True) -> Desk:
        """One more worker."""
        line = Line(self.circuits, self.post)
        telling = Telling(
            model=model,
            outbox=self.outbox,
            timeline=MemoryTimeline(),
            endpoints=MemoryEndpoints(),
            secrets=self,
            channel=lambda _: self,
            line=line,
            guard=Guard(MemoryCounters(self.receipts), self.actions),
        )
        return Desk(
            model=model,
            outbox=self.outbox,
            leads=self.leads,
            deliveries=MemoryDeliveries(self.receipts),
            dead_letters=self,
            line=line,
            telling=telling,
            deeds={},
            acting=acting,
        )

    def deliver(self, errand: Errand = ERRAND, model: LeadModel = MODEL, now: Instant = NOW) -> Delivery:
        return self.desk(model).deliver(errand, LETTER, now)


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


def test_errands_of_one_piece_of_news_end_apart() -> None:
    world = World(answers=[RefusedForGood("no_service"), None])
    called = replace(MODEL, automations={**MODEL.automations, "second": HAND_OVER})
    assert world.deliver(model=called).outcome is Outcome.FAILED
    assert world.deliver(replace(ERRAND, automation="second"), called).outcome is Outcome.DONE
