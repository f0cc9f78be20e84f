"""Lists of leads in memory, under the same contract tests as the table."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field

from leadflow.application.listing import Card
from leadflow.application.ports import Outrun
from leadflow.domain.identity import LeadId
from leadflow.domain.instant import Instant


@dataclass(slots=True)
class MemoryLists:
    """The port `Lists`; `meanwhile` is done by others before the next write."""

    cards: dict[LeadId, Card] = field(default_factory=dict)
    ends: dict[LeadId, Instant | None] = field(default_factory=dict)
    meanwhile: list[Callable[[], None]] = field(default_factory=list)
    writes: int = 0

    def card(self, lead: LeadId, *, fresh: bool = False) -> Card:
        return self.cards.get(lead, Card(lead))

    def cards_of(self, leads: Collection[LeadId]) -> Mapping[LeadId, Card]:
        return {lead: self.cards[lead] for lead in leads if lead in self.cards}

    def write(self, before: Card, after: Card, until: Instant | None = None) -> None:
        waiting, self.meanwhile = self.meanwhile, []
        for each in waiting:
            each()
        if self.card(before.lead) != before:
            raise Outrun
        self.cards[after.lead], self.ends[after.lead] = after, until
        self.writes += 1

    def members(self, name: str) -> Iterator[LeadId]:
        return iter([lead for lead, card in self.cards.items() if name in card.lists])

    def count(self, name: str) -> int:
        return len(list(self.members(name)))
