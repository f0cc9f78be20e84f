"""Automations: when a transition happens, what to do; and how often, and how fresh the news must be."""

from dataclasses import dataclass
from enum import StrEnum

from leadflow.domain.condition import Condition
from leadflow.domain.instant import Duration


class Change(StrEnum):
    """What can happen to a lead's standing."""

    ENTERED = "entered"  # a segment
    LEFT = "left"  # a segment
    BECAME = "became"  # a class has another label
    OCCURRED = "occurred"  # a signal, which an automation names, was seen once more


@dataclass(frozen=True, slots=True)
class Trigger:
    """Which transitions an automation waits for; `to` is the label that a class becomes."""

    change: Change
    of: str
    to: str | None = None


@dataclass(frozen=True, slots=True)
class Notify:
    """Tell a channel of the model."""

    channel: str


Action = Notify


@dataclass(frozen=True, slots=True)
class Automation:
    """What is done when a transition happens.

    `unless` is asked of the lead at that moment, `cooldown` is the least time between two alerts of one lead, `fresh`
    the greatest age of the news, `next` the step that the message suggests. Only transitions of these `causes` set it
    off, those of any where none is named.
    """

    name: str
    when: Trigger
    do: tuple[Action, ...]
    unless: Condition | None = None
    cooldown: Duration | None = None
    fresh: Duration | None = None
    next: str | None = None
    causes: tuple[str, ...] = ()
