"""Activities of few people with few keys, and workers that take them in every order, outrun each other and die."""

from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from random import Random
from typing import Final

from hypothesis import strategies as st

from leadflow.application.apply import Writer
from leadflow.application.evaluate import Evaluator, Report
from leadflow.application.letter import Letter
from leadflow.application.ports import Parcel
from leadflow.domain.facts import Facts
from leadflow.domain.identity import LeadId, lead_id
from leadflow.domain.instant import Instant
from leadflow.domain.news import News
from leadflow.domain.state import State
from tests import oracle
from tests.fakes import MemoryLeads, MemoryTimeline
from tests.fragments import Document
from tests.laws.product import Product, outcome, read
from tests.oracle.clock import iso
from tests.oracle.kinship import Key
from tests.unit.application.workbench import KEY, MemoryGrave, MemoryIntake, name

MODEL: Final[Document] = {
    "model": "family",
    "sources": {
        "crm": {"kind": "typeform", "secret": "crm"},
        "site": {"kind": "segment", "secret": "site", "trust": "public"},
    },
    "signals": {
        "page": {"activity": "page.viewed"},
        "form": {"activity": "form.submitted"},
        "login": {"activity": "product.login", "keep": 3},
    },
    "scores": {"readiness": {"range": None, "points": {"page": 1, "form": 10, "login": {"each": 3, "at_most": 2}}}},
    "segments": {"warm": {"score": "readiness", "at_least": 12}, "chief": {"trait": "title", "is": "ceo"}},
}
"""Whole points only, so that sums are the same in any order."""

START: Final = 1_767_225_600_000_000
MINUTE: Final = 60_000_000
END: Final = START + 1_000 * MINUTE

_RECORDS: Final = ("c1", "c2", "c3")
_POOLS: Final[Mapping[str, Sequence[str]]] = {
    "email": ["ada@a.example", "bo@b.example", "cy@c.example"],
    "crm_id": _RECORDS,
    "user_id": ["u1", "u2"],
    "anonymous_id": ["x", "y"],
}


_SHAPES: Final[Mapping[str, Sequence[tuple[str, ...]]]] = {
    "page.viewed": [("anonymous_id",), ("anonymous_id",), ("anonymous_id", "user_id"), ("anonymous_id", "email")],
    "form.submitted": [("email",), ("email", "anonymous_id"), ("email", "anonymous_id")],
    "product.login": [("user_id",), ("user_id", "anonymous_id"), ("user_id", "email")],
    "identity.stated": [
        ("email", "crm_id"),
        ("email", "user_id"),
        ("user_id", "anonymous_id"),
        ("crm_id", "user_id"),
        ("email", "user_id", "anonymous_id"),
    ],
    "crm.contact.merged": [("crm_id",)],
    "identity.split": [("email",)],
}
"""Of each type of activity, which keys it can state."""

_TELLING: Final = ("form.submitted", "identity.stated")


@st.composite
def histories(drawn: st.DrawFn, most: int = 14) -> list[Document]:
    """What happened, in no order; ids and instants differ. A record is merged into one other at most."""
    into = {record: drawn(st.sampled_from(_RECORDS)) for record in _RECORDS}
    count = drawn(st.integers(2, most))
    minutes = drawn(st.lists(st.integers(0, 900), min_size=count, max_size=count, unique=True))
    return [drawn(_activity(f"a{place:02d}", START + minute * MINUTE, into)) for place, minute in enumerate(minutes)]


@st.composite
def _activity(drawn: st.DrawFn, name: str, at: int, into: Mapping[str, str]) -> Document:
    kind = drawn(st.sampled_from(list(_SHAPES)))
    lead = {key: drawn(st.sampled_from(_POOLS[key])) for key in drawn(st.sampled_from(_SHAPES[kind]))}
    properties: Document = {}
    if kind == "crm.contact.merged":
        properties = {"into": into[lead["crm_id"]]}
    if kind == "identity.split":
        part = drawn(st.sampled_from(["user_id", "anonymous_id", "crm_id"]))
        properties = {"kind": part, "key": drawn(st.sampled_from(_POOLS[part]))}
    told = kind in _TELLING and drawn(st.booleans())
    return {
        "id": name,
        "lead": lead,
        "type": kind,
        "occurred_at": iso(at),
        "received_at": iso(at),
        "source": "site" if kind == "page.viewed" else "crm",
        "properties": properties,
        "traits": {"title": drawn(st.sampled_from(["ceo", "clerk"]))} if told else {},
    }


class Death(BaseException):
    """The worker ends here."""


@dataclass
class Contended(MemoryLeads):
    """Leads at which other workers write in the meantime; what is not read fresh may be old."""

    random: Random = field(default_factory=Random)
    meanwhile: list[tuple[Parcel, ...]] = field(default_factory=list)
    worker: "Crowd | None" = None
    stale: dict[LeadId, State] = field(default_factory=dict)
    deaths: int = 0

    def load(self, ids: Collection[LeadId], *, fresh: bool = False) -> Mapping[LeadId, State]:
        found = dict(super().load(ids, fresh=fresh))
        if not fresh and self.random.random() < 0.2:
            for lead in list(found):
                if lead in self.stale:
                    found[lead] = self.stale[lead]
                else:
                    del found[lead]
        return found

    def commit(self, state: State, news: Sequence[News] = (), others: Sequence[State] = ()) -> None:
        if self.worker is not None and self.meanwhile and self.random.random() < 0.3:
            self.worker.work(*self.meanwhile.pop())
        if self.deaths and self.random.random() < 0.2:
            self.deaths -= 1
            raise Death
        for each in (state, *others):
            if each.id in self.kept and self.random.random() < 0.5:
                self.stale[each.id] = self.kept[each.id]
        super().commit(state, news, others)
        if self.deaths and self.random.random() < 0.2:
            self.deaths -= 1
            raise Death


@dataclass
class Crowd:
    """Workers on the same leads; what one of them leaves undone is delivered again."""

    product: Product
    leads: Contended
    timeline: MemoryTimeline = field(default_factory=MemoryTimeline)
    intake: MemoryIntake = field(default_factory=MemoryIntake)
    grave: MemoryGrave = field(default_factory=MemoryGrave)

    @classmethod
    def of(cls, seed: int, deaths: int = 0) -> "Crowd":
        crowd = cls(Product.of(MODEL), Contended(random=Random(seed), deaths=deaths))  # noqa: S311 # it hides nothing
        crowd.leads.worker = crowd
        return crowd

    def take(self, history: Sequence[Sequence[Document]]) -> None:
        """Take in these batches, some of them while another is under way."""
        batches: list[tuple[Parcel, ...]] = [(Parcel(tuple(read(batch))),) for batch in history if batch]
        self.leads.meanwhile = batches[::2]
        for batch in batches[1::2]:
            self.work(*batch)
        while self.leads.meanwhile:
            self.work(*self.leads.meanwhile.pop())
        while self.intake.sent:
            sent, self.intake.sent = self.intake.sent, []
            self.work(*(parcel for parcel, _ in sent))

    def work(self, *parcels: Parcel) -> None:
        """Work until nothing of these is returned."""
        letters = [Letter(f"m{place}", parcel) for place, parcel in enumerate(parcels)]
        while letters:
            try:
                report = self._evaluate(letters)
            except Death:
                continue
            assert not self.grave.buried
            letters = [letter for letter in letters if letter.id in report.returned]

    def _evaluate(self, letters: Sequence[Letter]) -> Report:
        writer = Writer(self.product.model, self.leads, self.timeline, self.intake)
        with ThreadPoolExecutor(1) as threads:
            return Evaluator(writer, self.leads, self.grave, name, KEY, threads, lambda: False).evaluate(
                letters, Instant(END)
            )

    def state(self, key: Key) -> State | None:
        return self.leads.kept.get(lead_id(key, KEY))

    def outcome(self, key: Key) -> oracle.Outcome:
        state = self.state(key)
        assert state is not None
        return outcome(Facts(self.product.model, state.lead, state.standing, state.evaluated_at))
