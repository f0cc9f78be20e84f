"""What the table `deliveries` keeps of leads: receipts, decisions whose they are, pages that name them, tracks."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from leadflow.adapters.aws import outside
from leadflow.adapters.tables.item import number
from leadflow.adapters.tables.plain import plain
from leadflow.adapters.tables.scan import Place, pages
from leadflow.adapters.tables.sweep import sweep
from leadflow.application.whom import Whom
from leadflow.domain.identity import LeadId
from leadflow.domain.json import Json
from leadflow.domain.news import whose

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from leadflow.adapters.tables.item import Item


@dataclass(frozen=True, slots=True)
class Traces:
    """The port `Store`. No index leads from a lead to its receipts, so that the table is read as a whole."""

    client: "DynamoDBClient"
    table: str

    def show(self, whom: Whom) -> Iterator[Mapping[str, Json]]:
        for item in self._items():
            if _own(item, whom):
                yield plain(item)
            elif noted := _noted(item, whom):
                notes = item["notes"]["M"]
                yield {"transition": item["transition"]["S"], "notes": {each: int(notes[each]["N"]) for each in noted}}

    def clear(self, whom: Whom) -> int:
        crossed_out = 0

        def own() -> "Iterator[Item]":
            nonlocal crossed_out
            for item in self._items():
                if _own(item, whom):
                    yield _key(item)
                elif noted := _noted(item, whom):
                    self._cross_out(item, noted)
                    crossed_out += len(noted)

        return sweep(self.client, self.table, own()) + crossed_out

    def _items(self) -> "Iterator[Item]":
        with outside():
            count = self.client.describe_table(TableName=self.table)["Table"].get("ItemCount", 0)
        for page in pages(self.client, {"TableName": self.table, "ConsistentRead": True}, Place.of(count)):
            yield from page

    def _cross_out(self, page: "Item", leads: "list[LeadId]") -> None:
        """Take the leads off the page of somebody who has them; whoever has read it meanwhile is outrun."""
        names = {f"#n{place}": lead for place, lead in enumerate(leads)}
        with outside():
            self.client.update_item(
                TableName=self.table,
                Key=_key(page),
                UpdateExpression=f"REMOVE {', '.join(f'notes.{name}' for name in names)} ADD version :one",
                ExpressionAttributeNames=names,
                ExpressionAttributeValues={":one": number(1)},
            )


def _key(item: "Item") -> "Item":
    return {"transition": item["transition"], "action": item["action"]}


def _own(item: "Item", whom: Whom) -> bool:
    """Whether the item is of one of them: by its news' id, or by its own name, such as track:ID."""
    name = item["transition"]["S"]
    return whose(name) in whom.ids or name.partition(":")[2] in whom.ids


def _noted(item: "Item", whom: Whom) -> "list[LeadId]":
    notes = item["notes"]["M"] if "notes" in item else {}
    return [each for each in map(LeadId, notes) if each in whom.ids]
