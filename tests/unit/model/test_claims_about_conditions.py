"""What docs/model.md says of conditions and segments, tried out on its own examples."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from leadflow.domain.activity import Activity
from leadflow.domain.identity import Keys
from leadflow.domain.json import Json
from tests.unit.model.page import HOUR, MOMENT, WORDING, Claim, act, found, on, stated


def demo(day: float, number: int = 1) -> Activity:
    return act("form.submitted", day, form="demo", number=number)


def of(kind: str, day: float, which: str, source: str = "crm", **fields: Json) -> Activity:
    """What the source then said of one opportunity or one purchase."""
    plural = {"opportunity": "opportunities", "purchase": "purchases"}[kind]
    traits = {f"crm.{plural}.{which}.{name}": value for name, value in fields.items()}
    return replace(stated(day, **traits), id=f"{which} {day}", source=source)


def by(source: str, day: float, **traits: Json) -> Activity:
    """Traits that this source then stated."""
    return replace(stated(day, **traits), id=f"{source} {day}", source=source)


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

DEALS = [of("opportunity", 0, "7", stage="won", region=["Northern"]), of("opportunity", 1, "8", stage="lost")]
BOUGHT = [
    of("purchase", 0, "7", amount=9_000, at="2026-03-01"),
    of("purchase", 1, "8", amount="1000.5", at="2026-01-01"),
]
DATED = [
    of("opportunity", 0, "7", close_date="2026-03-20T09:00:00Z"),
    of("opportunity", 1, "8", close_date="2026-03-12T09:00:00Z"),
]

SALES: Sequence[Claim] = [
    Claim(
        "`any`: it is so of one opportunity at least",
        DEALS,
        on(0, ever_won=True, lost_lately=False) | on(1, ever_won=True, lost_lately=True),
    ),
    Claim(
        "`latest`, as where nothing is said: of the one that was changed last",
        [*DEALS, of("opportunity", 2, "7", stage="won")],
        on(1, lost_lately=True) | on(2, lost_lately=False),
    ),
    Claim(
        "so too fields that the map of the CRM has `on: opportunity`",
        DEALS,
        on(0, northern=True) | on(1, northern=True),
    ),
    Claim(
        "Those whose `deleted` is true are left out.",
        [*DEALS, of("opportunity", 2, "8", deleted=True), of("opportunity", 3, "8", deleted="no")],
        on(1, lost_lately=True) | on(2, lost_lately=False) | on(3, lost_lately=True),
    ),
    Claim(
        "What is not known of that one is not known, whatever is known of another.",
        [*DEALS, of("opportunity", 2, "9", region="South")],
        on(2, lost_lately=False, ever_won=True),
    ),
    Claim(
        "Of `any`, all values that are there are tested",
        DATED,
        on(3, closes_soon=False)
        | on(3 + MOMENT, closes_soon=True)
        | on(10, closes_soon=True)
        | on(10 + MOMENT, closes_soon=False)
        | on(11, closes_soon=False)
        | on(11 + MOMENT, closes_soon=True)
        | on(18, closes_soon=True)
        | on(18 + MOMENT, closes_soon=False),
    ),
    Claim(
        "the sum of all amounts, whatever their currency",
        [*BOUGHT, of("purchase", 2, "9", amount="none", currency="NOK")],
        on(0, big_customer=False) | on(1, big_customer=True) | on(2, big_customer=True),
    ),
    Claim("how many purchases there are", BOUGHT, on(0, bought_again=False) | on(1, bought_again=True)),
    Claim(
        "A purchase whose `at` is no date counts, but is not the latest.",
        [*BOUGHT, of("purchase", 2, "9", at="soon")],
        on(2, bought_lately=True, bought_again=True),
    ),
    Claim(
        "such as a figure that the CRM adds up itself",
        [stated(0, crm__total_purchases=20_000), of("purchase", 1, "7", amount=5)],
        on(0, big_customer=True) | on(1, big_customer=False),
    ),
    Claim(
        "`wins: crm`: the CRM's holds once it has stated one",
        [by("newsletter", 0, title="CEO"), by("crm", 1, title="Clerk"), by("newsletter", 2, title="CEO")],
        on(0, persona="decision_maker") | on(1, persona="gatherer") | on(2, persona="gatherer"),
    ),
    Claim("Whoever alone has spoken is believed.", [by("crm", 0, title="CEO")], on(0, persona="decision_maker")),
    Claim(
        "the company's domain by the lead's address: `acme.co.uk` of `ann@mail.acme.co.uk`",
        [replace(NOBODY, lead=Keys("ada@mail.nordlys.example"))],
        on(0, colleagues=True, nobody_in_person=False),
    ),
    Claim(
        "nothing of an address that anybody can have",
        [replace(NOBODY, lead=Keys("nordlys.example@gmail.com"))],
        on(0, colleagues=False),
    ),
    Claim(
        "`true` of an address that belongs to a task, such as `info@` or `sales@`, `false` of any other",
        [replace(NOBODY, lead=Keys("sales@nordlys.example"))],
        on(0, colleagues=True, nobody_in_person=True),
    ),
    Claim(
        "of more than 50, what was stated before the 51st was last changed is forgotten",
        [
            of("opportunity", -2, "first", region="Northern"),
            *(of("opportunity", day, f"{day}", stage="open") for day in range(51)),
            of("opportunity", 60, "first", stage="open"),
        ],
        on(48, northern=True) | on(49, northern=False) | on(50, northern=False) | on(60, northern=False),
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


@pytest.mark.slow
@pytest.mark.parametrize("claim", [*CONDITIONS, *SALES, *SEGMENTS], ids=str)
def test_it_is_so(claim: Claim) -> None:
    assert claim.words in WORDING
    assert found(claim) == claim.then
