"""Dead letters go back into work, for one destination or for all, and what was done stays done."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import pytest

from leadflow.application.fetch import Fetch
from leadflow.application.ports import Order, OutsideDown
from leadflow.application.receipts import Receipt
from leadflow.application.redrive import DeadLetter, Orders, Redrive
from leadflow.domain.activity import Kind
from leadflow.domain.decision import Decision
from leadflow.domain.errand import Errand, Roundup
from leadflow.domain.instant import Instant
from tests.unit.channels.matters import ADA, MODEL, NOW, news

DEEDS: dict[str, Order] = {
    "ours": Errand(ADA, news().id, "hand_over", 0),
    "roundup": Roundup("sales", NOW),
    "question": Fetch("meta", "lead", "1", NOW, {}),
    "click": Decision("clicks", "hand_over", news().id, Kind.SALES_ACCEPTED, "U01ANN", NOW, NOW, NOW),
    "old action": Errand(ADA, news().id, "hand_over", 7),
    "old automation": Errand(ADA, news().id, "gone", 0),
}


@dataclass
class Lying:
    """Dead letters, two at a time; after so many have been moved the queue does not answer."""

    bodies: Sequence[str]
    breaks_after: int = 99
    moved: list[str] = field(default_factory=list)
    returned: list[str] = field(default_factory=list)

    def count(self) -> int:
        return len(self.bodies)

    def letters(self) -> Iterator[Sequence[DeadLetter]]:
        letters = [DeadLetter(body, body, "", body) for body in self.bodies]
        for start in range(0, len(letters), 2):
            yield letters[start : start + 2]

    def revive(self, letters: Sequence[DeadLetter]) -> None:
        if len(self.moved) >= self.breaks_after:
            raise OutsideDown
        self.moved += [each.body for each in letters]

    def put_back(self, letters: Iterable[DeadLetter]) -> None:
        self.returned += [each.body for each in letters]


@dataclass
class Reopened:
    errands: list[Errand] = field(default_factory=list)

    def since(self, first: Instant) -> Iterator[Receipt]:
        return iter(())

    def reopen(self, errand: Errand) -> bool:
        self.errands.append(errand)
        return True


def test_all_are_moved_and_counted() -> None:
    redrive = Redrive(lying := Lying(["a", "b", "c"]))
    assert [each.body for each in redrive.all()] == lying.moved == ["a", "b", "c"]
    assert redrive.moved.total() == 3


def test_without_a_destination_all_actions_are_moved_and_their_errands_opened() -> None:
    lying, receipts = Lying([*DEEDS, "nonsense"]), Reopened()
    redrive = Redrive(lying)
    assert len(list(redrive.actions(Orders(MODEL, DEEDS.get), receipts))) == 7
    assert lying.moved == [*DEEDS, "nonsense"]
    assert receipts.errands == [
        DEEDS["ours"],
        Roundup("sales", NOW).errand,
        DEEDS["old action"],
        DEEDS["old automation"],
    ]
    assert redrive.moved == {"sales": 2, "meta": 1, "clicks": 1, "": 3}


@pytest.mark.parametrize(
    ("only", "moved"), [("sales", ["ours", "roundup"]), ("meta", ["question"]), ("clicks", ["click"])]
)
def test_others_letters_are_left_as_they_are(only: str, moved: list[str]) -> None:
    lying, receipts = Lying([*DEEDS, "nonsense"]), Reopened()
    redrive = Redrive(lying)
    list(redrive.actions(Orders(MODEL, DEEDS.get, only), receipts))
    assert lying.moved == moved
    assert sorted(lying.returned) == sorted({*DEEDS, "nonsense"} - set(moved))
    assert len(receipts.errands) == (2 if only == "sales" else 0)


def test_broken_off_it_gives_others_letters_back() -> None:
    lying = Lying(["question", "ours", "old action", "roundup"], breaks_after=1)
    with pytest.raises(OutsideDown):
        list(Redrive(lying).actions(Orders(MODEL, DEEDS.get, "sales"), Reopened()))
    assert (lying.moved, lying.returned) == (["ours"], ["question"])
