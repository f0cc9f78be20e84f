"""`replay` prints what the oracle prints: the leads, then every change at its true instant."""

import json

import pytest
from hypothesis import given

from leadflow.adapters.spool import Spool
from leadflow.application.replay import replay
from leadflow.cli.replayed import Json, lines
from leadflow.domain.instant import Instant, parse
from tests import oracle
from tests.fragments import Document
from tests.laws.cases import Case, cases, hunt, law
from tests.laws.product import Product, read

LEADS = 3


def agrees(case: Case, at: int | None) -> None:
    found = printed(case, at)
    expected = [json.loads(line) for line in oracle.replay(case.model, case.history, at)]
    for mine, true in zip(leads(found), leads(expected), strict=True):
        assert not_after(mine.pop("valid_until"), true.pop("valid_until"))
    assert found == expected


def printed(case: Case, at: int | None, *, transitions: bool = True) -> list[Document]:
    model = Product.of(case.model).model
    until = None if at is None else Instant(at)
    found = replay(model, read(case.history), until, transitions=transitions)
    with Spool.opened() as spool:
        return [json.loads(line) for line in lines(found, Json(spool))]


def leads(lines: list[Document]) -> list[Document]:
    return [line for line in lines if "transition" not in line]


def not_after(until: str | None, change: str | None) -> bool:
    """An answer may end early, never late."""
    return change is None or (until is not None and parse(until) <= parse(change))


@law(150)
@given(cases(LEADS))
def test_every_line_is_the_oracle_s(case: Case) -> None:
    agrees(case, case.instants[-1])


@law(50)
@given(cases(LEADS))
def test_without_an_instant_it_ends_with_the_last_activity(case: Case) -> None:
    agrees(case, None)


@pytest.mark.long
@hunt(5_000)
@given(cases(LEADS))
def test_every_line_is_the_oracle_s_in_very_many_cases(case: Case) -> None:
    agrees(case, case.instants[-1])


@law(100)
@given(cases(LEADS))
def test_leads_are_the_same_where_transitions_are_not_printed(case: Case) -> None:
    at = case.instants[-1]
    quiet, loud = printed(case, at, transitions=False), leads(printed(case, at))
    for line in [*quiet, *loud]:
        del line["valid_until"]  # an answer that was renewed on the way may end at another instant
    assert quiet == loud
