import pytest

from leadflow.application.ties import Ties


def test_what_is_tied_to_the_same_is_one_clan_however_far_and_in_any_order() -> None:
    for order in ([(5, 3), (3, 9), (1, 9)], [(1, 9), (5, 3), (9, 3)]):
        ties = Ties()
        for pair in order:
            ties.tie(*pair)
        assert [ties.clan(key) for key in range(11)] == [0, 1, 2, 1, 4, 1, 6, 7, 8, 1, 10]


def test_a_key_that_is_tied_to_none_is_alone() -> None:
    assert Ties().clan(7) == 7


@pytest.mark.slow
def test_a_long_chain_is_one_clan() -> None:
    ties = Ties()
    for key in range(100_000, 0, -1):
        ties.tie(key, key - 1)
    assert {ties.clan(key) for key in range(100_001)} == {0}
