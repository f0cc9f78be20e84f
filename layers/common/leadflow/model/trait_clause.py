"""Conditions about traits as they are written."""

from collections.abc import Iterator
from typing import Annotated, Self, TypeAlias

from pydantic import BeforeValidator, Field, model_validator

from leadflow.domain import condition as domain
from leadflow.domain.calendar import Calendar
from leadflow.domain.conditions.traits import TraitDate, TraitExists, TraitIs
from leadflow.domain.match import AnyOf, Test, Within
from leadflow.model.clauses import Clause
from leadflow.model.levels import Levels
from leadflow.model.sentences import Mention, OneOrMore, Plain, Span, Text, Truth


def _date(written: object) -> str:
    if not isinstance(written, str) or Calendar().read(written) is None:
        raise ValueError(f"a date is needed, such as 2026-12-31 or 2026-12-31T12:00:00Z, not {written!r}")
    return written


Date: TypeAlias = Annotated[str, BeforeValidator(_date)]


class TraitClause(Levels, Clause):
    """`{ trait: title, like: "vp *" }`, `{ trait: employees, at_least: 200 }`, `{ trait: end, due_within: 1 day }`."""

    trait: Text
    is_: OneOrMore[Plain] | None = Field(None, alias="is")
    like: OneOrMore[Text] | None = None
    exists: Truth | None = None
    within: Span | None = None
    due_within: Span | None = None
    before: Date | None = None
    after: Date | None = None

    @model_validator(mode="after")
    def _one_test(self) -> Self:
        named = (self.is_, self.like, self.exists, self.within, self.due_within)
        tests = (*(each is not None for each in named), self.given, bool(self.before or self.after))
        if sum(tests) != 1:
            raise ValueError(
                "one test is needed: is, like, exists, within, due_within, before and after, "
                "or numbers (at_least, at_most, above, below, from, to)"
            )
        return self

    def compiled(self, *, none_is_zero: bool = False) -> domain.Condition:  # noqa: ARG002 - it tests no score
        if self.exists is not None:
            return TraitExists(self.trait, self.exists)
        if self.is_ is not None or self.like is not None or self.given:
            return TraitIs(self.trait, self._test)
        return TraitDate(self.trait, self.within, self.due_within, self.before, self.after)

    @property
    def _test(self) -> Test:
        if self.is_ is not None:
            return AnyOf(self.is_)
        return AnyOf(self.like, globs=True) if self.like is not None else Within(self.bounds)

    def mentions(self) -> Iterator[Mention]:
        yield Mention(("trait",), "traits", self.trait)
