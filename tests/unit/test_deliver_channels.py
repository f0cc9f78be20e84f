"""What the channel and its recipient have to do with an errand: who is told, with what, and when nobody is any more."""

from dataclasses import dataclass, field, replace

import pytest

from leadflow.application.channel import Closed, Dispatch, House, OutboundRequest
from leadflow.application.deliver import Desk
from leadflow.application.once import Delivery
from leadflow.application.ports import Outcome
from leadflow.domain.automation import Notify
from leadflow.domain.instant import Instant
from leadflow.domain.lead_model import Channel, LeadModel
from leadflow.domain.state import State
from tests.fakes import MemoryEndpoints
from tests.unit.channels.matters import ADA, HAND_OVER, MODEL, NOW, WHO, earlier, lead
from tests.unit.delivering import ERRAND, LETTER, World

MAILING = replace(
    MODEL,
    automations={"hand_over": replace(HAND_OVER, do=(Notify("head", "head@acme.example"), Notify("head", "{deputy}")))},
    channels={"head": Channel("head", "email")},
)
OPEN = replace(MODEL, channels={"sales": Channel("sales", "webhook", "data-team", ("email",))})


@dataclass
class Told(World):
    """A world that remembers each dispatch, and what is closed in it."""

    ways: list[Dispatch] = field(default_factory=list)
    endpoints: MemoryEndpoints = field(default_factory=MemoryEndpoints)

    def request(self, dispatch: Dispatch) -> OutboundRequest:
        self.ways.append(dispatch)
        return OutboundRequest("https://x.example", b"", {}, frozenset())

    def desk(self, model: LeadModel = MODEL, *, acting: bool = True) -> Desk:
        desk = super().desk(model, acting=acting)
        return replace(
            desk, telling=replace(desk.telling, endpoints=self.endpoints, house=House("alerts@acme.example"))
        )


def test_each_recipient_is_told_alone_without_any_secret() -> None:
    world = Told(secret=None)
    world.leads.kept[ADA] = State(ADA, lead({**WHO, "deputy": "bo@acme.example"}), version=7)
    for place in (0, 1):
        world.deliver(replace(ERRAND, action=place), MAILING)
    assert [way.to for way in world.ways] == ["head@acme.example", "bo@acme.example"]
    assert [(way.secrets, way.house.sender) for way in world.ways] == [((), "alerts@acme.example")] * 2


def test_a_recipient_who_is_not_known_fails_alone() -> None:
    world = Told(secret=None)
    assert world.deliver(ERRAND, MAILING).outcome is Outcome.DONE
    failed = world.deliver(replace(ERRAND, action=1), MAILING)
    assert failed == Delivery(Outcome.FAILED, "head", "the lead has no deputy to write to")
    assert world.buried == [(LETTER, "the lead has no deputy to write to")]


def test_a_channel_gets_all_live_secrets_what_it_may_tell_and_the_time_of_the_attempt() -> None:
    world = Told()
    world.deliver(model=OPEN)
    [way] = world.ways
    assert (list(way.secrets), way.now) == ([world.secret, "the one before"], NOW)
    assert way.include == {"email"}
    assert (way.errand, way.news.id, way.model) == (ERRAND, ERRAND.news, "acme")


def test_what_has_changed_is_told_where_somebody_was_told_before() -> None:
    world = Told()
    world.outbox.put(earlier())
    world.deliver()
    since = world.ways[0].message.since
    assert since is not None
    assert since.changes[0] == "readiness 54 → 83"


def test_a_destination_that_closes_is_told_nothing_more() -> None:
    world = Told(answers=[Closed("410")])
    assert world.deliver() == Delivery(Outcome.FAILED, "sales", "410")
    refused = world.deliver(replace(ERRAND, automation="cooled"))
    assert refused.outcome is Outcome.FAILED
    assert refused.reason == "sales has said that it wants nothing any more; another sales-webhook opens it"
    assert (len(world.told), len(world.buried)) == (1, 2)


def test_under_another_secret_it_is_told_again() -> None:
    world = Told(answers=[Closed("410")])
    world.deliver()
    world.secret = "https://hooks.slack.com/services/another"
    assert world.deliver(replace(ERRAND, automation="cooled"), now=Instant(NOW + 1)).outcome is Outcome.DONE


@pytest.mark.parametrize("channel", ["head", "sales"])
def test_other_channels_are_told_as_before(channel: str) -> None:
    world = Told()
    world.endpoints.close("elsewhere", "x", NOW)
    model = MAILING if channel == "head" else MODEL
    assert world.deliver(model=model) == Delivery(Outcome.DONE, channel)
