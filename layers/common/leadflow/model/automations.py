"""Automations as they are written."""

from collections.abc import Iterator
from datetime import time
from typing import Annotated, Final

from pydantic import AfterValidator, BeforeValidator, Field

from leadflow.domain import automation as domain
from leadflow.domain.hours import Hours
from leadflow.model.actions import ActionSentence, AssignSentence, Ways
from leadflow.model.conditions import Condition
from leadflow.model.quotas import PerPeriod
from leadflow.model.sentences import Mention, Sentence, Span
from leadflow.model.team import hours, working_hours
from leadflow.model.templates import Template, traits
from leadflow.model.triggers import TriggerSentence

MOST: Final = 100
"""The alerts of one lead that may be counted are remembered one by one."""


def _hours(written: object) -> object:
    if written == domain.Whose.OWNER:
        return domain.Whose.OWNER
    try:
        return working_hours(written)
    except ValueError as error:
        raise ValueError(f"owner is needed, or {error}") from error


def _few(quota: domain.Quota) -> domain.Quota:
    if quota.count > MOST:
        raise ValueError(f"{MOST} at the most: more than that of one lead is no limit")
    return quota


class AutomationSentence(Sentence):
    """What is done when a transition happens."""

    when: TriggerSentence
    unless: Condition | None = None
    cooldown: Span | None = None
    fresh: Span | None = None
    at_most: Annotated[PerPeriod, AfterValidator(_few)] | None = None
    hours: Annotated[domain.Whose | tuple[time, time], BeforeValidator(_hours)] | None = None
    next: Template | None = None
    do: Annotated[tuple[ActionSentence, ...], Field(min_length=1)]

    def compiled(self, name: str, ways: Ways) -> domain.Automation:
        """The automation, by this name."""
        return domain.Automation(
            name,
            self.when.compiled(),
            tuple(deed for each in self.do for deed in each.compiled(ways)),
            unless=None if self.unless is None else self.unless.compiled(),
            cooldown=self.cooldown,
            fresh=self.fresh,
            next=self.next,
            causes=self.when.cause or (),
            at_most=self.at_most,
        )

    @property
    def assigns(self) -> bool:
        """Whether the lead is to get an owner."""
        return any(isinstance(each, AssignSentence) for each in self.do)

    def kept(self, zone: str) -> Hours | domain.Whose | None:
        """The hours that it keeps to; those that are written down are by the clock of that time zone."""
        return hours(self.hours, zone) if isinstance(self.hours, tuple) else self.hours

    def mentions(self) -> Iterator[Mention]:
        yield from (mention.under("when") for mention in self.when.mentions())
        if self.unless is not None:
            yield from (mention.under("unless") for mention in self.unless.mentions())
        if self.next is not None:
            yield from traits(self.next, "next")
        for place, action in enumerate(self.do):
            yield from (mention.under("do", place) for mention in action.mentions())
