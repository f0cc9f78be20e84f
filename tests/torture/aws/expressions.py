"""DynamoDB's expressions: read once, asked often.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from tests.fragments import Document
from tests.torture.aws.values import COMPARING, compared, holds, kind, length, plain

TOKEN = re.compile(r"\s*(<=|>=|<>|[=<>(),.+\-]|\[\d+\]|[#:]?\w+)")
FUNCTIONS = ("attribute_exists", "attribute_not_exists", "begins_with", "contains")


class Invalid(Exception):
    """DynamoDB would not take this request; the text says why."""


@dataclass(frozen=True)
class Names:
    """What the placeholders of a request stand for."""

    names: Document = field(default_factory=dict)
    values: Document = field(default_factory=dict)

    @classmethod
    def of(cls, request: Document) -> "Names":
        return cls(request.get("ExpressionAttributeNames", {}), request.get("ExpressionAttributeValues", {}))

    def name(self, word: str) -> str:
        if not word.startswith("#"):
            return word
        if word not in self.names:
            raise Invalid(f"an expression attribute name used in the expression is not defined: {word}")
        return str(self.names[word])

    def value(self, word: str) -> Document:
        if word not in self.values:
            raise Invalid(f"an expression attribute value used in the expression is not defined: {word}")
        found: Document = self.values[word]
        return found

    def check(self, *expressions: str | None) -> None:
        """Raises Invalid where a placeholder is not used."""
        used = {word for each in expressions if each for word in tokens(each)}
        if unused := {*self.names, *self.values} - used:
            raise Invalid(f"unused in expressions: {', '.join(sorted(unused))}")


Condition = Callable[[Document, Names], bool]
Operand = Callable[[Document, Names], Document | None]
Path = Sequence[str]


@lru_cache(1_000)
def tokens(text: str) -> Sequence[str]:
    """The expression's words."""
    found, place = [], 0
    text = text.rstrip()
    while place < len(text):
        match = TOKEN.match(text, place)
        if match is None:
            raise Invalid(f"syntax error at {text[place:]!r}")
        found.append(match[1])
        place = match.end()
    return tuple(found)


def look(item: Document, path: Path, names: Names) -> Document | None:
    """What stands there in the item."""
    found: Document | None = item.get(names.name(path[0]))
    for step in path[1:]:
        match found:
            case {"M": parts} if not step.startswith("["):
                found = parts.get(names.name(step))
            case {"L": parts} if step.startswith("[") and int(step[1:-1]) < len(parts):
                found = parts[int(step[1:-1])]
            case _:
                return None
    return found


class Reader:
    """Words, from the first to the last."""

    def __init__(self, text: str) -> None:
        self._words: Iterator[str] = iter(tokens(text))
        self.word = next(self._words, "")

    def next(self) -> str:
        word, self.word = self.word, next(self._words, "")
        return word

    def take(self, wanted: str) -> bool:
        """Whether the next word is that, which then is read."""
        if self.word.upper() != wanted:
            return False
        self.next()
        return True

    def need(self, wanted: str) -> None:
        if not self.take(wanted):
            raise Invalid(f"syntax error: {wanted} is missing before {self.word!r}")

    def path(self) -> Path:
        steps = [self.next()]
        while self.word == "." or self.word.startswith("["):
            if self.word == ".":
                self.next()
            steps.append(self.next())
        return steps

    def operand(self) -> Operand:
        if self.word.startswith(":"):
            value = self.next()
            return lambda _, names: names.value(value)
        path = self.path()
        if path == ["size"] and self.take("("):
            inner = self.operand()
            self.need(")")
            return lambda item, names: length(inner(item, names))
        return lambda item, names: look(item, path, names)


@lru_cache(1_000)
def condition(text: str) -> Condition:
    """What the text asks of an item. Raises Invalid."""
    reader = Reader(text)
    found = _either(reader)
    if reader.word:
        raise Invalid(f"syntax error at {reader.word!r}")
    return found


def _either(reader: Reader) -> Condition:
    parts = [_all(reader)]
    while reader.take("OR"):
        parts.append(_all(reader))
    return parts[0] if len(parts) == 1 else lambda item, names: any(part(item, names) for part in parts)


def _all(reader: Reader) -> Condition:
    parts = [_one(reader)]
    while reader.take("AND"):
        parts.append(_one(reader))
    return parts[0] if len(parts) == 1 else lambda item, names: all(part(item, names) for part in parts)


def _one(reader: Reader) -> Condition:
    if reader.take("NOT"):
        inner = _one(reader)
        return lambda item, names: not inner(item, names)
    if reader.take("("):
        inner = _either(reader)
        reader.need(")")
        return inner
    if reader.word in FUNCTIONS:
        return _function(reader)
    left = reader.operand()
    if reader.take("BETWEEN"):
        low = reader.operand()
        reader.need("AND")
        high = reader.operand()
        return lambda item, names: (
            compared(left(item, names), ">=", low(item, names)) and compared(left(item, names), "<=", high(item, names))
        )
    word = reader.next()
    if word not in COMPARING:
        raise Invalid(f"syntax error: {word!r} compares nothing")
    right = reader.operand()
    return lambda item, names: compared(left(item, names), word, right(item, names))


def _function(reader: Reader) -> Condition:
    name = reader.next()
    reader.need("(")
    left = reader.operand()
    right = reader.operand() if reader.take(",") else left
    reader.need(")")
    match name:
        case "attribute_exists":
            return lambda item, names: left(item, names) is not None
        case "attribute_not_exists":
            return lambda item, names: left(item, names) is None
        case "contains":
            return lambda item, names: holds(left(item, names), right(item, names))
        case _:
            return lambda item, names: _begins(left(item, names), right(item, names))


def _begins(whole: Document | None, part: Document | None) -> bool:
    if whole is None or part is None or kind(whole) != "S":
        return False
    return str(plain(whole)).startswith(str(plain(part)))
