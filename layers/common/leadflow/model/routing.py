"""Rules by which a lead gets its owner, as they are written."""

from collections.abc import Iterator
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from leadflow.domain.route import Colleagues, Named, Route, To, Turns, Way
from leadflow.model.addresses import Address, Recipient
from leadflow.model.conditions import Condition
from leadflow.model.sentences import Mention, Sentence
from leadflow.model.templates import is_placeholder, traits


def _no_one_twice(members: tuple[str, ...]) -> tuple[str, ...]:
    twice = [each for place, each in enumerate(members) if each in members[:place]]
    if twice:
        raise ValueError(f"{twice[0]} stands in it twice: each takes turns once")
    return members


class RouteSentence(Sentence):
    """`{ when: ..., to: "{crm.account_owner}" }`, `{ by: account }`, `{ round_robin: [ann@acme.example] }`."""

    when: Condition | None = None
    to: Recipient | None = None
    by: Literal["account"] | None = None
    round_robin: Annotated[tuple[Address, ...], Field(min_length=1), AfterValidator(_no_one_twice)] | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if sum(each is not None for each in (self.to, self.by, self.round_robin)) != 1:
            raise ValueError(
                "one of these is needed: `to` with one address, `round_robin` with a list of them, or `by: account`"
            )
        return self

    @property
    def certain(self) -> bool:
        """Whether somebody gets every lead by this rule, unless they are away."""
        return self.when is None and self.by is None and not self.by_trait

    @property
    def by_trait(self) -> bool:
        """Whether a trait says who it is."""
        return self.to is not None and is_placeholder(self.to)

    @property
    def named(self) -> tuple[str, ...]:
        """The addresses that stand in it."""
        return self.round_robin or ((self.to,) if self.to is not None and not self.by_trait else ())

    def compiled(self) -> Route:
        return Route(self._way(), None if self.when is None else self.when.compiled())

    def _way(self) -> Way:
        if self.round_robin is not None:
            return Turns(self.round_robin)
        if self.to is None:
            return Colleagues()
        return Named(self.to.strip("{}")) if self.by_trait else To(self.to)

    def mentions(self) -> Iterator[Mention]:
        if self.when is not None:
            yield from (mention.under("when") for mention in self.when.mentions())
        if self.to is not None:
            yield from traits(self.to, "to")
