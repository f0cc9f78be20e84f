"""Queries and scans, a page at a time."""

import json
import re
from collections.abc import Iterator, Sequence
from itertools import dropwhile, takewhile

from tests.fragments import Document
from tests.torture.aws.expressions import Invalid, Names, condition
from tests.torture.aws.table import Table
from tests.torture.aws.values import plain

EQUAL = re.compile(r"([#\w]+)\s*=\s*(:\w+)")
"""What a condition on keys says of the partition."""


def query(table: Table, request: Document, most: int) -> Document:
    """A page of at most so many bytes of one partition. Raises Invalid."""
    names, text, index = Names.of(request), request["KeyConditionExpression"], _index(table, request)
    names.check(text, *_texts(request))
    keys, wanted = table.index_keys(index), condition(text)
    held = table.partition(index, plain(_hash(text, keys[0], names)))
    if "<" not in text:  # else the range begins with the partition
        held = dropwhile(lambda item: not wanted(item, names), held)
    return _page(table, request, list(takewhile(lambda item: wanted(item, names), held)), most)


def scan(table: Table, request: Document, most: int) -> Document:
    """A page of at most so many bytes of it all. Raises Invalid."""
    Names.of(request).check(*_texts(request))
    _, items = table.ordered(_index(table, request))
    first = request.get("Segment", 0) == 0 or request.get("TotalSegments", 1) == 1
    return _page(table, request, items if first else [], most)


def _index(table: Table, request: Document) -> str | None:
    index = request.get("IndexName")
    if index is not None and index not in table.indexes:
        raise Invalid(f"the table does not have the specified index: {index}")
    return index


def _hash(text: str, key: str, names: Names) -> Document:
    """The value of the partition's key that is asked for."""
    for name, value in EQUAL.findall(text):
        if names.name(name) == key:
            return names.value(value)
    raise Invalid(f"query condition missed key schema element: {key}")


def _page(table: Table, request: Document, found: list[Document], most: int) -> Document:
    names, keys = Names.of(request), table.index_keys(request.get("IndexName"))
    if not request.get("ScanIndexForward", True):
        found.reverse()
    if start := request.get("ExclusiveStartKey"):
        found = _after(table, found, keys, start, back=not request.get("ScanIndexForward", True))
    page = list(_fitting(found, request.get("Limit", len(found) or 1), most))
    text = request.get("FilterExpression")
    shown = [item for item in page if text is None or condition(text)(item, names)]
    answer: Document = {"Items": [_seen(item, request, names) for item in shown], "Count": len(shown)}
    if len(page) < len(found):
        answer["LastEvaluatedKey"] = {name: page[-1][name] for name in {*keys, *table.keys}}
    return {**answer, "ScannedCount": len(page)}


def _texts(request: Document) -> tuple[str | None, str | None]:
    return request.get("FilterExpression"), request.get("ProjectionExpression")


def _fitting(items: Sequence[Document], limit: int, most: int) -> Iterator[Document]:
    """As many as one page takes."""
    size = 0
    for item in items[:limit]:
        yield item
        size += len(json.dumps(item))
        if size > most:
            return


def _after(table: Table, items: list[Document], keys: Sequence[str], start: Document, *, back: bool) -> list[Document]:
    last = table.place(start, keys)
    return [item for item in items if (table.place(item, keys) < last if back else table.place(item, keys) > last)]


def _seen(item: Document, request: Document, names: Names) -> Document:
    if "ProjectionExpression" not in request:
        return item
    asked = [names.name(each.strip()) for each in request["ProjectionExpression"].split(",")]
    return {name: item[name] for name in asked if name in item}
