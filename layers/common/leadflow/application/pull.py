"""All that the CRM knows, read once and page by page; broken off anywhere, it goes on from there when begun again."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from leadflow.application.channel import RefusedForGood
from leadflow.application.crm import Page
from leadflow.application.crm_calls import Calls
from leadflow.application.parcels import parcels
from leadflow.application.ports import Intake
from leadflow.application.trust import trusted
from leadflow.application.webhook import Unreadable
from leadflow.domain.identity import digest
from leadflow.domain.instant import Instant
from leadflow.domain.sender import Sender


@dataclass(frozen=True, slots=True)
class Tally:
    """How much was read."""

    records: int = 0
    activities: int = 0


@dataclass(frozen=True, slots=True)
class Place:
    """How far a pull has come: all that comes before was sent.

    `asked` changes with what is asked for, and a pull that asks for something else begins afresh. It goes on with
    `what` at `start`, None being its beginning. `naming` are those that have told owners: they are read anew, since
    owners are not kept.
    """

    asked: str
    began: Instant
    what: str
    start: str | None = None
    tallies: Mapping[str, Tally] = field(default_factory=dict)
    naming: tuple[str, ...] = ()


class Places(Protocol):
    """Where the places of pulls are kept, by source, and by what alone is pulled, if it is not all."""

    def kept(self, source: str, only: str | None) -> Place | None:
        """How far the pull has come; None where none is under way. Raises OutsideDown."""
        ...

    def keep(self, source: str, only: str | None, place: Place) -> None:
        """Write the place down. Raises OutsideDown."""
        ...

    def forget(self, source: str, only: str | None) -> None:
        """Take it out: the pull is done, or is to begin afresh. Raises OutsideDown."""
        ...


@dataclass(frozen=True, slots=True)
class Step:
    """One page more: of what, how much of it there has been, and how many records there are, where the CRM says so."""

    what: str
    tally: Tally
    records: int
    total: int | None


@dataclass(slots=True)
class Pull:
    """One pull; `only` is what alone is pulled. `place` is where it is while it runs.

    `resumed` says whether it went on from an earlier one, `anew` names those that were read again from their beginning,
    since the CRM knew the place in them no more.
    """

    calls: Calls
    intake: Intake
    places: Places
    only: str | None = None
    owners: dict[str, str] = field(default_factory=dict)
    resumed: bool = False
    anew: list[str] = field(default_factory=list)
    place: Place = field(init=False)

    @property
    def whats(self) -> Sequence[str]:
        """What is pulled, in this order: owners in any case."""
        pulled = self.calls.module.PULLED
        return pulled if self.only is None else list(dict.fromkeys((pulled[0], self.only)))

    def run(self, *, restart: bool = False) -> Iterator[Step]:
        """Pull it, each page sent before its step.

        Raises Unauthorised, Unanswered, RefusedForGood, OutsideDown.
        """
        kept = None if restart else self.places.kept(self.calls.sender.name, self.only)
        asked = _asked(self.calls.sender, self.whats)
        self.resumed = kept is not None and kept.asked == asked
        began = kept if kept is not None and self.resumed else Place(asked, self.calls.now(), self.whats[0])
        self.place = began
        for what, start in _left(began, self.whats):
            yield from self._all(what, start, passed=self.whats.index(what) < self.whats.index(began.what))
        self.places.forget(self.calls.sender.name, self.only)

    def _all(self, what: str, start: str | None, *, passed: bool) -> Iterator[Step]:
        """All pages from that one on; where they were `passed` before, the place stays where it is."""
        going_on = True
        while going_on:
            page, start = self._page(what, start)
            activities = self._send(page)
            self.owners.update(page.owners)
            tally = self._counted(what, Tally(page.records, activities), first=start is None)
            if page.next is not None and page.next == start:
                raise RefusedForGood(f"the page of {what} after this one is this one again")
            start, going_on = page.next, page.next is not None
            self._keep(what, start, naming=bool(page.owners), passed=passed)
            yield Step(what, tally, page.records, page.total)

    def _page(self, what: str, start: str | None) -> tuple[Page, str | None]:
        """The page, and where it began after all: a place that the CRM knows no more is the beginning."""
        calls = self.calls
        try:
            page = calls.answer(
                lambda token: calls.module.page(calls.sender, what, start, token),
                lambda reply: calls.module.paged(calls.sender, what, reply, self.owners, calls.now()),
            )
        except RefusedForGood:
            if start is None or what in self.anew:
                raise
            self.anew.append(what)
            return self._page(what, None)
        return page, start

    def _send(self, page: Page) -> int:
        try:
            messages = list(parcels(trusted(page.activities, self.calls.sender.trust), imported=True))
        except Unreadable as error:
            raise RefusedForGood(f"the answer cannot be kept: {error.message}") from error
        if messages:
            self.intake.send(messages)
        return sum(len(message.activities) for message in messages)

    def _counted(self, what: str, more: Tally, *, first: bool) -> Tally:
        place = self.place
        before = Tally() if first else place.tallies.get(what, Tally())
        tally = Tally(before.records + more.records, before.activities + more.activities)
        self.place = replace(place, tallies={**place.tallies, what: tally})
        return tally

    def _keep(self, what: str, start: str | None, *, naming: bool, passed: bool) -> None:
        place = self.place
        if naming and what not in place.naming:
            place = replace(place, naming=(*place.naming, what))
        if not passed:
            place = replace(place, what=what, start=start) if start is not None else self._after(place, what)
        self.place = place
        self.places.keep(self.calls.sender.name, self.only, place)

    def _after(self, place: Place, what: str) -> Place:
        later = self.whats[self.whats.index(what) + 1 :]
        return replace(place, what=later[0] if later else what, start=None)


def _left(place: Place, whats: Sequence[str]) -> Iterator[tuple[str, str | None]]:
    """What is still to be read, each from where on."""
    for what in whats[: whats.index(place.what)]:
        if what in place.naming:
            yield what, None
    yield place.what, None if place.what in place.naming else place.start
    yield from ((what, None) for what in whats[whats.index(place.what) + 1 :])


def _asked(sender: Sender, whats: Sequence[str]) -> str:
    fields = sorted(f"{field.term} {field.on} {field.theirs}" for field in sender.fields_map.values())
    return digest(sender.kind, sender.instance or "", *whats, *fields)
