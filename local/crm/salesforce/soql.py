"""As much of SOQL as is asked of the stand-in: fields, also of related records, comparisons, an order and a limit.

https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select.htm
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeVar

from leadflow.domain.json import Json
from local.crm.salesforce import errors

_T = TypeVar("_T")

_TOKEN: Final = re.compile(r"\s*('(?:[^'\\]|\\.)*'|!=|<>|<=|>=|[=<>(),]|[^\s=<>!(),']+)")
_NUMBER: Final = re.compile(r"-?\d+(\.\d+)?")
_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d(T[\d:.]+(Z|[+-]\d\d:?\d\d))?")
_FIELD: Final = re.compile(r"[A-Za-z]\w*(\.[A-Za-z]\w*)*")
_WORDS: Final[dict[str, Json]] = {"true": True, "false": False, "null": None}
_OPERATORS: Final = frozenset({"=", "!=", "<>", "<", ">", "<=", ">=", "LIKE", "IN"})


@dataclass(frozen=True, slots=True)
class Comparison:
    """A field is to compare so with a value; with several, as one of them."""

    field: str
    operator: str
    value: Json
    quoted: bool = True


@dataclass(slots=True)
class Query:
    """What is asked for; without fields it is counted."""

    fields: Sequence[str]
    of: str
    where: Sequence[Comparison] = ()
    order: Sequence[tuple[str, bool]] = field(default_factory=list)
    limit: int | None = None
    offset: int = 0


class Reader:
    """Reads one query from left to right."""

    def __init__(self, text: str) -> None:
        self._tokens = _tokens(text)
        self._at = 0

    def query(self) -> Query:
        """The query. Raises Refusal where it is none."""
        self._expect("SELECT")
        fields = [] if self._counted() else self._listed(self._field)
        self._expect("FROM")
        found = Query(fields, self._field())
        if self._given("WHERE"):
            found.where = self._listed(self._comparison, "AND")
        if self._given("ORDER"):
            self._expect("BY")
            found.order = self._listed(self._sorted)
        if self._given("LIMIT"):
            found.limit = self._whole()
        if self._given("OFFSET"):
            found.offset = self._whole()
        if self._at < len(self._tokens):
            raise malformed(f"unexpected token: '{self._tokens[self._at]}'")
        return found

    def _counted(self) -> bool:
        counted = [each.upper() for each in self._tokens[self._at : self._at + 3]] == ["COUNT", "(", ")"]
        self._at += 3 * counted
        return counted

    def _comparison(self) -> Comparison:
        name, negated = self._field(), self._given("NOT")
        operator = self._next().upper()
        if operator not in _OPERATORS or (negated and operator != "IN"):
            raise malformed(f"unknown operator: '{operator}'")
        if operator != "IN":
            return Comparison(name, "!=" if operator == "<>" else operator, *self._literal())
        self._expect("(")
        values: list[Json] = [value for value, _ in self._listed(self._literal)]
        self._expect(")")
        return Comparison(name, "NOT IN" if negated else "IN", values)

    def _sorted(self) -> tuple[str, bool]:
        name, down = self._field(), self._given("DESC")
        if not down:
            self._given("ASC")
        if self._given("NULLS"):
            self._next()
        return name, down

    def _literal(self) -> tuple[Json, bool]:
        token = self._next()
        if token.startswith("'"):
            return re.sub(r"\\(.)", r"\1", token[1:-1]), True
        if token.lower() in _WORDS:
            return _WORDS[token.lower()], False
        if _NUMBER.fullmatch(token):
            return float(token), False
        if _DATE.fullmatch(token):
            return token, False
        raise malformed(f"unexpected token: '{token}'")

    def _listed(self, read: Callable[[], _T], between: str = ",") -> list[_T]:
        found = [read()]
        while self._given(between):
            found.append(read())
        return found

    def _field(self) -> str:
        if not _FIELD.fullmatch(token := self._next()):
            raise malformed(f"unexpected token: '{token}'")
        return token

    def _whole(self) -> int:
        if not (token := self._next()).isdecimal():
            raise malformed(f"unexpected token: '{token}'")
        return int(token)

    def _next(self) -> str:
        if self._at >= len(self._tokens):
            raise malformed("unexpected end of query")
        self._at += 1
        return self._tokens[self._at - 1]

    def _given(self, word: str) -> bool:
        here = self._at < len(self._tokens) and self._tokens[self._at].upper() == word
        self._at += here
        return here

    def _expect(self, word: str) -> None:
        if not self._given(word):
            raise malformed(f"expecting '{word}'")


def malformed(message: str) -> Exception:
    """The query cannot be read."""
    return errors.refusal(400, "MALFORMED_QUERY", message)


def _tokens(text: str) -> list[str]:
    found, at = [], 0
    text = text.strip()
    while at < len(text):
        token = _TOKEN.match(text, at)
        if token is None:
            raise malformed(f"unexpected character at {at}")
        found.append(token[1])
        at = token.end()
    return found
