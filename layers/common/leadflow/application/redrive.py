"""Dead letters go back into work: what had failed for good is to be done, what was done stays done."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from leadflow.application.fetch import Fetch
from leadflow.application.ports import Order
from leadflow.application.receipts import Receipts
from leadflow.domain.decision import Decision
from leadflow.domain.errand import Errand, Roundup
from leadflow.domain.lead_model import LeadModel


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A message of a dead-letter queue, as it was received this time; `reason` is empty where the queue gave it up."""

    id: str
    body: str
    reason: str
    handle: str


class Morgue(Protocol):
    """A dead-letter queue. Every method raises OutsideDown."""

    def count(self) -> int:
        """About how many letters there are."""
        ...

    def letters(self) -> Iterator[Sequence[DeadLetter]]:
        """Those that lay there when this began, some at a time, each once; for a while nobody else sees them."""
        ...

    def revive(self, letters: Sequence[DeadLetter]) -> None:
        """Put them into the queue that they came from, and only then take them out of this one."""
        ...

    def put_back(self, letters: Iterable[DeadLetter]) -> None:
        """Let others see them again."""
        ...


@dataclass(slots=True)
class Redrive:
    """One round through a queue; what has been done already stays done when it is broken off and begun again."""

    morgue: Morgue
    moved: Counter[str] = field(default_factory=Counter)
    left: list[DeadLetter] = field(default_factory=list)

    def all(self) -> Iterator[DeadLetter]:
        """Move every letter. Raises OutsideDown."""
        for letters in self.morgue.letters():
            self.morgue.revive(letters)
            self.moved[""] += len(letters)
            yield from letters

    def actions(self, orders: "Orders", receipts: Receipts) -> Iterator[DeadLetter]:
        """Move the letters that the orders are for, and let their errands be done again. Raises OutsideDown."""
        try:
            for letters in self.morgue.letters():
                wanted = [letter for letter in letters if orders.wants(letter)]
                for letter in wanted:
                    if (errand := orders.errand(letter)) is not None:
                        receipts.reopen(errand)
                self.morgue.revive(wanted)
                self.moved.update(orders.destination(letter) for letter in wanted)
                self.left += [letter for letter in letters if letter not in wanted]
                yield from letters
        finally:
            self.morgue.put_back(self.left)


@dataclass(frozen=True, slots=True)
class Orders:
    """Which letters are meant: those for this destination, or all where none is named.

    `read` says what a letter's body orders, None where it is nothing.
    """

    model: LeadModel
    read: Callable[[str], Order | None]
    only: str | None = None

    def wants(self, letter: DeadLetter) -> bool:
        return self.only is None or self.destination(letter) == self.only

    def destination(self, letter: DeadLetter) -> str:
        """The destination of the action, or the source that asked for it; empty where neither is known."""
        deed = self.read(letter.body)
        if isinstance(deed, Fetch | Decision):
            return deed.source
        if isinstance(deed, Roundup):
            return deed.channel
        automation = None if deed is None else self.model.automations.get(deed.automation)
        if deed is None or automation is None or deed.action >= len(automation.do):
            return ""
        return automation.do[deed.action].destination

    def errand(self, letter: DeadLetter) -> Errand | None:
        """What its receipt is kept under; what a source asked for has none."""
        deed = self.read(letter.body)
        if isinstance(deed, Roundup):
            return deed.errand
        return deed if isinstance(deed, Errand) else None
