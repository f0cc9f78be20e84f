"""DynamoDB, as far as the product asks for it."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from tests.fragments import Document
from tests.torture.aws.answers import Refused, canceled, conditional
from tests.torture.aws.expressions import Invalid, Names, condition
from tests.torture.aws.order import Key
from tests.torture.aws.pages import query, scan
from tests.torture.aws.table import PAGE, Table
from tests.torture.aws.updates import update

AT_ONCE = 100
MOMENT = 2 * 1_000_000
"""Microseconds for which an eventual read may see what was."""

TOKENS = 10 * 60 * 1_000_000

Write = tuple[Table, Key, Document | None]


@dataclass
class DynamoDb:
    """Its tables. `stale` says whether an eventual read is to see what was; `spoiled` whether an item is refused.

    A page of a query or a scan takes so many bytes.
    """

    tables: dict[str, Table] = field(default_factory=dict)
    stale: Callable[[], bool] = lambda: False
    spoiled: Callable[[str, Document], bool] = lambda _, __: False
    now: Callable[[], int] = lambda: 0
    page: int = PAGE
    _done: dict[str, tuple[int, Document]] = field(default_factory=dict)

    @cached_property
    def operations(self) -> Mapping[str, Callable[[Document], Document]]:
        """By the names that requests have."""
        return {
            "CreateTable": self._create,
            "DescribeTable": self._describe,
            "PutItem": self._put,
            "GetItem": self._get,
            "UpdateItem": self._update,
            "DeleteItem": self._delete,
            "Query": self._query,
            "Scan": self._scan,
            "BatchGetItem": self._batch_get,
            "TransactWriteItems": self._transact,
        }

    def call(self, operation: str, request: Document) -> Document:
        """The answer. Raises Refused."""
        try:
            return self.operations[operation](request)
        except Invalid as error:
            raise Refused("ValidationException", str(error)) from error

    def table(self, request: Document) -> Table:
        found = self.tables.get(request["TableName"])
        if found is None:
            raise Refused("ResourceNotFoundException", "Requested resource not found")
        return found

    def _create(self, request: Document) -> Document:
        table = self.tables[request["TableName"]] = Table.made(request)
        table.now = self.now
        return {"TableDescription": {"TableName": table.name, "TableStatus": "ACTIVE"}}

    def _describe(self, request: Document) -> Document:
        table = self.table(request)
        return {"Table": {"TableName": table.name, "TableStatus": "ACTIVE", "ItemCount": len(table.items)}}

    def _read(self, table: Table, key: Key, *, consistent: bool) -> Document | None:
        since, before = table.was.get(key, (-MOMENT, None))
        if not consistent and self.now() - since < MOMENT and self.stale():
            return before
        return table.items.get(key)

    def _get(self, request: Document) -> Document:
        table = self.table(request)
        found = self._read(table, table.just_key(request["Key"]), consistent=request.get("ConsistentRead", False))
        return {} if found is None else {"Item": found}

    def _put(self, request: Document) -> Document:
        return self._written(request, self._putting(request))

    def _update(self, request: Document) -> Document:
        return self._written(request, self._updating(request))

    def _delete(self, request: Document) -> Document:
        return self._written(request, self._deleting(request))

    def _written(self, request: Document, write: Write) -> Document:
        table, key, after = write
        before = table.items.get(key)
        table.write(key, after)
        shown = {"ALL_NEW": after, "ALL_OLD": before}.get(request.get("ReturnValues", "NONE"))
        return {} if shown is None else {"Attributes": shown}

    def _putting(self, request: Document) -> Write:
        table, item = self.table(request), request["Item"]
        table.check(item)
        if self.spoiled(table.name, item):
            raise Invalid("one or more parameter values were invalid")
        key = table.key(item)
        self._agreed(request, table, key)
        return table, key, item

    def _updating(self, request: Document) -> Write:
        table = self.table(request)
        key = table.just_key(request["Key"])
        change = update(request["UpdateExpression"])
        before = self._agreed(request, table, key, request["UpdateExpression"])
        after = change({**request["Key"], **(before or {})}, Names.of(request))
        table.check(after)
        return table, key, after

    def _deleting(self, request: Document) -> Write:
        table = self.table(request)
        key = table.just_key(request["Key"])
        self._agreed(request, table, key)
        return table, key, None

    def _agreed(self, request: Document, table: Table, key: Key, more: str | None = None) -> Document | None:
        """The item as it is. Raises Refused where that is not as the request demands."""
        text, names = request.get("ConditionExpression"), Names.of(request)
        names.check(text, more)
        before = table.items.get(key)
        if text is not None and not condition(text)(before or {}, names):
            raise conditional(before, shown=request.get("ReturnValuesOnConditionCheckFailure") == "ALL_OLD")
        return before

    def _transact(self, request: Document) -> Document:
        asked = json.dumps({**request, "ClientRequestToken": ""}, sort_keys=True)
        token = request.get("ClientRequestToken", "")
        at, before = self._done.get(token, (0, {}))
        if token and token in self._done and self.now() - at < TOKENS:
            if before["asked"] != asked:
                raise Refused("IdempotentParameterMismatchException")
            return {}
        if len(request["TransactItems"]) > AT_ONCE:
            raise Invalid("member must have length less than or equal to 100")
        for table, key, after in self._planned(request["TransactItems"]):
            table.write(key, after)
        self._done[token] = (self.now(), {"asked": asked})
        return {}

    def _planned(self, items: Sequence[Document]) -> list[Write]:
        """What is to be written, or Refused with the reasons."""
        planned, reasons, seen = list[Write](), list[Document](), set[tuple[str, Key]]()
        for item in items:
            ((what, request),) = item.items()
            try:
                write = self._one(what, request)
                if (write[0].name, write[1]) in seen:
                    raise Invalid("transaction request cannot include multiple operations on one item")
                seen.add((write[0].name, write[1]))
                planned.append(write)
                reasons.append({"Code": "None"})
            except Refused as error:
                shown = {"Item": error.body["Item"]} if "Item" in error.body else {}
                code = error.code.removesuffix("Exception")
                reasons.append({"Code": code, "Message": error.body["message"], **shown})
        if any(each["Code"] != "None" for each in reasons):
            raise canceled(reasons)
        return planned

    def _one(self, what: str, request: Document) -> Write:
        match what:
            case "Put":
                return self._putting(request)
            case "Update":
                return self._updating(request)
            case "Delete":
                return self._deleting(request)
            case _:
                table = self.table(request)
                key = table.just_key(request["Key"])
                return table, key, self._agreed(request, table, key)

    def _batch_get(self, request: Document) -> Document:
        found: Document = {}
        if sum(len(asked["Keys"]) for asked in request["RequestItems"].values()) > AT_ONCE:
            raise Invalid("too many items requested for the BatchGetItem call")
        for name, asked in request["RequestItems"].items():
            table = self.table({"TableName": name})
            keys = [table.just_key(key) for key in asked["Keys"]]
            if len(set(keys)) < len(keys):
                raise Invalid("provided list of item keys contains duplicates")
            read = (self._read(table, key, consistent=asked.get("ConsistentRead", False)) for key in keys)
            found[name] = [item for item in read if item is not None]
        return {"Responses": found, "UnprocessedKeys": {}}

    def _query(self, request: Document) -> Document:
        return query(self.table(request), request, self.page)

    def _scan(self, request: Document) -> Document:
        return scan(self.table(request), request, self.page)
