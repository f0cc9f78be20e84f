"""What becomes of it when DynamoDB does not do what it is asked: left unread, refused, throttled, not there."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, ReadTimeoutError
from botocore.stub import Stubber

from leadflow.adapters.tables.deliveries import DynamoDeliveries
from leadflow.adapters.tables.lead_item import to_item
from leadflow.adapters.tables.leads import DynamoLeads
from leadflow.adapters.tables.timeline import DynamoTimeline
from leadflow.adapters.tables.wakes import DynamoWakes
from leadflow.application.ports import Outcome, Outrun, OutsideDown
from leadflow.domain.errand import Errand
from leadflow.domain.instant import MINUTE
from leadflow.domain.state import State
from tests.integration.aws import by_moto_with_tables
from tests.samples import ADA, NOON, activity, lead_number, news, state

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


@pytest.fixture
def client() -> "Iterator[DynamoDBClient]":
    with by_moto_with_tables() as client:
        yield client


@pytest.fixture
def pauses() -> list[float]:
    return []


@pytest.fixture
def leads(client: "DynamoDBClient", pauses: list[float]) -> DynamoLeads:
    return DynamoLeads(client, "Leads", "Outbox", sleep=pauses.append)


def unread(*ids: str) -> Mapping[str, Mapping[str, object]]:
    return {"Leads": {"Keys": [{"lead": {"S": lead}} for lead in ids], "ConsistentRead": False}}


def test_keys_that_were_left_unread_are_asked_for_again(
    client: "DynamoDBClient", leads: DynamoLeads, pauses: list[float]
) -> None:
    other = lead_number(1)
    with Stubber(client) as stub:
        first = {"Responses": {"Leads": [to_item(State(ADA, version=1))]}, "UnprocessedKeys": unread(other)}
        stub.add_response("batch_get_item", first, {"RequestItems": unread(ADA, other)})
        second = {"Responses": {"Leads": [to_item(State(other, version=1))]}, "UnprocessedKeys": {}}
        stub.add_response("batch_get_item", second, {"RequestItems": unread(other)})
        assert set(leads.load([ADA, other])) == {ADA, other}
    assert len(pauses) == 1


def test_keys_that_stay_unread_are_no_leads_that_were_never_written(
    client: "DynamoDBClient", leads: DynamoLeads, pauses: list[float]
) -> None:
    with Stubber(client) as stub:
        for _ in range(6):
            stub.add_response("batch_get_item", {"Responses": {}, "UnprocessedKeys": unread(ADA)})
        with pytest.raises(OutsideDown):
            leads.load([ADA])
    assert len(pauses) == 5
    assert pauses == sorted(pauses)


def canceled(client: "DynamoDBClient", leads: DynamoLeads, *codes: str) -> None:
    """Commit a lead with news while DynamoDB refuses the transaction for these reasons."""
    with Stubber(client) as stub:
        stub.add_client_error(
            "transact_write_items",
            "TransactionCanceledException",
            http_status_code=400,
            modeled_fields={"CancellationReasons": [{"Code": code} for code in codes]},
        )
        leads.commit(state(), [news()])


@pytest.mark.parametrize("codes", [("TransactionConflict", "None"), ("None", "TransactionConflict")])
def test_a_conflict_of_transactions_is_a_lost_race(
    client: "DynamoDBClient", leads: DynamoLeads, codes: tuple[str, str]
) -> None:
    with pytest.raises(Outrun) as outrun:
        canceled(client, leads, *codes)
    assert outrun.value.current is None


@pytest.mark.parametrize("code", ["ThrottlingError", "ProvisionedThroughputExceeded"])
def test_a_throttled_transaction_may_be_tried_again(client: "DynamoDBClient", leads: DynamoLeads, code: str) -> None:
    with pytest.raises(OutsideDown):
        canceled(client, leads, "None", code)


def test_a_transaction_that_is_no_good_is_an_error_of_ours(client: "DynamoDBClient", leads: DynamoLeads) -> None:
    with pytest.raises(ClientError):
        canceled(client, leads, "ValidationError", "None")


def test_a_plain_write_during_a_transaction_is_a_lost_race(client: "DynamoDBClient", leads: DynamoLeads) -> None:
    with Stubber(client) as stub:
        stub.add_client_error("put_item", "TransactionConflictException", http_status_code=400)
        with pytest.raises(Outrun):
            leads.commit(state())


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("ThrottlingException", 400),
        ("ProvisionedThroughputExceededException", 400),
        ("InternalServerError", 500),
        ("NotYetKnown", 503),
    ],
)
def test_throttling_and_faults_of_the_server_may_pass(
    client: "DynamoDBClient", leads: DynamoLeads, code: str, status: int
) -> None:
    deliveries = DynamoDeliveries(client, "Deliveries")
    errand = Errand(ADA, news().id, "hand_over", 0)
    with Stubber(client) as stub:
        for call in ("put_item", "update_item", "query", "put_item", "update_item", "update_item"):
            stub.add_client_error(call, code, http_status_code=status)
        for attempt in (
            lambda: leads.commit(state()),
            lambda: DynamoWakes(client, "Leads").disarm(ADA, NOON),
            lambda: list(DynamoWakes(client, "Leads").due(NOON)),
            lambda: DynamoTimeline(client, "Timeline", days=1).add(ADA, activity()),
            lambda: deliveries.claim(errand, NOON, MINUTE),
            lambda: deliveries.end(errand, Outcome.DONE, NOON),
        ):
            with pytest.raises(OutsideDown):
                attempt()


def test_other_refusals_are_errors_of_ours(client: "DynamoDBClient", leads: DynamoLeads) -> None:
    with Stubber(client) as stub:
        for call in ("put_item", "update_item", "batch_get_item"):
            stub.add_client_error(call, "AccessDeniedException", http_status_code=400)
        for attempt in (
            lambda: leads.commit(state()),
            lambda: DynamoWakes(client, "Leads").disarm(ADA, NOON),
            lambda: leads.load([ADA]),
        ):
            with pytest.raises(ClientError):
                attempt()


def test_no_answer_at_all_may_pass(client: "DynamoDBClient", leads: DynamoLeads) -> None:
    def no_answer(**_: object) -> None:
        raise ReadTimeoutError(endpoint_url="https://dynamodb.example")

    client.meta.events.register("before-call.dynamodb.PutItem", no_answer)
    with pytest.raises(OutsideDown):
        leads.commit(state())


def test_a_table_that_nobody_listens_at_may_come_back() -> None:
    closed = boto3.client(
        "dynamodb",
        region_name="eu-west-1",
        endpoint_url="http://127.0.0.1:9",
        aws_access_key_id="testing",
        aws_secret_access_key="testing",
        config=Config(retries={"total_max_attempts": 1}),
    )
    with pytest.raises(OutsideDown):
        DynamoLeads(closed, "Leads", "Outbox").load([ADA])
