"""Conditions of a company as they are written: of its scores, and of the leads that belong to it."""

from collections.abc import Iterator
from typing import Annotated, Final, TypeAlias

from pydantic import Field

from leadflow.model.conditions import Condition
from leadflow.model.levels import Bounded, Levels
from leadflow.model.sentences import Mention, Name, Sentence, first_word, tag

SCORES: Final = "accounts.scores"
SEGMENTS: Final = "accounts.segments"


class AccountScoreClause(Bounded):
    """`{ score: buying, at_least: 150 }`."""

    score: Name

    def mentions(self) -> Iterator[Mention]:
        yield Mention(("score",), SCORES, self.score)


class MembersClause(Levels):
    """`{ members: { class: persona, is: decision_maker }, at_least: 1 }`; without a number word, at least one."""

    members: Condition

    def mentions(self) -> Iterator[Mention]:
        yield from (mention.under("members") for mention in self.members.mentions())


class InAccountClause(Sentence):
    """`{ in: committee_ready }`: another segment of companies."""

    in_: Name = Field(alias="in")

    def mentions(self) -> Iterator[Mention]:
        yield Mention(("in",), SEGMENTS, self.in_)


class AllOfAccount(Sentence):
    """`{ all: [...] }`."""

    all: Annotated[tuple["AccountCondition", ...], Field(min_length=1)]

    def mentions(self) -> Iterator[Mention]:
        for place, each in enumerate(self.all):
            yield from (mention.under("all", place) for mention in each.mentions())


class AnyOfAccount(Sentence):
    """`{ any: [...] }`."""

    any: Annotated[tuple["AccountCondition", ...], Field(min_length=1)]

    def mentions(self) -> Iterator[Mention]:
        for place, each in enumerate(self.any):
            yield from (mention.under("any", place) for mention in each.mentions())


class NotOfAccount(Sentence):
    """`{ not: ... }`."""

    not_: "AccountCondition" = Field(alias="not")

    def mentions(self) -> Iterator[Mention]:
        yield from (mention.under("not") for mention in self.not_.mentions())


AccountCondition: TypeAlias = Annotated[
    Annotated[AccountScoreClause, tag("score")]
    | Annotated[MembersClause, tag("members")]
    | Annotated[InAccountClause, tag("in")]
    | Annotated[AllOfAccount, tag("all")]
    | Annotated[AnyOfAccount, tag("any")]
    | Annotated[NotOfAccount, tag("not")],
    first_word("score", "members", "in", "all", "any", "not"),
]

for clause in (AllOfAccount, AnyOfAccount, NotOfAccount):
    clause.model_rebuild()
