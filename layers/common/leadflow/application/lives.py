"""The leads that keys turn out to be, as the running system finds out who is who."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import merge
from itertools import groupby
from operator import attrgetter

from leadflow.application import family
from leadflow.application.apply import Writer
from leadflow.application.clan import SECRET, Clan, stated
from leadflow.application.held import HeldLeads, HeldTimeline, NoQueue
from leadflow.application.letter import Letter, Task, regrouped, sort
from leadflow.application.ports import Parcel
from leadflow.domain.activity import Activity
from leadflow.domain.automation import Change
from leadflow.domain.identity import Key, LeadId, lead_id
from leadflow.domain.instant import Instant
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.signal import BUILT_IN
from leadflow.domain.state import State
from leadflow.domain.transition import Transition

_at = attrgetter("at")
_id = attrgetter("id")


@dataclass(frozen=True, slots=True)
class Life:
    """A lead as it was at the end, with its keys, the one that it is named by first, and the transitions on the way.

    What had changed of those that have joined it is among them.
    """

    keys: Sequence[Key]
    state: State
    transitions: Sequence[Transition]


def lives(clan: Clan, model: LeadModel, end: Instant) -> Iterator[Life]:
    """The leads that have come of these keys by `end`, each of which has done something by then."""
    ids = _ids(clan)
    way = _Way(model, HeldTimeline({each: clan.histories[key] for each, key in ids.items()}))
    way.follow(clan.told, end)
    changes = way.transitions()
    for each, state in way.leads.kept.items():
        if state.kin.to is None and state.lead.first_seen is not None:
            yield Life([ids[key] for key in state.family], state, changes.get(each, ()))


def indifferent(model: LeadModel) -> LeadModel:
    """A model that knows as much of who may say what, and makes nothing of what anybody does."""
    signals = {name: each for name, each in model.signals.items() if name in BUILT_IN}
    return LeadModel(model.name, senders=model.senders, signals=signals)


def families(clan: Clan, model: LeadModel) -> Iterator[Clan]:
    """These keys by the lead that each is of in the end, the one that it is named by first; of each that did something.

    `model` is one that is indifferent: of what was done, only what states who is who is looked at.
    """
    ids = _ids(clan)
    way = _Way(model, HeldTimeline({}))
    for now, activities in groupby(clan.told, key=_at):
        if stating := [each for each in activities if any(stated(each, model))]:
            way.take(stating, now)
    members: dict[LeadId, list[LeadId]] = {}
    for each in ids:
        top = family.top(way.leads.kept, each)
        members.setdefault(top, [top]).extend({each} - {top})
    for those in members.values():
        histories = {ids[each]: clan.histories[ids[each]] for each in those}
        together = _Together(tuple(histories.values()))
        if any(together):
            yield Clan(histories, together)


def _ids(clan: Clan) -> Mapping[LeadId, Key]:
    return {lead_id(key, SECRET): key for key in clan.histories}


@dataclass(frozen=True, slots=True)
class _Together:
    """Several histories as one, oldest first."""

    histories: Sequence[Iterable[Activity]]

    def __iter__(self) -> Iterator[Activity]:
        return merge(*self.histories, key=_at)


@dataclass(frozen=True, slots=True)
class _Way:
    """The keys of a clan on their way, by the instant that they have come to."""

    model: LeadModel
    timeline: HeldTimeline
    leads: HeldLeads = field(default_factory=HeldLeads)

    def follow(self, told: Iterable[Activity], end: Instant) -> None:
        """Go there instant by instant, and through every wake in between."""
        for now, activities in groupby(told, key=_at):
            self._wake(now)
            self.take(activities, now)
        self._wake(Instant(end + 1))

    def take(self, activities: Iterable[Activity], now: Instant) -> None:
        """Take in what happened at one instant, all at once."""
        letter = Letter("", Parcel(sorted(activities, key=_id)))
        self._work(sort([letter], SECRET, self.model).tasks, now)

    def transitions(self) -> Mapping[LeadId, Sequence[Transition]]:
        """What has changed, by the lead that it is of in the end."""
        found: dict[LeadId, list[Transition]] = {}
        for news in self.leads.news:
            if news.transition.change is not Change.MOVED:
                found.setdefault(family.top(self.leads.kept, news.lead), []).append(news.transition)
        return found

    def _wake(self, before: Instant) -> None:
        for now, lead in self.leads.due(before):
            self._work([Task(lead)], now)

    def _work(self, tasks: Sequence[Task], now: Instant) -> None:
        self.timeline.now = now
        writer = Writer(self.model, self.leads, self.timeline, NoQueue())
        found = family.load(self.leads, (task.lead for task in tasks))
        for task in regrouped(tasks, found):
            writer.apply(task, found, now)
