"""Automations as they are written."""

from collections.abc import Iterator, Mapping
from typing import Annotated, TypeAlias

from pydantic import Field

from leadflow.domain import automation as domain
from leadflow.model.conditions import Condition
from leadflow.model.sentences import Mention, Name, Sentence, Span, Text, first_word, tag


class Enters(Sentence):
    """`{ enters: sales_ready }`."""

    enters: Name

    def compiled(self) -> domain.Trigger:
        return domain.Trigger(domain.Change.ENTERED, self.enters)

    def mentions(self) -> Iterator[Mention]:
        yield Mention(("enters",), "segments", self.enters)


class Leaves(Sentence):
    """`{ leaves: sales_ready }`."""

    leaves: Name

    def compiled(self) -> domain.Trigger:
        return domain.Trigger(domain.Change.LEFT, self.leaves)

    def mentions(self) -> Iterator[Mention]:
        yield Mention(("leaves",), "segments", self.leaves)


class Becomes(Sentence):
    """`{ becomes: { stage: customer } }`."""

    becomes: Annotated[Mapping[Name, Name], Field(min_length=1, max_length=1)]

    def compiled(self) -> domain.Trigger:
        name, label = next(iter(self.becomes.items()))
        return domain.Trigger(domain.Change.BECAME, name, label)

    def mentions(self) -> Iterator[Mention]:
        for name, label in self.becomes.items():
            yield Mention(("becomes", name), "classes", name)
            yield Mention(("becomes", name), f"classes.{name}", label)


TriggerSentence: TypeAlias = Annotated[
    Annotated[Enters, tag("enters")] | Annotated[Leaves, tag("leaves")] | Annotated[Becomes, tag("becomes")],
    first_word("enters", "leaves", "becomes"),
]


class NotifySentence(Sentence):
    """`{ notify: sales }`."""

    notify: Name

    def compiled(self) -> domain.Notify:
        return domain.Notify(self.notify)

    def mentions(self) -> Iterator[Mention]:
        yield Mention(("notify",), "channels", self.notify)


class AutomationSentence(Sentence):
    """What is done when a transition happens."""

    when: TriggerSentence
    unless: Condition | None = None
    cooldown: Span | None = None
    fresh: Span | None = None
    next: Text | None = None
    do: Annotated[tuple[NotifySentence, ...], Field(min_length=1)]

    def compiled(self, name: str) -> domain.Automation:
        return domain.Automation(
            name,
            self.when.compiled(),
            tuple(action.compiled() for action in self.do),
            unless=None if self.unless is None else self.unless.compiled(),
            cooldown=self.cooldown,
            fresh=self.fresh,
            next=self.next,
        )

    def mentions(self) -> Iterator[Mention]:
        yield from (mention.under("when") for mention in self.when.mentions())
        if self.unless is not None:
            yield from (mention.under("unless") for mention in self.unless.mentions())
        for place, action in enumerate(self.do):
            yield from (mention.under("do", place) for mention in action.mentions())
