"""Opportunities and purchases: kept each by its id, asked about together."""

from collections.abc import Sequence
from itertools import permutations

import pytest

from leadflow.domain.activity import Activity
from leadflow.domain.evaluation import valid_until
from leadflow.domain.facts import Facts
from leadflow.domain.fold import fold
from leadflow.domain.instant import Instant, parse
from leadflow.domain.json import Json
from leadflow.domain.lead import Lead
from leadflow.domain.sales import KEPT
from tests.models import MONDAY, did, facts, later, model

OPPORTUNITIES: Json = {"asked": {"trait": "crm.opportunity_amount", "at_least": 1}}
PURCHASES: Json = {"asked": {"trait": "crm.purchases_count", "at_least": 1}}
POLICY = model(segments=OPPORTUNITIES)
BUYING = model(segments=PURCHASES)


def told(day: float, kind: str, name: str = "", **things: Json) -> Activity:
    """What was said of opportunities or purchases, by their ids, so many days after Monday."""
    return did(name or f"{kind} {day}", f"crm.{kind}.changed", later(day), traits={"crm": {kind: things}})


def opportunity(day: float, which: str = "7", **fields: Json) -> Activity:
    return told(day, "opportunities", f"{which} on {day}", **{which: fields})


def purchase(day: float, which: str = "7", **fields: Json) -> Activity:
    return told(day, "purchases", f"{which} on {day}", **{which: fields})


def asked(condition: dict[str, Json], *activities: Activity, now: Instant = MONDAY) -> bool:
    return facts(model(segments={"asked": condition}), *activities, now=now).member("asked")


def known(name: str, *activities: Activity) -> Json:
    fact: Json = {"asked": {"trait": name, "exists": True}}
    return facts(model(segments=fact), *activities, now=later(99)).trait(name)


WON_THEN_OPEN = [opportunity(1, "7", stage="won", amount=100), opportunity(2, "8", stage="open", amount=5)]


def test_the_latest_is_the_one_of_which_something_was_said_last() -> None:
    assert known("crm.opportunity_stage", *WON_THEN_OPEN) == "open"
    assert known("crm.opportunity_stage", *WON_THEN_OPEN, opportunity(3, "7", stage="won")) == "won"


def test_what_is_not_known_of_the_latest_is_not_known() -> None:
    assert known("crm.opportunity_amount", *WON_THEN_OPEN, opportunity(3, "9", stage="open")) is None


def test_of_two_told_of_at_once_the_greater_id_is_the_latest() -> None:
    both = told(1, "opportunities", a={"stage": "won"}, b={"stage": "lost"})
    assert known("crm.opportunity_stage", both) == "lost"


def test_one_that_is_deleted_is_left_out_and_comes_back_when_it_is_restored() -> None:
    gone, back = opportunity(3, "8", deleted=True), opportunity(4, "8", deleted=False)
    assert known("crm.opportunity_stage", *WON_THEN_OPEN, gone) == "won"
    assert known("crm.opportunity_stage", *WON_THEN_OPEN, gone, back) == "open"


def test_any_looks_at_all_of_them_and_latest_at_one() -> None:
    won: dict[str, Json] = {"trait": "crm.opportunity_stage", "is": "won"}
    assert asked({**won, "of": "any"}, *WON_THEN_OPEN)
    assert not asked(won, *WON_THEN_OPEN)
    assert not asked({**won, "of": "latest"}, *WON_THEN_OPEN)


@pytest.mark.parametrize(
    ("test", "holds"),
    [
        ({"above": 99}, True),
        ({"above": 100}, False),
        ({"is": [5, 6]}, True),
        ({"exists": True}, True),
    ],
)
def test_any_takes_every_test(test: dict[str, Json], holds: bool) -> None:
    assert asked({"trait": "crm.opportunity_amount", "of": "any", **test}, *WON_THEN_OPEN) is holds


def test_of_a_list_in_one_of_them_one_element_is_enough() -> None:
    regions = [opportunity(1, "7", region=["north", "east"]), opportunity(2, "8", region="south")]
    assert asked({"trait": "crm.opportunity_region", "of": "any", "like": "e*"}, *regions)
    assert not asked({"trait": "crm.opportunity_region", "of": "any", "exists": True}, opportunity(1, "7", stage="won"))


def test_when_any_of_several_dates_begins_or_ceases_to_fit_is_foreseen() -> None:
    policy = model(segments={"due": {"trait": "crm.opportunity_close_date", "of": "any", "due_within": "7 days"}})
    dates = ["2026-03-20", "2026-04-01", "2026-03-31"]
    told_of = [opportunity(-9, f"{n}", close_date=date) for n, date in enumerate(dates)]

    def seen(now: Instant) -> Facts:
        return facts(policy, *told_of, now=now)

    changes, now = [], MONDAY
    while (change := valid_until(seen(now))) is not None:
        assert seen(Instant(change - 1)).member("due") is not seen(change).member("due")
        changes.append(change)
        now = change
    midnights = [parse(f"{date}T00:00:00Z") for date in ("2026-03-13", "2026-03-20", "2026-03-24", "2026-04-01")]
    assert changes == [Instant(at + 1) for at in midnights]


def test_purchases_are_added_up_counted_and_dated() -> None:
    bought = [
        purchase(1, "1", amount=0.1, at="2026-02-01"),
        purchase(2, "2", amount="0.2", at="2026-02-03T12:00:00Z"),
        purchase(3, "3", amount="a lot", at="soon"),
        purchase(4, "4", amount=1e15, currency="NOK"),
    ]
    assert known("crm.total_purchases", *bought) == 0.3
    assert known("crm.purchases_count", *bought) == 4
    assert known("crm.last_purchase", *bought) == "2026-02-03T12:00:00Z"
    assert known("crm.last_purchase", *bought[2:]) is None


def test_a_purchase_that_is_taken_back_no_longer_counts() -> None:
    bought = [purchase(1, "1", amount=5), purchase(2, "2", amount=7), purchase(3, "1", deleted=True)]
    assert known("crm.total_purchases", *bought) == 7


@pytest.mark.parametrize(
    ("name", "value", "more", "then"),
    [
        ("crm.total_purchases", 900, purchase(1, amount=5), 5),
        ("crm.purchases_count", 3, purchase(1, amount=5), 1),
        ("crm.last_purchase", "2026-01-01", purchase(1, at="2025-01-01"), "2025-01-01"),
        ("crm.opportunity_stage", "open", opportunity(1, stage="won"), "won"),
    ],
)
def test_a_figure_that_the_crm_adds_up_itself_holds_until_the_things_are_known(
    name: str, value: Json, more: Activity, then: Json
) -> None:
    rolled_up = did("a", "crm.contact.changed", later(9), traits={name: value})
    assert known(name, rolled_up) == value
    assert known(name, rolled_up, more) == then
    assert known(name, rolled_up, more, opportunity(10, deleted=True), purchase(10, deleted=True)) == value


def test_any_asks_of_the_rolled_up_value_while_no_opportunity_is_known() -> None:
    rolled_up = did("a", "crm.contact.changed", traits={"crm.opportunity_stage": "won"})
    assert asked({"trait": "crm.opportunity_stage", "of": "any", "is": "won"}, rolled_up)


def test_only_what_follows_from_it_is_kept_and_always_whether_it_is_there() -> None:
    every = opportunity(1, stage="won", amount=5, name="Big", close_date="2026-01-01", deleted=False)
    bought = purchase(1, amount=5, at="2026-01-01", currency="NOK", deleted=False)
    names = {name.rpartition(".")[2] for name in fold(Lead(), [every, bought], POLICY, MONDAY).traits}
    assert names == {"stage", "amount", "deleted"}
    names = {name.rpartition(".")[2] for name in fold(Lead(), [every, bought], BUYING, MONDAY).traits}
    assert names == {"amount", "at", "deleted"}
    assert not fold(Lead(), [every, bought], model(), MONDAY).traits


def test_a_mapped_field_of_opportunities_is_kept_though_no_rule_asks() -> None:
    policy = model(crm={"provider": "hubspot", "fields": {"region": {"crm": "region", "on": "opportunity"}}})
    lead = fold(Lead(), [opportunity(1, stage="won", region="north", amount=5)], policy, MONDAY)
    assert {name.rpartition(".")[2] for name in lead.traits} == {"stage", "region"}


MANY = [purchase(n, f"{n}", amount=1) for n in range(KEPT + 3)]


def count(activities: Sequence[Activity]) -> Json:
    return facts(BUYING, *activities, now=later(99)).trait("crm.purchases_count")


def test_the_50_changed_last_are_kept() -> None:
    assert count(MANY[:KEPT]) == KEPT
    assert count(MANY) == KEPT
    lead = fold(Lead(), MANY, BUYING, later(99))
    assert len(lead.traits) == KEPT + 1  # one more, which marks how far back anything is known


def test_what_is_left_of_too_many_does_not_depend_on_the_order() -> None:
    again = purchase(70, "0", at="2026-01-01")
    late = purchase(-5, "1", at="2026-01-02")
    parts = [MANY[:30], MANY[30:], [again], [late]]
    leads = []
    for order in permutations(parts):
        lead = Lead()
        for part in order:
            lead = fold(lead, part, BUYING, later(99))
        leads.append(lead.traits)
    assert all(each == leads[0] for each in leads)
    merged = fold(Lead(), MANY[:51], BUYING, later(99)).merge(fold(Lead(), MANY[2:], BUYING, later(99)))
    assert fold(merged, [again, late], BUYING, later(99)).traits == leads[0]
