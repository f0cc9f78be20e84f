"""The table `leads`: one item a lead, each write conditional on the version that it follows."""

import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from botocore.exceptions import ClientError

from leadflow.adapters.aws import outside
from leadflow.adapters.tables import outbox_item
from leadflow.adapters.tables.item import LIMIT, number, size, text
from leadflow.adapters.tables.lead_item import from_item, to_item
from leadflow.adapters.tables.refusal import CONDITION, CONFLICT, down, reasons
from leadflow.application.ports import Outrun, OutsideDown, TooBig
from leadflow.domain.identity import LeadId
from leadflow.domain.news import News
from leadflow.domain.state import State

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import KeysAndAttributesTypeDef, PutTypeDef

    from leadflow.adapters.tables.item import Item

_READ_AT_ONCE: Final = 100
_WRITTEN_AT_ONCE: Final = 100
_PAUSES: Final = (0.05, 0.1, 0.2, 0.4, 0.8)
"""Seconds before keys that DynamoDB left unread are asked for again."""


class DynamoLeads:
    """The port `Leads`; news go into the table `outbox` in the same transaction."""

    def __init__(
        self, client: "DynamoDBClient", table: str, outbox: str, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._client = client
        self._table = table
        self._outbox = outbox
        self._sleep = sleep

    def load(self, ids: Collection[LeadId], *, fresh: bool = False) -> Mapping[LeadId, State]:
        wanted = list(dict.fromkeys(ids))  # a key twice in one call is an error
        batches = (wanted[start : start + _READ_AT_ONCE] for start in range(0, len(wanted), _READ_AT_ONCE))
        states = (from_item(item) for batch in batches for item in self._read(batch, fresh=fresh))
        return {state.id: state for state in states}

    def _read(self, ids: Sequence[LeadId], *, fresh: bool) -> Iterator["Item"]:
        """The items, as eventual reads: an old one is found out by its version when the lead is written."""
        keys: Sequence[Item] = [{"lead": text(lead)} for lead in ids]
        for pause in (*_PAUSES, None):
            with outside():
                asked: KeysAndAttributesTypeDef = {"Keys": keys, "ConsistentRead": fresh}
                answer = self._client.batch_get_item(RequestItems={self._table: asked})
            yield from answer["Responses"].get(self._table, [])
            left = answer.get("UnprocessedKeys", {}).get(self._table)
            if left is None:
                return
            keys = left["Keys"]
            if pause is not None:
                self._sleep(pause)
        raise OutsideDown(f"BatchGetItem: {len(keys)} keys left unread")

    def commit(self, state: State, news: Sequence[News] = (), others: Sequence[State] = ()) -> None:
        states = (state, *others)
        items = [to_item(replace(each, version=each.version + 1)) for each in states]
        outbox = [outbox_item.to_item(each) for each in news]
        if len(items) + len(outbox) > _WRITTEN_AT_ONCE or any(size(each) > LIMIT for each in (*items, *outbox)):
            raise TooBig
        puts = [self._put(item, after=each.version) for item, each in zip(items, states, strict=True)]
        self._write(puts, [{"TableName": self._outbox, "Item": item} for item in outbox])

    def _write(self, leads: Sequence["PutTypeDef"], outbox: Sequence["PutTypeDef"]) -> None:
        with outside():
            try:
                if len(leads) > 1 or outbox:
                    self._client.transact_write_items(TransactItems=[{"Put": put} for put in (*leads, *outbox)])
                else:
                    self._client.put_item(**leads[0])
            except ClientError as error:
                if refused := _refused(error, len(leads)):
                    raise refused from error
                raise

    def _put(self, item: "Item", *, after: int) -> "PutTypeDef":
        put: PutTypeDef = {
            "TableName": self._table,
            "Item": item,
            "ConditionExpression": "version = :seen" if after else "attribute_not_exists(version)",
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        }
        if after:
            put["ExpressionAttributeValues"] = {":seen": number(after)}
        return put


def _refused(error: ClientError, leads: int) -> Exception | None:
    """What the refusal of the leads (the first of what was written) means to whoever wrote them.

    In a conflict another write is at the same lead just now: whoever loads it again finds the outcome, or the
    same version still, and tries again.
    """
    found = reasons(error)
    if any(each.get("Code") == CONDITION for each in found[:leads]):
        current = found[0].get("Item")
        return Outrun(None if current is None else from_item(current))
    if any(each.get("Code") == CONFLICT for each in found):
        return Outrun()
    return down(error)
