"""Who got which lead, and what waits for its time: in memory, in moto, in the emulator and in what torture runs on."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import pytest

from leadflow.adapters.tables.book import DynamoBook
from leadflow.adapters.tables.deliveries import DynamoDeliveries
from leadflow.adapters.tables.held import DynamoHeld
from leadflow.application.assign import Book
from leadflow.application.hold import Held
from leadflow.application.ports import Deliveries, Outcome, Outrun
from leadflow.domain.errand import Errand
from leadflow.domain.instant import DAY, MINUTE, Instant
from leadflow.domain.ledger import Assignment, Page
from tests.contract.conftest import ENGINES
from tests.fakes import MemoryBook, MemoryDeliveries, MemoryHeld, Receipts
from tests.samples import ADA, NOON, after, news

ANN = Assignment("ann@acme.example", NOON)
KEPT = Assignment(None, NOON, kept=True)
TURNS, LOAD = Page("turns:x", {"ann@acme.example": 1}, lasting=True), Page("load:ann", {ADA: NOON})
ERRAND = Errand(ADA, news().id, "hand_over", 0, "ann@acme.example")


@dataclass(frozen=True)
class Stores:
    book: Book
    held: Held
    deliveries: Deliveries


@pytest.fixture(params=["memory", *ENGINES])
def stores(request: pytest.FixtureRequest) -> Iterator[Stores]:
    receipts = Receipts()
    if request.param == "memory":
        yield Stores(MemoryBook(), MemoryHeld(receipts), MemoryDeliveries(receipts))
        return
    with ExitStack() as stack:
        client = stack.enter_context(ENGINES[request.param]())
        held, deliveries = DynamoHeld(client, "Deliveries"), DynamoDeliveries(client, "Deliveries")
        yield Stores(DynamoBook(client, "Deliveries", lambda _: None), held, deliveries)


@pytest.fixture
def book(stores: Stores) -> Book:
    return stores.book


@pytest.mark.parametrize("decided", [ANN, KEPT])
def test_what_was_decided_is_found_again(book: Book, decided: Assignment) -> None:
    assert book.assignment("n") is None
    book.assign("n", decided, [])
    assert (book.assignment("n"), book.assignment("m")) == (decided, None)


def test_pages_are_found_as_they_were_written_last(book: Book) -> None:
    blank = Page("blank", lasting=True)
    assert book.read([TURNS, blank]) == {"turns:x": TURNS, "blank": blank}
    book.assign("n", ANN, [TURNS, LOAD])
    found = book.read([Page("turns:x"), Page("load:ann"), blank])
    assert found == {
        "turns:x": Page("turns:x", TURNS.notes, 1, lasting=True),
        "load:ann": Page("load:ann", LOAD.notes, 1),
        "blank": blank,
    }
    book.assign("m", ANN, [found["turns:x"]])
    assert book.read([TURNS])["turns:x"].version == 2


def test_more_pages_than_one_call_reads_are_all_read(book: Book) -> None:
    book.assign("n", ANN, [LOAD])
    names = [Page(f"load:{number}") for number in range(150)]
    assert book.read([*names, LOAD])["load:ann"].version == 1
    assert book.read([]) == {}


def test_a_decision_is_made_once(book: Book) -> None:
    book.assign("n", ANN, [])
    with pytest.raises(Outrun):
        book.assign("n", Assignment("bo@acme.example", NOON), [TURNS])
    assert book.assignment("n") == ANN
    assert book.read([TURNS])["turns:x"].version == 0


@pytest.mark.parametrize("version", [0, 2])
def test_a_page_that_somebody_else_has_written_lets_nothing_be_written(book: Book, version: int) -> None:
    book.assign("n", ANN, [TURNS])
    with pytest.raises(Outrun):
        book.assign("m", ANN, [LOAD, Page("turns:x", version=version)])
    assert book.assignment("m") is None
    assert book.read([LOAD])["load:ann"].version == 0


def test_what_is_held_is_due_from_then_on(stores: Stores) -> None:
    stores.deliveries.claim(ERRAND, NOON, MINUTE)
    stores.deliveries.hold(ERRAND, after(5))
    assert list(stores.held.due(Instant(after(5) - 1))) == []
    assert list(stores.held.due(after(5))) == [(after(5), ERRAND)]


@pytest.mark.parametrize("owner", ["ann@acme.example", None])
def test_it_is_the_same_errand_that_comes_again(stores: Stores, owner: str | None) -> None:
    errand = Errand(ADA, news().id, "hand_over", 12, owner)
    stores.deliveries.claim(errand, NOON, MINUTE)
    stores.deliveries.hold(errand, NOON)
    assert [found for _, found in stores.held.due(NOON)] == [errand]


def test_what_is_held_can_be_claimed_at_once(stores: Stores) -> None:
    stores.deliveries.claim(ERRAND, NOON, MINUTE)
    stores.deliveries.hold(ERRAND, after(5))
    assert stores.deliveries.claim(ERRAND, NOON, MINUTE) is None


def test_what_was_let_go_waits_no_more(stores: Stores) -> None:
    stores.deliveries.claim(ERRAND, NOON, MINUTE)
    stores.deliveries.hold(ERRAND, NOON)
    stores.held.let_go(ERRAND, NOON)
    stores.held.let_go(ERRAND, NOON)
    assert list(stores.held.due(Instant(NOON + DAY))) == []


def test_what_was_held_anew_meanwhile_waits_on(stores: Stores) -> None:
    for until in (NOON, after(5)):
        stores.deliveries.claim(ERRAND, NOON, MINUTE)
        stores.deliveries.hold(ERRAND, until)
    stores.held.let_go(ERRAND, NOON)
    assert list(stores.held.due(after(5))) == [(after(5), ERRAND)]


def test_what_has_ended_is_not_held(stores: Stores) -> None:
    stores.deliveries.claim(ERRAND, NOON, MINUTE)
    stores.deliveries.end(ERRAND, Outcome.DONE, NOON)
    stores.deliveries.hold(ERRAND, NOON)
    assert list(stores.held.due(NOON)) == []
