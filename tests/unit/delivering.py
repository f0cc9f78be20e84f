"""A desk at which errands are worked on, with a destination that answers as it is told to."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from leadflow.application.channel import Dispatch, OutboundRequest, Reply
from leadflow.application.circuit import Line
from leadflow.application.deliver import Desk
from leadflow.application.guard import Guard
from leadflow.application.once import Delivery
from leadflow.application.ports import SecretMissing
from leadflow.application.telling import Telling
from leadflow.domain.errand import Errand
from leadflow.domain.instant import Instant
from leadflow.domain.lead_model import LeadModel
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
from tests.unit.channels.matters import ADA, MODEL, NOW, lead, news

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
