"""Conditions as they are written: which sentences there are."""

from collections.abc import Iterator
from typing import Annotated, TypeAlias

from pydantic import Field

from leadflow.domain import condition as domain
from leadflow.domain.conditions.logic import All, Any, Not
from leadflow.model.clauses import NONE, ClassClause, Clause, InClause, SignalClause, WithoutClause
from leadflow.model.score_clause import ScoreClause
from leadflow.model.sentences import Mention, first_word, tag
from leadflow.model.trait_clause import TraitClause

__all__ = ["NONE", "AllClause", "AnyClause", "Condition", "NotClause"]


class AllClause(Clause):
    """`{ all: [...] }`."""

    all: Annotated[tuple["Condition", ...], Field(min_length=1)]

    def compiled(self, *, none_is_zero: bool = False) -> domain.Condition:
        return All(tuple(each.compiled(none_is_zero=none_is_zero) for each in self.all))

    def mentions(self) -> Iterator[Mention]:
        for place, each in enumerate(self.all):
            yield from (mention.under("all", place) for mention in each.mentions())


class AnyClause(Clause):
    """`{ any: [...] }`."""

    any: Annotated[tuple["Condition", ...], Field(min_length=1)]

    def compiled(self, *, none_is_zero: bool = False) -> domain.Condition:
        return Any(tuple(each.compiled(none_is_zero=none_is_zero) for each in self.any))

    def mentions(self) -> Iterator[Mention]:
        for place, each in enumerate(self.any):
            yield from (mention.under("any", place) for mention in each.mentions())


class NotClause(Clause):
    """`{ not: ... }`."""

    not_: "Condition" = Field(alias="not")

    def compiled(self, *, none_is_zero: bool = False) -> domain.Condition:
        return Not(self.not_.compiled(none_is_zero=none_is_zero))

    def mentions(self) -> Iterator[Mention]:
        yield from (mention.under("not") for mention in self.not_.mentions())


Condition: TypeAlias = Annotated[
    Annotated[ScoreClause, tag("score")]
    | Annotated[SignalClause, tag("signal")]
    | Annotated[WithoutClause, tag("without")]
    | Annotated[TraitClause, tag("trait")]
    | Annotated[ClassClause, tag("class")]
    | Annotated[InClause, tag("in")]
    | Annotated[AllClause, tag("all")]
    | Annotated[AnyClause, tag("any")]
    | Annotated[NotClause, tag("not")],
    first_word("score", "signal", "without", "trait", "class", "in", "all", "any", "not"),
]

for clause in (AllClause, AnyClause, NotClause):
    clause.model_rebuild()
