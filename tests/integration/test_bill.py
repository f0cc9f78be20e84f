"""The bill: units and calls of each design on each mix, and how they become dollars."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from bench import bill_report
from bench.bill import GOAL, PRODUCT, Bill, Line, bill
from bench.prices import MILLION, prices
from bench.pricing import paid, priced
from bench.spending import Step
from bench.stands import RECEIVING, WORKING
from bench.traffic import MIXES, SIZE
from local.embedded import TEMPLATE
from local.expand import load
from tests.templates import at

EACH, ONE, HALF = (mix.name for mix in MIXES)
NOTHING = Step(1769, 0, 0, 0, 0, 0, 0, 0, 0, 0)


@pytest.fixture(scope="module")
def found() -> Bill:
    return bill(lambda _: None, webhooks=1)


@pytest.fixture(scope="module")
def by_name(found: Bill) -> Mapping[tuple[str, str], Line]:
    return {(line.design, line.mix): line for line in found.lines}


def test_a_lead_with_twenty_occurrences_is_one_unit_and_an_activity_is_another(
    by_name: Mapping[tuple[str, str], Line],
) -> None:
    line = by_name[PRODUCT, EACH]
    assert (line.write_units, line.read_units) == (2, 0.5)
    assert line.calls == (1 + 1 + 20 + 20) / 20


def test_activities_of_one_lead_share_its_read_and_its_write(by_name: Mapping[tuple[str, str], Line]) -> None:
    line = by_name[PRODUCT, ONE]
    assert (line.write_units, line.read_units) == (1 + 2 / 20, 0.5 / 20)


def test_half_of_each_lies_between(by_name: Mapping[tuple[str, str], Line]) -> None:
    each, one, half = (by_name[PRODUCT, name].total for name in (EACH, ONE, HALF))
    assert one < half < each


def test_a_webhook_is_sent_received_and_deleted_once(by_name: Mapping[tuple[str, str], Line]) -> None:
    assert by_name[PRODUCT, HALF].queue_requests == pytest.approx(3 / 20)
    assert by_name["Tutorial", HALF].queue_requests == pytest.approx(2 * 3 / 20)


def test_the_baselines_write_an_activity_of_a_kilobyte_and_more(by_name: Mapping[tuple[str, str], Line]) -> None:
    assert by_name["Tutorial", HALF].write_units == 1 + 1 + 1 + 2
    assert by_name["Transactions", HALF].write_units == 2 * (1 + 2)


def test_an_activity_is_a_kilobyte_as_its_sender_tells_of_it() -> None:
    request = MIXES[0].webhook(0, at=1_772_456_400_000_000)  # type: ignore[arg-type] # any instant does
    assert len(request.body) == pytest.approx(SIZE * 20, rel=0.01)


def test_settling_transitions_and_wakes_cost_on_top(found: Bill) -> None:
    assert min(found.transition, found.wake, found.returning, found.settling, found.keeping) > 0


def test_dollars_are_units_times_prices() -> None:
    asked = prices()
    step = replace(NOTHING, read_units=8, write_units=4, queue_requests=2, logged=1_000_000, invocations=1)
    assert priced([step], asked) == {
        "writes": pytest.approx(4 * 0.625 / MILLION),
        "reads": pytest.approx(8 * 0.125 / MILLION),
        "queue": pytest.approx(2 * 0.40 / MILLION),
        "functions": pytest.approx(0.20 / MILLION),
        "log": pytest.approx(0.0005),
    }


def test_a_function_is_paid_while_it_waits_and_slower_with_less_memory() -> None:
    asked = prices()
    second = asked.written["each"]["gb_second"]
    assert paid([replace(NOTHING, megabytes=1769, seconds=1)], asked) == pytest.approx(second * 1769 / 1024)
    assert paid([replace(NOTHING, megabytes=512, seconds=1)], asked) == pytest.approx(second * 1769 / 1024)
    waiting = replace(NOTHING, megabytes=1024, waits=200)
    assert paid([waiting], asked) == pytest.approx(200 * asked.assumed("table_ms") / 1_000 * second)


def test_the_prices_are_dated() -> None:
    assert prices().written["date"] >= date(2026, 1, 1)
    assert prices().written["region"]


def test_the_functions_have_the_memory_that_is_priced() -> None:
    resources = load(TEMPLATE)["Resources"]
    memory = [at(resources, name, "Properties", "MemorySize") for name in ("Receive", "React", "Evaluate")]
    assert memory == [RECEIVING, RECEIVING, WORKING]


def test_the_verdict_says_whether_the_goal_is_met(found: Bill) -> None:
    def with_total(total: float) -> Bill:
        *others, half = [line for line in found.lines if line.design == PRODUCT]
        return replace(found, lines=[*others, replace(half, dollars={"writes": total}, transitions=0, wakes=0)])

    assert "NOT MET" in bill_report.verdict(with_total(GOAL + 0.01))
    assert bill_report.verdict(with_total(GOAL)).endswith(": met.")


def test_figures_stand_under_their_titles(found: Bill) -> None:
    _, titles, first, *_ = bill_report.rows(found)
    under = first[: titles.index("writes") + len("writes")].split()[-1]
    assert under == f"{found.lines[0].dollars['writes']:.2f}"
