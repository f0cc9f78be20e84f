"""The stores and the queue of actions in memory, under the same contract tests as the real ones."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from threading import Lock

from leadflow.application.circuit import PROBE, Circuit, wait
from leadflow.application.ports import Claimed, Order, Outcome, Outrun
from leadflow.domain.activity import Activity
from leadflow.domain.errand import Errand
from leadflow.domain.identity import LeadId
from leadflow.domain.instant import Duration, Instant
from leadflow.domain.ledger import Assignment, Page
from leadflow.domain.news import News
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

    def told_before(self, news: News) -> News | None:
        earlier = [each for each in self.kept.values() if each.lead == news.lead and each.version < news.version]
        return max((each for each in earlier if each.transition.sets_off), key=lambda each: each.version, default=None)

    def finish(self, lead: LeadId, news: str) -> None:
        if self.load(lead, news) is not None:
            self.finished.add(news)

    def pending(self, before: Instant) -> Iterator[News]:
        left = (news for news in self.kept.values() if news.id not in self.finished)
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
            self.kept[lead] = replace(state, wake_at=None, version=state.version + 1)

    def due(self, until: Instant) -> Iterator[tuple[Instant, LeadId]]:
        wakes = [(state.wake_at, lead) for lead, state in self.kept.items()]
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

    def remove(self, lead: LeadId, activity: Activity) -> None:
        self.kept[lead].pop((activity.at, activity.id), None)

    def read(self, lead: LeadId, until: Instant | None = None) -> Iterator[Activity]:
        ordered = sorted(self.kept[lead].items())
        return iter([activity for (at, _), activity in ordered if until is None or at <= until])

    def latest(self, lead: LeadId, count: int) -> Sequence[Activity]:
        return list(self.read(lead))[::-1][:count]


@dataclass(slots=True)
class MemoryActions:
    sent: list[Order] = field(default_factory=list)
    delays: list[Duration] = field(default_factory=list)

    def send(self, errands: Sequence[Order], delay: Duration = Duration(0)) -> None:
        self.sent.extend(errands)
        self.delays.extend([delay] * len(errands))


@dataclass(slots=True)
class Receipts:
    """What several workers share: claims, outcomes, and what waits for its time."""

    claims: dict[Errand, Instant] = field(default_factory=dict)
    outcomes: dict[Errand, Outcome] = field(default_factory=dict)
    held: dict[Errand, Instant] = field(default_factory=dict)


@dataclass(slots=True)
class MemoryDeliveries:
    receipts: Receipts = field(default_factory=Receipts)
    mine: dict[Errand, Instant] = field(default_factory=dict)

    def claim(self, errand: Errand, now: Instant, lease: Duration, channel: str = "") -> Outcome | None:
        if ended := self.receipts.outcomes.get(errand):
            return ended
        if now < self.receipts.claims.get(errand, now):
            raise Claimed
        self.receipts.claims[errand] = self.mine[errand] = Instant(now + lease)
        return None

    def release(self, errand: Errand, reason: str | None = None) -> None:
        if errand in self.mine and self.receipts.claims.get(errand) == self.mine.pop(errand):
            del self.receipts.claims[errand]

    def hold(self, errand: Errand, until: Instant) -> None:
        if errand not in self.receipts.outcomes:
            self.receipts.held[errand] = until
            self.receipts.claims.pop(errand, None)

    def end(self, errand: Errand, outcome: Outcome, now: Instant, reason: str | None = None) -> None:
        if errand in self.receipts.claims:
            self.receipts.outcomes.setdefault(errand, outcome)

    def forget(self, errand: Errand) -> None:
        self.mine.pop(errand, None)
        for kept in (self.receipts.claims, self.receipts.outcomes, self.receipts.held):
            kept.pop(errand, None)


@dataclass(slots=True)
class MemoryHeld:
    """The port `Held`."""

    receipts: Receipts

    def due(self, now: Instant) -> Iterator[tuple[Instant, Errand]]:
        return iter([(at, errand) for errand, at in self.receipts.held.items() if at <= now])

    def let_go(self, errand: Errand, due: Instant) -> None:
        if self.receipts.held.get(errand) == due:
            del self.receipts.held[errand]


@dataclass(slots=True)
class MemoryBook:
    """The port `Book`."""

    decided: dict[str, Assignment] = field(default_factory=dict)
    pages: dict[str, Page] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    def assignment(self, news: str) -> Assignment | None:
        return self.decided.get(news)

    def read(self, pages: Collection[Page]) -> Mapping[str, Page]:
        return {page.name: self.pages.get(page.name, page) for page in pages}

    def assign(self, news: str, assignment: Assignment, pages: Sequence[Page]) -> None:
        with self.lock:
            if news in self.decided or any(self.read([each])[each.name].version != each.version for each in pages):
                raise Outrun
            self.decided[news] = assignment
            self.pages |= {each.name: replace(each, version=each.version + 1) for each in pages}


@dataclass(slots=True)
class MemoryEndpoints:
    """The port `Endpoints`."""

    shut: set[tuple[str, str]] = field(default_factory=set)

    def close(self, channel: str, endpoint: str, now: Instant) -> None:
        self.shut.add((channel, endpoint))

    def closed(self, channel: str, endpoint: str) -> bool:
        return (channel, endpoint) in self.shut


@dataclass(slots=True)
class MemoryCircuits:
    """The port `Circuits`."""

    kept: dict[str, Circuit] = field(default_factory=dict)

    def look(self, destination: str, now: Instant) -> Circuit:
        return self.kept.get(destination, Circuit())

    def enter(self, destination: str, now: Instant) -> Instant | None:
        circuit = self.look(destination, now)
        if not circuit.open:
            return None
        if now < circuit.until:
            return circuit.until
        self.kept[destination] = replace(circuit, until=Instant(now + PROBE))
        return None

    def failed(self, destination: str, now: Instant, after: Duration | None) -> Circuit:
        circuit = replace(known := self.look(destination, now), failures=known.failures + 1)
        if circuit.open:
            circuit = replace(circuit, until=Instant(now + wait(circuit.failures, after)))
        self.kept[destination] = circuit
        return circuit

    def close(self, destination: str) -> None:
        self.kept.pop(destination, None)


@dataclass(slots=True)
class MemoryCounters:
    """The port `Counters`, on the receipts in which errands end."""

    receipts: Receipts = field(default_factory=Receipts)
    taken: dict[tuple[str, Instant], set[Errand]] = field(default_factory=lambda: defaultdict(set))
    counted: dict[tuple[str, Instant], Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def take(self, where: str, hour: Instant, errand: Errand, limit: int) -> bool:
        taken = self.taken[where, hour]
        if errand not in taken and len(taken) >= limit:
            return False
        taken.add(errand)
        return True

    def spare(self, where: str, hour: Instant, errand: Errand, now: Instant) -> None:
        if errand not in self.receipts.outcomes:
            self.receipts.outcomes[errand] = Outcome.GUARDED
            self.counted[where, hour][errand.automation] += 1

    def spared(self, where: str, hour: Instant) -> Mapping[str, int]:
        return dict(self.counted[where, hour])
