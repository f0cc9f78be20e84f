from collections.abc import Sequence
from dataclasses import replace
from itertools import permutations

import pytest

from leadflow.domain.instant import MINUTE, SECOND, Instant
from leadflow.domain.lead import Lead, Register
from leadflow.domain.membership import LEASE, Busy, Membership, Overtaken, Turn, entered, known
from tests.unit.channels.matters import NOW

LATER = Instant(NOW + 60 * MINUTE)


def turn(minute: int, *, wants: bool, by: str = "nurture", takes_back: bool = False) -> Turn:
    return Turn(Instant(NOW + minute * MINUTE), minute, by, wants, takes_back)


IN, OUT = turn(1, wants=True), turn(2, wants=False, by="leave")
NOT_AFTER_ALL = turn(3, wants=True, takes_back=True)


def done(turns: Sequence[Turn], kept: Membership | None = None, lead: Lead = Lead()) -> Membership | None:  # noqa: B008 frozen
    """After these turns in this order, each told to a tool that takes it."""
    for each in turns:
        try:
            found = entered(kept, lead, "reawaken", each, LATER)
        except Overtaken:
            continue
        kept = found if found.settled else found.told(LATER)
    return kept


def said(minute: int, *, on: bool) -> Lead:
    at = Instant(NOW + minute * MINUTE)
    return Lead(traits={"track.reawaken": Register(on, at, 9, "t")})


@pytest.mark.parametrize("order", list(permutations([IN, OUT, turn(3, wants=True), turn(4, wants=False)])))
def test_the_latest_news_decides_whatever_the_order(order: Sequence[Turn]) -> None:
    found = done(order)
    assert found is not None
    assert (found.on, found.wanted) == (False, False)


def test_who_is_there_already_is_not_told_of_again() -> None:
    first = done([IN])
    assert entered(first, Lead(), "reawaken", turn(2, wants=True), LATER).settled
    assert entered(None, Lead(), "reawaken", OUT, LATER).settled


def test_what_was_kept_is_forgotten_but_what_the_lead_knows_is_not() -> None:
    assert not entered(None, said(1, on=True), "reawaken", OUT, LATER).settled
    assert entered(None, said(1, on=False), "reawaken", OUT, LATER).settled


def test_what_somebody_else_has_said_since_goes_before_what_was_kept() -> None:
    first = done([IN])
    assert known(first, said(1, on=False), "reawaken") is True
    assert known(first, said(2, on=False), "reawaken") is False
    with pytest.raises(Overtaken):
        entered(None, said(3, on=True), "reawaken", OUT, LATER)


def test_while_one_worker_tells_the_tool_no_other_does() -> None:
    first = entered(None, Lead(), "reawaken", IN, LATER)
    with pytest.raises(Busy) as busy:
        entered(first, Lead(), "reawaken", OUT, Instant(LATER + SECOND))
    assert busy.value.until == LATER + LEASE
    assert not entered(first.unknown(), Lead(), "reawaken", OUT, Instant(LATER + LEASE)).settled


def test_a_tool_that_may_not_have_heard_is_told_again() -> None:
    unsure = entered(None, Lead(), "reawaken", IN, LATER).unknown().free()
    assert not entered(unsure, Lead(), "reawaken", IN, LATER).settled
    assert not entered(unsure, Lead(), "reawaken", OUT, LATER).settled


def test_what_was_refused_is_as_it_was_before() -> None:
    found = entered(None, Lead(), "reawaken", IN, LATER)
    assert entered(found.unknown().free(found), Lead(), "reawaken", OUT, LATER).settled


@pytest.mark.parametrize(
    ("turns", "on"),
    [
        ([IN, NOT_AFTER_ALL], False),
        ([NOT_AFTER_ALL, IN], False),
        ([turn(0, wants=True, by="earlier"), IN, NOT_AFTER_ALL], True),
        ([IN, OUT, NOT_AFTER_ALL], False),
        ([IN, OUT, turn(3, wants=False, by="leave", takes_back=True)], True),
        ([OUT, turn(3, wants=False, by="leave", takes_back=True)], False),
    ],
)
def test_what_should_not_have_been_done_is_as_it_was_before(turns: Sequence[Turn], on: bool) -> None:
    found = done(turns)
    assert found is not None
    assert found.on is on


def test_taking_back_what_may_have_been_done_undoes_it() -> None:
    unsure = entered(None, Lead(), "reawaken", IN, LATER).unknown().free()
    found = entered(unsure, Lead(), "reawaken", NOT_AFTER_ALL, LATER)
    assert (found.settled, found.wanted) == (False, False)


def test_it_is_remembered_when_the_tool_was_last_told_to_put_the_lead_on() -> None:
    found = done([IN])
    assert found is not None
    assert found.told_at == LATER
    assert entered(replace(found, on=None), Lead(), "reawaken", OUT, LATER).told_at == LATER
