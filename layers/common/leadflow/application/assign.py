"""Who gets a lead: decided once for each piece of news, whatever is done again, and whoever else decides meanwhile."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Protocol

from leadflow.application import family
from leadflow.application.ports import Intake, Leads, Outrun, OutsideDown, Parcel
from leadflow.domain import ledger
from leadflow.domain.activity import Activity, Kind
from leadflow.domain.automation import Assign
from leadflow.domain.company import company
from leadflow.domain.facts import Facts
from leadflow.domain.identity import Keys, LeadId, digest
from leadflow.domain.instant import Instant
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.ledger import Assignment, Page
from leadflow.domain.news import News
from leadflow.domain.owner import OWNER, owned, owner
from leadflow.domain.route import Colleagues
from leadflow.domain.routing import Around, Offer, offers
from leadflow.domain.state import State

RACES: Final = 50
"""So often in a row others may be faster before the news is left for later."""

ROUTING: Final = "routing"
"""The source of what is told of assignments."""


class Book(Protocol):
    """Who got which lead."""

    def assignment(self, news: str) -> Assignment | None:
        """What was decided with the news of that id; None where nothing was. Raises OutsideDown."""
        ...

    def read(self, pages: Collection[Page]) -> Mapping[str, Page]:
        """The pages of these names as they are written, by name. Raises OutsideDown."""
        ...

    def assign(self, news: str, assignment: Assignment, pages: Sequence[Page]) -> None:
        """Note what was decided, and the pages each as the next version after its own: all or nothing.

        Raises Outrun where something was decided with this news before, or a page is at another version; OutsideDown.
        """
        ...


@dataclass(frozen=True, slots=True)
class Assigner:
    """Decides by the model's routing. `acting` is whether anybody may be told of it, the lead too."""

    model: LeadModel
    leads: Leads
    book: Book
    intake: Intake
    acting: bool

    def owner(self, news: News, now: Instant) -> str | None:
        """The address of whoever has the lead from this news on, None where that is nobody. Raises OutsideDown."""
        for _ in range(RACES):
            state = family.whole(self.leads, news.lead, fresh=True)
            done = self.book.assignment(news.id)
            if state is None:
                return done.owner if done else None
            try:
                done = done or self._decided(news, state, now)
            except Outrun:
                continue
            self._tell(news, state, done)
            return done.owner
        raise OutsideDown(f"others were faster {RACES} times in a row")

    def _decided(self, news: News, state: State, now: Instant) -> Assignment:
        """Raises Outrun."""
        facts = Facts(self.model, state.lead, state.standing, max(now, state.evaluated_at))
        calls = (self.model.automations.get(name) for name in news.transition.calls)
        another = any(each is not None and each.assign is Assign.ANOTHER for each in calls)
        assignment, pages = _Case(state.id, facts, self.book).decided(another=another)
        self.book.assign(news.id, assignment, pages)
        return assignment

    def _tell(self, news: News, state: State, done: Assignment) -> None:
        if self.acting and done.owner is not None and not done.kept:
            self.intake.send([Parcel([told(news.id, state.lead.keys, done.owner, done.at)])])


def told(news: str, keys: Keys, owner: str, at: Instant) -> Activity:
    """The activity that the assignment is; decided once, it is the same whenever it is told."""
    return Activity(
        id=f"{ROUTING}:{digest(news)}",
        lead=Keys(**dict(keys.all[:1])),
        type=Kind.SALES_ASSIGNED,
        occurred_at=at,
        received_at=at,
        source=ROUTING,
        properties={OWNER: owner},
    )


@dataclass(frozen=True, slots=True)
class _Case:
    """A lead that is to have an owner."""

    lead: LeadId
    facts: Facts
    book: Book

    def decided(self, *, another: bool) -> tuple[Assignment, Sequence[Page]]:
        """Who has it from now on, and the pages that change with that."""
        now, ours, theirs = self.facts.now, self._read(ledger.of_lead(self.lead)), self._company()
        present, colleague = self._present(ours), None if theirs is None else ledger.last(theirs)
        taker, pages = self._taker(tuple(offers(self.facts, Around(present, colleague, another))))
        owner = taker or present
        if owner is None:
            return Assignment(None, now, kept=True), ()
        company = () if theirs is None or owner == colleague else (ledger.only(theirs, owner, now),)
        if owner == present:
            return Assignment(owner, now, kept=True), company
        return Assignment(owner, now), (ledger.only(ours, owner, now), *company, *pages, *self._released(present))

    def _read(self, page: Page) -> Page:
        return self.book.read([page])[page.name]

    def _company(self) -> Page | None:
        """The page of the lead's company, where a rule asks for it."""
        asked = any(isinstance(route.way, Colleagues) for route in self.facts.model.routing)
        domain = company(self.facts.lead.keys.email) if asked else None
        return None if domain is None else self._read(ledger.of_company(domain))

    def _present(self, ours: Page) -> str | None:
        """Who has it, by what the lead was told and by what it is still to be told."""
        known = owned(self.facts.lead)
        return owner(self.facts.lead) if known is not None and known.at >= ledger.written(ours) else ledger.last(ours)

    def _taker(self, found: Sequence[Offer]) -> tuple[str | None, Sequence[Page]]:
        """Who takes it: of the first rule that has somebody with room; where all are full, of the first rule."""
        for offer in found:
            if not offer.turns:
                return offer.members[0], ()
            if free := self._free(offer.members):
                return self._turn(offer.turns, free)
        return self._turn(found[0].turns, found[0].members) if found else (None, ())

    def _turn(self, turns: Sequence[str], members: Sequence[str]) -> tuple[str, Sequence[Page]]:
        """Whose turn it is, and what is to be remembered of that."""
        page = self._read(ledger.of_turns(turns))
        member = ledger.next_in_turn(page, members)
        return member, [ledger.after_turn(page, member), *self._loaded(member)]

    def _loaded(self, member: str) -> Iterator[Page]:
        for page in self._loads([member]).values():
            yield replace(page, notes={**page.notes, self.lead: self.facts.now})

    def _free(self, members: Sequence[str]) -> tuple[str, ...]:
        """Those of them with room for one more lead."""
        team, loads = self.facts.model.team, self._loads(members)
        return tuple(
            each for each in members if each not in loads or len(loads[each].notes) < (team[each].capacity or 0)
        )

    def _loads(self, members: Iterable[str]) -> Mapping[str, Page]:
        """Of each of them who has a capacity, the other leads that take it up."""
        team = self.facts.model.team
        pages = {each: ledger.of_member(each) for each in members if each in team and team[each].capacity is not None}
        written = self.book.read(pages.values())
        return {each: ledger.others(written[page.name], self.lead, self.facts.now) for each, page in pages.items()}

    def _released(self, member: str | None) -> Iterator[Page]:
        """What changes for whoever no longer has it."""
        yield from self._loads([] if member is None else [member]).values()
