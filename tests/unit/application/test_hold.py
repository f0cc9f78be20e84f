"""What waits for the hours, and comes back."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from leadflow.application.hold import Later, Release, check
from leadflow.application.ports import Order, OutsideDown
from leadflow.domain.automation import Whose
from leadflow.domain.errand import Errand
from leadflow.domain.facts import Facts
from leadflow.domain.hours import Hours
from leadflow.domain.instant import HOUR, Duration, Instant, parse
from leadflow.domain.json import Json
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.standing import Standing
from leadflow.domain.team import Member
from tests.fakes import MemoryActions, MemoryHeld, Receipts
from tests.unit.channels.matters import ADA, HAND_OVER, MODEL, lead

ANN, BO = "ann@acme.example", "bo@acme.example"
OSLO = Hours(9 * 60, 17 * 60, "Europe/Oslo")
TEAM = replace(MODEL, team={ANN: Member(hours=OSLO), BO: Member()})
ERRAND = Errand(ADA, "n", "hand_over", 0)
NIGHT, MORNING = parse("2026-03-02T01:00:00Z"), parse("2026-03-02T08:00:00Z")
BY_OWNER = replace(HAND_OVER, hours=Whose.OWNER)


def known(owner: Json = None, now: Instant = NIGHT, policy: LeadModel = TEAM) -> Facts:
    return Facts(policy, lead({"owner": owner}), Standing(), now)


@pytest.mark.parametrize(
    ("errand", "facts"),
    [(replace(ERRAND, owner=ANN), known(BO)), (ERRAND, known(ANN))],
    ids=["given now", "had before"],
)
def test_at_night_the_owner_is_left_alone(errand: Errand, facts: Facts) -> None:
    with pytest.raises(Later) as later:
        check(BY_OWNER, errand, facts)
    assert later.value.until == MORNING


def test_in_their_hours_they_are_told_at_once() -> None:
    check(BY_OWNER, ERRAND, known(ANN, MORNING))


@pytest.mark.parametrize("owner", [None, BO, "dee@acme.example"], ids=["nobody", "at any hour", "not of the team"])
def test_whoever_has_no_hours_is_told_at_once(owner: Json) -> None:
    check(BY_OWNER, ERRAND, known(owner))


def test_hours_that_are_written_down_are_everybodys() -> None:
    with pytest.raises(Later):
        check(replace(HAND_OVER, hours=OSLO), ERRAND, known(BO))
    check(replace(HAND_OVER, hours=OSLO), ERRAND, known(BO, MORNING))
    check(HAND_OVER, ERRAND, known(ANN))


def test_what_is_due_goes_its_way_again_and_waits_no_more() -> None:
    receipts, actions = (
        Receipts(held={ERRAND: MORNING, replace(ERRAND, action=1): Instant(MORNING + HOUR)}),
        MemoryActions(),
    )
    assert Release(MemoryHeld(receipts), actions).round(MORNING) == 1
    assert actions.sent == [ERRAND]
    assert list(receipts.held) == [replace(ERRAND, action=1)]


def test_what_cannot_be_sent_waits_on() -> None:
    class NoQueue(MemoryActions):
        def send(
            self,
            errands: Sequence[Order],
            delay: Duration = Duration(0),
        ) -> None:
            raise OutsideDown

    receipts = Receipts(held={ERRAND: MORNING})
    with pytest.raises(OutsideDown):
        Release(MemoryHeld(receipts), NoQueue()).round(MORNING)
    assert list(receipts.held) == [ERRAND]
