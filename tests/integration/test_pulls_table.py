"""Where pulls stand is kept in the table `timeline`, whole, for any machine that goes on."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

import pytest

from leadflow.adapters.tables.pulls import DynamoPulls
from leadflow.adapters.tables.sources import DynamoSources
from leadflow.application.pull import Place, Tally
from leadflow.application.sightings import Sighting
from tests.integration.aws import by_emulator_with_tables, by_moto_with_tables
from tests.models import MONDAY

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

PLACE = Place("asked", MONDAY, "contacts", "cursor ✓", {"owners": Tally(2), "contacts": Tally(5, 4)}, ("owners",))


@pytest.fixture(params=[by_moto_with_tables, by_emulator_with_tables])
def client(request: pytest.FixtureRequest) -> "Iterator[DynamoDBClient]":
    tables: Callable[[], AbstractContextManager[DynamoDBClient]] = request.param
    with tables() as client:
        yield client


def test_nothing_is_kept_of_a_pull_that_was_never_begun(client: "DynamoDBClient") -> None:
    assert DynamoPulls(client, "Timeline").kept("crm", None) is None


def test_another_machine_finds_the_place_as_it_was(client: "DynamoDBClient") -> None:
    DynamoPulls(client, "Timeline").keep("crm", None, PLACE)
    assert DynamoPulls(client, "Timeline").kept("crm", None) == PLACE


def test_the_later_place_is_kept(client: "DynamoDBClient") -> None:
    pulls = DynamoPulls(client, "Timeline")
    pulls.keep("crm", None, PLACE)
    pulls.keep("crm", None, Place("asked", MONDAY, "deals"))
    assert pulls.kept("crm", None) == Place("asked", MONDAY, "deals")


def test_pulls_of_other_sources_and_of_one_thing_only_have_places_of_their_own(client: "DynamoDBClient") -> None:
    pulls = DynamoPulls(client, "Timeline")
    pulls.keep("crm", None, PLACE)
    assert (pulls.kept("crm", "contacts"), pulls.kept("other", None)) == (None, None)


def test_a_pull_that_is_done_is_forgotten_and_nothing_else(client: "DynamoDBClient") -> None:
    pulls, sources = DynamoPulls(client, "Timeline"), DynamoSources(client, "Timeline")
    sources.note({"crm": Sighting(MONDAY)})
    pulls.keep("crm", None, PLACE)
    pulls.keep("crm", "contacts", PLACE)
    pulls.forget("crm", None)
    assert (pulls.kept("crm", None), pulls.kept("crm", "contacts")) == (None, PLACE)
    assert sources.known("crm", MONDAY, 1).last == MONDAY
