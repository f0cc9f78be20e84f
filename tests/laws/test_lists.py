"""The lists are where the leads stand, whatever order news comes in, how often, and who is slow meanwhile."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from leadflow.application.listing import Card, Lister
from leadflow.domain.identity import LeadId
from leadflow.domain.instant import Instant
from leadflow.domain.listed import listed
from leadflow.domain.news import News
from tests.fakes import MemoryLeads, MemoryOutbox
from tests.fragments import Document
from tests.laws.cases import batches, law, shuffled
from tests.laws.family import END, Contended, Crowd, histories
from tests.listing import MemoryLists

SEEDS = st.integers(0, 2**16)


@dataclass(slots=True)
class Raced(MemoryLists):
    """Lists whose cards, where they need not be fresh, may be old, and at which others write in the meantime."""

    random: Random = field(default_factory=Random)
    old: dict[LeadId, Card] = field(default_factory=dict)

    def card(self, lead: LeadId, *, fresh: bool = False) -> Card:
        found = self.cards.get(lead, Card(lead))
        return self.old.get(lead, Card(lead)) if not fresh and self.random.random() < 0.3 else found

    def write(self, before: Card, after: Card, until: Instant | None = None) -> None:
        present = self.cards.get(after.lead)
        MemoryLists.write(self, before, after, until)
        if present is not None:
            self.old[after.lead] = present


@dataclass(slots=True)
class Heard(MemoryOutbox):
    """An outbox of which some news is heard while leads are still being written, and some by two at once."""

    lists: Raced = field(default_factory=Raced)
    leads: Contended = field(default_factory=Contended)

    def put(self, news: News) -> None:
        MemoryOutbox.put(self, news)
        if self.lists.random.random() < 0.5:
            self.hear(self.lists.random.choice(list(self.kept.values())))

    def hear(self, news: News) -> None:
        lister = Lister(self.leads, self.lists)
        if self.lists.random.random() < 0.3:
            other = self.lists.random.choice(list(self.kept.values()))
            self.lists.meanwhile.append(lambda: lister.heard(other, Instant(END)))
        lister.heard(news, Instant(END))


def kept(lists: MemoryLists) -> Mapping[LeadId, frozenset[str]]:
    return {lead: card.lists for lead, card in lists.cards.items() if card.lists}


@law(200)
@given(histories(), SEEDS)
def test_the_lists_are_where_the_leads_stand(history: list[Document], seed: int) -> None:
    crowd, random = Crowd.of(seed), Random(seed)  # noqa: S311 # it hides nothing
    outbox = Heard(lists=Raced(random=random), leads=crowd.leads)
    crowd.leads.outbox = outbox
    crowd.take(batches(shuffled(history, seed), seed))
    crowd.leads.stale.clear()
    news = list(outbox.kept.values()) * 2
    random.shuffle(news)
    for each in news:
        outbox.hear(each)
    outbox.lists.meanwhile.clear()
    known = {each.lead for each in news}
    expected = {lead: listed(state) for lead, state in crowd.leads.kept.items() if lead in known}
    assert kept(outbox.lists) == {lead: lists for lead, lists in expected.items() if lists}


class AtOnce(MemoryOutbox):
    """An outbox whose news is heard as it is written, and never again."""

    def __init__(self, lister: Lister) -> None:
        super().__init__()
        self.lister = lister

    def put(self, news: News) -> None:
        super().put(news)
        self.lister.heard(news, Instant(END))


@law(150)
@given(histories(), SEEDS)
def test_every_change_of_where_a_lead_stands_is_news(history: list[Document], seed: int) -> None:
    crowd, lists = Crowd.of(seed), MemoryLists()
    crowd.leads.outbox = AtOnce(Lister(MemoryLeads(kept=crowd.leads.kept), lists))
    crowd.take(batches(shuffled(history, seed), seed))
    for lead, state in crowd.leads.kept.items():
        stands, told = listed(state), lists.card(lead).lists
        assert told == stands or (not told and not state.standing.segments)
