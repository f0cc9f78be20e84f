"""A town from which leads are erased, with everything in memory, and faults to order."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from leadflow.application.erase import Eraser, Store
from leadflow.application.listing import Lister
from leadflow.application.ports import Outrun
from leadflow.application.whom import Whom
from leadflow.domain import wire
from leadflow.domain.identity import Key
from leadflow.domain.json import Json
from leadflow.domain.news import News
from leadflow.domain.state import State
from tests.fakes import MemoryTimeline
from tests.listing import MemoryLists
from tests.unit.application.joining import ADA, NOW, Town, id_of
from tests.unit.application.workbench import FaultyLeads

HERS: Key = ("email", ADA)


class Death(BaseException):
    """The process ends here."""


@dataclass
class Fragile(FaultyLeads):
    """Dies before the write of that number, and lets others be faster: `meanwhile` is done before the next write."""

    dies_at: int | None = None
    writes: int = 0
    meanwhile: list[Callable[[], object]] = field(default_factory=list)
    always_outrun: bool = False

    def commit(self, state: State, news: Sequence[News] = (), others: Sequence[State] = ()) -> None:
        waiting, self.meanwhile = self.meanwhile, []
        for each in waiting:
            each()
        self.writes += 1
        if self.writes == self.dies_at:
            raise Death
        if self.always_outrun:
            raise Outrun
        super().commit(state, news, others)


@dataclass
class Timelines:
    """The port `Store` on timelines in memory."""

    timeline: MemoryTimeline

    def show(self, whom: Whom) -> Iterator[Mapping[str, Json]]:
        return (wire.to_json(each) for lead in sorted(whom.ids) for each in self.timeline.read(lead))

    def clear(self, whom: Whom) -> int:
        return sum(len(self.timeline.kept.pop(lead, {})) for lead in whom.ids)


@dataclass
class Things:
    """The port `Store` on things that are somebody's whose address stands in them."""

    kept: list[Mapping[str, Json]] = field(default_factory=list)

    def show(self, whom: Whom) -> Iterator[Mapping[str, Json]]:
        return iter([each for each in self.kept if whom.among(each)])

    def clear(self, whom: Whom) -> int:
        theirs = list(self.show(whom))
        self.kept = [each for each in self.kept if each not in theirs]
        return len(theirs)


@dataclass
class Graveyard(Town):
    """A town with lists and things, from which people can be erased."""

    leads: Fragile = field(default_factory=Fragile)
    lists: MemoryLists = field(default_factory=MemoryLists)
    things: Things = field(default_factory=Things)

    @property
    def eraser(self) -> Eraser:
        stores: Mapping[str, Store] = {"timeline": Timelines(self.timeline), "things": self.things}
        return Eraser(self.archive, Lister(self.leads, self.lists), stores)

    def erase(self, *keys: Key) -> Mapping[str, int]:
        return dict(+self.eraser.erase(keys or [HERS], NOW))

    def left_of(self, *keys: Key) -> list[State]:
        """The states under these keys that are more than tombstones with ids."""
        found = [self.leads.kept[id_of(*key)] for key in keys]
        plain = [State(each.id, version=each.version, evaluated_at=each.evaluated_at) for each in found]
        return [
            each
            for each, none in zip(found, plain, strict=True)
            if (each.lead, each.standing) != (none.lead, none.standing)
        ]

    def naming(self, *keys: Key) -> set[str]:
        """The ids of all items, but the tombstones', that name one of these keys."""
        ids = {id_of(*key) for key in keys}
        return {each.id for each in self.leads.kept.values() if not each.gone and ids & _named(each)}


def _named(state: State) -> set[str]:
    kin = state.kin
    return {state.id, *kin.near, *kin.barred, *kin.unsettled, *kin.members.values()}
