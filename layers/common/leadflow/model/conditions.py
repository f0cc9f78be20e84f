"""Conditions as they are written: one class a sentence, with what it compiles to and the names it uses."""

from abc import abstractmethod
from collections.abc import Iterator
from typing import Annotated, Final, Literal, Self, TypeAlias

from pydantic import Field, model_validator

from leadflow.domain import condition as domain
from leadflow.domain.match import AnyOf, Bounds, Test, Within
from leadflow.model.levels import Levels
from leadflow.model.sentences import (
    Mention,
    Name,
    OneOrMore,
    Plain,
    Sentence,
    Span,
    Text,
    Truth,
    first_word,
    tag,
)

NONE: Final = "none"


class Clause(Sentence):
    """A condition of the model file."""

    @abstractmethod
    def compiled(self, *, none_is_zero: bool = False) -> domain.Condition:
        """What is evaluated; `none_is_zero` in an `until`, for the scores that are tested in it itself."""


class ScoreClause(Levels, Clause):
    """`{ score: readiness, above: 75 }`, `{ score: readiness, is: none }`."""

    score: Name
    is_: Literal["none"] | None = Field(None, alias="is")

    @model_validator(mode="after")
    def _one_test(self) -> Self:
        if self.given == (self.is_ is not None):
            raise ValueError("either numbers (at_least, at_most, above, below, from, to) or `is: none` are needed")
        return self

    def compiled(self, *, none_is_zero: bool = False) -> domain.Condition:
        return domain.ScoreIs(self.score, self.bounds, none_is_zero) if self.given else domain.ScoreIsNone(self.score)

    def mentions(self) -> Iterator[Mention]:
        yield Mention(("score",), "scores", self.score)


class SignalClause(Levels, Clause):
    """`{ signal: blog, at_least: 5, within: 30 days }`; without a number word, at least one."""

    signal: Name
    within: Span | None = None

    def compiled(self, *, none_is_zero: bool = False) -> domain.Condition:  # noqa: ARG002 - it tests no score
        bounds = self.bounds if self.given else Bounds(at_least=1)
        return domain.SignalCount(self.signal, bounds, self.within)

    def mentions(self) -> Iterator[Mention]:
        yield Mention(("signal",), "signals", self.signal)


class WithoutClause(Clause):
    """`{ without: interaction, for: 60 days }`."""

    without: Name
    for_: Span = Field(alias="for")

    def compiled(self, *, none_is_zero: bool = False) -> domain.Condition:  # noqa: ARG002 - it tests no score
        return domain.Without(self.without, self.for_)

    def mentions(self) -> Iterator[Mention]:
        yield Mention(("without",), "signals", self.without)


class TraitClause(Levels, Clause):
    """`{ trait: title, like: "vp *" }`, `{ trait: employees, at_least: 200 }`."""

    trait: Text
    is_: OneOrMore[Plain] | None = Field(None, alias="is")
    like: OneOrMore[Text] | None = None
    exists: Truth | None = None

    @model_validator(mode="after")
    def _one_test(self) -> Self:
        tests = (self.is_ is not None, self.like is not None, self.exists is not None, self.given)
        if sum(tests) != 1:
            raise ValueError(
                "one test is needed: is, like, exists, or numbers (at_least, at_most, above, below, from, to)"
            )
        return self

    def compiled(self, *, none_is_zero: bool = False) -> domain.Condition:  # noqa: ARG002 - it tests no score
        if self.exists is not None:
            return domain.TraitExists(self.trait, self.exists)
        return domain.TraitIs(self.trait, self._test)

    @property
    def _test(self) -> Test:
        if self.is_ is not None:
            return AnyOf(self.is_)
        return AnyOf(self.like, globs=True) if self.like is not None else Within(self.bounds)

    def mentions(self) -> Iterator[Mention]:
        yield Mention(("trait",), "traits", self.trait)


class ClassClause(Clause):
    """`{ class: persona, is: [decision_maker, champion] }`; `none` is no label."""

    class_: Name = Field(alias="class")
    is_: OneOrMore[Name] = Field(alias="is")

    def compiled(self, *, none_is_zero: bool = False) -> domain.Condition:  # noqa: ARG002 - it tests no score
        return domain.ClassIs(self.class_, tuple(None if label == NONE else label for label in self.is_))

    def mentions(self) -> Iterator[Mention]:
        yield Mention(("class",), "classes", self.class_)
        yield from (
            Mention(("is", place), f"classes.{self.class_}", label)
            for place, label in enumerate(self.is_)
            if label != NONE
        )


class InClause(Clause):
    """`{ in: off_limits }`."""

    in_: Name = Field(alias="in")

    def compiled(self, *, none_is_zero: bool = False) -> domain.Condition:  # noqa: ARG002 - it tests no score
        return domain.In(self.in_)

    def mentions(self) -> Iterator[Mention]:
        yield Mention(("in",), "segments", self.in_)


class AllClause(Clause):
    """`{ all: [...] }`."""

    all: Annotated[tuple["Condition", ...], Field(min_length=1)]

    def compiled(self, *, none_is_zero: bool = False) -> domain.Condition:
        return domain.All(tuple(each.compiled(none_is_zero=none_is_zero) for each in self.all))

    def mentions(self) -> Iterator[Mention]:
        for place, each in enumerate(self.all):
            yield from (mention.under("all", place) for mention in each.mentions())


class AnyClause(Clause):
    """`{ any: [...] }`."""

    any: Annotated[tuple["Condition", ...], Field(min_length=1)]

    def compiled(self, *, none_is_zero: bool = False) -> domain.Condition:
        return domain.Any(tuple(each.compiled(none_is_zero=none_is_zero) for each in self.any))

    def mentions(self) -> Iterator[Mention]:
        for place, each in enumerate(self.any):
            yield from (mention.under("any", place) for mention in each.mentions())


class NotClause(Clause):
    """`{ not: ... }`."""

    not_: "Condition" = Field(alias="not")

    def compiled(self, *, none_is_zero: bool = False) -> domain.Condition:
        return domain.Not(self.not_.compiled(none_is_zero=none_is_zero))

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
