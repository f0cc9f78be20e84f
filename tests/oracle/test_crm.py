"""What the CRM tells, by cases worked out by hand."""

import pytest

from tests.oracle.acts import DAY, START, asked, did, known
from tests.oracle.changes import next_change
from tests.oracle.history import understand
from tests.oracle.matching import Document

SOURCES: Document = {"form": {"kind": "form"}, "deals": {"kind": "hubspot"}, "other": {"kind": "hubspot"}}


def said(name: str, source: str, at: int, **traits: object) -> Document:
    return did(name, at, source=source, type="identity.stated", traits=traits)


def value(model: Document, name: str, *history: Document, every: bool = False) -> object:
    return understand(model, history).known.value(name, every=every)


@pytest.mark.parametrize(
    ("wins", "both", "late"),
    [("crm", "theirs", "theirs"), ("us", "ours", "even later"), (None, "ours", "even later")],
)
def test_the_map_says_who_is_believed(wins: str | None, both: str, late: str) -> None:
    rule = {} if wins is None else {"wins": wins}
    model: Document = {
        "sources": SOURCES,
        "crm": {"provider": "hubspot", "fields": {"title": {"crm": "jobtitle"} | rule}},
    }
    history = [said("a", "deals", START, title="theirs"), said("b", "form", START + 1, title="ours")]
    assert value(model, "title", *history) == both
    assert value(model, "title", history[0]) == "theirs"
    assert value(model, "title", *history, said("c", "other", START + 2, title="even later")) == late
    assert value(model, "name", *history) is None


ASKS: Document = {"segments": {"s": {"all": [{"trait": f"crm.opportunity_{f}"} for f in ("stage", "amount")]}}}


def opportunity(name: str, at: int, which: str, /, **fields: object) -> Document:
    return did(name, at, type="crm.opportunity.changed", traits={"crm": {"opportunities": {which: fields}}})


def purchase(name: str, at: int, which: str, /, **fields: object) -> Document:
    return did(
        name, at, type="crm.purchase.changed", traits={f"crm.purchases.{which}.{f}": v for f, v in fields.items()}
    )


def test_the_opportunity_changed_last_is_asked_about_or_any() -> None:
    history = [opportunity("a", START + 1, "7", stage="won", amount=5), opportunity("b", START, "8", stage="open")]
    assert value(ASKS, "crm.opportunity_stage", *history) == "won"
    assert value(ASKS, "crm.opportunity_stage", *history, every=True) == ["open", "won"]
    named = opportunity("c", START + 2, "8", name="nobody asks for names")
    assert value(ASKS, "crm.opportunity_stage", *history, named) == "won"
    assert value(ASKS, "crm.opportunity_amount", *history, opportunity("c", START + 2, "8", stage="lost")) is None
    assert value(ASKS, "crm.opportunity_stage", *history, opportunity("c", START + 2, "7", deleted=True)) == "open"


def test_purchases_are_added_up() -> None:
    history = [
        purchase("a", START, "1", amount=0.1, at="2025-01-01"),
        purchase("b", START, "2", amount="0.2", at="2025-02-01"),
        purchase("c", START, "3", amount=9, deleted=True),
    ]
    found = [value({}, f"crm.{name}", *history) for name in ("total_purchases", "purchases_count", "last_purchase")]
    assert found == [0.3, 2, "2025-02-01"]
    rolled = known(**{"crm.total_purchases": 70})
    assert value({}, "crm.total_purchases", rolled) == 70
    assert value({}, "crm.total_purchases", rolled, *history) == 0.3


def test_what_was_said_before_the_51st_was_last_spoken_of_is_forgotten() -> None:
    first = purchase("x", START - 1, "x", amount=1000)
    others = [purchase(f"{n}", START + n, f"{n}", amount=1) for n in range(50)]
    assert value({}, "crm.total_purchases", first, *others[:49]) == 1049
    assert value({}, "crm.total_purchases", first, *others) == 50
    assert value({}, "crm.total_purchases", first, *others, purchase("y", START + DAY, "x", at="2025-01-01")) == 49


def test_any_of_several_dates_decides_when_it_changes() -> None:
    test: Document = {"trait": "crm.opportunity_close_date", "of": "any", "within": "1 day"}
    history = [opportunity(d, START - DAY, d, close_date=f"2025-06-{d}") for d in ("11", "14", "12")]
    assert not asked(test, *history, at=START)
    instants, now = [], START
    while (change := next_change({"segments": {"s": test}}, history, now)) is not None:
        instants.append((change - START) // DAY)
        now = change
    assert instants == [1, 3, 4, 5]


def test_the_company_is_the_part_of_the_address_below_a_public_suffix() -> None:
    test = {"trait": "company.domain", "is": "acme.co.uk"}
    assert asked(test, did("a", lead={"email": "Ann@mail.acme.co.uk"}), at=START)
    assert not asked(test, did("a", lead={"email": "acme.co.uk@gmail.com"}), at=START)
    assert asked({"trait": "company.role_address", "is": True}, did("a", lead={"email": "info@gmail.com"}), at=START)
    assert asked({"trait": "company.role_address", "exists": False}, did("a", lead={"user_id": "a"}), at=START)
