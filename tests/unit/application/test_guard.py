"""A flood of news becomes some messages and one that counts the rest, and nothing is forgotten."""

from dataclasses import replace

import pytest

from leadflow.application.channel import Dispatch, OutboundRequest
from leadflow.application.circuit import NotYet
from leadflow.application.deliver import Desk
from leadflow.application.guard import STRAGGLERS
from leadflow.application.once import Delivery
from leadflow.application.ports import Outcome
from leadflow.domain.automation import Change
from leadflow.domain.errand import Errand, Roundup, place
from leadflow.domain.identity import LeadId
from leadflow.domain.instant import HOUR, Instant, iso
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.roundup import compose, news
from tests.fakes import MemoryCounters
from tests.unit.channels.matters import COOLED, HAND_OVER, MODEL, NOW
from tests.unit.delivering import ERRAND, LETTER, World

HOURS = Instant(NOW // HOUR * HOUR)
ROUNDUP = Roundup("sales", HOURS)
OVER = Instant(HOURS + HOUR + STRAGGLERS)
LIMIT = 2


class Flood(World):
    """As many automations as are wanted, one channel that takes LIMIT messages an hour, and what is said to it."""

    def __init__(self) -> None:
        super().__init__()
        self.counters = MemoryCounters(self.receipts)
        self.said: list[Dispatch] = []

    def request(self, dispatch: Dispatch) -> OutboundRequest:
        self.said.append(dispatch)
        return super().request(dispatch)

    @property
    def model(self) -> LeadModel:
        sales = replace(MODEL.channels["sales"], at_most=LIMIT)
        names = {f"hand_over_{number}": HAND_OVER for number in range(9)} | {"cooled": COOLED, "hand_over": HAND_OVER}
        return replace(MODEL, channels={"sales": sales}, automations=names)

    def comes(self, errand: Errand, now: Instant = NOW) -> Outcome:
        return self._guarded().deliver(errand, LETTER, now).outcome

    def told_of_the_rest(self, now: Instant = OVER, *, acting: bool = True) -> Delivery:
        return self._guarded(acting=acting).round_up(ROUNDUP, LETTER, now)

    def _guarded(self, *, acting: bool = True) -> Desk:
        desk = self.desk(self.model, acting=acting)
        guard = replace(desk.telling.guard, counters=self.counters)
        return replace(desk, telling=replace(desk.telling, guard=guard))


def errand(number: int) -> Errand:
    return replace(ERRAND, automation=f"hand_over_{number}")


def test_more_than_the_channel_takes_in_an_hour_is_told_together() -> None:
    world = Flood()
    assert [world.comes(errand(number)) for number in range(5)] == [*[Outcome.DONE] * 2, *[Outcome.GUARDED] * 3]
    assert world.comes(errand(3)) is Outcome.GUARDED
    assert world.actions.sent == [ROUNDUP]
    assert world.actions.delays == [OVER - NOW]
    assert world.told_of_the_rest() == Delivery(Outcome.DONE, "sales")
    assert world.told_of_the_rest().repeated
    assert [each.message.headline for each in world.said[2:]] == ["And 3 more from 14:00 to 15:00 UTC"]


def test_the_roundup_waits_until_its_hour_is_surely_over() -> None:
    world = Flood()
    for number in range(3):
        world.comes(errand(number))
    with pytest.raises(NotYet) as early:
        world.told_of_the_rest(NOW)
    assert early.value.after == OVER - NOW
    assert world.told_of_the_rest().outcome is Outcome.DONE


def test_a_roundup_of_nothing_tells_nobody() -> None:
    world = Flood()
    assert world.told_of_the_rest().outcome is Outcome.DONE
    assert world.said == []


def test_in_observe_a_roundup_is_only_recorded() -> None:
    world = Flood()
    assert world.told_of_the_rest(acting=False).outcome is Outcome.OBSERVED


def test_a_roundup_for_a_channel_that_is_gone_is_kept_with_the_reason() -> None:
    world = Flood()
    done = world.desk(replace(MODEL, channels={})).round_up(ROUNDUP, LETTER, OVER)
    assert (done.outcome, world.buried) == (Outcome.FAILED, [(LETTER, done.reason)])


def test_what_waited_for_a_dead_destination_is_no_flood() -> None:
    """The hour is that of the news, so that a day's messages may all come at once when the destination is back."""
    world = Flood()
    world.comes(errand(0))
    world.outbox.put(
        replace(told := world.outbox.kept[ERRAND.news], transition=replace(told.transition, at=Instant(HOURS - 1)))
    )
    late = Instant(NOW + 5 * HOUR)
    assert [world.comes(errand(number), late) for number in (1, 2)] == [Outcome.DONE] * 2
    assert world.comes(errand(3), late) is Outcome.GUARDED
    assert world.actions.sent == [Roundup("sales", Instant(HOURS + 5 * HOUR))]


def test_a_channel_without_a_limit_takes_all() -> None:
    world = World()
    called = replace(MODEL, automations={f"hand_over_{number}": HAND_OVER for number in range(99)})
    assert {world.deliver(errand(number), called).outcome for number in range(99)} == {Outcome.DONE}


def test_people_are_counted_one_by_one_and_their_addresses_stand_in_no_key() -> None:
    ann, bo = place("owner", "ann@acme.example"), place("owner", "bo@acme.example")
    assert len({ann, bo, "owner"}) == 3
    assert "ann" not in f"{ann}{Roundup('owner', HOURS, 'ann@acme.example').errand}"
    assert place("owner", "") == "owner"


def test_a_roundup_says_how_many_of_what_and_where_to_look() -> None:
    message = compose(ROUNDUP, {"cooled": 17, "hand_over": 120})
    assert message.headline == "And 137 more from 14:00 to 15:00 UTC"
    assert [(fact.name, fact.value) for fact in message.facts] == [
        ("Hand over", "120 messages"),
        ("Cooled", "17 messages"),
    ]
    assert message.next == "See who: leadflow deliveries --guarded --channel sales"
    assert (message.change, message.reasons.told, message.person.name) == (Change.OCCURRED, (), "")
    assert iso(message.at) == "2024-05-14T15:00:00Z"
    about = news(ROUNDUP)
    assert (about.lead, about.transition.at) == (LeadId("roundup"), message.at)
