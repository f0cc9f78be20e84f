"""Lists of leads, kept as the leads stand: whatever is told late, twice or in another order."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Protocol

from leadflow.application.ports import Outrun, OutsideDown
from leadflow.domain.identity import LeadId
from leadflow.domain.instant import DAY, Duration, Instant
from leadflow.domain.listed import ListName, listed
from leadflow.domain.news import News
from leadflow.domain.state import State

AT_ONCE: Final = 98
"""So many lists are changed in one transaction at the most, besides the card."""

RACES: Final = 10
"""So often in a row others may be faster before the news is left for later."""

GONE: Final = Duration(DAY)
"""For so long the card of who is no lead (any more) is kept: longer than anybody takes who has read of it before."""


@dataclass(frozen=True, slots=True)
class Card:
    """The lists that a lead stands on, and the `version` of the lead by which that is so; 0 where there is no card."""

    lead: LeadId
    version: int = 0
    lists: frozenset[ListName] = field(default_factory=frozenset)


class Lists(Protocol):
    """The lists, and of each lead the card that says on which of them it stands. Every method raises OutsideDown."""

    def card(self, lead: LeadId, *, fresh: bool = False) -> Card:
        """The lead's card; what is read may be a moment old, unless it is to be `fresh`."""
        ...

    def cards_of(self, leads: Collection[LeadId]) -> Mapping[LeadId, Card]:
        """The cards of those that have one, read together; they may be a moment old, and one may be missing."""
        ...

    def write(self, before: Card, after: Card, until: Instant | None = None) -> None:
        """Write the card, and the lists as it says: all or nothing. The card goes by itself at `until`.

        Raises Outrun where the card is no longer as it was.
        """
        ...

    def members(self, name: ListName) -> Iterator[LeadId]:
        """All who stand on the list, in no order."""
        ...

    def count(self, name: ListName) -> int:
        """How many stand on the list."""
        ...


class Loads(Protocol):
    """Where leads are read."""

    def load(self, ids: Collection[LeadId], *, fresh: bool = False) -> Mapping[LeadId, State]: ...


class Cards(Protocol):
    """Where cards are read, and written with their lists; as of `Lists`."""

    def card(self, lead: LeadId, *, fresh: bool = False) -> Card: ...
    def write(self, before: Card, after: Card, until: Instant | None = None) -> None: ...


@dataclass(frozen=True, slots=True)
class Ahead:
    """Leads and cards that were read together; what is read again, or fresh, is read from the stores."""

    leads: Loads
    lists: Cards
    states: dict[LeadId, State]
    cards: dict[LeadId, Card]

    def load(self, ids: Collection[LeadId], *, fresh: bool = False) -> Mapping[LeadId, State]:
        if fresh or not all(lead in self.states for lead in ids):
            return self.leads.load(ids, fresh=fresh)
        return {lead: self.states[lead] for lead in ids}

    def card(self, lead: LeadId, *, fresh: bool = False) -> Card:
        known = None if fresh else self.cards.get(lead)
        return known or self.lists.card(lead, fresh=fresh)

    def write(self, before: Card, after: Card, until: Instant | None = None) -> None:
        self.cards.pop(before.lead, None)
        self.lists.write(before, after, until)
        self.cards[after.lead] = after


@dataclass(frozen=True, slots=True)
class Lister:
    """Keeps the lists."""

    leads: Loads
    lists: Cards

    def heard(self, news: News, now: Instant) -> None:
        """Bring the lists to where the lead stands now, be the news new or old. Raises OutsideDown."""
        for race in range(RACES):
            before = self.lists.card(news.lead, fresh=race > 0)
            if before.version >= news.version:
                return
            try:
                self._follow(before, self._state(news), now)
            except Outrun:
                continue
            return
        raise OutsideDown(f"others were faster {RACES} times in a row")

    def ahead(self, leads: Collection[LeadId], lists: Lists) -> "Lister":
        """One that has read together what news of these leads will ask for. Raises OutsideDown."""
        cards = {lead: Card(lead) for lead in leads} | dict(lists.cards_of(leads))
        found = Ahead(self.leads, self.lists, dict(self.leads.load(leads)), cards)
        return Lister(found, found)

    def keep(self, state: State, now: Instant) -> bool:
        """Bring the lists to where this lead stands; whether anything had to be written. Raises OutsideDown."""
        for race in range(RACES):
            try:
                return self._follow(self.lists.card(state.id, fresh=race > 0), state, now)
            except Outrun:
                continue
        raise OutsideDown(f"others were faster {RACES} times in a row")

    def _state(self, news: News) -> State:
        """The lead as it was with the news, or later; where it is gone, the news are the last that is known of it."""
        state = self.leads.load([news.lead]).get(news.lead)
        if state is None or state.version < news.version:
            state = self.leads.load([news.lead], fresh=True).get(news.lead)
        return state or State(news.lead, version=news.version)

    def _follow(self, before: Card, state: State, now: Instant) -> bool:
        """Raises Outrun, OutsideDown."""
        after = Card(state.id, state.version, listed(state))
        stranger = state.lead.keys.anonymous and not before.lists
        if stranger or before.version >= after.version:
            return False
        gone = state.kin.to is not None or state.lead.keys.anonymous
        for step in _steps(before, after):
            self.lists.write(before, step, Instant(now + GONE) if gone else None)
            before = step
        return True


def _steps(before: Card, after: Card) -> Iterator[Card]:
    """The cards on the way, each of which changes no more lists than go into one transaction."""
    changes = sorted(before.lists ^ after.lists)
    for end in range(AT_ONCE, len(changes), AT_ONCE):
        yield replace(before, lists=before.lists ^ frozenset(changes[:end]))
    yield after
