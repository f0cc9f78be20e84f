"""Conditions about signals, classes and segments as they are written."""

from abc import abstractmethod
from collections.abc import Iterator
from typing import Final, Self

from pydantic import Field, model_validator

from leadflow.domain import condition as domain
from leadflow.domain.conditions.signals import SignalCount, SignalTotal, Without
from leadflow.domain.conditions.standing import ClassIs, In, InFor
from leadflow.domain.match import Bounds
from leadflow.model.levels import Levels
from leadflow.model.sentences import Mention, Name, Number, OneOrMore, Sentence, Span

NONE: Final = "none"


class Clause(Sentence):
    """A condition of the model file."""

    @abstractmethod
    def compiled(self, *, none_is_zero: bool = False) -> domain.Condition:
        """What is evaluated; `none_is_zero` in an `until`, for the scores that are tested in it itself."""


class SignalClause(Levels, Clause):
    """`{ signal: blog, at_least: 5, within: 30 days }`, `{ signal: reading, total: 600 }`; by itself, at least one."""

    signal: Name
    total: Number | None = None
    within: Span | None = None

    @model_validator(mode="after")
    def _how_many_or_how_much(self) -> Self:
        if self.total is not None and self.given:
            raise ValueError("either total (how much) or number words (how many) can stand here")
        return self

    def compiled(self, *, none_is_zero: bool = False) -> domain.Condition:  # noqa: ARG002 - it tests no score
        if self.total is not None:
            return SignalTotal(self.signal, self.total, self.within)
        return SignalCount(self.signal, self.bounds if self.given else Bounds(at_least=1), self.within)

    def mentions(self) -> Iterator[Mention]:
        yield Mention(("signal",), "signals", self.signal)


class WithoutClause(Clause):
    """`{ without: interaction, for: 60 days }`."""

    without: Name
    for_: Span = Field(alias="for")

    def compiled(self, *, none_is_zero: bool = False) -> domain.Condition:  # noqa: ARG002 - it tests no score
        return Without(self.without, self.for_)

    def mentions(self) -> Iterator[Mention]:
        yield Mention(("without",), "signals", self.without)


class ClassClause(Clause):
    """`{ class: persona, is: [decision_maker, champion] }`; `none` is no label."""

    class_: Name = Field(alias="class")
    is_: OneOrMore[Name] = Field(alias="is")

    def compiled(self, *, none_is_zero: bool = False) -> domain.Condition:  # noqa: ARG002 - it tests no score
        return ClassIs(self.class_, tuple(None if label == NONE else label for label in self.is_))

    def mentions(self) -> Iterator[Mention]:
        yield Mention(("class",), "classes", self.class_)
        yield from (
            Mention(("is", place), f"classes.{self.class_}", label)
            for place, label in enumerate(self.is_)
            if label != NONE
        )


class InClause(Clause):
    """`{ in: off_limits }`, `{ in: sales_ready, for: 5 days }`."""

    in_: Name = Field(alias="in")
    for_: Span | None = Field(None, alias="for")

    def compiled(self, *, none_is_zero: bool = False) -> domain.Condition:  # noqa: ARG002 - it tests no score
        return In(self.in_) if self.for_ is None else InFor(self.in_, self.for_)

    def mentions(self) -> Iterator[Mention]:
        yield Mention(("in",), "segments", self.in_)
