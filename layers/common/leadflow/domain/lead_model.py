"""The lead model, compiled: every name resolved, every default filled in, nothing left to parse."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from hashlib import sha256
from typing import Final

from leadflow.domain.activity import Activity
from leadflow.domain.automation import Automation, Change
from leadflow.domain.calendar import Calendar
from leadflow.domain.classes import Class
from leadflow.domain.consent import MAIL
from leadflow.domain.crm import SAID, Crm
from leadflow.domain.ignore import Ignored
from leadflow.domain.instant import Instant
from leadflow.domain.judgement import Judge, judge_by
from leadflow.domain.machine import Machine
from leadflow.domain.occurrence import Occurrence
from leadflow.domain.route import Route
from leadflow.domain.sales import feeds, inner
from leadflow.domain.score import Score
from leadflow.domain.segment import Segment
from leadflow.domain.sender import Sender, Trust
from leadflow.domain.signal import Seen, Signal
from leadflow.domain.team import Member
from leadflow.domain.track import Track

MESSAGE_TRAITS: Final = ("name", "first_name", "last_name", "title", "company", "phone")
"""Traits that messages to people use, kept even where no rule names them."""

_HALF: Final = 8
_KINDS: Final = 500


@dataclass(frozen=True, slots=True)
class Channel:
    """A way out: `kind` is the module that speaks to it, `secret` the name of what that takes, empty for nothing.

    `include` is what it may tell of the person besides ids, labels and figures, where it speaks to machines; `at_most`
    is how many messages an hour it takes, the others being told together.
    """

    name: str
    kind: str
    secret: str = ""
    include: tuple[str, ...] = ()
    at_most: int | None = None


@dataclass(frozen=True)
class LeadModel:
    """The whole policy. `signals` holds the built-in ones too; mappings are in the order of the model file."""

    name: str
    calendar: Calendar = field(default_factory=Calendar)
    senders: Mapping[str, Sender] = field(default_factory=dict)
    ignored: Ignored = field(default_factory=Ignored)
    signals: Mapping[str, Signal] = field(default_factory=dict)
    machine: Machine = field(default_factory=Machine)
    scores: Mapping[str, Score] = field(default_factory=dict)
    classes: Mapping[str, Class] = field(default_factory=dict)
    segments: Mapping[str, Segment] = field(default_factory=dict)
    automations: Mapping[str, Automation] = field(default_factory=dict)
    channels: Mapping[str, Channel] = field(default_factory=dict)
    traits: tuple[str, ...] = ()
    crm: Crm | None = None
    routing: tuple[Route, ...] = ()
    team: Mapping[str, Member] = field(default_factory=dict)
    tracks: Mapping[str, Track] = field(default_factory=dict)

    def signals_of(self, activity: Activity) -> dict[str, Seen]:
        """Which signals the activity is, and how."""
        found = ((signal.name, signal.seen(activity)) for signal in self._candidates(activity.type))
        return {name: seen for name, seen in found if seen is not None}

    @cached_property
    def _candidates(self) -> Callable[[str], Sequence[Signal]]:
        """The signals that an activity of that type can be; strangers make up types, so not all are remembered."""
        return lru_cache(_KINDS)(lambda kind: tuple(each for each in self.signals.values() if each.admits(kind)))

    def begins(self, occurrence: Occurrence) -> Instant:
        """When the occurrence begins to count: a click must settle first."""
        if occurrence.heard is None:
            return occurrence.at
        return Instant(max(occurrence.at, occurrence.heard + self.machine.settle))

    def rank(self, source: str) -> int:
        """The source's place in the model; one that it does not name comes last."""
        sender = self.senders.get(source)
        return sender.rank if sender is not None else 1 + max((each.rank for each in self.senders.values()), default=-1)

    def public(self, source: str) -> bool:
        """Whether everybody can call the source: its key stands in a web page."""
        sender = self.senders.get(source)
        return sender is not None and sender.trust is Trust.PUBLIC

    def keeps(self, trait: str) -> bool:
        """Whether the trait is stored: only those that a rule, a message or the map of the CRM uses are."""
        return trait in self._kept or (inner(trait) and feeds(trait, self._kept))

    @cached_property
    def _kept(self) -> frozenset[str]:
        return frozenset(each for each in (*self.traits, *MESSAGE_TRAITS) if not each.startswith((SAID, MAIL)))

    def register(self, trait: str, source: str) -> str | None:
        """Under which name is stored what the source states of the trait; None where it is not.

        What the CRM says of a term of its map stands beside what others say, so that a rule can choose between them.
        """
        if not self.keeps(trait):
            echo = self.crm is not None and self.crm.echoes(trait, source) and not self.public(source)
            return trait if echo else None
        by_crm = self.crm is not None and self.crm.says(trait, source) and not self.public(source)
        return SAID + trait if by_crm else trait

    @cached_property
    def judge(self) -> Judge:
        """Says of a lead, all at once, which segments it is in and which labels it has."""
        return judge_by(self.segments, self.classes)

    @cached_property
    def watched(self) -> tuple[str, ...]:
        """The signals, in their order, each occurrence of which some automation waits for."""
        waited = {each.when.of for each in self.automations.values() if each.when.change is Change.OCCURRED}
        return tuple(name for name in self.signals if name in waited)

    @property
    def destinations(self) -> tuple[str, ...]:
        """Whom actions call, as operators know them: the channels, and whom else the automations name."""
        called = (action.destination for each in self.automations.values() for action in each.do)
        return tuple(dict.fromkeys((*self.channels, *called)))

    def hears(self, channel: Channel) -> bool:
        """Whether a source has the channel's own kind: what is clicked there then comes back."""
        return any(each.kind == channel.kind for each in self.senders.values())

    @cached_property
    def fingerprint(self) -> str:
        """16 letters that change with anything that could change an evaluation, and with nothing else.

        The first 8 change with what activities are taken for: then leads must be folded again from their timelines.
        """
        signals = [replace(signal, says=None) for signal in self.signals.values()]
        crm, rules = self.crm, self._rules
        tracks = (tuple(self.tracks),) if self.tracks else ()
        taken = (self.calendar, signals, self.machine, self.traits, crm and (crm.source, sorted(rules)), *tracks)
        judging = (self.scores, self.classes, self.segments, self.watched, sorted(rules.items()))
        return "".join(sha256(repr(each).encode()).hexdigest()[:_HALF] for each in (taken, judging))

    @property
    def _rules(self) -> Mapping[str, str]:
        """Who wins, by the traits of the CRM's map."""
        found = {} if self.crm is None else {trait: self.crm.rule(trait) for trait in self.traits}
        return {trait: rule.value for trait, rule in found.items() if rule is not None}

    def takes_alike(self, fingerprint: str) -> bool:
        """Whether the model of that fingerprint takes activities for the same as this one."""
        return fingerprint[:_HALF] == self.fingerprint[:_HALF]
