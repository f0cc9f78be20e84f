"""Lists of leads under one contract, in memory, in moto and in the local stack's emulator."""

from collections.abc import Iterator

import pytest

from leadflow.adapters.tables.lists import DynamoLists
from leadflow.application.listing import AT_ONCE, Card, Lists
from leadflow.application.ports import Outrun
from leadflow.domain.identity import LeadId
from tests.integration.aws import by_emulator_with_tables, by_moto_with_tables
from tests.listing import MemoryLists
from tests.samples import ADA, NOON, lead_number

HOT, WARM, ACME = "segment:hot", "segment:warm", "company:acme.example"


@pytest.fixture(params=["memory", "moto", "emulator"])
def lists(request: pytest.FixtureRequest) -> Iterator[Lists]:
    if request.param == "memory":
        yield MemoryLists()
        return
    with (by_moto_with_tables if request.param == "moto" else by_emulator_with_tables)() as client:
        yield DynamoLists(client, "Lists")


def card(version: int, *lists: str, lead: LeadId = ADA) -> Card:
    return Card(lead, version, frozenset(lists))


def test_of_whom_nothing_was_written_there_is_an_empty_card(lists: Lists) -> None:
    assert lists.card(ADA) == lists.card(ADA, fresh=True) == Card(ADA)
    assert list(lists.members(HOT)) == []
    assert lists.count(HOT) == 0


def test_a_card_and_its_lists_change_together(lists: Lists) -> None:
    lists.write(Card(ADA), first := card(1, HOT, ACME))
    assert lists.card(ADA, fresh=True) == first
    assert [list(lists.members(name)) for name in (HOT, WARM, ACME)] == [[ADA], [], [ADA]]
    lists.write(first, second := card(4, WARM, ACME))
    assert lists.card(ADA) == second
    assert [list(lists.members(name)) for name in (HOT, WARM, ACME)] == [[], [ADA], [ADA]]


def test_cards_are_read_together(lists: Lists) -> None:
    other, nobody = lead_number(1), lead_number(2)
    lists.write(Card(ADA), first := card(1, HOT))
    lists.write(Card(other), second := card(7, WARM, lead=other))
    assert lists.cards_of([ADA, other, nobody, ADA]) == {ADA: first, other: second}
    assert lists.cards_of([]) == {}


def test_a_card_can_change_while_its_lists_stay(lists: Lists) -> None:
    lists.write(Card(ADA), first := card(1, HOT))
    lists.write(first, card(2, HOT))
    assert lists.card(ADA) == card(2, HOT)
    assert list(lists.members(HOT)) == [ADA]


@pytest.mark.parametrize("stale", [Card(ADA), card(1, HOT), card(2, HOT), card(1, HOT, WARM)])
@pytest.mark.parametrize("after", [card(3, HOT, WARM), card(3), card(3, ACME)])
def test_whoever_has_read_another_card_writes_nothing(lists: Lists, stale: Card, after: Card) -> None:
    lists.write(Card(ADA), first := card(1, WARM))
    lists.write(first, present := card(2, WARM))
    with pytest.raises(Outrun):
        lists.write(stale, after)
    assert lists.card(ADA) == present
    assert [list(lists.members(name)) for name in (HOT, WARM, ACME)] == [[], [ADA], []]


def test_all_shards_of_a_list_are_read_and_counted(lists: Lists) -> None:
    leads = [lead_number(number) for number in range(40)]
    for lead in leads:
        lists.write(Card(lead), card(1, HOT, lead=lead))
    assert sorted(lists.members(HOT)) == sorted(leads)
    assert lists.count(HOT) == len(leads)


def test_as_many_lists_as_a_transaction_takes_change_at_once(lists: Lists) -> None:
    many = [f"segment:{number}" for number in range(AT_ONCE)]
    lists.write(Card(ADA), first := card(1, *many), NOON)
    lists.write(first, Card(ADA, 2), NOON)
    assert lists.card(ADA) == Card(ADA, 2)
    assert not any(lists.count(name) for name in many)
