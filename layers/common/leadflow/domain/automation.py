"""Automations: when a transition happens, what to do; and how often, and how fresh the news must be."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from leadflow.domain.calendar import Period
from leadflow.domain.condition import Condition
from leadflow.domain.crm import Object
from leadflow.domain.hours import Hours
from leadflow.domain.instant import Duration


class Change(StrEnum):
    """What can happen to a lead's standing."""

    ENTERED = "entered"  # a segment
    LEFT = "left"  # a segment
    BECAME = "became"  # a class has another label
    OCCURRED = "occurred"  # a signal, which an automation names, was seen once more
    MOVED = "moved"  # nothing: its key has joined another lead, or left one; only our own lists are told


@dataclass(frozen=True, slots=True)
class Trigger:
    """Which transitions an automation waits for; `to` is the label that a class becomes."""

    change: Change
    of: str
    to: str | None = None


@dataclass(frozen=True, slots=True)
class Notify:
    """Tell a channel of the model; where it writes to people, the one of the address `to`, or a placeholder for it."""

    channel: str
    to: str = ""

    @property
    def destination(self) -> str:
        return self.channel


@dataclass(frozen=True, slots=True)
class Upsert:
    """Make the lead's record in the CRM, or bring it up to date; where there is none, `kind` says which is made."""

    provider: str
    kind: Object = Object.LEAD

    @property
    def destination(self) -> str:
        return f"crm.{self.provider}"


@dataclass(frozen=True, slots=True)
class Task:
    """Give the lead's owner something to do in the CRM, `due` so long after the news; `subject` has placeholders."""

    provider: str
    subject: str
    due: Duration | None = None

    @property
    def destination(self) -> str:
        return f"crm.{self.provider}"


@dataclass(frozen=True, slots=True)
class Enrol:
    """Put the lead on a track of the model."""

    track: str

    @property
    def destination(self) -> str:
        return f"tracks.{self.track}"


@dataclass(frozen=True, slots=True)
class Withdraw:
    """Take the lead off a track of the model."""

    track: str

    @property
    def destination(self) -> str:
        return f"tracks.{self.track}"


Action: TypeAlias = Notify | Upsert | Task | Enrol | Withdraw
"""What an automation does; its `destination` names whom that calls, as operators know it."""


class Assign(StrEnum):
    """Who gets the lead by the model's routing."""

    ANYBODY = "anybody"  # whoever has it keeps it, unless a rule names somebody
    ANOTHER = "another"  # whoever has it has had their time


class Whose(StrEnum):
    """Whose hours are waited for."""

    OWNER = "owner"


@dataclass(frozen=True, slots=True)
class Quota:
    """At most `count` in each `period`."""

    count: int
    period: Period


@dataclass(frozen=True, slots=True)
class Automation:
    """What is done when a transition happens.

    `unless` is asked of the lead at that moment, `cooldown` is the least time between two alerts of one lead, `fresh`
    the greatest age of the news, `next` the step that the message suggests. Only transitions of these `causes` set it
    off, those of any where none is named. `at_most` so many alerts of one lead come of it, and outside of `hours` what
    it does is held until they begin. Where it is to `assign`, the lead gets an owner before anything else is done.
    """

    name: str
    when: Trigger
    do: tuple[Action, ...]
    unless: Condition | None = None
    cooldown: Duration | None = None
    fresh: Duration | None = None
    next: str | None = None
    causes: tuple[str, ...] = ()
    at_most: Quota | None = None
    hours: Hours | Whose | None = None
    assign: Assign | None = None
