"""DynamoDB's update expressions.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.UpdateExpressions.html
"""

from collections.abc import Callable
from functools import lru_cache

from tests.fragments import Document
from tests.torture.aws.expressions import Invalid, Names, Operand, Reader, look
from tests.torture.aws.values import summed

Update = Callable[[Document, Names], Document]
Step = Callable[[Document, Document, Names], None]
CLAUSES = ("SET", "REMOVE", "ADD", "DELETE")


@lru_cache(1_000)
def update(text: str) -> Update:
    """What the text makes of an item, which stays as it was. Raises Invalid."""
    reader, steps, seen = Reader(text), list[Step](), set[str]()
    while reader.word:
        clause = reader.next().upper()
        if clause not in CLAUSES or clause in seen:
            raise Invalid(f"syntax error at {clause!r}")
        seen.add(clause)
        steps.append(_step(clause, reader))
        while reader.take(","):
            steps.append(_step(clause, reader))

    def updated(before: Document, names: Names) -> Document:
        after = dict(before)
        for step in steps:
            step(before, after, names)
        return after

    return updated


def _step(clause: str, reader: Reader) -> Step:
    (path,) = reader.path()
    if clause == "REMOVE":

        def remove(_: Document, after: Document, names: Names) -> None:
            after.pop(names.name(path), None)

        return remove
    if clause == "SET":
        reader.need("=")
        value = _value(reader)

        def put(before: Document, after: Document, names: Names) -> None:
            found = value(before, names)
            if found is None:
                raise Invalid("the expression refers to an attribute that does not exist in the item")
            after[names.name(path)] = found

        return put
    return _changed(clause, path, reader.next())


def _changed(clause: str, path: str, word: str) -> Step:
    def add(before: Document, after: Document, names: Names) -> None:
        after[names.name(path)] = summed(before.get(names.name(path)), names.value(word))

    def delete(before: Document, after: Document, names: Names) -> None:
        left = sorted({*before.get(names.name(path), {"SS": []})["SS"]} - {*names.value(word)["SS"]})
        after.pop(names.name(path), None)
        if left:
            after[names.name(path)] = {"SS": left}

    return add if clause == "ADD" else delete


def _value(reader: Reader) -> Operand:
    left = _term(reader)
    if reader.word not in ("+", "-"):
        return left
    sign = 1 if reader.next() == "+" else -1
    right = _term(reader)

    def added(item: Document, names: Names) -> Document | None:
        more = right(item, names)
        return None if more is None else summed(left(item, names), more, sign)

    return added


def _term(reader: Reader) -> Operand:
    if reader.word != "if_not_exists":
        return reader.operand()
    reader.next()
    reader.need("(")
    path = reader.path()
    reader.need(",")
    otherwise = _value(reader)
    reader.need(")")

    def kept(item: Document, names: Names) -> Document | None:
        found = look(item, path, names)
        return otherwise(item, names) if found is None else found

    return kept
