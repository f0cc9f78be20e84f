"""Queries that go on until the last page."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from leadflow.adapters.aws import outside

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import QueryInputTypeDef

    from leadflow.adapters.tables.item import Item


def items(client: "DynamoDBClient", query: "QueryInputTypeDef") -> Iterator["Item"]:
    """What the query finds, each page read when it is needed. Raises OutsideDown."""
    pages = _pages(client, query)
    return (item for page in pages for item in page)


def _pages(client: "DynamoDBClient", query: "QueryInputTypeDef") -> Iterator[Sequence["Item"]]:
    page: QueryInputTypeDef = {**query}
    while True:
        with outside():
            answer = client.query(**page)
        yield answer["Items"]
        if "LastEvaluatedKey" not in answer:
            return
        page["ExclusiveStartKey"] = answer["LastEvaluatedKey"]
