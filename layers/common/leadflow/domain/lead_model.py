"""The lead model, compiled: every name resolved, every default filled in, nothing left to parse."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import sha256
from typing import Final

from leadflow.domain.activity import Activity
from leadflow.domain.automation import Automation
from leadflow.domain.calendar import Calendar
from leadflow.domain.score import Score
from leadflow.domain.segment import Class, Segment
from leadflow.domain.sender import Sender
from leadflow.domain.signal import Seen, Signal

MESSAGE_TRAITS: Final = ("name", "first_name", "last_name", "title", "company", "phone")
"""Traits that messages to people use, kept even where no rule names them."""


@dataclass(frozen=True, slots=True)
class Channel:
    """A way out: `kind` is the module that speaks to it, `secret` the name of what it needs to do so."""

    name: str
    kind: str
    secret: str


@dataclass(frozen=True)
class LeadModel:
    """The whole policy. `signals` holds the built-in ones too; mappings are in the order of the model file."""

    name: str
    calendar: Calendar = field(default_factory=Calendar)
    senders: Mapping[str, Sender] = field(default_factory=dict)
    signals: Mapping[str, Signal] = field(default_factory=dict)
    scores: Mapping[str, Score] = field(default_factory=dict)
    classes: Mapping[str, Class] = field(default_factory=dict)
    segments: Mapping[str, Segment] = field(default_factory=dict)
    automations: Mapping[str, Automation] = field(default_factory=dict)
    channels: Mapping[str, Channel] = field(default_factory=dict)
    traits: tuple[str, ...] = ()

    def signals_of(self, activity: Activity) -> dict[str, Seen]:
        """Which signals the activity is, and how."""
        found = ((name, signal.seen(activity)) for name, signal in self.signals.items())
        return {name: seen for name, seen in found if seen is not None}

    def rank(self, source: str) -> int:
        """The source's place in the model; one that it does not name comes last."""
        sender = self.senders.get(source)
        return len(self.senders) if sender is None else sender.rank

    def keeps(self, trait: str) -> bool:
        """Whether the trait is stored: only those that a rule or a message uses are."""
        return trait in self.traits or trait in MESSAGE_TRAITS

    @cached_property
    def fingerprint(self) -> str:
        """16 letters that change with anything that could change an evaluation, and with nothing else."""
        signals = [replace(signal, says=None) for signal in self.signals.values()]
        judging = (self.calendar, signals, self.scores, self.classes, self.segments)
        return sha256(repr(judging).encode()).hexdigest()[:16]
