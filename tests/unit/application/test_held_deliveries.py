"""Errands outside somebody's hours: they wait, and are done once when the hours begin."""

from dataclasses import replace

import pytest

from leadflow.application.channel import TryAgain
from leadflow.application.once import Delivery
from leadflow.application.ports import Outcome, OutsideDown
from leadflow.domain.automation import Whose
from leadflow.domain.errand import Errand
from leadflow.domain.hours import Hours
from leadflow.domain.instant import Instant
from leadflow.domain.team import Member
from tests.fakes import MemoryDeliveries
from tests.unit.channels.matters import HAND_OVER, MODEL, NOW
from tests.unit.delivering import ERRAND, LETTER, World

ANN = "ann@acme.example"


def test_outside_the_owner_s_hours_a_message_waits_and_goes_out_when_they_begin() -> None:
    world, morning = World(), Hours(8 * 60, 13 * 60)
    kept = replace(HAND_OVER, hours=Whose.OWNER)
    policy = replace(MODEL, automations={"hand_over": kept}, team={ANN: Member(hours=morning)})
    errand, opens = replace(ERRAND, owner=ANN), morning.opens(NOW)
    assert world.deliver(errand, policy) == Delivery(Outcome.HELD, "sales")
    assert (world.told, world.receipts.held) == ([], {errand: opens})
    assert world.deliver(errand, policy, opens).outcome is Outcome.DONE
    assert len(world.told) == 1
    assert world.deliver(errand, policy, opens).repeated


def test_while_what_must_wait_cannot_be_held_it_is_tried_again() -> None:
    class NoHold(MemoryDeliveries):
        def hold(self, errand: Errand, until: Instant) -> None:
            raise OutsideDown

    world, morning = World(), Hours(8 * 60, 13 * 60)
    policy = replace(MODEL, automations={"hand_over": replace(HAND_OVER, hours=morning)})
    with pytest.raises(TryAgain):
        replace(world.desk(policy), deliveries=NoHold(world.receipts)).deliver(ERRAND, LETTER, NOW)
    assert world.told == []


def test_in_observe_nothing_waits() -> None:
    policy = replace(MODEL, automations={"hand_over": replace(HAND_OVER, hours=Hours(8 * 60, 13 * 60))})
    assert World().desk(policy, acting=False).deliver(ERRAND, LETTER, NOW).outcome is Outcome.OBSERVED
