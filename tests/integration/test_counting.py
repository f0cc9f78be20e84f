"""Many workers that count at once: every call to the table is atomic, as DynamoDB's are, and the workers interleave."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from typing import TYPE_CHECKING

import pytest
from botocore.stub import Stubber

from leadflow.adapters.tables.counters import DynamoCounters
from leadflow.adapters.tables.deliveries import DynamoDeliveries
from leadflow.application.ports import OutsideDown
from leadflow.domain.errand import Errand
from leadflow.domain.instant import MINUTE
from tests.integration.aws import by_moto_with_tables
from tests.samples import ADA, NOON

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

WORKERS = 8
ERRANDS = [Errand(ADA, f"{ADA}.{number}.entered:sales_ready", "hand_over", 0) for number in range(60)]


@pytest.fixture
def client() -> "Iterator[DynamoDBClient]":
    with by_moto_with_tables() as found:
        lock = Lock()  # moto by itself lets two threads into one conditional write
        found.meta.events.register_first("before-call.dynamodb", lambda **_: _enter(lock))
        found.meta.events.register_last("after-call.dynamodb", lambda **_: lock.release())
        yield found


def _enter(lock: Lock) -> None:
    lock.acquire()


def test_counts_are_exact_however_many_count_at_once(client: "DynamoDBClient") -> None:
    def works(errand: Errand) -> bool:
        counters = DynamoCounters(client, "Deliveries")
        if counters.take("sales", NOON, errand, 20):
            return True
        counters.spare("sales", NOON, errand, NOON)
        return False

    for errand in ERRANDS:
        DynamoDeliveries(client, "Deliveries").claim(errand, NOON, MINUTE)
    with ThreadPoolExecutor(WORKERS) as threads:
        passed = list(threads.map(works, [*ERRANDS, *ERRANDS]))
    assert passed[:60] == passed[60:]
    assert sum(passed[:60]) == 20
    assert DynamoCounters(client, "Deliveries").spared("sales", NOON) == {"hand_over": 40}


def test_who_is_in_another_s_way_tries_again_and_at_last_gives_up() -> None:
    with by_moto_with_tables() as client, Stubber(client) as stub:
        for _ in range(2):
            stub.add_client_error(
                "transact_write_items",
                "TransactionCanceledException",
                http_status_code=400,
                modeled_fields={"CancellationReasons": [{"Code": "None"}, {"Code": "TransactionConflict"}]},
            )
        stub.add_response("transact_write_items", {})
        DynamoCounters(client, "Deliveries").spare("sales", NOON, ERRANDS[0], NOON)
        stub.assert_no_pending_responses()
        for _ in range(8):
            stub.add_client_error(
                "transact_write_items",
                "TransactionCanceledException",
                http_status_code=400,
                modeled_fields={"CancellationReasons": [{"Code": "TransactionConflict"}, {"Code": "None"}]},
            )
        with pytest.raises(OutsideDown, match="at once"):
            DynamoCounters(client, "Deliveries").spare("sales", NOON, ERRANDS[0], NOON)
