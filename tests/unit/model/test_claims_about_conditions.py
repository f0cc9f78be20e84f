"""What docs/model.md says of conditions and segments, tried out on its own examples."""

from collections.abc import Sequence

import pytest

from leadflow.domain.activity import Activity
from tests.unit.model.page import HOUR, MOMENT, WORDING, Claim, act, found, on, stated


def demo(day: float, number: int = 1) -> Activity:
    return act("form.submitted", day, form="demo", number=number)


NOBODY = act("email.delivered", 0)
HOT = [demo(0, 1), demo(0, 2), stated(0, title="CEO")]
COMPLAINED = act("email.complained", 1)

CONDITIONS: Sequence[Claim] = [
    Claim(
        "it is so much higher, or lower, than it was that long ago; none counts as 0",
        [demo(0)],
        on(0, rising=True, cooling=False) | on(29, rising=True) | on(30, rising=False, cooling=True),
    ),
    Claim(
        "`rose: 20, within: 30 days` compares with exactly thirty days ago",
        [demo(0)],
        on(30 - MOMENT, rising=True) | on(30, rising=False),
    ),
    Claim(
        "it is this number or more, or was at some instant since then",
        [demo(0, 1), demo(0, 2)],
        on(0, was_hot=True) | on(102, was_hot=True) | on(103, was_hot=False),
    ),
    Claim("While it was none, a score has not peaked.", [NOBODY], on(0, was_hot=False)),
    Claim(
        "the sum of its measures is this number or more; `within` as above",
        [act("page.viewed", day, seconds=300) for day in (0, 1)],
        on(0, reader=False) | on(1, reader=True) | on(30 - MOMENT, reader=True) | on(30, reader=False),
    ),
    Claim(
        "counting what is less than so long ago",
        [act("search.performed", day, term="SLA") for day in (0, 1)],
        on(1, likes_service=True) | on(60 - MOMENT, likes_service=True) | on(60, likes_service=False),
    ),
    Claim(
        "the signal has not occurred for so long, nor was the lead first seen since",
        [NOBODY, demo(61)],
        on(60 - MOMENT, silent_60=False) | on(60, silent_60=True) | on(61, silent_60=False) | on(121, silent_60=True),
    ),
    Claim(
        "it is a date that has come, less than so long ago",
        [stated(0, crm__last_purchase="2026-03-03T10:00:00+01:00")],
        on(0, bought_lately=False)
        | on(1, bought_lately=True)
        | on(91 - MOMENT, bought_lately=True)
        | on(91, bought_lately=False),
    ),
    Claim(
        "it is a date that is still to come, or comes now, less than so far ahead",
        [stated(0, crm__renewal="2026-04-01T09:00:00Z")],
        on(0, renews_soon=False)
        | on(MOMENT, renews_soon=True)
        | on(30, renews_soon=True)
        | on(30 + MOMENT, renews_soon=False),
    ),
    Claim(
        "without a time it is its midnight in the time zone, with a time that has no offset it is UTC",
        [stated(0, crm__renewal="2026-03-04", crm__last_purchase="2026-03-03T00:00:00")],
        on(1 + 14 * HOUR, renews_soon=True)
        | on(1 + 14 * HOUR + MOMENT, renews_soon=False)
        | on(15 * HOUR - MOMENT, bought_lately=False)
        | on(15 * HOUR, bought_lately=True),
    ),
    Claim(
        "it is a date earlier, or later, than this one; on that very date it is neither",
        [stated(day, crm__contract_start=f"20{text}") for day, text in enumerate(["19-12-31", "20-01-01", "24-01-01"])],
        on(0, first_contracts=False) | on(1, first_contracts=True) | on(2, first_contracts=False),
    ),
    Claim(
        "Of a trait that is a list one element has to fit.",
        [stated(0, crm__contract_start=["2018-05-01", "2022-05-01"])],
        on(0, first_contracts=True),
    ),
    Claim("What is no date fits no date test.", [stated(0, crm__renewal="soon")], on(0, renews_soon=False)),
    Claim(
        "A stored trait of such a name is not seen.",
        [NOBODY, stated(5, first_seen="2026-03-07")],
        on(7 - MOMENT, newcomer=True) | on(7, newcomer=False),
    ),
]

SEGMENTS: Sequence[Claim] = [
    Claim(
        "until then a lead that is in it stays, though `when` no longer holds",
        HOT,
        on(0, sales_ready=True) | on(20, sales_ready=True, interest="medium") | on(25, sales_ready=False),
    ),
    Claim(
        "While `until` holds, nobody is in the segment, whatever `when` says.",
        [*HOT, COMPLAINED],
        on(0, sales_ready=True) | on(1, sales_ready=False, off_limits=True),
    ),
    Claim(
        "the lead is in that segment and has been for so long",
        [NOBODY, *HOT],
        on(5 - MOMENT, waiting=False) | on(5, waiting=True),
    ),
    Claim(
        "the lead is in that segment and has been for so long",
        [*HOT, COMPLAINED, act("activity.voided", 2, activity=COMPLAINED.id)],
        on(1, sales_ready=False) | on(2, sales_ready=True) | on(7 - MOMENT, waiting=False) | on(7, waiting=True),
    ),
]


@pytest.mark.parametrize("claim", [*CONDITIONS, *SEGMENTS], ids=str)
def test_it_is_so(claim: Claim) -> None:
    assert claim.words in WORDING
    assert found(claim) == claim.then
