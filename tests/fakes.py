"""The stores and the queue of actions in memory, under the same contract tests as the real ones."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from leadflow.application.fetch import Fetch
from leadflow.application.ports import Claimed, Outcome, Outrun
from leadflow.domain.activity import Activity
from leadflow.domain.identity import LeadId
from leadflow.domain.instant import Duration, Instant
from leadflow.domain.news import Errand, News
from leadflow.domain.state import State


@dataclass(slots=True)
class MemoryOutbox:
    kept: dict[str, News] = field(default_factory=dict)
    finished: set[str] = field(default_factory=set)

    def put(self, news: News) -> None:
        self.kept[news.id] = news

    def load(self, lead: LeadId, news: str) -> News | None:
        found = self.kept.get(news)
        return found if found is not None and found.lead == lead else None

    def finish(self, lead: LeadId, news: str) -> None:
        if self.load(lead, news) is not None:
            self.finished.add(news)

    def pending(self, before: Instant) -> Iterator[News]:
        left = (news for news in self.kept.values() if news.transition.sets_off and news.id not in self.finished)
        return iter([news for news in left if news.transition.at < before])


@dataclass(slots=True)
class MemoryLeads:
    outbox: MemoryOutbox = field(default_factory=MemoryOutbox)
    kept: dict[LeadId, State] = field(default_factory=dict)

    def load(self, ids: Collection[LeadId], *, fresh: bool = False) -> Mapping[LeadId, State]:
        return {lead: self.kept[lead] for lead in ids if lead in self.kept}

    def commit(self, state: State, news: Sequence[News] = (), others: Sequence[State] = ()) -> None:
        states = (state, *others)
        if any(each.version != (current.version if (current := self.kept.get(each.id)) else 0) for each in states):
            raise Outrun(self.kept.get(state.id))
        for each in states:
            self.kept[each.id] = replace(each, version=each.version + 1)
        for told in news:
            self.outbox.put(told)

    def disarm(self, lead: LeadId, until: Instant) -> None:
        state = self.kept.get(lead)
        if state is not None and state.wake_at is not None and state.wake_at <= until:
            self.kept[lead] = replace(state, wake_at=None, indexed=False, version=state.version + 1)

    def due(self, until: Instant) -> Iterator[tuple[Instant, LeadId]]:
        wakes = [(state.wake_at, lead) for lead, state in self.kept.items() if state.indexed]
        return iter([(at, lead) for at, lead in wakes if at is not None and at <= until])


@dataclass(slots=True)
class MemoryTimeline:
    kept: dict[LeadId, dict[tuple[Instant, str], Activity]] = field(default_factory=lambda: defaultdict(dict))
    unidentified: list[Activity] = field(default_factory=list)

    def add(self, lead: LeadId, activity: Activity) -> bool:
        place = (activity.at, activity.id)
        new = place not in self.kept[lead]
        self.kept[lead].setdefault(place, activity)
        return new

    def add_unidentified(self, activity: Activity) -> None:
        self.unidentified.append(activity)

    def read(self, lead: LeadId, until: Instant | None = None) -> Iterator[Activity]:
        ordered = sorted(self.kept[lead].items())
        return iter([activity for (at, _), activity in ordered if until is None or at <= until])

    def latest(self, lead: LeadId, count: int) -> Sequence[Activity]:
        return list(self.read(lead))[::-1][:count]


@dataclass(slots=True)
class MemoryActions:
    sent: list[Errand | Fetch] = field(default_factory=list)

    def send(self, errands: Sequence[Errand | Fetch]) -> None:
        self.sent.extend(errands)


@dataclass(slots=True)
class Receipts:
    """What several workers share: claims and outcomes."""

    claims: dict[Errand, Instant] = field(default_factory=dict)
    outcomes: dict[Errand, Outcome] = field(default_factory=dict)


@dataclass(slots=True)
class MemoryDeliveries:
    receipts: Receipts = field(default_factory=Receipts)
    mine: dict[Errand, Instant] = field(default_factory=dict)

    def claim(self, errand: Errand, now: Instant, lease: Duration) -> Outcome | None:
        if ended := self.receipts.outcomes.get(errand):
            return ended
        if now < self.receipts.claims.get(errand, now):
            raise Claimed
        self.receipts.claims[errand] = self.mine[errand] = Instant(now + lease)
        return None

    def release(self, errand: Errand) -> None:
        if errand in self.mine and self.receipts.claims.get(errand) == self.mine.pop(errand):
            del self.receipts.claims[errand]

    def end(self, errand: Errand, outcome: Outcome, now: Instant, reason: str | None = None) -> None:
        self.receipts.outcomes.setdefault(errand, outcome)
