"""How a lead moves in a funnel, by cases worked out by hand."""

from collections.abc import Sequence

from tests.oracle.acts import START, did
from tests.oracle.history import understand
from tests.oracle.matching import Document
from tests.oracle.standing import NEW, Place, Standing, move, newer

FUNNEL = dict.fromkeys(["sticky", "first", "second", "third", "fourth"], "")


def moved(holding: Sequence[str], before: str | None, *set_backs: object, blocked: Sequence[str] = ()) -> Place:
    return move(FUNNEL, holding, Place(before, frozenset(blocked)), [(START, "a", named) for named in set_backs])


def place(label: str | None, *blocked: str) -> Place:
    return Place(label, frozenset(blocked))


def test_the_furthest_that_holds_is_reached_and_nothing_is_lost_by_itself() -> None:
    assert moved(["first", "third"], None) == place("third")
    assert moved(["first"], "third") == place("third")
    assert moved([], None) == place(None)


def test_a_set_back_leads_to_what_it_names_and_blocks_what_still_holds() -> None:
    assert moved(["second", "fourth"], "fourth", "second") == place("second", "fourth")
    assert moved(["first", "fourth"], "fourth", "nowhere") == place("first", "fourth")
    assert moved(["fourth"], "third", None) == place("first", "fourth")


def test_a_set_back_never_leads_further() -> None:
    assert moved(["second"], "second", "fourth") == place("second")
    assert moved([], None, "second") == place(None)


def test_what_is_blocked_is_reached_again_once_it_was_false() -> None:
    assert moved(["second", "fourth"], "second", blocked=["fourth"]) == place("second", "fourth")
    assert moved(["second"], "second", blocked=["fourth"]) == place("second")
    assert moved(["fourth"], "second") == place("fourth")
    assert moved(["third", "fourth"], "second", blocked=["fourth"]) == place("third", "fourth")


def test_a_rejection_and_whatever_says_so_is_a_set_back_had_once() -> None:
    history: list[Document] = [
        did("a", START, type="sales.rejected", properties={"stage": "first", "set_back": None}),
        did("b", START + 1, type="sales.rejected", properties={"stage": "first", "set_back": "second"}),
        did("c", START + 2, properties={"set_back": "third"}, machine={"reason": "x"}),
        did("d", START + 3, properties={"stage": "fourth"}),
    ]
    found = understand({}, history).set_backs
    assert [(name, label) for _, name, label in found] == [("a", "first"), ("b", "second"), ("c", "third")]
    assert [name for _, name, _ in newer(found, START + 1, NEW)] == ["a", "b"]
    assert [name for _, name, _ in newer(found, START + 9, Standing(set_back=(START + 1, "b")))] == ["c"]
