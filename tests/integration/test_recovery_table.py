"""What a table has lost comes back from a copy of it; what it has stays, and so does that somebody was erased."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from leadflow.adapters.tables.recovery import DynamoRecovery, floor
from leadflow.domain.instant import SECOND
from local.embedded import TABLES, definitions
from tests.integration.aws import by_emulator_with_tables
from tests.samples import NOON

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef, CreateTableInputTypeDef

    from leadflow.adapters.tables.item import Item

FLOOR = NOON // SECOND
KEYS = {
    definition["TableName"]: [each["AttributeName"] for each in definition["KeySchema"]] for definition in definitions()
}


@pytest.fixture
def client() -> "Iterator[DynamoDBClient]":
    with by_emulator_with_tables() as client:
        for each in definitions():
            copy: CreateTableInputTypeDef = {**each, "TableName": f"{each['TableName']}-copy"}
            client.create_table(**copy)
        yield client


def item(table: str, of: str, **more: "AttributeValueTypeDef") -> "Item":
    made: dict[str, AttributeValueTypeDef] = {name: {"S": f"{of} {name}"} for name in KEYS[table]}
    return made | more


def kept(client: "DynamoDBClient", table: str) -> "list[Item]":
    return sorted(client.scan(TableName=table)["Items"], key=str)


@pytest.mark.parametrize("table", TABLES)
def test_what_is_missing_comes_back_and_what_is_there_stays(client: "DynamoDBClient", table: str) -> None:
    there, lost = item(table, "there", says={"S": "now"}), item(table, "lost", says={"S": "then"})
    client.put_item(TableName=table, Item=there)
    for each in (item(table, "there", says={"S": "then"}), lost):
        client.put_item(TableName=f"{table}-copy", Item=each)
    recovery = DynamoRecovery(client, table, FLOOR)
    assert sum(recovery.copy(f"{table}-copy")) == 1
    assert kept(client, table) == sorted([there, lost], key=str)
    assert sum(recovery.copy(f"{table}-copy", overwrite=True)) == 2
    assert kept(client, table) == kept(client, f"{table}-copy")


def test_a_lead_comes_back_above_every_version_that_it_had_and_news_as_it_was(client: "DynamoDBClient") -> None:
    for table in ("Leads", "Outbox"):
        client.put_item(TableName=f"{table}-copy", Item=item(table, "lost", version={"N": "7"}))
        assert list(DynamoRecovery(client, table, FLOOR).copy(f"{table}-copy")) == [True]
    assert kept(client, "Leads")[0]["version"] == {"N": str(FLOOR + 7)}
    assert kept(client, "Outbox")[0]["version"] == {"N": "7"}
    assert floor(NOON) == FLOOR


def test_no_copy_brings_back_who_was_erased(client: "DynamoDBClient") -> None:
    erased = item("Leads", "ada", version={"N": "9"}, erased_at={"N": "1"})
    client.put_item(TableName="Leads", Item=erased)
    client.put_item(TableName="Leads-copy", Item=item("Leads", "ada", version={"N": "7"}))
    assert list(DynamoRecovery(client, "Leads", FLOOR).copy("Leads-copy", overwrite=True)) == [False]
    assert kept(client, "Leads") == [erased]
