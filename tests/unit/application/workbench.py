"""An evaluator with everything in memory, and faults to order."""

from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from leadflow.application.apply import Spread, Writer
from leadflow.application.evaluate import Evaluator, Report
from leadflow.application.letter import Letter
from leadflow.application.ports import Outrun, OutsideDown, Parcel, TooBig
from leadflow.domain.activity import Activity
from leadflow.domain.identity import Keys, LeadId, lead_id
from leadflow.domain.instant import Duration, Instant
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.news import News
from leadflow.domain.state import State
from tests.fakes import MemoryLeads, MemoryTimeline
from tests.models import MONDAY, model

KEY = b"k" * 32
BO = Keys(email="bo@fjordbank.example")
POLICY = model(
    signals={"clicked": {"activity": "email.clicked"}},
    scores={"readiness": {"half_life": "10 days", "points": {"clicked": 10}}},
    segments={
        "active": {"signal": "clicked", "at_least": 2},
        "just_now": {"signal": "clicked", "within": "5 minutes"},
    },
)
FULL = model(
    signals={"clicked": {"activity": "email.clicked", "keep": 2}},
    segments={"active": {"signal": "clicked", "at_least": 2}},
    automations={"tell": {"when": {"enters": "active"}, "do": [{"notify": "sales"}]}},
    channels={"sales": {"slack": "sales-webhook"}},
)
"""A model of whose signal only the last two count: where one is taken back, an older one does again."""


def id_of(keys: Keys) -> LeadId:
    assert keys.strongest is not None
    return lead_id(keys.strongest, KEY)


@dataclass
class MemoryIntake:
    """What was sent, with its delay; `down` refuses."""

    sent: list[tuple[Parcel, Duration]] = field(default_factory=list)
    down: bool = False

    def send(self, parcels: Sequence[Parcel], delay: Duration = Duration(0)) -> None:
        if self.down:
            raise OutsideDown("the queue does not answer")
        self.sent += [(parcel, delay) for parcel in parcels]

    def waiting(self) -> int:
        return len(self.sent)


@dataclass
class MemoryGrave:
    buried: list[tuple[str, str]] = field(default_factory=list)

    def bury(self, body: str, reason: str) -> None:
        self.buried.append((body, reason))


@dataclass
class FaultyLeads(MemoryLeads):
    """Refuses to write the leads in `poison`, to read at all when `down`, and is outrun `races` times."""

    poison: Collection[LeadId] = ()
    down: bool = False
    races: int = 0
    reads: int = 0

    def load(self, ids: Collection[LeadId], *, fresh: bool = False) -> Mapping[LeadId, State]:
        self.reads += 1
        if self.down:
            raise OutsideDown("no table")
        return super().load(ids, fresh=fresh)

    def commit(self, state: State, news: Sequence[News] = (), others: Sequence[State] = ()) -> None:
        if any(each.id in self.poison for each in (state, *others)):
            raise TooBig
        if self.races:
            self.races -= 1
            raise Outrun(None)
        super().commit(state, news, others)


@dataclass
class Bench:
    """An evaluator with everything in memory."""

    leads: FaultyLeads = field(default_factory=FaultyLeads)
    timeline: MemoryTimeline = field(default_factory=MemoryTimeline)
    intake: MemoryIntake = field(default_factory=MemoryIntake)
    grave: MemoryGrave = field(default_factory=MemoryGrave)
    out_of_time: bool = False
    policy: LeadModel = POLICY
    spread: Spread = map

    def run(self, *parcels: Parcel, now: Instant = MONDAY) -> Report:
        writer = Writer(self.policy, self.leads, self.timeline, self.intake, self.spread)
        letters = [Letter(f"m{index}", parcel) for index, parcel in enumerate(parcels)]
        with ThreadPoolExecutor(2) as threads:
            evaluator = Evaluator(writer, self.leads, self.grave, name, KEY, threads, lambda: self.out_of_time)
            return evaluator.evaluate(letters, now)

    def state(self, keys: Keys) -> State:
        return self.leads.kept[id_of(keys)]


def name(parcel: Parcel) -> str:
    return ",".join([*(activity.id for activity in parcel.activities), *parcel.wakes])


def told(*activities: Activity, attempt: int = 0) -> Parcel:
    return Parcel(activities, attempt=attempt)
