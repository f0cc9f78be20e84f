"""A website's form, filled in by people who do not exist."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

import urllib3

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

MODEL: Final = Path(__file__).parent / "leadflow.yaml"


class Form:
    """The form of one source, at the address of a stack."""

    def __init__(self, address: str, secret: str, source: str = "contact") -> None:
        self._url = f"{address}/hooks/{source}/{secret}"
        self._http = urllib3.PoolManager(retries=False, maxsize=8)

    def submit(self, who: str) -> int:
        """The status that the browser gets."""
        # the page's own id of the submission: sent again, it is the same one
        fields = {"email": f"{who}@example.org", "name": who, "_submission": who}
        headers = {"content-type": "application/x-www-form-urlencoded"}
        return self._http.request("POST", self._url, body=urlencode(fields), headers=headers).status


def size(client: "DynamoDBClient", table: str) -> int:
    """How many items the table has."""
    pages = client.get_paginator("scan").paginate(TableName=table, Select="COUNT")
    return sum(page["Count"] for page in pages)


def activities(client: "DynamoDBClient", timeline: str) -> int:
    """How many activities of leads the timeline holds."""
    pages = client.get_paginator("scan").paginate(
        TableName=timeline, ProjectionExpression="#lead", ExpressionAttributeNames={"#lead": "lead"}
    )
    return sum(not str(item["lead"]["S"]).startswith("source#") for page in pages for item in page["Items"])


def emails(client: "DynamoDBClient", table: str) -> set[str]:
    """The addresses of the leads that are there."""
    pages = client.get_paginator("scan").paginate(TableName=table)
    return {json.loads(item["keys"]["S"])["email"] for page in pages for item in page["Items"] if "keys" in item}
