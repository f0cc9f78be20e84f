"""A pull from a CRM that a test plays into a queue in a list, with its place in a dictionary."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from leadflow.application.pull import Place, Pull, Step
from leadflow.domain.sender import Sender
from tests.crms import SENDER, Ledger
from tests.receiving import MemoryIntake

PEOPLE = [f"contacts:{name}" for name in "abcde"]


@dataclass
class MemoryPlaces:
    """Places in a dictionary; `written` are all that were ever kept."""

    there: dict[tuple[str, str | None], Place] = field(default_factory=dict)
    written: list[Place] = field(default_factory=list)

    def kept(self, source: str, only: str | None) -> Place | None:
        return self.there.get((source, only))

    def keep(self, source: str, only: str | None, place: Place) -> None:
        self.there[source, only] = place
        self.written.append(place)

    def forget(self, source: str, only: str | None) -> None:
        self.there.pop((source, only), None)


@dataclass
class World:
    """The CRM, our queue, and where the place is kept."""

    crm: Ledger = field(default_factory=Ledger)
    intake: MemoryIntake = field(default_factory=MemoryIntake)
    places: MemoryPlaces = field(default_factory=MemoryPlaces)

    def pull(self, only: str | None = None, sender: Sender = SENDER) -> Pull:
        return Pull(self.crm.calls(sender), self.intake, self.places, only)

    def all(self, only: str | None = None, *, restart: bool = False) -> Sequence[Step]:
        return list(self.pull(only).run(restart=restart))

    def some(self, pages: int) -> None:
        """Pull so many pages, and be killed after the next was asked for."""
        steps = self.pull().run()
        for _ in range(pages):
            next(steps)
        self.crm.moods = [KeyboardInterrupt()]
        with pytest.raises(KeyboardInterrupt):
            next(steps)
        self.crm.asked.clear()

    @property
    def heard(self) -> list[str]:
        return [each.id for each in self.intake.activities]
