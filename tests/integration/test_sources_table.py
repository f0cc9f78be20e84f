"""What is known of sources: written seldom, never taken back, and bounded whatever strangers send."""

from collections.abc import Iterator
from typing import Final

import boto3
import pytest

from leadflow.adapters.tables.sources import FIELDS_LIMIT, DynamoSources, Known
from leadflow.adapters.tables.timeline import DynamoTimeline
from leadflow.application.sightings import Sighting
from leadflow.domain.instant import DAY, MINUTE, SECOND, Instant
from tests.integration.aws import by_moto_with_tables
from tests.samples import NOON, activity

TABLE: Final = "Timeline"


@pytest.fixture
def table() -> Iterator[str]:
    with by_moto_with_tables():
        yield TABLE


def sources(table: str) -> DynamoSources:
    return DynamoSources(boto3.client("dynamodb"), table)


def test_nothing_is_known_of_a_source_that_was_never_heard(table: str) -> None:
    assert sources(table).known("site", NOON, 7) == Known(None, frozenset(), 0)


def test_the_latest_receipt_stays_whoever_writes_later(table: str) -> None:
    sources(table).note({"site": Sighting(Instant(NOON + MINUTE))})
    sources(table).note({"site": Sighting(NOON)})
    assert sources(table).known("site", NOON, 7).last == NOON + MINUTE


def test_one_worker_writes_a_source_at_most_once_a_minute(table: str) -> None:
    register = sources(table)
    register.note({"site": Sighting(NOON)})
    register.note({"site": Sighting(Instant(NOON + 59 * SECOND))})
    assert sources(table).known("site", NOON, 7).last == NOON
    register.note({"site": Sighting(Instant(NOON + 60 * SECOND))})
    assert sources(table).known("site", NOON, 7).last == NOON + 60 * SECOND


def test_fields_are_added_at_once_and_only_so_many(table: str) -> None:
    register = sources(table)
    register.note({"site": Sighting(NOON, frozenset({"budget"}))})
    register.note({"site": Sighting(NOON, frozenset({"team"}))})
    assert sources(table).known("site", NOON, 7).fields == {"budget", "team"}
    for number in range(3):
        made_up = frozenset(f"field-{number}-{each}" for each in range(FIELDS_LIMIT))
        register.note({"site": Sighting(NOON, made_up)})
    assert len(sources(table).known("site", NOON, 7).fields) <= 2 * FIELDS_LIMIT


def test_a_worker_that_knows_enough_fields_of_a_source_writes_no_more(table: str) -> None:
    client, calls = boto3.client("dynamodb"), []
    client.meta.events.register("before-call.dynamodb.UpdateItem", lambda **_: calls.append(1))
    register = DynamoSources(client, table)
    register.note({"site": Sighting(NOON, frozenset(f"field-{each}" for each in range(FIELDS_LIMIT)))})
    known = len(calls)
    for made_up in ("a", "b"):
        register.note({"site": Sighting(NOON, frozenset({made_up}))})
    assert len(calls) == known


def test_what_named_nobody_is_counted_for_so_many_days(table: str) -> None:
    timeline = DynamoTimeline(boto3.client("dynamodb"), table, 800)
    for back in (0, 1, 8):
        timeline.add_unidentified(activity(f"a{back}", Instant(NOON - back * DAY)))
    assert sources(table).known("newsletter", NOON, 7).unidentified == 2
