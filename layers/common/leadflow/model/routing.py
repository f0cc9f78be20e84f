"""Rules by which a lead gets its owner, as they are written."""

from collections.abc import Iterator
from typing import Annotated, Self

from pydantic import Field, model_validator

from leadflow.model.addresses import Address, Recipient
from leadflow.model.conditions import Condition
from leadflow.model.sentences import Mention, Sentence
from leadflow.model.templates import traits


class RouteSentence(Sentence):
    """`{ when: ..., to: "{crm.account_owner}" }`, `{ round_robin: [ann@acme.example, bo@acme.example] }`."""

    when: Condition | None = None
    to: Recipient | None = None
    round_robin: Annotated[tuple[Address, ...], Field(min_length=1)] | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.to is None) == (self.round_robin is None):
            raise ValueError("either `to` with one address or `round_robin` with a list of them is needed")
        return self

    def mentions(self) -> Iterator[Mention]:
        if self.when is not None:
            yield from (mention.under("when") for mention in self.when.mentions())
        if self.to is not None:
            yield from traits(self.to, "to")
