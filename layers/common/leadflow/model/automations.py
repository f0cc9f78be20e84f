"""Automations as they are written."""

from collections.abc import Collection, Iterator
from typing import Annotated, Literal

from pydantic import Field

from leadflow.domain import automation as domain
from leadflow.model.actions import ActionSentence, NotifySentence
from leadflow.model.conditions import Condition
from leadflow.model.quotas import PerPeriod
from leadflow.model.sentences import Mention, Sentence, Span
from leadflow.model.templates import Template, traits
from leadflow.model.triggers import TriggerSentence


class AutomationSentence(Sentence):
    """What is done when a transition happens."""

    when: TriggerSentence
    unless: Condition | None = None
    cooldown: Span | None = None
    fresh: Span | None = None
    at_most: PerPeriod | None = None
    hours: Literal["owner"] | None = None
    next: Template | None = None
    do: Annotated[tuple[ActionSentence, ...], Field(min_length=1)]

    def compiled(self, name: str, channels: Collection[str]) -> domain.Automation:
        """The automation, by this name, with those of its actions that speak to one of these channels."""
        told = [each for each in self.do if isinstance(each, NotifySentence) and each.notify in channels]
        return domain.Automation(
            name,
            self.when.compiled(),
            tuple(each.compiled() for each in told),
            unless=None if self.unless is None else self.unless.compiled(),
            cooldown=self.cooldown,
            fresh=self.fresh,
            next=self.next,
            causes=self.when.cause or (),
        )

    def mentions(self) -> Iterator[Mention]:
        yield from (mention.under("when") for mention in self.when.mentions())
        if self.unless is not None:
            yield from (mention.under("unless") for mention in self.unless.mentions())
        if self.next is not None:
            yield from traits(self.next, "next")
        for place, action in enumerate(self.do):
            yield from (mention.under("do", place) for mention in action.mentions())
