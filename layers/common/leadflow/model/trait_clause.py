"""Conditions about traits as they are written."""

from collections.abc import Iterator
from typing import Annotated, Literal, Self, TypeAlias

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from leadflow.domain import condition as domain
from leadflow.domain.calendar import Calendar
from leadflow.domain.conditions.traits import TraitDate, TraitExists, TraitIs
from leadflow.domain.consent import MAIL
from leadflow.domain.crm import OPPORTUNITY, SAID, WROTE
from leadflow.domain.match import AnyOf, Test, Within
from leadflow.domain.sales import every, inner
from leadflow.model.clauses import Clause
from leadflow.model.levels import Levels
from leadflow.model.sentences import Mention, OneOrMore, Plain, Span, Text, Truth


def _date(written: object) -> str:
    if not isinstance(written, str) or Calendar().read(written) is None:
        raise ValueError(f"a date is needed, such as 2026-12-31 or 2026-12-31T12:00:00Z, not {written!r}")
    return written


def _trait(name: str) -> str:
    if inner(name):
        raise ValueError(
            "no single one can be asked about: crm.opportunity_stage is of the latest opportunity, or of any, and of "
            "purchases there are crm.last_purchase, crm.total_purchases and crm.purchases_count"
        )
    if name.startswith((SAID, WROTE)):
        raise ValueError(f"no trait begins with {name[: len(SAID)]}; `wins` in the section crm says who is believed")
    if name.startswith(MAIL):
        raise ValueError(f"no trait begins with {MAIL}; ask for a signal of what they said of mail")
    return name


Date: TypeAlias = Annotated[str, BeforeValidator(_date)]
Trait: TypeAlias = Annotated[Text, AfterValidator(_trait)]


class TraitClause(Levels, Clause):
    """`{ trait: title, like: "vp *" }`, `{ trait: employees, at_least: 200 }`, `{ trait: end, due_within: 1 day }`.

    `{ trait: crm.opportunity_stage, of: any, is: won }`: where there are several, of any, or of the one changed last.
    """

    trait: Trait
    of: Literal["any", "latest"] | None = None
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

    @model_validator(mode="after")
    def _of_opportunities(self) -> Self:
        if self.of is not None and not self.trait.startswith(OPPORTUNITY):
            raise ValueError(
                f"there is one {self.trait} only: leave `of` out; it is for opportunities, as in crm.opportunity_stage"
            )
        if self.of == "any" and self.exists is False:
            raise ValueError(
                "this could mean two things: `of: latest` says that the latest has none, "
                "`not` round `of: any, exists: true` that no opportunity has one"
            )
        return self

    def compiled(self, *, none_is_zero: bool = False) -> domain.Condition:  # noqa: ARG002 - it tests no score
        trait = every(self.trait) if self.of == "any" else self.trait
        if self.exists is not None:
            return TraitExists(trait, self.exists)
        if self.is_ is not None or self.like is not None or self.given:
            return TraitIs(trait, self._test)
        return TraitDate(trait, self.within, self.due_within, self.before, self.after)

    @property
    def _test(self) -> Test:
        if self.is_ is not None:
            return AnyOf(self.is_)
        return AnyOf(self.like, globs=True) if self.like is not None else Within(self.bounds)

    def mentions(self) -> Iterator[Mention]:
        yield Mention(("trait",), "traits", self.trait)
